package committee_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/governance/committee"
	"vigie/governance/dated"
)

var update = flag.Bool("update", false, "write the golden files anew")

func known() committee.Known {
	return committee.Known{
		Measures: []string{"1.1"}, Indicators: []string{"visibility.reporting_rate"}, Territory: []string{"75111", "75113"}, Groups: []string{"pilote"},
		Structure: []string{"s1", "s2"}, Today: "2026-11-30",
	}
}

// Each fault of a file is told with its line, and what is right is taken; what is taken reads the same after it was written.
func TestBadGovernance(t *testing.T) {
	text, err := os.ReadFile("testdata/bad.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r, err := committee.Read(bytes.NewReader(text), known())
	if err != nil {
		t.Fatal(err)
	}
	var b, taken, again strings.Builder
	for _, f := range r.Faults {
		fmt.Fprintln(&b, f)
	}
	fmt.Fprintf(&b, "%d refused; taken:\n", r.Refused)
	if err := committee.Write(&taken, r.Affairs); err != nil {
		t.Fatal(err)
	}
	b.WriteString(taken.String())
	if *update {
		if err := os.WriteFile("testdata/bad.golden", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/bad.golden")
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(string(want), b.String()); difference != "" {
		t.Error(difference)
	}
	if r, err = committee.Read(strings.NewReader(taken.String()), known()); err != nil || len(r.Faults) > 0 {
		t.Fatalf("%v %v", r.Faults, err)
	}
	if err := committee.Write(&again, r.Affairs); err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(taken.String(), again.String()); difference != "" {
		t.Error(difference)
	}
}

func TestMembership(t *testing.T) {
	m := committee.Membership{Stages: []committee.Stage{{"2024-01-01", committee.Met}, {"2024-06-01", committee.Member}, {"2025-01-01", committee.Left}}}
	for day, want := range map[dated.Day]string{"2023-12-31": " false", "2024-01-01": "met false", "2024-06-01": "member true", "2024-12-31": "member true", "2025-01-01": "left false"} {
		if got := fmt.Sprintf("%s %t", m.On(day).Stage, m.IsMember(day)); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
}

func TestDecision(t *testing.T) {
	d := committee.Decision{Due: dated.Due{Day: "2026-03-31"}, Statuses: []committee.Status{{"2026-05-01", committee.Done}}}
	const met dated.Day = "2026-01-15"
	for day, want := range map[dated.Day]string{
		"2026-01-14": "draft false false 0", "2026-01-15": "open false false 0", "2026-03-30": "open false false 0", "2026-03-31": "open true true 0",
		"2026-04-30": "open true true 30", "2026-05-01": "done true false 0",
	} {
		s := d.On(day, met)
		if got := fmt.Sprintf("%s %t %t %d", s.Status.Status, s.Due, s.Late, s.DaysLate); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
	if s := (committee.Decision{}).On("2030-01-01", met); s.Due || s.Late || s.Status.Status != committee.Open {
		t.Errorf("without a last day: %+v", s)
	}
}

func TestInOffice(t *testing.T) {
	a := committee.Animator{From: "2025-01-01", To: "2026-01-01"}
	for day, want := range map[dated.Day]bool{"2024-12-31": false, "2025-01-01": true, "2025-12-31": true, "2026-01-01": false} {
		if a.InOffice(day) != want {
			t.Errorf("%s: %t", day, !want)
		}
	}
	if a.To = ""; !a.InOffice("2100-01-01") {
		t.Error("an office without an end ends")
	}
}
