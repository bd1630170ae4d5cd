package facts_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/queries"
	"vigie/queries/engine"
	"vigie/queries/facts"
	"vigie/queries/queriestest"
)

// network is one of two structures, with three people who are in every fact that names persons.
type network struct {
	queriestest.Warehouse
	*queriestest.Network
}

// TestFacts plays on networks that follow each other in one warehouse.
func TestFacts(t *testing.T) {
	w := queriestest.Open(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, network)
	}{
		{"a build fails", failedBuild},
		{"old builds", oldBuilds},
		{"two processes", twoProcesses},
		{"missing rows", missingRows},
		{"a table is gone", missingTable},
		{"another definition", otherDefinition},
		{"somebody is forgotten", forget},
		{"somebody is erased during a build", erasedDuringBuild},
		{"following", follow},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t, w)) })
	}
}

func open(t *testing.T, w queriestest.Warehouse) network {
	t.Helper()
	known := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	n := network{w, w.Network(t, queriestest.Registry{
		Territories: []queriestest.Territory{{Code: "75113", Parent: "75056", Population: 1000}},
		Snapshots: []queriestest.Snapshot{
			{Structure: "a", Territory: "75113", Imported: known}, {Structure: "b", Territory: "75113", Imported: known}},
	})}
	for person := range 3 {
		n.help(t, person+1)
	}
	refresh(t, n.Runner(t))
	return n
}

// help has a person assessed, referred, helped and assessed again.
func (n network) help(t *testing.T, person int) {
	t.Helper()
	var raw [][]byte
	for i, e := range []struct{ day, kind, data string }{
		{"2026-01-05", "assessment", `"structure":"a","level":"beginner","profile":{"age_band":"18_24"}`},
		{"2026-01-06", "referral", `"referral":"r%[1]d","status":"sent","from":"a","to":"b"`},
		{"2026-01-07", "attendance", `"structure":"b","format":"individual","minutes":60`},
		{"2026-02-07", "assessment", `"structure":"b","level":"autonomous","tool":"questions","score":40`},
	} {
		data := strings.ReplaceAll(e.data, "%[1]d", fmt.Sprint(person))
		raw = append(raw, fmt.Appendf(nil, `{"specversion":"1.0","id":"e%d.%d","source":"https://tool.example","time":%q,`+
			`"type":"vigie.%s.v1","data":{"person":"p%[1]d",%[5]s}}`, person, i, e.day, e.kind, data))
	}
	n.Send(t, "all", raw...)
}

// helped is how many people an answer of a runner counts, and up to when it knows of events.
func helped(t *testing.T, r *engine.Runner) (people float64, at time.Time) {
	t.Helper()
	answer, err := r.Ask(t.Context(), engine.Question{Indicator: "impact.people_followed", From: "2026-01-01", To: "2026-02-01"})
	if err != nil {
		t.Fatal(err)
	}
	return *answer.Figures[0].Value, answer.RefreshedAt
}

func wantHelped(t *testing.T, r *engine.Runner, want float64) time.Time {
	t.Helper()
	people, at := helped(t, r)
	if people != want {
		t.Errorf("%v people were helped, not %v", people, want)
	}
	return at
}

func (n network) run(t *testing.T, statement string, values ...any) {
	t.Helper()
	if err := n.Conn().Exec(t.Context(), fmt.Sprintf(statement, values...)); err != nil {
		t.Fatal(err)
	}
}

// number is the one that a statement answers.
func (n network) number(t *testing.T, statement string, values ...any) (number uint64) {
	t.Helper()
	if err := n.Conn().QueryRow(t.Context(), fmt.Sprintf(statement, values...)).Scan(&number); err != nil {
		t.Fatal(err)
	}
	return number
}

// present is the number of the present build.
func (n network) present(t *testing.T) uint64 {
	t.Helper()
	return n.number(t, "SELECT max(number) FROM fact_build")
}

// builds are those of which the table keeps rows, in order.
func (n network) builds(t *testing.T, table string) (kept []string) {
	t.Helper()
	err := n.Conn().QueryRow(t.Context(), "SELECT arraySort(groupUniqArray(partition)) FROM system.parts "+
		"WHERE database = currentDatabase() AND active AND table = '"+table+"'").Scan(&kept)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// tables are all that keep rows of facts.
func (n network) tables(t *testing.T) (tables []string) {
	t.Helper()
	err := n.Conn().QueryRow(t.Context(), "SELECT groupArray(name) FROM system.tables "+
		"WHERE database = currentDatabase() AND startsWith(name, 'fact_') AND name != 'fact_build'").Scan(&tables)
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

func refresh(t *testing.T, r *engine.Runner) {
	t.Helper()
	if err := r.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A build that fails, or that nobody waits for any more, leaves the last facts whole: answers go on from them.
func failedBuild(t *testing.T, n network) {
	r := n.Runner(t)
	before := wantHelped(t, r, 3)
	n.help(t, 4)
	for _, name := range []string{"a fill fails", "nobody waits"} {
		var err error
		if name == "a fill fails" {
			n.run(t, "CREATE OR REPLACE VIEW worked_journey AS SELECT throwIf(true, 'a test')")
			err = r.Refresh(t.Context())
			n.run(t, "DROP VIEW worked_journey") // the next build makes it anew
		} else {
			ctx, cancel := context.WithCancel(t.Context())
			err = r.Rebuild(ctx, func(_ string, done, of int) {
				if done == of/2 {
					cancel()
				}
			})
		}
		if err == nil {
			t.Errorf("%s: the build is said to be made", name)
		}
		for _, reader := range []*engine.Runner{r, n.Runner(t)} {
			if at := wantHelped(t, reader, 3); !at.Equal(before) {
				t.Errorf("%s: answers know of events up to %v, as of the last facts that is %v", name, at, before)
			}
		}
	}
	refresh(t, r)
	wantHelped(t, r, 4)
	for _, table := range n.tables(t) {
		if kept := n.builds(t, table); len(kept) > 2 {
			t.Errorf("%s still has rows of the builds that failed: %v", table, kept)
		}
	}
}

// Of builds the present one and the one before it are kept, which questions may still be reading; of the events that facts are worked out
// from, none is. Renew leaves the present one alone.
func oldBuilds(t *testing.T, n network) {
	r := n.Runner(t)
	var made []string
	for person := range 3 {
		n.help(t, 10+person)
		refresh(t, r)
		made = append(made, fmt.Sprint(n.present(t)))
	}
	if kept := n.builds(t, "fact_attendance"); !slices.Equal(kept, made[1:]) {
		t.Errorf("attendances are kept of the builds %v, made were %v", kept, made)
	}
	if kept := n.builds(t, "fact_event"); len(kept) > 0 {
		t.Errorf("events are kept of the builds %v", kept)
	}
	if err := r.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if kept := n.builds(t, "fact_attendance"); len(kept) != 1 || kept[0] != fmt.Sprint(n.present(t)) {
		t.Errorf("after Renew attendances are kept of the builds %v", kept)
	}
	refresh(t, r)
	if got := n.present(t); fmt.Sprint(got) != n.builds(t, "fact_attendance")[0] {
		t.Error("nothing has changed, and facts were worked out anew")
	}
	wantHelped(t, r, 6)
}

// Another process reads the facts that one has worked out, and the other way round.
func twoProcesses(t *testing.T, n network) {
	one, two := n.Runner(t), n.Runner(t)
	wantHelped(t, one, 3)
	build := n.present(t)
	wantHelped(t, two, 3)
	if n.present(t) != build {
		t.Error("two programs with the same definitions have worked out facts of their own")
	}
	n.help(t, 4)
	refresh(t, two)
	wantHelped(t, one, 4)
	n.help(t, 5)
	refresh(t, one)
	wantHelped(t, two, 5)
}

// What a loss of power took from the facts is noticed by the next process, and worked out again.
func missingRows(t *testing.T, n network) {
	wantHelped(t, n.Runner(t), 3)
	for _, table := range []string{"fact_attendance", "fact_activity"} {
		build := n.present(t)
		n.run(t, "ALTER TABLE %s DROP PARTITION ID '%d'", table, build)
		wantHelped(t, n.Runner(t), 3)
		if n.present(t) == build {
			t.Errorf("nobody noticed that %s has no rows", table)
		}
	}
}

// Tables and views that somebody dropped are made again, and filled.
func missingTable(t *testing.T, n network) {
	for _, statement := range []string{"DROP TABLE fact_journey", "DROP VIEW measure_persons"} {
		n.run(t, "%s", statement)
		r := n.Runner(t)
		if err := r.Rebuild(t.Context(), nil); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		wantHelped(t, r, 3)
	}
}

// A program with other definitions makes tables and views of its own, in the place of another's.
func otherDefinition(t *testing.T, n network) {
	r := n.Runner(t)
	wantHelped(t, r, 3)
	more := facts.Statement{Name: "more", SQL: "CREATE VIEW measure_more AS SELECT * FROM attendance"}
	other, err := facts.New(facts.Options{
		Warehouse: n.Warehouse.Warehouse, Measures: append(measures(t), more),
		Now: func() time.Time { return time.Date(2026, 12, 31, 13, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	before := n.present(t)
	b, err := other.Present(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if b.Number == before || b.Number != n.present(t) {
		t.Errorf("the other program reads the build %d, the first one's is %d", b.Number, before)
	}
	if rows := n.number(t, "SELECT count() FROM measure_more"); rows != 3 {
		t.Errorf("the other program's measure has %d rows", rows)
	}
	wantHelped(t, n.Runner(t), 3)
	if left := n.number(t, "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'measure_more'"); left != 0 {
		t.Error("the other program's measure is still there")
	}
	wantHelped(t, r, 3)
}

// measures are those of the catalogue.
func measures(t *testing.T) (all []facts.Statement) {
	t.Helper()
	catalogue, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range catalogue.Measures() {
		all = append(all, facts.Statement{Name: m.Name, SQL: m.SQL})
	}
	return all
}
