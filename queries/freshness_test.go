package queries_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/queries"
)

// TestFreshness asks again after each change: an answer holds all that was acknowledged before it was asked for.
func TestFreshness(t *testing.T) {
	w := openWarehouse(t)
	n := w.network(t, lines(t, `
		territory 75113 name=Paris_13e parent=75056 population=1000
		structure a`))
	metrics := prometheus.NewRegistry()
	runner := queries.New(queries.Options{Warehouse: w.Warehouse, Patience: time.Minute, Catalogue: mustLoad(t), Registerer: metrics, Now: n.clock.now})
	q := queries.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2026-02-01", By: "territory"}
	for i := range 5 {
		n.send(t, mustEvent(t, fmt.Sprintf("v%d 2026-01-05 attendance structure=a person=p%d", i, i)))
		if got := value(mustAsk(t, runner, q), "unknown"); got != float64(i+1) {
			t.Fatalf("after %d events the answer is %v", i+1, got)
		}
	}
	before := mustAsk(t, runner, q)
	if err := w.Conn().Exec(t.Context(), "OPTIMIZE TABLE event FINAL"); err != nil {
		t.Fatal(err)
	}
	again := mustAsk(t, runner, q)
	if again.RefreshedAt.Before(before.RefreshedAt) {
		t.Errorf("refreshed at %v, before at %v", again.RefreshedAt, before.RefreshedAt)
	}
	if again.RefreshedAt = before.RefreshedAt; cmp.Diff(before, again) != "" {
		t.Errorf("parts were merged and nothing changed, and the answer did:\n%s", cmp.Diff(before, again))
	}
	// What was asked lately is answered from new data before anybody comes back.
	if hits := counted(t, metrics, "vigie_query_cache_total", "hit"); hits != 6 {
		t.Errorf("%v of 7 answers came from memory, not all but the first", hits)
	}
	// The structure is attached late: what it did moves to the territory.
	w.insert(t, "INSERT INTO snapshot_attachment (structure, imported_at, territory, how, attached_at)", [][]any{{"a", time.Now(), "75113", "position", time.Now()}})
	if got := mustAsk(t, runner, q); value(got, "75113") != 5 || value(got, "unknown") != -1 {
		t.Errorf("after the attachment: %+v", got.Figures)
	}
	// A retraction that comes late, and a territory that gets another name.
	n.send(t, mustEvent(t, "x 2026-03-05 retraction record=v1"))
	w.insert(t, "INSERT INTO territory (code, name, parent, population, imported_at)", [][]any{{"75113", "Treizième", "75056", uint32(1000), time.Now().AddDate(1, 0, 0)}})
	got := mustAsk(t, runner, q)
	if value(got, "75113") != 4 || got.Figures[0].Label != "Treizième" {
		t.Errorf("after the retraction and the new name: %+v", got.Figures)
	}
	if !got.RefreshedAt.After(before.RefreshedAt) {
		t.Errorf("refreshed at %v, before at %v", got.RefreshedAt, before.RefreshedAt)
	}
	// Erased rows are gone from the figures as well.
	if err := w.Conn().Exec(t.Context(), "ALTER TABLE event DELETE WHERE kind = 'attendance' SETTINGS mutations_sync = 2"); err != nil {
		t.Fatal(err)
	}
	if got := value(mustAsk(t, runner, q), "75113"); got != 0 {
		t.Errorf("after all visits were erased: %v", got)
	}
	if errs := counted(t, metrics, "vigie_query_errors_total", "impact.people_helped"); errs != 0 {
		t.Errorf("%v errors", errs)
	}
}

// TestNobodyWaits holds that where bringing the figures up to date takes longer than anybody waits for, figures of a moment ago are
// answered at once, say so, and are followed by those that hold everything.
func TestNobodyWaits(t *testing.T) {
	w := openWarehouse(t)
	n := w.network(t, lines(t, `
		territory 75113 name=Paris_13e parent=75056 population=1000
		structure a territory=75113`))
	metrics := prometheus.NewRegistry()
	runner := queries.New(queries.Options{Warehouse: w.Warehouse, Patience: time.Nanosecond, Catalogue: mustLoad(t), Registerer: metrics})
	q := queries.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2026-02-01"}
	if got := value(mustAsk(t, runner, q), "total"); got != 0 {
		t.Fatalf("before any event: %v", got)
	}
	const rounds = 4
	for i := range rounds {
		n.send(t, mustEvent(t, fmt.Sprintf("v%d 2026-01-05 attendance structure=a person=p%d", i, i)))
		sent := time.Now()
		for {
			asked := time.Now()
			answer := mustAsk(t, runner, q)
			got := value(answer, "total")
			if got == float64(i+1) {
				break
			}
			if got != float64(i) || answer.RefreshedAt.After(sent) {
				t.Fatalf("after %d events the answer is %v, refreshed at %v, the last event was there at %v", i+1, got, answer.RefreshedAt, sent)
			}
			if took := time.Since(asked); i > 0 && took > time.Second {
				t.Errorf("an answer of a moment ago took %s", took)
			}
			if time.Since(sent) > 30*time.Second {
				t.Fatalf("after %d events the answer is still %v", i+1, got)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	// Between two states of the data a question may still come.
	if misses := counted(t, metrics, "vigie_query_cache_total", "miss"); misses > rounds/2 {
		t.Errorf("%v answers were worked out while somebody waited, of one question", misses)
	}
}
