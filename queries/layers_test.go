package queries_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/queries"
)

// sums are what the layers of the present state add up to, cell by cell, record keys included.
var sums = []string{
	"SELECT scope, key, concat(measure, ' ', toString(days)), toString(month), toString(since), toString(tuple(sum(number), groupBitXor(records_x))) AS cell FROM derived_measure WHERE layer IN (SELECT arrayJoin([base, correction]) FROM derived_state ORDER BY number DESC LIMIT 2) GROUP BY ALL HAVING cell != '(0,0)' ORDER BY ALL",
	"SELECT structure, toString(day), toString(late), '', '', toString(sum(events)) AS cell FROM derived_activity WHERE layer IN (SELECT arrayJoin([base, correction]) FROM derived_state ORDER BY number DESC LIMIT 2) GROUP BY ALL HAVING cell != '0' ORDER BY ALL",
	"SELECT structure, toString(month), '', '', '', toString(argMax(days, layer)) AS cell FROM derived_active WHERE layer IN (SELECT arrayJoin([base, correction]) FROM derived_state ORDER BY number DESC LIMIT 2) GROUP BY ALL HAVING cell != '0' ORDER BY ALL",
	"SELECT toString(person), toString(tuple(first_day, first_level, territory, structure, referred_on, came_on)), toString(last_day), toString(tuple(last_level, step)), toString(next_day), toString(sum(sign)) AS cell FROM derived_journey WHERE layer IN (SELECT arrayJoin([base, correction]) FROM derived_state ORDER BY number DESC LIMIT 2) GROUP BY ALL HAVING cell != '0' ORDER BY ALL",
	"SELECT toString(referral), toString(tuple(sent_on, from_structure, to_structure, person, state, territory, came_on, waited)), '', '', '', toString(sum(sign)) AS cell FROM derived_referral WHERE layer IN (SELECT arrayJoin([base, correction]) FROM derived_state ORDER BY number DESC LIMIT 2) GROUP BY ALL HAVING cell != '0' ORDER BY ALL",
}

const (
	presentBaseSQL       = "SELECT base FROM derived_state ORDER BY number DESC LIMIT 1"
	presentCorrectionSQL = "SELECT correction FROM derived_state ORDER BY number DESC LIMIT 1"
)

func (w testWarehouse) cells(t *testing.T) (all []string) {
	t.Helper()
	for _, sql := range sums {
		rows, err := w.Conn().Query(t.Context(), sql)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var line [6]string
			if err := rows.Scan(&line[0], &line[1], &line[2], &line[3], &line[4], &line[5]); err != nil {
				t.Fatal(err)
			}
			all = append(all, strings.Join(line[:], " "))
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func (w testWarehouse) count(t *testing.T, sql string) (n uint64) {
	t.Helper()
	if err := w.Conn().QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// sentInGoes sends a random history a few events at a time, and refreshes after each.
func sentInGoes(t *testing.T, n *testNetwork, runner *queries.Runner, seed uint64) {
	t.Helper()
	var raw []json.RawMessage
	for _, f := range newHistory(newRand(seed)).facts {
		raw = append(raw, f.json(t))
	}
	for batch := range slices.Chunk(raw, 40) {
		n.send(t, batch...)
		if err := runner.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRebuildChangesNothing holds that a base and its correction add up, cell by cell and with the record keys of the people in
// them, to what working everything out again gives, and that of older states nothing is left when somebody is to be forgotten.
func TestRebuildChangesNothing(t *testing.T) {
	w := openWarehouse(t)
	for seed := range uint64(2) {
		n := w.network(t, modelRegistry)
		runner := n.runner(t)
		sentInGoes(t, n, runner, 100+seed)
		if w.count(t, presentCorrectionSQL) == 0 {
			t.Fatal("there is no correction to compare")
		}
		before := w.cells(t)
		steps := 0
		if err := runner.Rebuild(t.Context(), func(step string, done, of int) {
			if done != steps || done >= of || step == "" {
				t.Errorf("step %q is number %d of %d", step, done, of)
			}
			steps++
		}); err != nil {
			t.Fatal(err)
		}
		if w.count(t, presentCorrectionSQL) != 0 || steps == 0 {
			t.Error("nothing was rebuilt")
		}
		if diff := cmp.Diff(w.cells(t), before); diff != "" || len(before) < 100 {
			t.Errorf("of %d cells (- rebuilt, + corrected):\n%s", len(before), diff)
		}
	}
	n := w.network(t, modelRegistry)
	runner := n.runner(t)
	sentInGoes(t, n, runner, 100)
	if err := runner.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	if layers := w.count(t, "SELECT uniqExact(layer) FROM derived_event"); layers != 1 {
		t.Errorf("%d layers of events are left", layers)
	}
}

// TestLayersThatAreNotWhole holds that what a crash left behind is not read, and what it took is worked out again.
func TestLayersThatAreNotWhole(t *testing.T) {
	w := openWarehouse(t)
	n := w.network(t, lines(t, `
		territory 75113 name=Paris_13e parent=75056 population=1000
		structure a territory=75113`))
	q := queries.Question{Indicator: "impact.people_helped", From: "2026-01-01", To: "2026-02-01"}
	ask := func(r *queries.Runner, want float64) {
		t.Helper()
		if got := value(mustAsk(t, r, q), "total"); got != want {
			t.Fatalf("answered %v, want %v", got, want)
		}
	}
	runner := n.runner(t)
	for i := range 3 {
		n.send(t, mustEvent(t, fmt.Sprintf("v%d 2026-01-05 attendance structure=a person=p%d", i, i)))
		ask(runner, float64(i+1))
	}
	// A refresh that was cut off left a layer that no state names.
	for _, sql := range []string{
		"INSERT INTO derived_measure SELECT * REPLACE (toUInt64(1) AS layer) FROM derived_measure",
		"INSERT INTO derived_event SELECT * REPLACE (toUInt64(1) AS layer) FROM derived_event",
	} {
		if err := w.Conn().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	ask(n.runner(t), 3)
	n.send(t, mustEvent(t, "v4 2026-01-06 attendance structure=a person=p4"))
	ask(runner, 4)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		left := w.count(t, "SELECT count() FROM derived_event WHERE layer = 1")
		if left == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%d rows of a layer that no state names are still there", left)
		}
	}
	// A power failure took the rows of a layer that a state names.
	if err := w.Conn().Exec(t.Context(), fmt.Sprintf("ALTER TABLE derived_measure DROP PARTITION ID '%d'",
		w.count(t, presentBaseSQL))); err != nil {
		t.Fatal(err)
	}
	again := n.runner(t)
	ask(again, 4)
	// What one process has worked out is read by another, and the other way round.
	n.send(t, mustEvent(t, "v5 2026-01-07 attendance structure=a person=p5"))
	ask(again, 5)
	ask(runner, 5)
	if err := runner.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	ask(again, 5)
}

// TestFollow holds that figures follow the events when nobody asks.
func TestFollow(t *testing.T) {
	w := openWarehouse(t)
	n := w.network(t, lines(t, `
		territory 75113 name=Paris_13e parent=75056 population=1000
		structure a territory=75113`))
	go n.runner(t).Follow(t.Context())
	n.send(t, mustEvent(t, "v 2026-01-05 attendance structure=a person=p"))
	for end := time.Now().Add(30 * time.Second); w.count(t, "SELECT count() FROM derived_event") == 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the event is not in the derived tables")
		}
	}
}

// TestRebuildBesideEvents holds that a rebuild comes to its end beside a process that follows events which never stop, that those are in
// the figures meanwhile, and that afterwards these are what working everything out once more gives.
func TestRebuildBesideEvents(t *testing.T) {
	w := openWarehouse(t)
	n := w.network(t, modelRegistry)
	var raw []json.RawMessage
	for _, f := range newHistory(newRand(7)).facts {
		raw = append(raw, f.json(t))
	}
	serving, command := n.runner(t), n.runner(t)
	n.send(t, raw[:len(raw)/2]...)
	if err := serving.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	base, correction, sent := w.count(t, presentBaseSQL), w.count(t, presentCorrectionSQL), 0
	later := slices.Collect(slices.Chunk(raw[len(raw)/2:], len(raw)/10))
	if err := command.Rebuild(t.Context(), func(_ string, done, _ int) {
		if done%4 != 2 {
			return
		}
		if sent++; len(later) > 0 {
			n.send(t, later[0]...)
			later = later[1:]
		} else {
			n.send(t, mustEvent(t, fmt.Sprintf("beside%d 2026-01-05 attendance structure=a person=p%d", sent, sent)))
		}
		if err := serving.Refresh(t.Context()); err != nil {
			t.Error(err)
		}
		if w.count(t, presentBaseSQL) != base {
			t.Error("a base that is not filled yet is read")
		}
		if now := w.count(t, presentCorrectionSQL); now == correction {
			t.Error("events are not followed beside a rebuild")
		} else {
			correction = now
		}
	}); err != nil {
		t.Fatal(err)
	}
	if len(later) > 0 || w.count(t, presentBaseSQL) == base || w.count(t, presentCorrectionSQL) == 0 {
		t.Errorf("%d batches were not sent, the base is %d, it was %d before the rebuild, its correction is %d", len(later), w.count(t, presentBaseSQL), base, w.count(t, presentCorrectionSQL))
	}
	beside := w.cells(t)
	if err := command.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w.cells(t), beside); diff != "" || len(beside) < 100 {
		t.Errorf("of %d cells (- rebuilt, + rebuilt beside events):\n%s", len(beside), diff)
	}
}

// TestNewBase holds that when much has come a new base is filled while figures go on following the events, and that they move to it.
func TestNewBase(t *testing.T) {
	w := openWarehouse(t)
	n := w.network(t, lines(t, `
		territory 75113 name=Paris_13e parent=75056 population=1000
		structure a territory=75113`))
	runner := n.runner(t)
	q := queries.Question{Indicator: "impact.participations", From: "2026-01-01", To: "2026-02-01"}
	ask := func(want float64) {
		t.Helper()
		if got := value(mustAsk(t, runner, q), "total"); got != want {
			t.Fatalf("answered %v, want %v", got, want)
		}
	}
	n.send(t, mustEvent(t, "v0 2026-01-05 attendance structure=a person=p0"))
	ask(1)
	base := w.count(t, presentBaseSQL)
	const many = 50_001
	if err := w.Conn().Exec(t.Context(), fmt.Sprintf("INSERT INTO event SELECT * EXCEPT (number) REPLACE (murmurHash3_128('v', number) AS identity, murmurHash3_128('r', number) AS record) FROM event CROSS JOIN numbers(%d) AS n", many)); err != nil {
		t.Fatal(err)
	}
	ask(1 + many)
	if w.count(t, presentBaseSQL) != base {
		t.Error("the figures waited for a new base")
	}
	for end := time.Now().Add(time.Minute); w.count(t, "SELECT count() FROM derived_base WHERE filled > 0") == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no new base was filled")
		}
	}
	n.send(t, mustEvent(t, "v1 2026-01-06 attendance structure=a person=p1"))
	ask(2 + many)
	if w.count(t, presentBaseSQL) == base {
		t.Error("the new base is not read")
	}
	n.send(t, mustEvent(t, "x 2026-01-07 retraction record=v0"))
	ask(1 + many)
}
