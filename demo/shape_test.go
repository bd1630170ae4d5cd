package demo_test

import (
	"slices"
	"testing"

	"vigie/demo"
	"vigie/event"
)

// shaped gives the options of a network of a shape.
func shaped(t *testing.T, shape demo.Shape, seed uint64) demo.Options {
	t.Helper()
	o := demo.Options{People: shape.People(), From: from, To: to, Seed: seed, Shape: shape}
	if _, err := o.Area(); err != nil {
		t.Fatal(err)
	}
	return o
}

// A town and a département have what networks have where structures are few, whatever the seed.
func TestShapes(t *testing.T) {
	for _, test := range []struct {
		shape                                demo.Shape
		communes, people                     int
		leastStructures, mostStructures      int
		leastAlone, leastEmpty, leastParents int
	}{
		{demo.Small, 8, 900, 12, 12, 1, 0, 1},
		{demo.Rural, 563, 20_000, 150, 180, 60, 350, 18},
	} {
		for seed := uint64(1); seed <= 3; seed++ {
			o := shaped(t, test.shape, seed)
			communes, parents := map[string]bool{}, map[string]bool{}
			for _, territory := range o.Territories {
				if territory.Level == "commune" {
					communes[territory.Code] = true
					parents[territory.Parent] = true
				}
			}
			if len(communes) != test.communes || len(parents) < test.leastParents || o.People != test.people {
				t.Errorf("%s: %d communes under %d parents, %d people", test.shape, len(communes), len(parents), o.People)
			}
			n := demo.New(o)
			in := map[string]int{}
			travelling, located := 0, 0
			for _, s := range n.Structures() {
				checkRecord(t, s)
				if !communes[s.INSEE] || s.Postcode == "" || s.Postcode[:2] != s.INSEE[:2] {
					t.Errorf("%s: structure %s stands in %q, %q", test.shape, s.ID, s.INSEE, s.Postcode)
				}
				in[s.INSEE]++
				if slices.Contains(s.Itinerance, "Itinérant") {
					travelling++
				}
				if s.Latitude != nil {
					located++
				}
			}
			alone, structures := 0, len(n.Structures())
			for _, count := range in {
				if count == 1 {
					alone++
				}
			}
			if structures < test.leastStructures || structures > test.mostStructures {
				t.Errorf("%s: %d structures", test.shape, structures)
			}
			if alone < test.leastAlone || len(communes)-len(in) < test.leastEmpty || travelling == 0 || located < structures/3 {
				t.Errorf("%s: of %d structures %d alone, %d travel, %d have a position; %d communes have none", test.shape, structures, alone, travelling, located, len(communes)-len(in))
			}
			t.Logf("%s %d: %d structures, %d alone in their commune, %d with a position", test.shape, seed, structures, alone, located)
			testReporting(t, test.shape, n)
		}
	}
	if _, err := (&demo.Options{Shape: "town"}).Area(); err == nil {
		t.Error("a shape that is none is taken")
	}
}

// testReporting looks for every way of reporting that a network has: all the time, for a month, until some day, by declaring.
func testReporting(t *testing.T, shape demo.Shape, n *demo.Network) {
	months := map[string]map[event.Month]bool{}
	declared := map[string]map[event.Month]bool{}
	for e := range owned(n) {
		if faults := event.Validate(e, to.Time()); len(faults) > 0 {
			t.Fatalf("%s: event %s: %v", shape, e.ID, faults)
		}
		at, into := "", months
		switch {
		case e.Attendance != nil:
			at = e.Attendance.Structure
		case e.Declaration != nil:
			at, into = e.Declaration.Structure, declared
		default:
			continue
		}
		if into[at] == nil {
			into[at] = map[event.Month]bool{}
		}
		into[at][event.MonthOf(e.Day)] = true
	}
	last := event.MonthOf(to) - 1
	var steady, single, silent, declares, overlaps int
	for _, s := range n.Structures() {
		sent := months[s.ID]
		switch {
		case len(sent) > 20 && sent[last]:
			steady++
		case len(sent) == 1:
			single++
		case len(sent) > 1 && s.ClosedOn == "" && !sent[last] && !sent[last-1] && !sent[last-2]:
			silent++
		}
		if len(declared[s.ID]) > 20 && len(sent) == 0 {
			declares++
		}
		for month := range declared[s.ID] {
			if sent[month] {
				overlaps++
				break
			}
		}
	}
	if steady < 3 || single == 0 || silent == 0 || declares == 0 || overlaps == 0 {
		t.Errorf("%s: %d structures send all the time, %d in one month, %d fell silent, %d declare, %d declare what they also send",
			shape, steady, single, silent, declares, overlaps)
	}
}
