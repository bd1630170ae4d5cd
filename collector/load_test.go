package collector_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/collector"
	"vigie/demo"
	"vigie/event"
	"vigie/network"
)

// rowsSQL tells all rows that are kept, but for when they came.
const rowsSQL = `SELECT sum(sipHash64(toString(tuple(* EXCEPT (received_at, precedence))))) FROM event FINAL`

// furnish writes the structures of a synthetic network of few people into a house, and gives its senders.
func (h *house) furnish() (*demo.Network, []collector.Sender) {
	h.t.Helper()
	territories, _, err := network.Paris()
	if err != nil {
		h.t.Fatal(err)
	}
	synthetic := demo.New(demo.Options{People: 300, From: event.NewDay(2025, 1, 1), To: event.NewDay(2026, 6, 1), Seed: 1, Territories: territories})
	registry := network.New(h.warehouse, h.clock.read)
	if _, err := registry.ImportTerritories(h.t.Context(), territories); err != nil {
		h.t.Fatal(err)
	}
	if report, err := registry.PutStructures(h.t.Context(), synthetic.Structures()); err != nil || report.Refused > 0 {
		h.t.Fatal(report, err)
	}
	var senders []collector.Sender
	for _, source := range synthetic.Sources() {
		senders = append(senders, collector.Sender{Source: source.Source, Space: source.Space})
	}
	return synthetic, senders
}

func upTo(count int, events iter.Seq[event.Event]) iter.Seq[event.Event] {
	return func(yield func(event.Event) bool) {
		n := 0
		for e := range events {
			if n++; n > count || !yield(e) {
				return
			}
		}
	}
}

// What is loaded into an empty warehouse is the same to the byte as what goes there by the spool; so is what was loaded in part
// before, and loading all of it again changes nothing.
func TestLoadIsTheSameAsTake(t *testing.T) {
	taken := newHouse(t)
	synthetic, senders := taken.furnish()
	bySource := map[string][]event.Event{}
	for e := range synthetic.Events() {
		bySource[e.Source] = append(bySource[e.Source], e)
	}
	for _, sender := range senders {
		if result, err := taken.collector.Take(t.Context(), sender, bySource[sender.Source]); err != nil || len(result.Rejected) > 0 {
			t.Fatal(result, err)
		}
	}
	taken.settle()
	want, count := taken.count(rowsSQL), taken.count("SELECT count() FROM event FINAL")
	if count < 1_000 {
		t.Fatalf("%d events: that tries nothing", count)
	}

	loaded := newHouse(t)
	synthetic, senders = loaded.furnish()
	for _, part := range []int{700, 1_000_000, 1_000_000} {
		if _, err := loaded.collector.Load(t.Context(), senders, upTo(part, synthetic.Events())); err != nil {
			t.Fatal(err)
		}
	}
	if got := loaded.count("SELECT count() FROM event FINAL"); got != count {
		t.Errorf("%d rows, want %d", got, count)
	}
	if got := loaded.count(rowsSQL); got != want {
		t.Error("the rows of a load that was begun and done again are others")
	}
	inserts := loaded.family("vigie_writer_batch_events").GetMetric()[0].GetHistogram().GetSampleCount()

	whole := newHouse(t)
	synthetic, senders = whole.furnish()
	if n, err := whole.collector.Load(t.Context(), senders, synthetic.Events()); err != nil || n < int(count) {
		t.Fatal(n, err)
	}
	if got := whole.count(rowsSQL); got != want {
		t.Error("the rows of a load are others")
	}
	if got := whole.family("vigie_writer_batch_events").GetMetric()[0].GetHistogram().GetSampleCount(); got >= inserts {
		t.Errorf("%d inserts for what took %d by the spool", got, inserts)
	}
	// A repetition that comes by a request is known.
	var again []event.Event
	for e := range upTo(1, synthetic.Events()) {
		again = append(again, e)
	}
	sender := senders[slices.IndexFunc(senders, func(s collector.Sender) bool { return s.Source == again[0].Source })]
	if result, err := whole.collector.Take(t.Context(), sender, again); err != nil || result.Duplicates != 1 {
		t.Errorf("%+v %v", result, err)
	}
}

// A load ends at the first event that is refused, and tells why.
func TestLoadRefuses(t *testing.T) {
	sender := collector.Sender{Source: testSource}
	for name, test := range map[string]struct {
		senders []collector.Sender
		spoil   func(e *event.Event)
		says    string
	}{
		"a source without a sender":      {nil, func(e *event.Event) {}, "none of the senders"},
		"a sender that is none":          {[]collector.Sender{{Source: "a\x00b"}}, func(e *event.Event) {}, "control characters"},
		"an invalid event":               {[]collector.Sender{sender}, func(e *event.Event) { e.Day += 1_000 }, "time"},
		"an unknown structure":           {[]collector.Sender{sender}, func(e *event.Event) { e.Attendance.Structure = "s99" }, "data.structure"},
		"a structure that is not theirs": {[]collector.Sender{{Source: testSource, Structures: []string{"s9"}}}, func(e *event.Event) {}, "data.structure"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			events := attendances(0, 4)
			test.spoil(&events[3])
			if n, err := h.collector.Load(t.Context(), test.senders, slices.Values(events)); n > 0 || err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%d events, %v", n, err)
			}
			if n := h.count("SELECT count() FROM event"); n > 0 {
				t.Errorf("%d rows", n)
			}
		})
	}
}

// A load that is cut off says so, and one that the warehouse refuses.
func TestLoadIsCutOff(t *testing.T) {
	h := newHouse(t)
	sender := []collector.Sender{{Source: testSource}}
	ctx, cancel := context.WithCancel(t.Context())
	endless := func(yield func(event.Event) bool) {
		for n := 0; ; n += 1_000 {
			for _, e := range attendances(n, 1_000) {
				if !yield(e) {
					return
				}
			}
			if n == 3_000 {
				cancel()
			}
		}
	}
	if _, err := h.collector.Load(ctx, sender, endless); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	h.exec("TRUNCATE TABLE event")
	h.exec("ALTER TABLE event ADD CONSTRAINT no_poison CHECK minutes != 31")
	if _, err := h.collector.Load(t.Context(), sender, slices.Values(attendances(0, 2))); err == nil || !strings.Contains(err.Error(), "refuses 1 event(s)") {
		t.Error(err)
	}
}

// Who was erased does not come back with a load of the same events, although the warehouse has none.
func TestLoadRevivesNobody(t *testing.T) {
	h := newHouse(t)
	events := attendances(0, 40)
	for i := range events {
		if events[i].Attendance != nil {
			events[i].Attendance.Person = "GONE"
		} else {
			events[i].Assessment.Person = "GONE"
		}
	}
	sender := collector.Sender{Source: testSource}
	if result, err := h.collector.Take(t.Context(), sender, events); err != nil || result.Accepted != len(events) {
		t.Fatal(result, err)
	}
	h.settle()
	admin := h.administrator()
	h.clock.advance(time.Hour)
	e := h.erase(admin, "GONE")
	if h.await(admin, e.Receipt.Receipt).State != "done" {
		t.Fatal(e.text)
	}
	if n := h.count("SELECT count() FROM event"); n > 0 {
		t.Fatalf("%d rows after the erasure: that tries nothing", n)
	}
	fresh := attendances(100, 3)
	if n, err := h.collector.Load(t.Context(), []collector.Sender{sender}, slices.Values(append(events, fresh...))); err != nil || n != len(fresh) {
		t.Errorf("%d events, %v", n, err)
	}
	if n := h.count("SELECT count() FROM event FINAL"); n != uint64(len(fresh)) {
		t.Errorf("%d rows, want %d", n, len(fresh))
	}
}
