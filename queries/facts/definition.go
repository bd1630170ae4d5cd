// Package facts works out what happened, one row a thing counted, from the effective events and the registry: whole, beside the last
// ones, and swapped. Each file of sql/ is one fact: how it is worked out (a view worked_…, the one place where its columns are
// listed), the table that keeps it, the view that measures read, and the statement that fills it. Every table is partitioned
// by build. A row of fact_build makes a build the present one for all facts at once, so a crash at any moment leaves the last one.
package facts

import (
	"cmp"
	"embed"
	"hash/fnv"
	"path"
	"regexp"
	"slices"
	"strings"
)

//go:embed sql/*.sql
var files embed.FS

// order is that in which facts are defined and filled: later ones are worked out from earlier ones. The first is what all of them
// are worked out from, and is dropped at the end of a build.
var order = []string{"event", "attendance", "person", "assessment", "score", "referral", "structure_state", "activity", "first_attendance", "first_visit",
	"journey", "declaration", "project", "money", "project_help"}

// Statement is one that defines a measure: its view.
type Statement struct{ Name, SQL string }

// definition is what makes and fills the facts and the measures.
type definition struct {
	creates []string    // tables and views, in order
	fills   []Statement // by fact, in order
	names   []string    // of what they create
	hash    uint64
}

var createdName = regexp.MustCompile(`CREATE (?:VIEW|TABLE) (\w+)`)

// define puts the facts and the measures together.
func define(measures []Statement) (definition, error) {
	var d definition
	sum := fnv.New64a()
	for _, fact := range order {
		text, err := files.ReadFile(path.Join("sql", fact+".sql"))
		if err != nil {
			return d, err
		}
		sum.Write(text)
		for statement := range strings.SplitSeq(string(text), ";\n") {
			switch {
			case strings.TrimSpace(statement) == "":
			case strings.Contains(statement, "INSERT INTO"):
				d.fills = append(d.fills, Statement{fact, statement})
			default:
				d.creates = append(d.creates, statement)
				d.names = append(d.names, createdName.FindStringSubmatch(statement)[1])
			}
		}
	}
	measures = slices.SortedFunc(slices.Values(measures), func(a, b Statement) int { return cmp.Compare(a.Name, b.Name) })
	for _, m := range measures {
		sum.Write([]byte(m.SQL))
		d.creates = append(d.creates, m.SQL)
		d.names = append(d.names, createdName.FindStringSubmatch(m.SQL)[1])
	}
	d.hash = sum.Sum64()
	return d, nil
}

// list is the names of what is created, as ClickHouse reads an array in a parameter; none has a quote.
func (d definition) list() string { return "['" + strings.Join(d.names, "','") + "']" }
