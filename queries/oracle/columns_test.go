package oracle_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/live"
	"vigie/network"
	"vigie/queries/oracle"
	"vigie/queries/period"
	"vigie/queries/queriestest"
)

var columns = flag.String("columns", "", "which columns of facts are left out, as a regular expression: . is all, and takes half an hour")

const (
	// columnHistories is over how many histories a column may be missed.
	columnHistories = 4
	// perIndicator is how many questions are asked about each indicator.
	perIndicator = 12
)

// TestColumns leaves each column out of each fact in turn: it is worked out as its type's default. Some figure that was the oracle's
// before must then be another, else nobody needs the column, or no history shows what it is for. It prints who missed which.
//
//	go test ./queries/oracle -run TestColumns -columns . -v -timeout 1h
func TestColumns(t *testing.T) {
	if *columns == "" {
		t.Skip("-columns is not given")
	}
	wanted := regexp.MustCompile(*columns)
	w := queriestest.Open(t)
	var unmissed []column
	for n := range uint64(columnHistories) {
		if n > 0 && len(unmissed) == 0 {
			break
		}
		h := intact(t, w, *seed+n)
		if n == 0 {
			unmissed = slices.DeleteFunc(factColumns(t, w), func(c column) bool { return !wanted.MatchString(c.Fact + "." + c.Name) })
		}
		unmissed = slices.DeleteFunc(unmissed, func(c column) bool {
			who := h.without(t, c)
			if who != "" {
				t.Logf("%s.%s: %s", c.Fact, c.Name, who)
			}
			return who != ""
		})
	}
	for _, c := range unmissed {
		t.Errorf("nobody misses %s.%s", c.Fact, c.Name)
	}
}

// column is one of a fact.
type column struct {
	Fact string `ch:"fact"`
	Name string `ch:"name"`
}

func factColumns(t *testing.T, w queriestest.Warehouse) (all []column) {
	t.Helper()
	err := w.Conn().Select(t.Context(), &all, "SELECT substring(table, 6) AS fact, name FROM system.columns "+
		"WHERE database = currentDatabase() AND startsWith(table, 'fact_') AND table != 'fact_build' AND name != 'build' "+
		"ORDER BY table, position")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// told is a history with all that is told about it while no column is missing.
type told struct {
	running
	probes []probe // those that missed something lately first
}

// probe is something that can be asked, and its answer.
type probe struct {
	who    string
	ask    func(context.Context) (string, error)
	before string
}

// intact takes a history of a seed and holds what the engine tells to what the oracle does.
func intact(t *testing.T, w queriestest.Warehouse, seed uint64) *told {
	t.Helper()
	h := &told{running: running{t: t, warehouse: w}}
	history := oracle.Draw(seed)
	if err := h.Take(t.Context(), oracle.Step{History: history, Fresh: history.Events}); err != nil {
		t.Fatal(err)
	}
	n := oracle.Read(history)
	for _, indicator := range oracle.Indicators() {
		drawn := oracle.DrawQuestions(seed, indicator, perIndicator)
		figures, err := h.Ask(t.Context(), drawn)
		if err != nil {
			t.Fatal(err)
		}
		for i, q := range drawn {
			if differing := oracle.Differences(q, n.Ask(q), figures[i]); len(differing) > 0 {
				t.Fatalf("%s:\n\t%s", q, strings.Join(differing, "\n\t"))
			}
		}
		h.probes = append(h.probes, probe{who: indicator, ask: func(ctx context.Context) (string, error) {
			figures, err := h.Ask(ctx, drawn)
			return fmt.Sprint(figures), err
		}})
	}
	h.probes = append(h.probes, probe{who: "quality", ask: func(ctx context.Context) (string, error) {
		middle := history.Events[0].Day.Time()
		window := period.Window{From: middle.AddDate(-2, 0, 0), To: middle.AddDate(2, 0, 0)}
		var structures []network.Structure
		for _, s := range history.Snapshots {
			structures = append(structures, network.Structure{ID: s.Structure})
		}
		reader := live.New(live.Options{Warehouse: w.Warehouse, Now: time.Now, Facts: func(context.Context) (time.Time, error) { return middle, nil }})
		known, err := reader.Quality(ctx, window, window.To, structures)
		return fmt.Sprintf("%+v", known), err
	}})
	for i, p := range h.probes {
		var err error
		if h.probes[i].before, err = p.ask(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// without works the facts out without a column and tells who answers otherwise than before; "" is for nobody.
func (h *told) without(t *testing.T, c column) string {
	t.Helper()
	view := "worked_" + c.Fact
	whole := definition(t, c.Fact, view)
	head, query, _ := strings.Cut(whole, " AS\n")
	defer h.define(t, view, whole)
	h.define(t, view, fmt.Sprintf("%s AS SELECT * REPLACE (defaultValueOfTypeName(toTypeName(%s)) AS %[2]s) FROM (%s)", head, c.Name, query))
	if err := h.runner.Rebuild(t.Context(), nil); err != nil {
		t.Fatalf("without %s.%s: %v", c.Fact, c.Name, err)
	}
	for i, p := range h.probes {
		if answer, err := p.ask(t.Context()); err != nil || answer != p.before {
			h.probes = slices.Concat([]probe{p}, h.probes[:i], h.probes[i+1:])
			return p.who
		}
	}
	return ""
}

// define puts another definition in the place of a view's.
func (h *told) define(t *testing.T, view, statement string) {
	t.Helper()
	for _, s := range []string{"DROP VIEW " + view, statement} {
		if err := h.warehouse.Conn().Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// definition is the statement that defines a view of a fact.
func definition(t *testing.T, fact, view string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../facts/sql", fact+".sql"))
	if err != nil {
		t.Fatal(err)
	}
	for statement := range strings.SplitSeq(string(text), ";\n") {
		if _, from, ok := strings.Cut(statement, "CREATE VIEW "+view+" "); ok {
			return "CREATE VIEW " + view + " " + from
		}
	}
	t.Fatalf("%s.sql does not define %s", fact, view)
	return ""
}
