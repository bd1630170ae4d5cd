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
	for _, alias := range synthetic.Aliases() {
		if _, err := registry.AddAlias(h.t.Context(), alias); err != nil {
			h.t.Fatal(err)
		}
	}
	var senders []collector.Sender
	for _, source := range synthetic.Sources() {
		senders = append(senders, collector.Sender{Source: source.Source, Space: source.Space})
	}
	return synthetic, senders
}

// together is one part, of events of which each comes a second after the one before it.
func together(events iter.Seq[event.Event]) iter.Seq[collector.Received] {
	return func(yield func(collector.Received) bool) {
		yield(func(yield func(time.Time, event.Event) bool) {
			at := today.AddDate(-1, 0, 0)
			for e := range events {
				if at = at.Add(time.Second); !yield(at, e) {
					return
				}
			}
		})
	}
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
		if _, err := loaded.collector.Load(t.Context(), senders, together(upTo(part, synthetic.Events()))); err != nil {
			t.Fatal(err)
		}
	}
	if got := loaded.count("SELECT count() FROM event FINAL"); got != count {
		t.Errorf("%d rows, want %d", got, count)
	}
	if got := loaded.count(rowsSQL); got != want {
		t.Error("the rows of a load that was begun and done again are others")
	}
	whole := newHouse(t)
	synthetic, senders = whole.furnish()
	if n, err := whole.collector.Load(t.Context(), senders, together(synthetic.Events())); err != nil || n < int(count) {
		t.Fatal(n, err)
	}
	if got := whole.count(rowsSQL); got != want {
		t.Error("the rows of a load are others")
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

// receivedSQL tells of all rows when they came, by identity.
const receivedSQL = "SELECT sum(sipHash64(identity, precedence)) FROM event FINAL"

// A load keeps the moments at which events were received, also of a part that is loaded again; each part is there before the next is
// asked for; and what has not come yet comes now.
func TestLoadByTheirMoments(t *testing.T) {
	h := newHouse(t)
	synthetic, senders := h.furnish()
	ends := []event.Day{event.NewDay(2025, 3, 15), event.NewDay(2025, 9, 15), event.NewDay(2026, 6, 1)}
	given := uint64(0)
	parts := func(yield func(collector.Received) bool) {
		stream, given := synthetic.Stream(), &given
		*given = 0
		for _, end := range ends {
			if !yield(func(yield func(time.Time, event.Event) bool) {
				for at, e := range stream.Before(end) {
					if *given++; !yield(at, e) {
						return
					}
				}
			}) {
				return
			}
			if n := h.count("SELECT count() FROM event WHERE received_at < toDateTime('" + end.String() + "', 'UTC')"); n < *given*9/10 {
				t.Errorf("%d rows of %d events before %s", n, *given, end)
			}
			if n := h.count("SELECT count() FROM event WHERE toDate(received_at, 'Europe/Paris') < day"); n > 0 {
				t.Errorf("%d events came before their day", n)
			}
		}
	}
	loaded, err := h.collector.Load(t.Context(), senders, parts)
	if err != nil {
		t.Fatal(err)
	}
	if late := h.count("SELECT count() FROM event WHERE toDate(received_at, 'Europe/Paris') > day + 90"); late == 0 || late > uint64(loaded)/50 {
		t.Errorf("%d of %d events came three months late", late, loaded)
	}
	once := h.count(receivedSQL)
	if _, err := h.collector.Load(t.Context(), senders, parts); err != nil {
		t.Fatal(err)
	}
	if again := h.count(receivedSQL); again != once {
		t.Error("loaded again, the events came at other moments")
	}
	tomorrow := func(yield func(time.Time, event.Event) bool) { yield(today.AddDate(0, 0, 1), attendances(0, 1)[0]) }
	sender := []collector.Sender{{Source: testSource}}
	if n, err := h.collector.Load(t.Context(), sender, slices.Values([]collector.Received{tomorrow})); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if n := h.count("SELECT count() FROM event WHERE received_at > '" + today.Add(time.Hour).Format(time.DateTime) + "'"); n > 0 {
		t.Errorf("%d events came in the future", n)
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
			if n, err := h.collector.Load(t.Context(), test.senders, together(slices.Values(events))); n > 0 || err == nil || !strings.Contains(err.Error(), test.says) {
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
	if _, err := h.collector.Load(ctx, sender, together(endless)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	h.exec("TRUNCATE TABLE event")
	h.exec("ALTER TABLE event ADD CONSTRAINT no_poison CHECK minutes != 31")
	if _, err := h.collector.Load(t.Context(), sender, together(slices.Values(attendances(0, 2)))); err == nil || !strings.Contains(err.Error(), "refuses 1 event(s)") {
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
	if n, err := h.collector.Load(t.Context(), []collector.Sender{sender}, together(slices.Values(append(events, fresh...)))); err != nil || n != len(fresh) {
		t.Errorf("%d events, %v", n, err)
	}
	if n := h.count("SELECT count() FROM event FINAL"); n != uint64(len(fresh)) {
		t.Errorf("%d rows, want %d", n, len(fresh))
	}
}
