// Package facts works out what happened, one row a thing counted, from the effective events and the registry: whole, beside the last
// ones, and swapped. Each file of sql/ is one fact: how it is worked out (a view worked_…, the one place where its columns are
// listed), the table that keeps it, the view that measures read, and the statement that fills it. Every table is partitioned
// by build. A row of fact_build makes a build the present one for all facts at once, so a crash at any moment leaves the last one.
// A line "-- of:" names the kinds of events, or the tables of the registry, of which there must be some for the fact to have a row.
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
var order = []string{"event", "attendance", "person", "assessment", "score", "referral", "structure_state", "activity", "trait", "first_attendance", "first_visit",
	"journey", "declaration", "project", "money", "project_help", "affair"}

// Statement is one that defines a measure: its view.
type Statement struct{ Name, SQL string }

// fill is the statement that fills a fact.
type fill struct {
	fact, sql string
	of        []string // of one of which there must be some; none: it is always filled
}

// definition is what makes and fills the facts and the measures.
type definition struct {
	creates []string // tables and views, in order
	fills   []fill   // in order
	names   []string // of what they create
	tables  []string // of these, the facts that are tables; the others are views over them
	hash    uint64
}

var (
	createdName = regexp.MustCompile(`CREATE (?:VIEW|TABLE) (\w+)`)
	ofLine      = regexp.MustCompile(`(?m)^-- of: (.+)$`)
)

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
		var of []string
		if line := ofLine.FindSubmatch(text); line != nil {
			of = strings.Split(string(line[1]), ", ")
		}
		for statement := range strings.SplitSeq(string(text), ";\n") {
			switch {
			case strings.TrimSpace(statement) == "":
			case strings.Contains(statement, "INSERT INTO"):
				d.fills = append(d.fills, fill{fact, statement, of})
			default:
				d.creates = append(d.creates, statement)
				name := createdName.FindStringSubmatch(statement)[1]
				d.names = append(d.names, name)
				if table, is := strings.CutPrefix(name, "fact_"); is {
					d.tables = append(d.tables, table)
				}
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

// without are the facts of which a build has no row.
func (d definition) without(kept []partition, build uint64) []string {
	return slices.DeleteFunc(slices.Clone(d.tables), func(fact string) bool {
		return slices.ContainsFunc(kept, func(p partition) bool { return p.Table == "fact_"+fact && p.Build == build && p.Rows > 0 })
	})
}

// list is the names of what is created, as ClickHouse reads an array in a parameter; none has a quote.
func (d definition) list() string { return "['" + strings.Join(d.names, "','") + "']" }
