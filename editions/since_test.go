package editions_test

import (
	"errors"
	"slices"
	"testing"

	"vigie/editions/cells"
	"vigie/editions/cut"
	"vigie/editions/gate"
	"vigie/editions/store"
	"vigie/event"
	"vigie/queries/oracle"
	"vigie/queries/period"
	"vigie/queries/queriestest"
)

// TestSinceADate keeps dates of a network, and publishes what is done since them to each quarter's end: a window that the calendar has, too, is that one.
func TestSinceADate(t *testing.T) {
	w := queriestest.Open(t)
	network := w.Network(t, queriestest.Registry{
		Territories: []queriestest.Territory{{Code: "A", Name: "A", Population: 5000}},
		Snapshots:   []queriestest.Snapshot{{Structure: "s", Territory: "A", Imported: day(t, "2025-01-01")}},
	})
	d := over(t, w, network)
	cutter := d.quiet(t)
	plan := func(text string) store.Date {
		return store.Date{Day: day(t, text), FR: "Depuis le plan", EN: "Since the plan"}
	}
	if err := cutter.SetDate(t.Context(), plan("2025-03-01")); !errors.Is(err, cut.ErrNoEvent) {
		t.Errorf("without any event: %v", err)
	}
	var events []event.Event
	for month := range 18 {
		on := day(t, "2025-02-10").AddDate(0, month, 0)
		events = append(events, visits("s", event.DayOf(on.Add(12e12)), people("p", 20+month)...)...)
	}
	network.Receive(t, oracle.History{}, events)
	var early cut.TooEarlyError
	var middle cut.NoMonthError
	var many cut.TooManyDatesError
	var none cut.NoDateError
	var published cut.DatePublishedError
	for _, c := range []struct {
		name string
		err  error
		as   any
	}{
		{"before the first event", cutter.SetDate(t.Context(), plan("2025-01-01")), &early},
		{"in the middle of a month", cutter.SetDate(t.Context(), plan("2025-03-02")), &middle},
		{"one", cutter.SetDate(t.Context(), plan("2025-03-01")), nil},
		{"another", cutter.SetDate(t.Context(), plan("2025-10-01")), nil},
		{"a third one", cutter.SetDate(t.Context(), plan("2025-11-01")), &many},
		{"one that is none", cutter.RemoveDate(t.Context(), day(t, "2025-11-01")), &none},
		{"one that is not published", cutter.RemoveDate(t.Context(), day(t, "2025-10-01")), nil},
		{"the third one in its place", cutter.SetDate(t.Context(), plan("2026-01-01")), nil},
	} {
		if c.as == nil && c.err != nil || c.as != nil && !errors.As(c.err, c.as) {
			t.Errorf("%s: %v", c.name, c.err)
		}
	}
	e, err := cutter.Start(t.Context(), day(t, "2026-04-15"))
	if err != nil {
		t.Fatal(err)
	}
	var since []string
	for _, w := range e.Windows {
		if slices.Contains(cells.PublishedKinds(w.Window), cells.Since) {
			since = append(since, cut.Name(w.Window))
		}
	}
	// March 2025 is a month, March 2025 to February 2026 no 12 months to a quarter's end; January to March 2026 is a quarter.
	if want := []string{"2025-03-01/2025-07-01", "2025-03-01/2025-10-01", "2025-03-01/2026-01-01", "2025-03-01/2026-04-01"}; !slices.Equal(since, want) {
		t.Errorf("since the date: %v", since)
	}
	d.holdsSince(t)
	if err := cutter.RemoveDate(t.Context(), day(t, "2025-03-01")); !errors.As(err, &published) {
		t.Errorf("once it is published: %v", err)
	}
	if err := cutter.RemoveDate(t.Context(), day(t, "2026-01-01")); err != nil { // only the quarter is published
		t.Error(err)
	}
	renamed := plan("2025-03-01")
	renamed.EN = "Since the roadmap"
	if err := cutter.SetDate(t.Context(), renamed); err != nil {
		t.Error(err)
	}
}

// holdsSince asks for figures since the date.
func (d drawn) holdsSince(t *testing.T) {
	t.Helper()
	reader, err := gate.NewReader(d.Warehouse.Warehouse, d.catalogue)
	if err != nil {
		t.Fatal(err)
	}
	p, err := reader.Read(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	long := period.Window{From: day(t, "2025-03-01"), To: day(t, "2026-04-01")}
	if all := p.Since(); len(all) != 2 || all[0].EN != "Since the plan" || all[0].Windows[0] != long || len(all[0].Windows) != 5 || len(all[1].Windows) != 1 {
		t.Errorf("there are %v", all)
	}
	ask := func(id, from, place, by string) (gate.Answer, error) {
		return p.Ask(gate.Question{Indicator: id, From: from, To: "2026-04-01", Place: place, By: by})
	}
	visited := 0.0
	for month := 1; month < 14; month++ {
		visited += float64(20 + month)
	}
	for _, place := range []string{"", "A"} {
		if answer, err := ask("impact.participations", "2025-03-01", place, ""); err != nil || *answer.Figures[0].Value != visited {
			t.Errorf("participations in %q: %v, %v", place, answer.Figures, err)
		}
		if answer, err := ask("impact.people_followed", "2025-03-01", place, ""); err != nil || *answer.Figures[0].Value != 33 {
			t.Errorf("people in %q: %v, %v", place, answer.Figures, err)
		}
	}
	var unpublished gate.UnpublishedError
	for name, c := range map[string]struct{ id, from, by string }{
		"by age":      {"impact.people_helped", "2025-03-01", "age_band"},
		"progress":    {"impact.progression", "2025-03-01", ""},
		"other month": {"impact.people_followed", "2025-05-01", ""},
	} {
		if answer, err := ask(c.id, c.from, "", c.by); !errors.As(err, &unpublished) {
			t.Errorf("%s since a date: %v, %v", name, answer.Figures, err)
		}
	}
}
