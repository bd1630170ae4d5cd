package pages

import (
	"slices"
	"testing"

	"vigie/dashboard/affairs"
	"vigie/dashboard/texts"
	"vigie/governance/plan"
)

// A measure's history is in the order of days, and a confidence is told of what is not over.
func TestMeasures(t *testing.T) {
	languages, err := texts.Read()
	if err != nil {
		t.Fatal(err)
	}
	var r Request
	r.Language = languages["en"]
	level := plan.Stuck
	m := affairs.Measure{
		Status: plan.Started, Confidence: &level,
		Statuses:    []plan.Status{{Day: "2025-09-29", Status: plan.Started}, {Day: "2026-10-01", Status: plan.Done}},
		Confidences: []affairs.Confidence{{Day: "2025-09-29", Level: plan.OnTrack}, {Day: "2026-03-25", Level: plan.Stuck}},
	}
	var said []string
	for _, item := range r.history(m) {
		said = append(said, item.Text)
	}
	if want := []string{"29 Sep 2025: begun", "29 Sep 2025: on track", "25 Mar 2026: stuck", "1 Oct 2026: done"}; !slices.Equal(said, want) {
		t.Errorf("%q, not %q", said, want)
	}
	for status, want := range map[string]string{plan.Started: "under way, stuck", plan.Done: "done", plan.Dropped: "dropped", plan.Planned: "not begun, stuck"} {
		if m.Status = status; r.measureState(m) != want {
			t.Errorf("%s: %q, not %q", status, r.measureState(m), want)
		}
	}
}
