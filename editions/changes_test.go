package editions_test

import (
	"testing"
	"time"

	"vigie/editions/cells"
	"vigie/event"
	"vigie/queries/oracle"
	"vigie/queries/queriestest"
)

// TestChangesAreWhatTheOracleCounts cuts the changes of a year alone, when there are some to tell: the part of TestCellsAreWhatTheOracleCounts that
// comes with the last version of windows in the second year.
func TestChangesAreWhatTheOracleCounts(t *testing.T) {
	w := queriestest.Open(t)
	told := 0
	for n := range uint64(*histories) {
		h := oracle.Draw(*seed + n)
		network := w.Network(t, queriestest.RegistryOf(h))
		network.Receive(t, h, h.Events)
		d := over(t, w, network)
		list, err := cells.Parse([]byte("change: {lines: [{areas: [territory, group], windows: [month, quarter, half]}]}"), d.catalogue)
		if err != nil {
			t.Fatal(err)
		}
		cutter := d.quiet(t)
		d.list, cutter.List = list, list
		first, err := cutter.Start(t.Context(), day(t, "2025-07-15"))
		if err != nil {
			t.Fatal(err)
		}
		d.compare(t, h, first, nil)
		told += int(first.Cells)
	}
	if told == 0 {
		t.Error("no history has a change to tell")
	}
}

// TestChangeIsDrawnOnce holds the participations of a change to the noise of all participations of their window, where they are the very same: of those
// who report in both windows of a place where nobody is new or gone. Where somebody is, and has helped, what remains is drawn anew.
func TestChangeIsDrawnOnce(t *testing.T) {
	w := queriestest.Open(t)
	long := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	network := w.Network(t, queriestest.Registry{
		Territories: []queriestest.Territory{{Code: "A", Name: "A", Population: 5000}, {Code: "B", Name: "B", Population: 4000}},
		Snapshots: []queriestest.Snapshot{
			{Structure: "a", Territory: "A", Imported: long}, {Structure: "b", Territory: "B", Imported: long}, {Structure: "c", Territory: "B", Imported: long},
		},
	})
	var events []event.Event
	for _, structure := range []string{"a", "b"} {
		events = append(events, visits(structure, event.NewDay(2024, 10, 7), people(structure, 5)...)...)
		events = append(events, visits(structure, event.NewDay(2025, 2, 7), people(structure, 40)...)...)
		events = append(events, visits(structure, event.NewDay(2026, 2, 7), people(structure, 30)...)...)
	}
	events = append(events, visits("c", event.NewDay(2026, 3, 1), people("c", 20)...)...)
	network.Receive(t, oracle.History{}, events)
	d := over(t, w, network)
	if _, err := d.cutter(t, "a key").Start(t.Context(), day(t, "2026-04-15")); err != nil {
		t.Fatal(err)
	}
	for c := range d.published(t, 1) {
		if c.Component == "still_reporting" {
			t.Errorf("%v is published before the last version of its window", c)
		}
	}
	if _, err := d.cutter(t, "a key").Cut(t.Context(), day(t, "2026-07-15")); err != nil {
		t.Fatal(err)
	}
	published := d.published(t, 2)
	of := func(component, territory, from, to string) float64 {
		c := cells.Cell{Component: component, Area: cells.Area{Kind: cells.Territory, Code: territory}, Window: window(t, from, to)}
		value, there := published[c]
		if !there {
			t.Errorf("%v is missing", c)
		}
		return value
	}
	for territory, all := range map[string]bool{"A": true, "B": false} {
		now, then := of("attended", territory, "2026-01-01", "2026-04-01"), of("attended", territory, "2025-01-01", "2025-04-01")
		still, before := of("still_reporting", territory, "2026-01-01", "2026-04-01"), of("reported_before", territory, "2026-01-01", "2026-04-01")
		if all && still != now || before != then {
			t.Errorf("in %s %v of %v are of structures that still report, %v of %v of those that reported before", territory, still, now, before, then)
		}
	}
	if still, fresh := of("still_reporting", "B", "2026-01-01", "2026-04-01"), of("new_reporting", "B", "2026-01-01", "2026-04-01"); still < 20 || still > 40 || fresh < 10 || fresh > 30 {
		t.Errorf("in B %v are of structures that still report, %v of new ones: not about 30 and 20", still, fresh)
	}
}
