package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/e2e/binary"
	"vigie/warehouse"
)

// batches are what is in the facts after some batches of events: participations by structure, and when the last batch was acknowledged.
type batches struct {
	participations map[string]float64
	acknowledged   time.Time
}

// TestBuildKilled kills the service ten times, soon after events came in: before, while or after facts are worked out. What is answered
// next is what was true after one of the batches, for all structures alike, and no less than refreshed_at says.
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
		body := binary.Done(t, s.Dir, "figures", "impact.participations", "--from", "2026-01-01", "--to", "2026-11-01", "--by", "structure")
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
	took := time.Since(states[1].acknowledged) // until facts were worked out
	look()
	between := 0
	for range kills {
		post()
		time.Sleep(time.Duration(2 * random.Float64() * float64(took))) // facts are worked out at once where the service has just been started
		s.Kill(t)
		s = binary.Serve(t, dir)
		look()
		if seen < len(states)-1 {
			between++
		}
	}
	t.Logf("facts were worked out after %v; %d of %d times the figures were those of before", took, between, kills)
	deadline := time.Now().Add(time.Minute)
	for look(); seen < len(states)-1; look() {
		if time.Now().After(deadline) {
			t.Fatalf("the figures are still those of batch %d of %d", seen, len(states)-1)
		}
		time.Sleep(100 * time.Millisecond)
	}
	// The present build and the last one are kept; one more is being worked out at times.
	for kept := mostBuilds(t, dir); kept != 2; kept = mostBuilds(t, dir) {
		if time.Now().After(deadline) {
			t.Fatalf("%d builds of a fact are kept", kept)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// TestErasedWhileBuilding erases persons while facts are worked out without a pause, by the service and by other processes: once an erasure
// is done no fact names the person, and none does later.
func TestErasedWhileBuilding(t *testing.T) {
	const persons, source = 3, "https://sender-0.example/tool"
	dir := t.TempDir()
	s := binary.Serve(t, dir)
	sender := furnish(t, dir, 1)[0].token
	admin := strings.TrimSpace(binary.Done(t, dir, "token", "add", "--reader", "administrator"))
	var events strings.Builder
	for i := range 30 * persons {
		fmt.Fprintf(&events, `{"specversion":"1.0","id":"%d","source":%q,"type":"vigie.assessment.v1","time":"2026-03-%02d",`, i, source, 1+i%28)
		fmt.Fprintf(&events, `"data":{"structure":"place-%d","person":"reference-%d","level":"beginner",`, i%3, i%persons)
		events.WriteString(`"profile":{"age_band":"18_24"}}}` + "\n")
	}
	var answer struct{ Accepted int }
	_, err := requestJSON(http.MethodPost, s.URL+"/api/v1/events", sender, "application/x-ndjson", events.String(), &answer)
	if err != nil || answer.Accepted != 30*persons {
		t.Fatal(answer, err)
	}
	stop := make(chan struct{})
	var building sync.WaitGroup
	building.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				binary.Run(t, dir, "rebuild")
			}
		}
	})
	w := sharing(t, dir)
	named := func(person int) uint64 { return factsOf(t, w, dir, source, fmt.Sprint("reference-", person)) }
	for person := range persons {
		for deadline := time.Now().Add(time.Minute); named(person) == 0; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("person %d is in no fact", person)
			}
		}
		_, erased, err := erase(s.URL, admin, fmt.Sprint("reference-", person), source)
		if err != nil {
			t.Fatal(err)
		}
		awaitErasure(t, s, admin, erased.Receipt)
		for range 20 {
			if rows := named(person); rows > 0 {
				t.Errorf("person %d was erased, and %d rows of facts name them", person, rows)
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	close(stop)
	building.Wait()
}

// factsOf is how many rows of facts name a person of a space, counted as erasures count them.
func factsOf(t *testing.T, w *warehouse.Warehouse, dir, space, person string) (names uint64) {
	t.Helper()
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(text))
	}
	key, err := hex.DecodeString(read(filepath.Join(dir, "network.key")))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s\x00%s", space, person)
	var tables []struct {
		Table string `ch:"table"`
	}
	if err := w.Conn().Select(t.Context(), &tables, read(filepath.Join(binary.Root(t), "collector/person_tables.sql"))); err != nil {
		t.Fatal(err)
	}
	count := read(filepath.Join(binary.Root(t), "collector/person_rows.sql"))
	for _, one := range tables {
		ctx := clickhouse.Context(t.Context(), clickhouse.WithParameters(clickhouse.Parameters{
			"table": one.Table, "person": hex.EncodeToString(mac.Sum(nil)[:16]),
		}))
		var rows uint64
		if err := w.Conn().QueryRow(ctx, count).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		names += rows
	}
	return names
}

// mostBuilds is of how many builds there are rows of a fact, of the fact that has the most.
func mostBuilds(t *testing.T, dir string) (most uint64) {
	t.Helper()
	if err := sharing(t, dir).Conn().QueryRow(t.Context(), `SELECT max(builds) FROM (
		SELECT uniqExact(partition) AS builds FROM system.parts
		WHERE database = currentDatabase() AND active AND startsWith(table, 'fact_') AND table != 'fact_build'
		GROUP BY table)`).Scan(&most); err != nil {
		t.Fatal(err)
	}
	return most
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
