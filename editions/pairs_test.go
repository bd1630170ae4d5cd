package editions_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/event"
	"vigie/queries/oracle"
	"vigie/queries/period"
	"vigie/queries/queriestest"
)

func pairCell(sender, receiver string, w period.Window) cells.Cell {
	return cells.Cell{
		Component: cells.Pairs, Area: cells.Area{Kind: cells.Structure, Code: sender}, Window: w, Field: cells.Receiver, Key: receiver,
	}
}

// sends are so many referrals from one structure to another, a day each.
func sends(from, to string, n int) (all []event.Event) {
	for i := range n {
		id := fmt.Sprint(from, "-", to, "-", i)
		all = append(all, event.Event{ID: id, Source: source, Kind: event.KindReferral, Day: event.NewDay(2025, time.February, 1).AddDays(i % 300),
			Referral: &event.Referral{ID: id, Status: event.StatusSent, From: from, To: to, Person: "p" + id}})
	}
	return all
}

// TestPairs cuts a network in which four structures of three territories send people to each other. That a pair works together is published however
// few were sent, and only then; how many, in classes from 11 on; and what is known to be all that was sent from somewhere is drawn as that.
func TestPairs(t *testing.T) {
	w := queriestest.Open(t)
	long := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	network := w.Network(t, queriestest.Registry{
		Territories: []queriestest.Territory{
			{Code: "E", Name: "E"}, {Code: "A", Name: "A", Parent: "E", Population: 5000}, {Code: "B", Name: "B", Parent: "E", Population: 4000},
			{Code: "C", Name: "C", Population: 6000},
		},
		Snapshots: []queriestest.Snapshot{
			{Structure: "a1", Territory: "A", Imported: long}, {Structure: "a2", Territory: "A", Imported: long}, {Structure: "b", Territory: "B", Imported: long},
			{Structure: "c", Territory: "C", Imported: long},
		},
	})
	counts := map[[2]string]int{{"a1", "b"}: 25, {"c", "a1"}: 3, {"c", "a2"}: 60, {"c", "b"}: 200}
	events := visits("a1", event.NewDay(2025, time.January, 7), "somebody")
	for ends, n := range counts {
		events = append(events, sends(ends[0], ends[1], n)...)
	}
	network.Receive(t, oracle.History{}, events)
	d := over(t, w, network)
	if _, err := d.cutter(t, "a key").Start(t.Context(), day(t, "2026-04-15")); err != nil {
		t.Fatal(err)
	}
	stored, year := d.published(t, 1), window(t, "2025-01-01", "2026-01-01")
	found := 0
	for c, value := range stored {
		if c.Component != cells.Pairs {
			continue
		}
		found++
		n, sent := counts[[2]string{c.Area.Code, c.Key}]
		if c != pairCell(c.Area.Code, c.Key, year) || !sent || value < float64(n)-10 || value > float64(n)+10 {
			t.Errorf("%v is %v, %d were sent", c, value, n)
		}
	}
	if found != len(counts) {
		t.Errorf("%d pairs are stored, not %d", found, len(counts))
	}
	// All that A sent, and E which holds A and B, is what a1 sent to b: b sends nobody, and that is published.
	alone := stored[pairCell("a1", "b", year)]
	for _, area := range []cells.Area{{Kind: cells.Territory, Code: "A"}, {Kind: cells.Group, Code: "E"}} {
		if all := stored[cells.Cell{Component: "sent", Area: area, Window: year}]; all != alone {
			t.Errorf("of %v %v are published as sent, and %v of the only pair there", area, all, alone)
		}
	}
	reader, err := gate.NewReader(w.Warehouse, d.catalogue)
	if err != nil {
		t.Fatal(err)
	}
	published, err := reader.Read(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	// The window is in 2026: 2025 is the last whole year.
	in, pairs, err := published.Pairs(window(t, "2025-07-01", "2026-04-01"))
	if err != nil || in != year || len(pairs) != len(counts) {
		t.Fatalf("%d pairs of %v, %v", len(pairs), in, err)
	}
	if !slices.IsSortedFunc(pairs, func(a, b gate.Pair) int { return strings.Compare(a.Sender+" "+a.Receiver, b.Sender+" "+b.Receiver) }) {
		t.Errorf("the pairs are not sorted: %v", pairs)
	}
	for _, p := range pairs {
		noisy := stored[pairCell(p.Sender, p.Receiver, year)]
		if p.Told() != (noisy >= cells.ShownFrom) || p.Told() && (noisy < float64(p.Least) || p.Below > 0 && noisy >= float64(p.Below)) || !p.Told() && p.Least != 1 {
			t.Errorf("%v is stored as %v", p, noisy)
		}
	}
	shown := 0
	for _, cell := range published.Shown() {
		if cell.Component == cells.Pairs {
			if shown++; !slices.Contains(cells.Widths, cell.Value) {
				t.Errorf("the edition shows %v", cell)
			}
		}
	}
	if shown != len(counts) {
		t.Errorf("the edition shows %d pairs, not %d", shown, len(counts))
	}
	var unpublished gate.UnpublishedError
	if _, _, err := published.Pairs(window(t, "2024-10-01", "2025-01-01")); !errors.As(err, &unpublished) || !slices.Equal(unpublished.Nearest, []period.Window{year}) {
		t.Errorf("pairs of before the first year: %v", err)
	}
}
