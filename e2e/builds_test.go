package e2e

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"vigie/e2e/binary"
	"vigie/warehouse"
)

// batches are what is in the facts after some batches of events: participations by structure, and when the last batch was acknowledged.
type batches struct {
	participations map[string]float64
	acknowledged   time.Time
}

// TestBuildKilled kills the service ten times, soon after events came in: before, while or after facts are worked out. What is answered next is
// what was true after one of the batches, for all structures alike, and no less than refreshed_at says.
func TestBuildKilled(t *testing.T) {
	const kills, size = 10, 60
	seed := fromEnvironment(t, "VIGIE_SEED", uint64(time.Now().UnixNano()))
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 3))
	dir := t.TempDir()
	s := binary.Serve(t, dir)
	sender := furnish(t, dir, seed)[0]
	states := []batches{{participations: map[string]float64{}}}
	post := func() {
		t.Helper()
		after := maps.Clone(states[len(states)-1].participations)
		var events []faultEvent
		for range size {
			e := sender.draw()
			var line struct {
				Data struct{ Structure string } `json:"data"`
			}
			if err := json.Unmarshal([]byte(e.line), &line); err != nil {
				t.Fatal(err)
			}
			after[line.Data.Structure] += e.people
			events = append(events, e)
		}
		if err := sender.post(s.URL, events); err != nil {
			t.Fatal(err)
		}
		states = append(states, batches{after, time.Now()})
	}
	seen := 0 // the state that was answered last
	look := func() {
		t.Helper()
		body := ask(t, s, "impact.participations", "structure")
		var answer struct {
			RefreshedAt time.Time `json:"refreshed_at"`
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		got := map[string]float64{}
		for _, f := range figures(t, body) {
			if *f.Value > 0 {
				got[f.Key] = *f.Value
			}
		}
		now := seen
		for now < len(states) && !maps.Equal(states[now].participations, got) {
			now++
		}
		if now == len(states) {
			t.Fatalf("figures are those of none of the batches %d to %d:\n%v", seen, len(states)-1, got)
		}
		if next := now + 1; next < len(states) && !answer.RefreshedAt.Before(states[next].acknowledged) {
			t.Errorf("figures of batch %d as of %v; batch %d was acknowledged at %v", now, answer.RefreshedAt, next, states[next].acknowledged)
		}
		seen = now
	}
	post()
	total(t, s, "impact.participations", 1)
	look()
	between := 0
	for range kills {
		post()
		// The service looks for new events every second, and builds at once where it has just been started.
		time.Sleep(time.Duration(random.IntN(2000)) * time.Millisecond)
		s.Kill(t)
		s = binary.Serve(t, dir)
		look()
		if seen < len(states)-1 {
			between++
		}
	}
	t.Logf("%d of %d times the figures were those of before", between, kills)
	binary.Done(t, dir, "rebuild")
	if look(); seen != len(states)-1 {
		t.Errorf("after a rebuild the figures are those of batch %d of %d", seen, len(states)-1)
	}
	var kept uint64
	for _, n := range factBuilds(t, dir) {
		kept = max(kept, n)
	}
	if kept == 0 || kept > 2 {
		t.Errorf("%d builds are kept of a fact: the present one and the last are needed", kept)
	}
}

// factBuilds is how many builds there are of each fact.
func factBuilds(t *testing.T, dir string) map[string]uint64 {
	t.Helper()
	w := sharing(t, dir)
	rows, err := w.Conn().Query(t.Context(), `SELECT table, uniqExact(partition) FROM system.parts
		WHERE database = currentDatabase() AND active AND startsWith(table, 'fact_') AND table != 'fact_build' GROUP BY table`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	builds := map[string]uint64{}
	for rows.Next() {
		var table string
		var n uint64
		if err := rows.Scan(&table, &n); err != nil {
			t.Fatal(err)
		}
		builds[table] = n
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return builds
}

// sharing opens the warehouse of a running vigie, through it.
func sharing(t *testing.T, dir string) *warehouse.Warehouse {
	t.Helper()
	w, err := warehouse.Open(t.Context(), warehouse.Options{Address: "embedded:" + dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}
