package gate

import (
	"errors"
	"maps"
	"testing"

	"vigie/editions/store"
)

// What is shown of a change against the year before. Its lines add up to it, whatever is hidden.
func TestChange(t *testing.T) {
	const before = "2024-10-01/2025-01-01"
	of := func(now, then, fresh, gone, still, earlier float64) []store.Cell {
		return []store.Cell{cell("attended", areaA, autumn, now), cell("attended", areaA, before, then), cell("new_reporting", areaA, autumn, fresh),
			cell("gone_silent", areaA, autumn, gone), cell("still_reporting", areaA, autumn, still), cell("reported_before", areaA, autumn, earlier)}
	}
	for name, c := range map[string]struct {
		cells  []store.Cell
		first  string // month of the first event
		status string
		value  float64
		parts  map[string]float64
	}{
		"all lines":         {of(100, 130, 40, 60, 61, 72), "2024-09-01", StatusOK, -30, map[string]float64{"before": 130, "new": 40, "gone": -60, "both": -11, "left": 1, "now": 100}},
		"few are new":       {of(100, 130, 10, 60, 61, 72), "2024-09-01", StatusOK, -30, map[string]float64{"before": 130, "gone": -60, "both": -11, "left": 41, "now": 100}},
		"few remain":        {of(100, 130, 92, 60, 9, 72), "2024-09-01", StatusOK, -30, map[string]float64{"before": 130, "new": 92, "gone": -60, "left": -62, "now": 100}},
		"nothing moves":     {of(100, 100, 0, 0, 100, 100), "2024-09-01", StatusOK, 0, map[string]float64{"before": 100, "both": 0, "left": 0, "now": 100}},
		"few before":        {of(100, 10, 40, 60, 61, 72), "2024-09-01", StatusProtected, none, nil},
		"few now":           {of(10, 100, 40, 60, 61, 72), "2024-09-01", StatusProtected, none, nil},
		"data just begin":   {of(100, 130, 40, 60, 61, 72), "2024-10-01", StatusNoData, none, nil},
		"data begin after":  {of(100, 0, 100, 0, 0, 0), "2025-01-01", StatusNoData, none, nil},
		"hidden everywhere": {nil, "2024-09-01", StatusProtected, none, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := publication(t, c.cells...)
			p.Edition.First = day(c.first)
			answer, err := p.Ask(asking("impact.change_explained", autumn, in("A")))
			if err != nil {
				t.Fatal(err)
			}
			f := answer.Figures[0]
			if f.Status != c.status || !equal(told(f.Value), c.value) || !maps.EqualFunc(f.Parts, c.parts, equal) {
				t.Errorf("%s %v %v, not %s %v %v", f.Status, told(f.Value), f.Parts, c.status, c.value, c.parts)
			}
		})
	}
	// It comes with the last version of a window, and does not add up over several.
	for _, w := range []string{quarter, "2025-07-01/2026-01-01", january} {
		p := publication(t, of(100, 130, 40, 60, 61, 72)...)
		p.Edition.First = day("2024-01-01")
		var unpublished UnpublishedError
		if _, err := p.Ask(asking("impact.change_explained", w, in("A"))); !errors.As(err, &unpublished) {
			t.Errorf("%s: %v, not that it is not published", w, err)
		}
	}
}
