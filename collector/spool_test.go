package collector_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/collector"
	"vigie/warehouse"
)

// cutOff takes the table of events away, so that everything waits in the spool; the answer brings it back.
func (h *house) cutOff() (bringBack func()) {
	h.t.Helper()
	h.exec("RENAME TABLE event TO event_away")
	return func() { h.exec("RENAME TABLE event_away TO event") }
}

// restart closes the collector, lets something happen to the spool, and opens it again.
func (h *house) restart(between func(spool string)) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 10*time.Second)
	defer cancel()
	if err := h.collector.Close(ctx); err != nil {
		h.t.Fatal(err)
	}
	between(h.options.Spool)
	h.options.Registerer = nil // the first one's metrics are registered
	var err error
	if h.collector, err = collector.New(h.t.Context(), h.options); err != nil {
		h.t.Fatal(err)
	}
	h.serve()
}

// A spool that was cut or in which bytes were flipped costs what cannot be read, and no more.
func TestDamagedSpool(t *testing.T) {
	const events, requests = 400, 20
	const seed = 7
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	tests := []struct {
		name   string
		damage func(content []byte) []byte
		least  uint64 // events that must be there afterwards
	}{
		{"whole", func(content []byte) []byte { return content }, events},
		{"one record flipped", func(content []byte) []byte {
			// Wherever in the file the record is: a page that was freed may hold it too.
			at := bytes.LastIndex(content, []byte("Vgr1"))
			record := bytes.Clone(content[at : at+60])
			for at = 0; bytes.Contains(content[at:], record); at++ {
				at += bytes.Index(content[at:], record)
				content[at+59] ^= 0x10
			}
			return content
		}, events - 1},
		{"the pages that lead to the others flipped", func(content []byte) []byte {
			for page := 0; page < 4*4096 && page < len(content); page += 4096 {
				content[page+9] ^= 0xff
				content[page+17] ^= 0xff
				content[page+24] ^= 0xff
			}
			return content
		}, events / 2},
		{"random bytes flipped", func(content []byte) []byte {
			for flipped := 0; flipped < 40; { // where anything is written
				if at := random.IntN(len(content)); content[at] != 0 {
					content[at] ^= byte(1 + random.IntN(255))
					flipped++
				}
			}
			return content
		}, events / 2},
		{"cut at half of what is written", func(content []byte) []byte {
			return content[:bytes.LastIndex(content, []byte("Vgr1"))/2]
		}, 1},
		{"cut to a few bytes", func(content []byte) []byte { return content[:100] }, 0},
		{"empty", func([]byte) []byte { return nil }, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			bringBack := h.cutOff()
			for part := range requests {
				if a := h.post(lines, inLines(t, attendances(part*events/requests, events/requests))); a.Accepted != events/requests {
					t.Fatal(a.text)
				}
			}
			h.restart(func(spool string) {
				path := filepath.Join(spool, "spool.db")
				content, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, test.damage(content), 0o600); err != nil {
					t.Fatal(err)
				}
			})
			aside, err := filepath.Glob(filepath.Join(h.options.Spool, "spool.db.damaged-*"))
			if err != nil {
				t.Fatal(err)
			}
			if damaged := test.name != "whole"; damaged != (len(aside) == 1) || damaged != strings.Contains(h.log.String(), "damaged") {
				t.Errorf("set aside: %v; logged:\n%s", aside, h.log)
			}
			bringBack()
			h.recover()
			if n := h.count("SELECT count() FROM event"); n < test.least || n > events {
				t.Errorf("%d of %d events are read, at least %d can be", n, events, test.least)
			}
			// Sending it all again makes it whole.
			for part := range requests {
				h.post(lines, inLines(t, attendances(part*events/requests, events/requests)))
			}
			if n := h.count("SELECT count() FROM event FINAL"); n != events {
				t.Errorf("%d events in the end", n)
			}
		})
	}
}

// An event that the warehouse refuses for good is parked; those beside it go on, and a start tries it again.
func TestPoisonedBatch(t *testing.T) {
	h := newHouse(t)
	h.exec("ALTER TABLE event ADD CONSTRAINT no_poison CHECK minutes != 77")
	var body strings.Builder
	for i := range 200 {
		text := attendance(fmt.Sprint("e", i), "p")
		if i == 50 || i == 51 {
			text = strings.Replace(text, `"minutes":30`, `"minutes":77`, 1)
		}
		body.WriteString(text + "\n")
	}
	if a := h.post(lines, body.String()); a.Accepted != 200 {
		t.Fatal(a.text)
	}
	if n := h.count("SELECT count() FROM event"); n != 198 {
		t.Errorf("%d rows", n)
	}
	if got := h.family("vigie_spool_parked").GetMetric()[0].GetGauge().GetValue(); got != 2 {
		t.Errorf("%v parked", got)
	}
	if parked := strings.Count(h.log.String(), "is parked"); parked != 2 {
		t.Errorf("logged %d times:\n%s", parked, h.log)
	}
	if a := h.post(lines, body.String()); a.Duplicates != 200 {
		t.Errorf("what is parked is not known again: %s", a.text)
	}
	h.exec("ALTER TABLE event DROP CONSTRAINT no_poison")
	h.restart(func(string) {})
	if n := h.count("SELECT count() FROM event"); n != 200 {
		t.Errorf("%d rows once the warehouse takes them", n)
	}
}

// A spool that is full puts senders off with 503, and one that is not takes them again; a sender that holds more than its
// part makes room for the others first.
func TestFullSpool(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.SpoolBytes = 200_000 })
	other := h.addToken(collector.Token{Source: "urn:test:other"})
	bringBack := h.cutOff()
	var last answer
	sent := 0
	for ; sent < 50; sent++ {
		if last = h.post(lines, inLines(t, attendances(sent*100, 100))); last.status != http.StatusOK {
			break
		}
	}
	if last.status != http.StatusServiceUnavailable || last.header.Get("Retry-After") == "" || !strings.HasSuffix(last.Type, "spool-full") || last.Accepted != 0 {
		t.Fatalf("after %d requests: %d %s", sent, last.status, last.text)
	}
	bringBack()
	h.recover()
	if a := h.post(lines, inLines(t, attendances(sent*100, 100))); a.status != http.StatusOK {
		t.Errorf("after the spool is empty: %d %s", a.status, a.text)
	}
	if n := h.count("SELECT count() FROM event"); int(n) != (sent+1)*100 {
		t.Errorf("%d rows of %d", n, (sent+1)*100)
	}

	defer h.cutOff()()
	// Two sources share: the first may fill half and a little, then the second still has room.
	for i := range 4 {
		if a := h.post(lines, inLines(t, attendances(50_000+i*100, 100))); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.text)
		}
	}
	mine := h.token
	h.token = other
	if a := h.post(single, strings.Replace(attendance("z", "p"), testSource, "urn:test:other", 1)); a.status != http.StatusOK {
		t.Errorf("the second source: %d %s", a.status, a.text)
	}
	h.token = mine
}

// An event that has waited for longer than it may keeps new ones away, until it has gone.
func TestSpoolAge(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.SpoolAge = time.Hour })
	bringBack := h.cutOff()
	h.post(single, attendance("a", "p"))
	h.clock.advance(-time.Hour) // a clock that is set back does no harm
	if a := h.post(single, attendance("b", "p")); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.text)
	}
	h.clock.advance(3 * time.Hour)
	if a := h.post(single, attendance("c", "p")); a.status != http.StatusServiceUnavailable {
		t.Errorf("%d %s", a.status, a.text)
	}
	bringBack()
	h.recover()
	if a := h.post(single, attendance("c", "p")); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.text)
	}
}

// A spool belongs to one collector.
func TestSpoolIsLocked(t *testing.T) {
	h := newHouse(t)
	options := h.options
	options.Registerer = nil
	if _, err := collector.New(t.Context(), options); err == nil || !strings.Contains(err.Error(), "--spool") {
		t.Errorf("a second collector on one spool: %v", err)
	}
}

// A collector starts and takes events while its warehouse is away, by what it knew of it; it refuses another key, and leaves
// tokens that it does not know for later.
func TestStartWithoutWarehouse(t *testing.T) {
	h := newHouse(t)
	if a := h.post(single, attendance("a", "p")); a.Accepted != 1 {
		t.Fatal(a.text)
	}
	h.settle()
	there := h.options.Warehouse
	away, err := warehouse.Open(t.Context(), warehouse.Options{Address: "http://127.0.0.1:1/vigie", Later: true})
	if err != nil {
		t.Fatal(err)
	}
	defer away.Close()
	h.options.Warehouse = away
	h.restart(func(spool string) {
		known, err := os.ReadFile(filepath.Join(spool, "known.json"))
		if err != nil || bytes.Contains(known, []byte(h.token)) || bytes.Contains(known, []byte(testKey)) {
			t.Errorf("%v: what is known of the warehouse has a secret in it: %s", err, known)
		}
		other := h.options
		other.Registerer, other.Key = nil, openKey(t, "", strings.Repeat("77", 32), "")
		if _, err := collector.New(t.Context(), other); err == nil {
			t.Error("a start without the warehouse takes another key")
		}
	})
	if a := h.post(lines, attendance("a", "p")+"\n"+attendance("b", "p")+"\n"); a.status != http.StatusOK || a.Accepted != 2 {
		t.Errorf("%d %s", a.status, a.text)
	}
	good := h.token
	h.token = "vigie_another"
	if a := h.post(single, attendance("c", "p")); a.status != http.StatusServiceUnavailable {
		t.Errorf("a token that may have been added since: %d %s", a.status, a.text)
	}
	h.token = good
	h.options.Warehouse = there
	h.restart(func(string) {})
	if n := h.count("SELECT count() FROM event FINAL"); n != 2 {
		t.Errorf("%d events", n)
	}
}
