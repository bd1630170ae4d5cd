package editions_test

import (
	"slices"
	"testing"
	"time"

	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/editions/store"
	"vigie/event"
	"vigie/queries/oracle"
	"vigie/queries/queriestest"
)

// TestAreasThatChange cuts editions between which a group gains a territory, an EPCI gets a commune, and a group goes and comes again: what holds
// others is another area, which is counted for what ends after it; what holds the same is the same.
func TestAreasThatChange(t *testing.T) {
	w := queriestest.Open(t)
	r := queriestest.Registry{Territories: []queriestest.Territory{
		{Code: "E", Name: "E"}, {Code: "A", Name: "A", Parent: "E", Population: 5000}, {Code: "B", Name: "B", Parent: "E", Population: 5000}, {Code: "C", Name: "C", Population: 5000},
	}}
	var events []event.Event
	for _, code := range []string{"A", "B", "C"} {
		r.Snapshots = append(r.Snapshots, queriestest.Snapshot{Structure: "s" + code, Territory: code, Imported: day(t, "2025-01-01")})
		for month := time.January; month <= time.October; month++ {
			events = append(events, visits("s"+code, event.NewDay(2026, month, 10), people(code, 20)...)...)
		}
	}
	r.Groups = []queriestest.Group{{Code: "pilot", Members: []string{"A", "C"}}, {Code: "rest", Members: []string{"B", "C"}}}
	network := w.Network(t, r)
	network.Receive(t, oracle.History{}, events)
	d := over(t, w, network)
	cutter := d.quiet(t)
	cut := func(on string) store.Edition {
		t.Helper()
		make := cutter.Cut
		if on == "2026-04-15" {
			make = cutter.Start
		}
		e, err := make(t.Context(), day(t, on))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	first := cut("2026-04-15")
	if len(first.Areas) != 4 { // the network, E, both groups
		t.Errorf("the first edition keeps what %d areas hold: %v", len(first.Areas), first.Areas)
	}
	changed := r
	changed.Territories = slices.Clone(r.Territories)
	changed.Territories[3].Parent = "E" // C
	changed.Groups = []queriestest.Group{{Code: "pilot", Members: []string{"A", "B", "C"}}}
	network.SetRegistry(t, changed)
	second := cut("2026-07-15")
	if codes := codesOf(second.Areas); !slices.Equal(codes, []string{"E", "pilot", "rest"}) {
		t.Errorf("with the second edition %v hold others", codes)
	}
	changed.Groups = append(changed.Groups, r.Groups[1])
	changed.Territories = append(changed.Territories, queriestest.Territory{Code: "D", Name: "D", Population: 5000})
	network.SetRegistry(t, changed)
	third := cut("2026-10-15")
	if codes := codesOf(third.Areas); !slices.Equal(codes, []string{"rest", cells.Network}) || !third.Areas[0].Since.Equal(store.Always) {
		t.Errorf("with the third edition %v hold others", third.Areas)
	}
	reader, err := gate.NewReader(w.Warehouse, d.catalogue)
	if err != nil {
		t.Fatal(err)
	}
	published, err := reader.Read(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for place, want := range map[string]map[string]string{
		"E":     {"2026-Q1": gate.StatusChanged, "2026-Q2": gate.StatusChanged, "2026-Q3": gate.StatusOK}, // A and B, then with C
		"pilot": {"2026-Q1": gate.StatusChanged, "2026-Q2": gate.StatusChanged, "2026-Q3": gate.StatusOK},
		"rest":  {"2026-Q1": gate.StatusChanged, "2026-Q2": gate.StatusOK, "2026-Q3": gate.StatusOK}, // it was gone as of the second edition, which had Q1 anew
		"A":     {"2026-Q1": gate.StatusOK, "2026-Q2": gate.StatusOK, "2026-Q3": gate.StatusOK},
		"":      {"2026-Q1": gate.StatusOK, "2026-Q2": gate.StatusOK, "2026-Q3": gate.StatusOK},
	} {
		answer, err := published.Ask(gate.Question{Indicator: "impact.participations", From: "2026-01-01", To: "2026-10-01", By: "quarter", Place: place, Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range answer.Figures {
			if f.Status != want[f.Key] || (f.Status == gate.StatusOK) != (f.Value != nil) {
				t.Errorf("%q, %s: %s, not %s", place, f.Key, f.Status, want[f.Key])
			}
		}
		note, reason := answer.Notes[len(answer.Notes)-1], map[string]string{
			"E":     "E held other territories then, or was not counted: its figures are of windows that end in Jul 2026 or after.",
			"pilot": "pilot held other territories then, or was not counted: its figures are of windows that end in Jul 2026 or after.",
			"rest":  "rest held other territories then, or was not counted.",
		}[place]
		if reason != "" && note != reason {
			t.Errorf("%q: the last note is %q", place, note)
		}
	}
	whole := 0
	for _, shown := range published.Shown() {
		if shown.Area == cells.Network && shown.To < "2026-07-15" {
			whole++
		}
		if shown.Area == "pilot" && shown.To < "2026-07-15" {
			t.Errorf("the edition has cells of another pilot: %v", shown)
		}
	}
	if whole == 0 {
		t.Error("the edition has no early cells of the network, which has a territory more now")
	}
}

func codesOf(areas []store.Area) (codes []string) {
	for _, a := range areas {
		codes = append(codes, a.Code)
	}
	return codes
}
