package collector_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/collector"
	"vigie/event"
)

// identityOf is the keyed hash of a source and an id, as the collector's hash.go fixes it.
func identityOf(t testing.TB, source, id string) string {
	key, err := hex.DecodeString(testKey)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("\x01identity\x00" + source + "\x00" + id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// seedOfTest is the seed of a test that draws at random: another at each run, or that of VIGIE_SEED.
func seedOfTest(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("VIGIE_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("VIGIE_SEED: %v", err)
		}
	}
	t.Logf("seed %d: VIGIE_SEED=%d repeats what was drawn", seed, seed)
	return seed
}

// counting is the model: the identities of the events that count, by the rules of the domain and nothing else.
func counting(t testing.TB, events []event.Event) []string {
	type best struct{ revision, day, identity string }
	latest, retracted := map[string]best{}, map[string]bool{}
	for _, e := range events {
		record := e.Source + " " + e.Record()
		if e.Kind == event.KindRetraction {
			retracted[record] = true
			continue
		}
		own := best{fmt.Sprintf("%020d", e.Revision()), e.Day.String(), identityOf(t, e.Source, e.ID)}
		had, known := latest[record]
		if !known || own.revision > had.revision || own.revision == had.revision && (own.day > had.day || own.day == had.day && own.identity < had.identity) {
			latest[record] = own
		}
	}
	for record := range retracted {
		delete(latest, record)
	}
	var identities []string
	for one := range maps.Values(latest) {
		identities = append(identities, one.identity)
	}
	slices.Sort(identities)
	return identities
}

// Histories drawn at random, sent by several sources to several collectors at once, in any order, split anyhow, parts of them
// again and again, and later with other bodies: what counts is what the model says.
func TestHistories(t *testing.T) {
	const drawnHistories, collectors, sendings = 200, 3, 3
	random := rand.New(rand.NewPCG(seedOfTest(t), 0))
	h := newHouse(t)
	all := []*collector.Collector{h.collector}
	for len(all) < collectors {
		options := h.options
		options.Spool, options.Registerer = t.TempDir(), nil
		c, err := collector.New(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := c.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
		all = append(all, c)
	}

	type sending struct {
		source string
		events []event.Event
	}
	var want []string
	todo := make([][]sending, collectors)
	var changed []sending
	for n := range drawnHistories {
		drawn := histories(random, 4+random.IntN(20))
		for i := range drawn { // the same ids and records in two sources are not the same
			drawn[i].Source = fmt.Sprint("urn:test:history-", n, "-", random.IntN(2))
		}
		want = append(want, counting(t, drawn)...)
		for range sendings {
			random.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
			for _, source := range []string{fmt.Sprint("urn:test:history-", n, "-0"), fmt.Sprint("urn:test:history-", n, "-1")} {
				part := sending{source: source}
				for _, e := range drawn {
					if e.Source == source {
						part.events = append(part.events, e)
						if random.IntN(5) == 0 {
							part.events = append(part.events, e)
						}
					}
				}
				to := random.IntN(collectors)
				cut := random.IntN(len(part.events) + 1)
				todo[to] = append(todo[to], sending{source, part.events[:cut]})
				todo[(to+1)%collectors] = append(todo[(to+1)%collectors], sending{source, part.events[cut:]})
			}
		}
		if e := drawn[0]; e.Kind == event.KindAttendance {
			other := *e.Attendance
			other.Minutes++
			e.Attendance = &other
			changed = append(changed, sending{e.Source, []event.Event{e}})
		}
	}
	take := func(c *collector.Collector, s sending) collector.Result {
		result, err := c.Take(t.Context(), collector.Sender{Source: s.source}, s.events)
		if err != nil || len(result.Rejected) > 0 {
			t.Errorf("%+v, %v", result, err)
		}
		return result
	}
	var sendingAll sync.WaitGroup
	for to, list := range todo {
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for part := range slices.Chunk(list, len(list)/4+1) { // four senders a collector
			sendingAll.Go(func() {
				for _, s := range part {
					take(all[to], s)
				}
			})
		}
	}
	sendingAll.Wait()
	for _, c := range all {
		c.Settle(t.Context())
	}
	before := h.whatCounts()
	conflicts := 0
	for _, s := range changed {
		conflicts += len(take(all[random.IntN(collectors)], s).Conflicts)
	}
	// A collector may not know yet what another has just taken, but does know its own.
	if conflicts == 0 {
		t.Errorf("no conflict is named of %d", len(changed))
	}
	for _, c := range all {
		c.Settle(t.Context())
	}
	if h.whatCounts() != before {
		t.Error("other bodies of known events change what counts")
	}
	var text string
	if err := h.warehouse.Conn().QueryRow(t.Context(), "SELECT arrayStringConcat(arraySort(groupArray(lower(hex(identity)))), '\n') FROM effective_event").Scan(&text); err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	if got := strings.Split(text, "\n"); !slices.Equal(got, want) {
		t.Errorf("%d events count, %d by the model", len(got), len(want))
	}
}
