package editions_test

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/event"
	"vigie/queries/indicator"
	"vigie/queries/oracle"
	"vigie/queries/period"
	"vigie/queries/places"
	"vigie/queries/queriestest"
)

var (
	histories = flag.Int("histories", 2, "how many random histories are cut")
	seed      = flag.Uint64("seed", 1, "seed of the first of them")
)

// TestCellsAreWhatTheOracleCounts cuts two editions of random networks, without noise: each cell of the list holds what the oracle counts, and
// there is no other. In every other network the lowest territories are small, so that those above them are published: two show both.
func TestCellsAreWhatTheOracleCounts(t *testing.T) {
	w := queriestest.Open(t)
	for n := range uint64(*histories) {
		t.Run(fmt.Sprintf("seed=%d", *seed+n), func(t *testing.T) {
			h := capped(oracle.Draw(*seed + n))
			if (*seed+n)%2 == 0 {
				for i := range h.Territories {
					h.Territories[i].Population *= 20
				}
			}
			network := w.Network(t, queriestest.RegistryOf(h))
			network.Receive(t, h, h.Events)
			d := over(t, w, network)
			cutter := d.quiet(t)
			first, err := cutter.Start(t.Context(), day(t, "2024-11-15"))
			if err != nil {
				t.Fatal(err)
			}
			d.compare(t, h, first, nil)
			second, err := cutter.Cut(t.Context(), day(t, "2025-02-15"))
			if err != nil {
				t.Fatal(err)
			}
			d.compare(t, h, second, []store.Edition{first})
		})
	}
}

// longest is how many minutes of a participation are published at most.
const longest = 240

// capped is a history in which nothing lasts longer than what is published of it, and nobody gains or loses more.
func capped(h oracle.History) oracle.History {
	for i := range h.Events {
		if a := h.Events[i].Attendance; a != nil && a.Minutes > longest {
			shorter := *a
			shorter.Minutes = longest
			h.Events[i].Attendance = &shorter
		}
		if a := h.Events[i].Assessment; a != nil && a.Score != nil {
			nearer := *a
			nearer.Score = new(25 + *a.Score/2)
			h.Events[i].Assessment = &nearer
		}
	}
	return h
}

// compare holds the cells that an edition brought to the oracle.
func (d drawn) compare(t *testing.T, h oracle.History, e store.Edition, before []store.Edition) {
	t.Helper()
	registry, err := places.Read(t.Context(), d.Conn())
	if err != nil {
		t.Fatal(err)
	}
	stored := d.published(t, e.Number)
	fresh := make(map[period.Window]bool)
	for _, w := range e.Windows {
		fresh[w.Window] = true
	}
	for c := range stored { // of other windows an earlier edition is held to the oracle
		if !fresh[c.Window] {
			delete(stored, c)
		}
	}
	x := expecting{oracle.Read(h), d.catalogue, event.DayOf(e.Day.Add(12 * time.Hour)), make(map[string]map[string]oracle.Figure)}
	faults := 0
	hold := func(c cells.Cell, want float64, known bool) {
		got := stored[c]
		delete(stored, c)
		if known && math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
			if faults++; faults <= 20 {
				t.Errorf("%s: %v is %v, the oracle has %v", e.Day.Format(time.DateOnly), c, got, want)
			}
		}
	}
	areas := cells.AreasOf(registry, int(e.Height))
	for _, w := range e.Windows {
		for _, area := range everywhere(areas, registry) {
			for _, component := range d.list.Components() {
				for _, field := range append([]string{""}, fields...) {
					if !published(d.list.Kinds(component.Name, area.Kind, field), w.Window) || d.list.Waits(component.Name, w.Window, w.Final) {
						continue
					}
					for _, key := range keys(area, field) {
						c := cells.Cell{Component: component.Name, Area: area, Window: w.Window, Field: field, Key: key}
						want, known := x.count(c)
						hold(c, want, known)
					}
				}
			}
			if published(d.list.KindsOfFamily(cells.Structures, area.Kind, ""), w.Window) {
				d.holdStructures(x, area, w.Window, len(areas.Members[area]) > 0, hold)
			}
			if published(d.list.KindsOfFamily(cells.Present, area.Kind, ""), w.Window) {
				hold(cells.Cell{Component: cells.Present, Area: area, Window: w.Window}, 0, false)
			}
		}
	}
	for _, w := range e.Windows {
		if published(d.list.KindsOfFamily(cells.Edges, cells.Structure, ""), w.Window) {
			for ends, n := range x.network.Pairs(event.DayOf(w.From.Add(12*time.Hour)), event.DayOf(w.To.Add(12*time.Hour))) {
				hold(pairCell(ends[0], ends[1], w.Window), float64(n), true)
			}
		}
	}
	for c, value := range stored {
		if faults++; faults <= 20 {
			t.Errorf("%s: %v is published (%v), and is not in the list", e.Day.Format(time.DateOnly), c, value)
		}
	}
}

func (d drawn) holdStructures(x expecting, area cells.Area, w period.Window, populated bool, hold func(cells.Cell, float64, bool)) {
	for _, i := range d.catalogue.All() {
		if area.Kind == cells.Structure && !i.HasGrouping("structure") {
			continue
		}
		for _, slot := range cells.SlotsOf(i) {
			if slot.Part == "partners" && x.open(area, w) == 1 {
				continue // it would be one structure's
			}
			// What rests on published counts of people is held to them by TestSpareCapacity.
			known := !strings.Contains(i.Source, ".measured")
			if slot.Part == "" || d.list.PublishesPart(area.Kind, slot.Part) {
				hold(cells.Cell{Component: slot.Name, Area: area, Window: w}, x.slot(i, slot, area, w, "", ""), known)
				if !i.HasGrouping("service") || !published(d.list.KindsOfFamily(cells.Structures, area.Kind, "service"), w) {
					continue
				}
				for _, key := range keys(area, "service") {
					hold(cells.Cell{Component: slot.Name, Area: area, Window: w, Field: "service", Key: key}, x.slot(i, slot, area, w, "service", key), known)
				}
			}
		}
	}
	if populated {
		q, key := x.question("accessibility.structures_per_10k", area, w, "")
		hold(cells.Cell{Component: cells.Population, Area: area, Window: w}, denominator(x.figures(q)[key]), true)
		x.holdNeed(area, w, hold)
		x.holdDistance(area, w, "", "", hold)
		for _, service := range event.ServiceValues() {
			if published(d.list.KindsOfFamily(cells.Structures, area.Kind, "service"), w) {
				x.holdDistance(area, w, "service", string(service), hold)
			}
		}
	}
}

// holdDistance holds how far residents are from the nearest structure, which is published where that is known of all of them.
func (x expecting) holdDistance(area cells.Area, w period.Window, field, class string, hold func(cells.Cell, float64, bool)) {
	q, key := x.question("accessibility.km_to_offer", area, w, field)
	if field != "" {
		key = class
	}
	f := x.figures(q)[key]
	want := indicator.Distance{Known: f.Value != nil, Travelled: numerator(f), Inhabitants: denominator(f)}
	for name, value := range want.Numbers() {
		hold(cells.Cell{Component: name, Area: area, Window: w, Field: field, Key: class}, value, true)
	}
}

// holdNeed holds the residents in need, who are published where there is a rate for all of them.
func (x expecting) holdNeed(area cells.Area, w period.Window, hold func(cells.Cell, float64, bool)) {
	q, key := x.question("accessibility.residents_in_need", area, w, "")
	f := x.figures(q)[key]
	people := denominator(f)
	want := indicator.Need{Known: f.Value != nil, Estimated: f.Status == oracle.StatusEstimate}
	if want.Known {
		want.Low, want.High = *f.Numerator, f.Parts["high"]*people
	}
	for name, value := range want.Numbers() {
		hold(cells.Cell{Component: name, Area: area, Window: w}, value, people > 0)
	}
}

// fields are all that have classes.
var fields = []string{"format", "service", "age_band", "activity", "gender", "equipment", "connects", "offline_reason", "barrier"}

// keys are the classes of a field that are published for an area; one without a name where all are together.
func keys(area cells.Area, field string) (all []string) {
	if field == "" {
		return []string{""}
	}
	for _, class := range indicator.Classes(field) {
		if cells.PublishesKey(area.Kind, field, class.Key) {
			all = append(all, class.Key)
		}
	}
	return all
}

// published tells whether a window is of one of some kinds.
func published(kinds []string, w period.Window) bool {
	return slices.ContainsFunc(cells.PublishedKinds(w), func(kind string) bool { return slices.Contains(kinds, kind) })
}

// everywhere are all areas that there can be cells of.
func everywhere(areas cells.Areas, registry *places.Snapshot) []cells.Area {
	all := append(areas.Sorted(), cells.Area{Kind: cells.Elsewhere, Code: "unknown"}, cells.Area{Kind: cells.Elsewhere, Code: "outside"},
		cells.Area{Kind: cells.Project, Code: "P"}, cells.Area{Kind: cells.Project, Code: "Q"}, cells.Area{Kind: cells.Project, Code: "R"},
		cells.Area{Kind: cells.Call, Code: "one"}, cells.Area{Kind: cells.Call, Code: "two"}, cells.Area{Kind: cells.Call, Code: "gone"})
	for _, name := range []string{"Ville", "CAF", "Europe", "unknown"} {
		all = append(all, cells.Area{Kind: cells.Funder, Code: name})
	}
	for _, id := range registry.StructureIDs() {
		all = append(all, cells.Area{Kind: cells.Structure, Code: id})
	}
	return all
}
