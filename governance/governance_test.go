package governance_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/governance"
	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/governance/plan"
	"vigie/migrations"
	"vigie/network"
	"vigie/warehouse/warehousetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// today is the day on which tests begin to import.
var today = time.Date(2026, time.May, 4, 12, 0, 0, 0, time.UTC)

// indicators are those that there are in tests.
var indicators = []string{
	"visibility.reporting_rate", "visibility.connected_structures", "visibility.three_partners", "visibility.fresh_records", "impact.progression",
	"visibility.referral_completion", "accessibility.structures_per_10k", "impact.people_helped", "accessibility.wait_days",
	"visibility.mapped_structures", "visibility.heard_from", "visibility.labelled_structures", "visibility.assessing_structures", "visibility.charter_signatories",
	"accessibility.equipment_offer", "impact.aids_given", "impact.campaign_results", "impact.cost_per_person", "impact.funding_by_source", "impact.helpers_active",
	"impact.helpers_trained", "impact.target_reached",
}

// open gives an empty registry over Paris; its clock stands still at today unless it is moved.
func open(t *testing.T) (*governance.Registry, *time.Time) {
	t.Helper()
	w := warehousetest.Open(t)
	if err := migrations.Run(t.Context(), w, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	clock := today
	now := func() time.Time { return clock }
	places := network.New(w, now)
	territories, groups, err := network.Paris()
	if err != nil {
		t.Fatal(err)
	}
	_, first := places.ImportTerritories(t.Context(), territories)
	_, second := places.ImportGroups(t.Context(), groups)
	_, third := places.PutStructures(t.Context(), []network.Structure{{
		ID: "s1", Pivot: "00000000000000", Name: "Lieu", Commune: "Paris", Postcode: "75013", Address: "1 rue", UpdatedOn: "2026-01-01",
	}})
	_, fourth := places.AddAlias(t.Context(), network.Alias{Alias: "coop-1", Structure: "s1"})
	if err := errors.Join(first, second, third, fourth); err != nil {
		t.Fatal(err)
	}
	return governance.New(governance.Options{Warehouse: w, Network: places, Indicators: indicators, Now: now}), &clock
}

// imported is the report of an import that could read its file.
func imported(t *testing.T) func(network.Report, error) network.Report {
	return func(report network.Report, err error) network.Report {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if report.Read != report.New+report.Changed+report.Unchanged+report.Refused {
			t.Errorf("the report does not add up: %+v", report)
		}
		return report
	}
}

const file = `bodies:
  - {code: ville, name: Ville de Paris, membership: [{on: 2024-01-10, stage: identified}, {on: 2024-03-01, stage: member}]}
  - {code: caf, name: CAF, membership: [{on: 2024-02-01, stage: met}, {on: 2024-03-01, stage: member}, {on: 2026-04-01, stage: left}]}
  - {code: bailleur, name: Un bailleur, kind: external}
structures:
  - {id: coop-1, membership: [{on: 2025-01-01, stage: member}, {on: 2025-06-01, stage: reporting}]}
committees:
  - {code: pilotage, name: Comité de pilotage, themes: [plan, appels à projets], since: 2024-03-01}
meetings:
  - code: p1
    committee: pilotage
    on: 2026-01-15
    agenda: ["Où en est le plan ?"]
    present: [ville, caf]
    decisions:
      - {code: d1, title: "Relancer les lieux silencieux", owner: ville, due: 2026-03-31, indicator: visibility.reporting_rate, measure: "1.2", history: [{on: 2026-04-10, status: done}]}
      - {code: d2, title: "Ouvrir le samedi", owner: caf, due: 2026-02-28}
  - {code: p2, committee: pilotage, on: 2026-06-18}
animators:
  - {territory: "75113", address: animation.13e@exemple.fr, from: 2025-01-01, to: 2026-03-01}
contests:
  - {code: c1, indicator: visibility.reporting_rate, territory: "75113", structure: s1, on: 2026-02-10, motive: Le lieu était fermé}
`

const targetsFile = "indicator,territory,baseline,baseline_on,steps,value,by,direction\n" +
	"visibility.reporting_rate,,0.4,2025-12-31,2026-06-30=0.5,0.7,2026,up\naccessibility.wait_days,75113,21,2025-12-31,,14,2026-12-31,down\n"

// TestRegistry has the imports of one registry one after the other: each takes some seconds to open.
func TestRegistry(t *testing.T) {
	r, clock := open(t)
	t.Run("imports and history", func(t *testing.T) { importsAndHistory(t, r, clock) })
	t.Run("round trip", func(t *testing.T) { roundTrip(t, r) })
	t.Run("report", func(t *testing.T) { reports(t, r) })
}

// What is imported is answered as of any day, a second import changes nothing, a later one adds states, and former days stay what they were.
func importsAndHistory(t *testing.T, r *governance.Registry, clock *time.Time) {
	ctx := t.Context()
	ok := imported(t)
	dry := ok(r.ImportParis(ctx, true))
	if updated, err := r.Updated(ctx); dry.New != 40 || updated != "" || err != nil {
		t.Errorf("a dry run: %+v, updated on %q, %v", dry, updated, err)
	}
	if report := ok(r.ImportParis(ctx, false)); report.New != 40 || len(report.Faults) > 0 || len(report.Absent) > 0 {
		t.Errorf("the plan of Paris: %+v", report)
	}
	if report := ok(r.ImportParis(ctx, false)); report.New+report.Changed > 0 {
		t.Errorf("the plan of Paris again: %+v", report)
	}
	if report := ok(r.ImportGovernance(ctx, strings.NewReader(file), false)); report.Refused > 0 || report.New != 9 || report.Changed != 2 {
		t.Errorf("governance: %+v", report)
	}
	if report := ok(r.ImportGovernance(ctx, strings.NewReader(file), false)); report.New+report.Changed > 0 {
		t.Errorf("governance again: %+v", report)
	}
	if report := ok(r.ImportTargets(ctx, strings.NewReader(targetsFile), false)); report.New != 2 {
		t.Errorf("targets: %+v", report)
	}

	*clock = today.AddDate(0, 2, 0)
	later := "axes:\n- code: '1'\n  title: {fr: Partager, en: Share}\n  actions:\n  - code: '1'\n    title: Le réseau\n    measures:\n" +
		"    - {code: '1.2', title: Un réseau, owner: caf, due: 2027-06-30, history: [{on: 2018-02-01, status: started}, {on: 2026-06-20, status: done}]}\n"
	report := ok(r.ImportPlan(ctx, strings.NewReader(later), false))
	if report.Changed != 3 || report.New > 0 || len(report.Absent) != 30 || !slices.Contains(report.Absent, "measure 9.5") {
		t.Errorf("a part of the plan: %+v", report)
	}
	ok(r.ImportTargets(ctx, strings.NewReader(strings.Replace(targetsFile, ",14,", ",12,", 1)), false))
	if updated, err := r.Updated(ctx); updated != "2026-07-04" || err != nil {
		t.Errorf("updated on %s, %v", updated, err)
	}

	again := governance.New(r.Options) // reads the tables anew
	measure := func(day dated.Day) string {
		s := at(t, again, day)
		for _, m := range s.Plan.Measures() {
			if m.Code == "1.2" {
				on := m.On(day)
				return strings.Join([]string{m.Owner, m.Due.String(), on.Status.Status}, " ")
			}
		}
		return "absent"
	}
	// Words are those that were known that day, before the first import those of the first; what is dated counts from its day.
	for day, want := range map[dated.Day]string{
		"2018-01-01": "ville 2018 planned", "2018-02-01": "ville 2018 started", "2026-05-04": "ville 2018 started", "2026-07-03": "ville 2018 done",
		"2026-07-04": "caf 2027-06-30 done",
	} {
		if got := measure(day); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
	s := at(t, again, "2026-05-04")
	if s.Known != "2026-05-04" || len(s.Plan.Axes) != 3 || len(s.Plan.Measures()) != 20 {
		t.Errorf("known since %s: %d axes, %d measures", s.Known, len(s.Plan.Axes), len(s.Plan.Measures()))
	}
	if got := s.Plan.Progress(s.Day); got != (plan.Progress{Measures: 20, Due: 20, Late: 20}) {
		t.Errorf("progress %+v", got)
	}
	bodies, structures := s.Members()
	if bodies[committee.Member] != 1 || bodies[committee.Left] != 1 || bodies[""] != 5 || structures[committee.Reporting] != 1 {
		t.Errorf("members %v %v", bodies, structures)
	}
	next, isNext := s.Next()
	judged := s.Judged()
	if !isNext || next.Code != "p2" || len(judged) != 2 || judged[0].Code != "d2" || judged[0].State.DaysLate != 65 || judged[1].State.Status.Status != committee.Done {
		t.Errorf("next %+v, decisions %+v", next, judged)
	}
	if len(s.InOffice()) != 0 || len(at(t, again, "2026-02-28").InOffice()) != 1 || len(s.Contests) != 1 {
		t.Errorf("in office %v, contests %v", s.InOffice(), s.Contests)
	}
	before, _ := s.Target("accessibility.wait_days", "75113")
	after, found := at(t, again, "2026-07-04").Target("accessibility.wait_days", "75113")
	if before.Value != 14 || after.Value != 12 || !found {
		t.Errorf("target %v, then %v", before, after)
	}
	if expected, _ := after.Expected("2026-07-04"); expected >= 21 || expected <= 12 {
		t.Errorf("expected %v", expected)
	}
}

func at(t *testing.T, r *governance.Registry, day dated.Day) governance.State {
	t.Helper()
	s, err := r.At(t.Context(), day)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What is exported, imported into an empty warehouse and exported again is the same to the byte.
func roundTrip(t *testing.T, r *governance.Registry) {
	ctx := t.Context()
	ok := imported(t)
	other, clock := open(t)
	*clock = today.AddDate(1, 0, 0)
	clean := func(report network.Report) {
		t.Helper()
		if report.Refused > 0 || len(report.Faults) > 0 {
			t.Errorf("what was exported is not taken: %+v", report)
		}
	}
	clean(ok(other.ImportGovernance(ctx, strings.NewReader(exported(t, r.ExportGovernance)), false)))
	clean(ok(other.ImportPlan(ctx, strings.NewReader(exported(t, r.ExportPlan)), false)))
	clean(ok(other.ImportTargets(ctx, strings.NewReader(exported(t, r.ExportTargets)), false)))
	for name, pair := range map[string][2]string{
		"plan":       {exported(t, r.ExportPlan), exported(t, other.ExportPlan)},
		"governance": {exported(t, r.ExportGovernance), exported(t, other.ExportGovernance)},
		"targets":    {exported(t, r.ExportTargets), exported(t, other.ExportTargets)},
	} {
		if pair[0] != pair[1] || pair[0] == "" {
			t.Errorf("%s:\n%s", name, cmp.Diff(pair[0], pair[1]))
		}
	}
}

func exported(t *testing.T, export func(context.Context, io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := export(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The report names file, line and field of each fault, what was counted, and what the file lacks; a file that can't be read is an error
// that names its line.
func reports(t *testing.T, r *governance.Registry) {
	ctx := t.Context()
	ok := imported(t)
	bad := "axes:\n- code: '1'\n  title: Partager\n  actions:\n  - code: '1'\n    title: Le réseau\n    measures:\n" +
		"    - {code: '1.1', title: Réunir, owner: nobody, due: 2018}\n    - {code: '1.3', title: Nouvelle, owner: ville, due: 2027}\n"
	var b strings.Builder
	if _, err := ok(r.ImportPlan(ctx, strings.NewReader(bad), true)).WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/report.golden", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/report.golden")
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(string(want), b.String()); difference != "" {
		t.Error(difference)
	}
	if _, err := r.ImportPlan(ctx, strings.NewReader("axes:\n- code: \"1\n"), false); err == nil || !strings.HasPrefix(err.Error(), "read the plan: line 2: ") {
		t.Error(err)
	}
}
