package editions_test

import (
	"testing"

	"vigie/editions/cells"
	"vigie/event"
	"vigie/queries/oracle"
	"vigie/queries/queriestest"
)

// TestSpareCapacity sets capacity against what is published of each structure's participations: those too few to be shown count as none, and where no
// structure's are published nothing is said.
func TestSpareCapacity(t *testing.T) {
	w := queriestest.Open(t)
	r := queriestest.Registry{Territories: []queriestest.Territory{{Code: "A", Name: "A", Population: 5000}}}
	capacity := 3 // 38.6 in the 90 days of a quarter
	for _, id := range []string{"few", "half", "full"} {
		s := queriestest.Snapshot{Structure: id, Territory: "A", Imported: day(t, "2023-01-01")}
		s.Capacity = &capacity
		r.Snapshots = append(r.Snapshots, s)
	}
	tiny := 1
	r.Snapshots[0].Capacity = &tiny // 12.9: 10 would be more than 80 % of it, were no visits hidden
	network := w.Network(t, r)
	events := visits("few", event.NewDay(2025, 1, 10), people("a", 10)...)
	events = append(events, visits("half", event.NewDay(2025, 1, 10), people("b", 20)...)...)
	events = append(events, visits("full", event.NewDay(2025, 1, 10), people("c", 38)...)...)
	network.Receive(t, oracle.History{}, events)
	d := over(t, w, network)
	if _, err := d.quiet(t).Start(t.Context(), day(t, "2025-07-15")); err != nil {
		t.Fatal(err)
	}
	published := d.published(t, 1)
	of := func(field, from, to string) float64 {
		return published[cells.Cell{Component: cells.NameOf("visibility.spare_capacity", field), Area: cells.Area{Kind: cells.Territory, Code: "A"}, Window: window(t, from, to)}]
	}
	if spare, all, full := of(cells.Numerator, "2025-01-01", "2025-04-01"), of(cells.Denominator, "2025-01-01", "2025-04-01"), of("part/full", "2025-01-01", "2025-04-01"); spare != 2 || all != 3 || full != 1 {
		t.Errorf("%v of %v could do more, %v are full: not 2 of 3, and 1", spare, all, full)
	}
	if all := of(cells.Denominator, "2025-01-01", "2025-02-01"); all != 0 {
		t.Errorf("of a month no structure's participations are published, and %v are told", all)
	}
}
