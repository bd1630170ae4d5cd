package queries_test

import (
	"slices"
	"testing"

	"vigie/queries"
)

// What plain questions are added up from is read once a state of the data: another period costs no statement, one that begins or
// ends within a month one a file of measures.
func TestPlainQuestionsAreAnsweredFromMemory(t *testing.T) {
	w := openWarehouse(t)
	if !w.Embedded() {
		t.Skip("a server counts the statements of others, too")
	}
	n := w.network(t, variedRegistry)
	v := newVaried(20261122)
	batches := v.history(2, 160)
	n.send(t, batches[0]...)
	runner := n.runner(t)
	ask := func(from, to string) {
		t.Helper()
		var questions []queries.Question
		for _, i := range mustLoad(t).All() {
			for _, by := range []string{"total", "territory", "month"} {
				if slices.Contains(i.Groupings, by) {
					questions = append(questions, queries.Question{Indicator: i.ID, By: by, From: from, To: to})
				}
			}
		}
		if _, err := runner.AskAll(t.Context(), questions); err != nil {
			t.Fatal(err)
		}
	}
	statements := func() uint64 {
		return w.count(t, "SELECT toUInt64(sum(value)) FROM system.events WHERE event = 'SelectQuery'")
	}
	for _, batch := range batches[1:] {
		ask("2026-01-01", "2026-07-01")
		before := statements()
		ask("2026-02-01", "2026-09-01")
		ask("2025-03-01", "2026-04-01")
		// The count itself, and looks at the state of the data where this took seconds.
		if more := statements() - before; more > 5 {
			t.Errorf("other periods cost %d statements", more)
		}
		before = statements()
		ask("2026-01-20", "2026-07-11")
		if more := statements() - before; more > 6 {
			t.Errorf("a period of odd days costs %d statements", more)
		}
		n.send(t, batch...)
		before = statements()
		ask("2026-01-01", "2026-07-01")
		if more := statements() - before; more <= 5 {
			t.Errorf("new events were brought into the figures in %d statements", more)
		}
	}
}
