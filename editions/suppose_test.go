package editions_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/event"
	"vigie/queries/indicator"
	"vigie/queries/oracle"
	"vigie/queries/period"
	"vigie/queries/places"
	"vigie/queries/queriestest"
)

// TestSupposedIsWhatTheOracleCounts supposes another registry of random networks: what is worked out again is what the oracle counts of a history whose
// snapshots say the same.
func TestSupposedIsWhatTheOracleCounts(t *testing.T) {
	w := queriestest.Open(t)
	for n := range uint64(*histories) {
		t.Run(fmt.Sprintf("seed=%d", *seed+n), func(t *testing.T) {
			h := oracle.Draw(*seed + n)
			if (*seed+n)%2 == 0 { // small territories, so that those above them are published
				for i := range h.Territories {
					h.Territories[i].Population *= 20
				}
			}
			network := w.Network(t, queriestest.RegistryOf(h))
			network.Receive(t, h, h.Events)
			d := over(t, w, network)
			edition, err := d.quiet(t).Start(t.Context(), day(t, "2025-02-15"))
			if err != nil {
				t.Fatal(err)
			}
			reader, err := gate.NewReader(w.Warehouse, d.catalogue)
			if err != nil {
				t.Fatal(err)
			}
			p, err := reader.Read(t.Context(), edition.Number)
			if err != nil {
				t.Fatal(err)
			}
			for _, kind := range []string{cells.Year, cells.Quarter} {
				window, _ := p.Latest(kind)
				open, err := reader.Registered(t.Context(), p, window)
				if err != nil {
					t.Fatal(err)
				}
				d.holdRegistered(t, window, open)
				r := rand.New(rand.NewPCG(*seed+n, 14))
				for range 3 {
					changes, edited := d.suppose(t, r, h, open, p, window)
					x := expecting{oracle.Read(edited), d.catalogue, event.DayOf(edition.Day), make(map[string]map[string]oracle.Figure)}
					d.holdSupposed(t, x, p.Suppose(window, changes), window)
				}
			}
		})
	}
}

// holdRegistered holds the structures that were open on a window's last day, and what the registry says of them, to the engine's.
func (d drawn) holdRegistered(t *testing.T, w period.Window, open []gate.Registered) {
	t.Helper()
	sheets, err := d.runner.OpenStructures(t.Context(), []period.Window{w}, w.To)
	if err != nil {
		t.Fatal(err)
	}
	said := func(s indicator.Structure) string {
		return fmt.Sprint(s.ID, s.Services, s.Receives, s.Located, s.HoursKnown, s.EveningMinutes, s.WeekendMinutes)
	}
	var want, got []string
	for _, s := range sheets[0] {
		want = append(want, said(s.Structure))
	}
	for _, s := range open {
		got = append(got, said(s.Structure))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("open at the end of %v are\n%q\nnot\n%q", w, got, want)
	}
}

// suppose draws a scenario, and the history whose registry is that of it.
func (d drawn) suppose(t *testing.T, r *rand.Rand, h oracle.History, open []gate.Registered, p *gate.Publication, w period.Window) (changes []gate.Supposed, edited oracle.History) {
	t.Helper()
	registry, err := places.Read(t.Context(), d.Conn())
	if err != nil {
		t.Fatal(err)
	}
	areas := cells.AreasOf(registry, int(p.Edition.Height))
	edited = h
	edited.Snapshots = slices.Clone(h.Snapshots)
	change := func(id string, with func(*oracle.Snapshot)) {
		for i := range edited.Snapshots {
			if edited.Snapshots[i].Structure == id {
				with(&edited.Snapshots[i])
			}
		}
	}
	touched := make(map[string]bool)
	for n := range 1 + r.IntN(4) {
		if len(open) > 0 && r.IntN(2) == 0 {
			s := open[r.IntN(len(open))]
			if touched[s.ID] || s.Territory == "" {
				continue
			}
			touched[s.ID] = true
			one := gate.Supposed{Territory: s.Territory, Without: []indicator.Structure{s.Structure}}
			if r.IntN(2) == 0 {
				change(s.ID, func(snapshot *oracle.Snapshot) { snapshot.Closed = event.DayOf(w.To) - 1 })
			} else {
				late := s.Structure
				late.HoursKnown, late.EveningMinutes = true, max(late.EveningMinutes, 120)
				one.With = []indicator.Structure{late}
				change(s.ID, func(snapshot *oracle.Snapshot) {
					snapshot.HoursKnown, snapshot.Evening = true, max(snapshot.Evening, 120)
				})
			}
			changes = append(changes, one)
			continue
		}
		code := p.Territories()[r.IntN(len(p.Territories()))]
		opened := indicator.Structure{ID: fmt.Sprint("opened", n), Receives: true, Located: true, HoursKnown: true, EveningMinutes: float64(120 * r.IntN(2))}
		for _, service := range event.ServiceValues() {
			if r.IntN(3) == 0 {
				opened.Services = append(opened.Services, string(service))
			}
		}
		edited.Snapshots = append(edited.Snapshots, oracle.Snapshot{
			Structure: opened.ID, Imported: w.From, Territory: areas.Members[cells.Area{Kind: cells.Territory, Code: code}][0],
			Offer: oracle.Offer{Services: opened.Services, HoursKnown: true, Evening: int(opened.EveningMinutes)},
		})
		changes = append(changes, gate.Supposed{Territory: code, With: []indicator.Structure{opened}})
	}
	return changes, edited
}

// holdSupposed holds what a rank takes from the registry to the oracle, of each territory and of the network.
func (d drawn) holdSupposed(t *testing.T, x expecting, supposed *gate.Publication, w period.Window) {
	t.Helper()
	ranked, _ := d.catalogue.Get("accessibility.underserved")
	for _, part := range ranked.Rank.Offer {
		if part.People {
			continue
		}
		for _, code := range append(supposed.Territories(), "") {
			area := cells.Area{Kind: cells.Territory, Code: code}
			if code == "" {
				area = cells.Area{Kind: cells.Group, Code: cells.Network}
			}
			q, key := x.question(part.Of, area, w, "")
			want := x.figures(q)[key]
			if x.open(area, w) == 0 && part.Of == "accessibility.service_variety" {
				want.Value = nil // of what has no structure nothing is published
			}
			answer, err := supposed.Ask(gate.Question{Indicator: part.Of, From: w.From.Format("2006-01-02"), To: w.To.Format("2006-01-02"), Place: code})
			if err != nil {
				t.Fatal(err)
			}
			got := answer.Figure(indicator.KeyTotal)
			if (got.Value == nil) != (want.Value == nil) || math.Abs(told(got.Value)-told(want.Value)) > 1e-9*math.Max(1, told(want.Value)) {
				t.Errorf("%s of %q in %v: %v of %v supposed, the oracle has %v of %v", part.Of, code, w, told(got.Numerator), told(got.Denominator),
					told(want.Numerator), told(want.Denominator))
			}
		}
	}
}
