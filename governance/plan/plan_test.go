package plan_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/governance/dated"
	"vigie/governance/paris"
	"vigie/governance/plan"
)

var update = flag.Bool("update", false, "write the golden files anew")

func known() plan.Known {
	return plan.Known{
		Bodies: []string{"ville"}, Today: "2026-11-30",
		Indicators: []string{
			"visibility.reporting_rate", "visibility.connected_structures", "visibility.three_partners", "visibility.fresh_records", "impact.progression",
			"visibility.referral_completion", "accessibility.structures_per_10k", "impact.people_helped",
			"visibility.mapped_structures", "visibility.heard_from", "visibility.labelled_structures", "visibility.assessing_structures", "visibility.charter_signatories",
			"accessibility.equipment_offer", "impact.aids_given", "impact.campaign_results", "impact.cost_per_person", "impact.funding_by_source", "impact.helpers_active",
			"impact.helpers_trained", "impact.target_reached",
		},
	}
}

func read(t *testing.T, text string) plan.Reading {
	t.Helper()
	r, err := plan.Read(strings.NewReader(text), known())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// golden compares a text with the file of that name, or writes the file with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(string(want), got); difference != "" {
		t.Errorf("%s:\n%s", path, difference)
	}
}

// Each fault of a file is told with its line, and what is right is taken.
func TestBadPlan(t *testing.T) {
	text, err := os.ReadFile("testdata/bad.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r := read(t, string(text))
	var b strings.Builder
	for _, f := range r.Faults {
		fmt.Fprintln(&b, f)
	}
	fmt.Fprintf(&b, "%d refused; taken:\n", r.Refused)
	if err := plan.Write(&b, r.Plan); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/bad.golden", b.String())
}

// The default plan of Paris has the three axes, nine actions and twenty measures of 2017, with its deadlines; it is taken whole, and reads
// the same after it was written.
func TestParis(t *testing.T) {
	r := read(t, paris.Plan())
	if len(r.Faults) > 0 || r.Refused > 0 {
		t.Errorf("faults %v", r.Faults)
	}
	due := make(map[string]int)
	actions := 0
	for _, axis := range r.Axes {
		actions += len(axis.Actions)
	}
	for _, m := range r.Measures() {
		due[m.Due.String()]++
		if m.EN == "" || m.Owner == "" || !m.Due.Year {
			t.Errorf("measure %s is %+v", m.Code, m)
		}
	}
	if len(r.Axes) != 3 || actions != 9 || len(r.Measures()) != 20 || due["2017"] != 9 || due["2018"] != 4 || due["2019"] != 7 {
		t.Errorf("%d axes, %d actions, %d measures, due %v", len(r.Axes), actions, len(r.Measures()), due)
	}
	var first, second bytes.Buffer
	if err := plan.Write(&first, r.Plan); err != nil {
		t.Fatal(err)
	}
	if err := plan.Write(&second, read(t, first.String()).Plan); err != nil {
		t.Fatal(err)
	}
	if first.String() != second.String() {
		t.Error(cmp.Diff(first.String(), second.String()))
	}
}

func TestOn(t *testing.T) {
	m := plan.Measure{
		Due:         dated.Due{Day: "2026-06-30"},
		Statuses:    []plan.Status{{"2026-01-10", plan.Started}, {"2026-08-01", plan.Done}},
		Confidences: []plan.Confidence{{"2026-03-01", plan.AtRisk, "no room"}},
	}
	for _, c := range []struct {
		day    dated.Day
		status string
		level  string
		due    bool
		late   int // -1: not late
	}{
		{"2026-01-09", plan.Planned, "", false, -1},
		{"2026-01-10", plan.Started, "", false, -1},
		{"2026-06-29", plan.Started, plan.AtRisk, false, -1},
		{"2026-06-30", plan.Started, plan.AtRisk, true, 0},
		{"2026-07-31", plan.Started, plan.AtRisk, true, 31},
		{"2026-08-01", plan.Done, plan.AtRisk, true, -1},
	} {
		s := m.On(c.day)
		late := -1
		if s.Late {
			late = s.DaysLate
		}
		if s.Status.Status != c.status || s.Confidence.Level != c.level || s.Due != c.due || late != c.late {
			t.Errorf("%s: %+v", c.day, s)
		}
	}
}

// What is dropped stays among the measures that are due, and is not late.
func TestProgress(t *testing.T) {
	due := dated.Due{Day: "2026-06-30"}
	on := func(status string) []plan.Status { return []plan.Status{{"2026-05-01", status}} }
	p := plan.Plan{Axes: []plan.Axis{{Actions: []plan.Action{{Measures: []plan.Measure{
		{Code: "1", Due: due, Statuses: on(plan.Done)},
		{Code: "2", Due: due, Statuses: on(plan.Dropped)},
		{Code: "3", Due: due, Statuses: on(plan.Started), Confidences: []plan.Confidence{{"2026-05-01", plan.Stuck, ""}}},
		{Code: "4", Due: due},
		{Code: "5", Due: dated.Due{Day: "2027-12-31", Year: true}, Statuses: on(plan.Done)},
		{Code: "6", Due: dated.Due{Day: "2027-12-31", Year: true}},
	}}}}}}
	want := plan.Progress{Measures: 6, Due: 4, DueDone: 1, Dropped: 1, Late: 2, Done: 2, Stuck: 1}
	if got := p.Progress("2026-06-30"); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := p.Progress("2026-04-30"); got != (plan.Progress{Measures: 6}) {
		t.Errorf("before: %+v", got)
	}
}

func TestCompareCodes(t *testing.T) {
	codes := []string{"10", "2", "1.10", "1.2", "1", "a", "1.2.1", "01", "b"}
	slices.SortFunc(codes, plan.CompareCodes)
	if got := strings.Join(codes, " "); got != "01 1 1.2 1.2.1 1.10 2 10 a b" {
		t.Error(got)
	}
}

// Whatever a file holds, reading it ends without a crash, and what is taken reads the same after it was written.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"testdata/bad.yaml", "testdata/bad.golden"} {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add(paris.Plan())
	f.Fuzz(func(t *testing.T, text string) {
		r, err := plan.Read(strings.NewReader(text), known())
		if err != nil || len(text) > 10_000 {
			return
		}
		var first, second bytes.Buffer
		if err := plan.Write(&first, r.Plan); err != nil {
			t.Fatal(err)
		}
		if strings.Count(first.String(), "[")+strings.Count(first.String(), "{") > 50 || first.Len() == 0 {
			return // it may look too deep, or is empty
		}
		again, err := plan.Read(bytes.NewReader(first.Bytes()), known())
		if err != nil {
			t.Fatalf("%v in\n%s", err, first.String())
		}
		if err := plan.Write(&second, again.Plan); err != nil {
			t.Fatal(err)
		}
		if first.String() != second.String() {
			t.Error(cmp.Diff(first.String(), second.String()))
		}
	})
}
