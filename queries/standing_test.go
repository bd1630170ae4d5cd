package queries_test

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/queries"
)

// TestOlderTableIsNoticed holds that a table which a slower process puts in the place of a newer one does not stay: what it
// lacks is in the next answer.
func TestOlderTableIsNoticed(t *testing.T) {
	w := openWarehouse(t)
	n := w.network(t, lines(t, `
		territory 75113 name=Paris_13e parent=75056 population=1000
		structure a`))
	runner := queries.New(queries.Options{Warehouse: w.Warehouse, Catalogue: mustLoad(t), Registerer: prometheus.NewRegistry(), Now: n.clock.now})
	for _, line := range []string{"v1 2026-01-05 attendance structure=a person=p1", "v2 2026-01-06 attendance structure=a person=p2"} {
		n.send(t, mustEvent(t, line))
	}
	q := queries.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2026-02-01", By: "total"}
	if got := value(mustAsk(t, runner, q), "total"); got != 2 {
		t.Fatalf("before: %v", got)
	}
	for _, sql := range []string{
		"CREATE TABLE slower AS standing_event",
		"INSERT INTO slower SELECT * REPLACE (1 AS built_from) FROM standing_event WHERE day = '2026-01-05'",
		"EXCHANGE TABLES standing_event AND slower",
		"DROP TABLE slower",
	} {
		if err := w.Conn().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	q.To = "2026-03-01" // another question, which no answer is kept for
	if got := value(mustAsk(t, runner, q), "total"); got != 2 {
		t.Errorf("after an older table took the place: %v", got)
	}
}
