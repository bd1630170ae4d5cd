package collector_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/collector"
)

// What waits in the spool of another collector does not come back either, whenever that one gets it to the warehouse; events
// that it receives later are kept, and its spool holds nothing of the person in the end.
func TestErasureInTwoCollectors(t *testing.T) {
	h := newHouse(t)
	admin := h.administrator()
	other := &house{t: t, warehouse: h.warehouse, clock: h.clock, tokens: h.tokens, token: h.token, log: h.log, options: h.options}
	other.options.Spool, other.options.Registerer = t.TempDir(), nil
	other.options.Erasures = filepath.Join(other.options.Spool, collector.ErasuresFile)
	var err error
	if other.collector, err = collector.New(t.Context(), other.options); err != nil {
		t.Fatal(err)
	}
	other.serve()
	defer other.server.Close()
	defer func() {
		if err := other.collector.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	h.post(single, attendance("here", "GONE"))
	bringBack := h.cutOff()
	if a := other.post(lines, attendance("there", "GONE")+"\n"+attendance("stays", "stays")); a.Accepted != 2 {
		t.Fatal(a.text)
	}
	e := h.erase(admin, "GONE")
	bringBack()
	h.recover()
	other.recover()
	e = h.await(admin, e.Receipt.Receipt)
	if n := other.count(fmt.Sprintf("SELECT count() FROM event WHERE person = unhex('%x')", pseudonymOf(t, "GONE"))); n != 0 {
		t.Errorf("%d events of the person came from the other collector", n)
	}
	if n := other.count("SELECT count() FROM event"); n != 1 {
		t.Errorf("%d events", n)
	}
	// The other one answers about it too, and knows as much of what was erased.
	if g := other.await(admin, e.Receipt.Receipt); *g.Events != *e.Events {
		t.Errorf("%s, %s", g.text, e.text)
	}
	if a := other.post(lines, attendance("there", "GONE")+"\n"+attendance("here", "GONE")); a.Duplicates != 2 {
		t.Errorf("sent again: %s", a.text)
	}
	// At the latest with its next start it writes its spool anew.
	other.restart(func(string) {})
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		content, err := os.ReadFile(filepath.Join(other.options.Spool, "spool.db"))
		if err == nil && !bytes.Contains(content, pseudonymOf(t, "GONE")) {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the other spool still names the person (%v)", err)
		}
	}
	if a := other.post(single, attendance("later", "GONE")); a.Accepted != 1 {
		t.Errorf("a new event at the other: %s", a.text)
	}
	if n := other.count("SELECT count() FROM event"); n != 2 {
		t.Errorf("%d events", n)
	}
	mine, ours := h.listed(h.options.Erasures), h.listed(other.options.Erasures)
	if mine.Events() != 2 || ours.Events() != 2 {
		t.Errorf("the lists name %d and %d events", mine.Events(), ours.Events())
	}
}

// A person is erased again and again while events of the person, and of another, are being sent: what was acknowledged before
// the asking is gone, what was sent after the answer is kept, the other one's events are all there, and the spool's account of
// itself is right in the end.
func TestErasureUnderLoad(t *testing.T) {
	const senders, rounds = 4, 3
	h := newHouse(t)
	admin := h.administrator()
	var begun, acknowledged atomic.Int64 // events of the person
	var others atomic.Int64
	end := make(chan struct{})
	var sending sync.WaitGroup
	for sender := range senders {
		sending.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-end:
					return
				default:
				}
				begun.Add(1)
				id := fmt.Sprint(sender, "-", i)
				if a := h.post(lines, attendance("of it "+id, "GONE")+"\n"+attendance("of the other "+id, "stays")); a.Accepted != 2 {
					t.Errorf("%d %s", a.status, a.text)
					return
				}
				acknowledged.Add(1)
				others.Add(1)
			}
		})
	}
	count := fmt.Sprintf("SELECT uniqExact(identity) FROM event WHERE person = unhex('%x')", pseudonymOf(t, "GONE"))
	for range rounds {
		time.Sleep(100 * time.Millisecond)
		before := acknowledged.Load()
		e := h.erase(admin, "GONE")
		if e.status != http.StatusOK {
			e = h.await(admin, e.Receipt.Receipt)
		}
		if there, since := int64(h.count(count)), begun.Load()-before; there > since {
			t.Errorf("%d events of the person are there; only %d were sent since the asking", there, since)
		}
	}
	last := acknowledged.Load() // those under way may count as sent before or after
	underWay := begun.Load() - last
	close(end)
	sending.Wait()
	total := acknowledged.Load()
	there := int64(h.count(count))
	if there > total || there < total-last-underWay {
		t.Errorf("%d events of the person are there, %d of %d were sent after the last answer", there, total-last, total)
	}
	if n := int64(h.count(fmt.Sprintf("SELECT uniqExact(identity) FROM event WHERE person = unhex('%x')", pseudonymOf(t, "stays")))); n != others.Load() {
		t.Errorf("%d events of the other, %d were acknowledged", n, others.Load())
	}
	if e := h.erase(admin, "GONE"); e.status != http.StatusOK {
		h.await(admin, e.Receipt.Receipt)
	}
	h.searchEverywhere("GONE")
	for _, gauge := range []string{"vigie_spool_events", "vigie_spool_bytes", "vigie_spool_parked"} {
		if n := h.family(gauge).GetMetric()[0].GetGauge().GetValue(); n != 0 {
			t.Errorf("%s is %v in the end", gauge, n)
		}
	}
}
