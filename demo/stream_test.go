package demo_test

import (
	"iter"
	"testing"
	"time"

	"vigie/demo"
	"vigie/event"
)

// Events arrive in order, on their day or after: most within days, some a month at a time, a few in a thousand after a quarter.
func TestArrivals(t *testing.T) {
	n := demo.New(options(crowd, 1))
	var latest time.Time
	var all, sameDay, week, month, quarter float64
	monthly := map[event.Day]float64{}
	for at, e := range n.Stream().Before(to) {
		day := event.DayOf(at)
		if at.Before(latest) || day < e.Day || day >= to {
			t.Fatalf("event %s of %s arrives at %s, after one at %s", e.ID, e.Day, at, latest)
		}
		latest = at
		if day >= to-1 {
			continue // what would arrive later does so then
		}
		all++
		switch delay := day.Sub(e.Day); {
		case delay == 0:
			sameDay++
		case delay <= 7:
			week++
		case delay <= 31:
			month++
		case delay >= 92:
			quarter++
		}
		if e.Source == "https://demo.vigie.example/tableur-e" && e.Revision() == 0 && e.Retraction == nil {
			monthly[day]++
		}
	}
	between(t, "share that arrives on its day", sameDay/all, 0.5, 0.75)
	between(t, "share within a week", (sameDay+week)/all, 0.8, 0.95)
	between(t, "share within a month", (sameDay+week+month)/all, 0.93, 0.99)
	between(t, "share after three months", quarter/all, 0.001, 0.006)
	if len(monthly) < 20 || len(monthly) > 110 { // repetitions come some days after
		t.Errorf("who sends monthly does so on %d days of 24 months", len(monthly))
	}
}

// A stream that is read in parts gives what one gives that is read at once.
func TestStreamInParts(t *testing.T) {
	n := demo.New(options(500, 1))
	parts := func(yield func(event.Event) bool) {
		stream := n.Stream()
		for _, end := range []event.Day{from, from + 1, from + 100, from + 100, to - 1, to, to + 5} {
			for at, e := range stream.Before(end) {
				if event.DayOf(at) >= end {
					t.Errorf("event %s arrives on %s, not before %s", e.ID, at, end)
				}
				if !yield(e) {
					return
				}
			}
		}
	}
	if digest(t, iter.Seq[event.Event](parts)) != digest(t, n.Events()) {
		t.Error("the parts of a stream are not the whole")
	}
}

// The registry is imported each quarter from before the first event on, and no record goes back.
func TestSnapshots(t *testing.T) {
	o := options(crowd, 1)
	n := demo.New(o)
	days := o.Snapshots()
	if len(days) != 9 || days[0] > from || days[len(days)-1] != o.Registered() {
		t.Fatalf("imports on %v", days)
	}
	checked, opened, closed := map[string]string{}, map[int]int{}, map[int]int{}
	stale := map[int]float64{}
	for i, day := range days {
		list := n.StructuresOn(day)
		for _, s := range list {
			if s.UpdatedOn > day.String() || s.UpdatedOn < checked[s.ID] {
				t.Errorf("structure %s, imported on %s, was checked on %s, and on %s before", s.ID, day, s.UpdatedOn, checked[s.ID])
			}
			checked[s.ID] = s.UpdatedOn
			if s.OpenedOn != "" {
				opened[i]++
			}
			if s.ClosedOn != "" {
				closed[i]++
			}
			if s.UpdatedOn < day.AddDays(-183).String() {
				stale[i]++
			}
		}
		between(t, "share of records older than six months on "+day.String(), stale[i]/float64(len(list)), 0.3, 0.6)
	}
	if opened[0] != 0 || closed[0] != 0 || opened[8] == 0 || closed[8] == 0 || opened[4] > opened[8] {
		t.Errorf("opened by then: %v, closed: %v", opened, closed)
	}
	if last := demo.New(o).Structures(); len(last) != len(checked) {
		t.Errorf("%d structures in the end, %d in all", len(last), len(checked))
	}
}
