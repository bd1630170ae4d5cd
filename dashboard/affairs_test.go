package dashboard_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"vigie/dashboard/affairs"
	"vigie/funding"
	"vigie/governance"
	"vigie/governance/dated"
	"vigie/governance/freeze"
	"vigie/network"
	"vigie/warehouse"
)

// governing is the registry of governance that is imported into by a clock.
func governing(t testing.TB, w *warehouse.Warehouse, clock func() time.Time) *governance.Registry {
	var ids []string
	for _, about := range indicators(t).All() {
		ids = append(ids, about.ID)
	}
	return governance.New(governance.Options{Warehouse: w, Network: network.New(w, clock), Indicators: ids, Now: clock})
}

// secrets are words of what is not for everybody: an owner's comment, a draft, applications, what was requested and spent.
var secrets = []string{"COMMENTAIRE", "BROUILLON", "CANDIDAT", "CANDIDATURE", "13579", "24680"}

const governanceOfPilot = `bodies:
  - {code: ville, name: Ville de Paris, membership: [{on: 2024-01-10, stage: identified}, {on: 2024-03-01, stage: member}]}
  - {code: caf, name: CAF, membership: [{on: 2024-02-01, stage: met}, {on: 2024-03-01, stage: member}, {on: 2026-05-10, stage: left}]}
  - {code: bailleur, name: Un bailleur social, membership: [{on: 2026-04-01, stage: identified}]}
  - {code: operateur, name: Un opérateur, kind: external}
structures:
  - {id: s1, membership: [{on: 2025-01-01, stage: member}, {on: 2025-06-01, stage: reporting}]}
  - {id: s2, membership: [{on: 2026-03-01, stage: met}]}
committees:
  - {code: pilotage, name: Comité de pilotage, themes: [plan, appels à projets], since: 2024-03-01}
meetings:
  - code: p1
    committee: pilotage
    on: 2026-01-15
    agenda: ["Où en est le plan ?"]
    present: [ville, caf]
    decisions:
      - {code: d1, title: Relancer les lieux silencieux, owner: ville, due: 2026-03-31, indicator: visibility.reporting_rate, measure: "1.2", history: [{on: 2026-04-10, status: done}]}
      - {code: d2, title: Ouvrir le samedi, owner: caf, due: 2026-02-28, indicator: accessibility.open_after_hours}
      - {code: d3, title: Préparer le bilan, owner: ville, due: 2026}
  - code: p-mai
    committee: pilotage
    on: 2026-05-21
    present: [ville]
    decisions:
      - {code: d1, title: Aider plus de monde, owner: ville, due: 2026-12-31, indicator: impact.people_helped}
      - {code: d2, title: Tenir les fiches à jour, owner: ville, due: 2026-06-30, indicator: visibility.fresh_records}
  - code: p2
    committee: pilotage
    on: 2026-09-17
    agenda: [Bilan de l’été]
    decisions:
      - {code: d1, title: BROUILLON, owner: ville, due: 2026-12-31}
animators:
  - {territory: "75113", address: animation.13e@exemple.fr, from: 2025-01-01}
  - {territory: "75111", address: animation.11e@exemple.fr, from: 2025-01-01, to: 2026-03-01}
contests:
  - {code: c1, indicator: visibility.reporting_rate, territory: "75113", structure: s1, on: 2026-02-10, motive: Le lieu était fermé, answer: Les fermetures sont au registre, answered_on: 2026-03-10}
`

const planOfPilot = `title: {fr: Feuille de route, en: Roadmap}
source: Plan fictif
axes:
  - code: "1"
    title: {fr: Relier les lieux, en: Connect the places}
    actions:
      - code: "1"
        title: {fr: Connaître l’offre, en: Know the offer}
        measures:
          - {code: "1.1", title: {fr: Tenir la carte à jour, en: Keep the map}, owner: ville, due: 2025, history: [{on: 2024-09-01, status: started}, {on: 2025-11-03, status: done}]}
          - code: "1.2"
            title: {fr: Réunir les lieux, en: Bring the places together}
            owner: OWNER
            due: 2026-03-31
            indicators: [visibility.reporting_rate]
            history: [{on: 2025-02-01, status: started}]
            confidence: [{on: 2025-06-01, level: on_track}, {on: 2026-02-01, level: stuck, comment: COMMENTAIRE}]
      - code: "2"
        title: {fr: Aller vers, en: Reach out}
        measures:
          - {code: "2.1", title: {fr: Ouvrir des permanences <itinérantes> & mobiles, en: Open travelling desks}, owner: caf, due: 2027, after: ["1.2"]}
          - {code: "2.2", title: {fr: Équiper les lieux, en: Equip the places}, owner: ville, due: 2026-02-28, history: [{on: 2025-03-01, status: started}, {on: 2026-01-20, status: dropped}]}
`

const targetsOfPilot = `indicator,territory,baseline,baseline_on,steps,value,by,direction,decided_in
visibility.reporting_rate,,0.4,2025-12-31,2026-06-30=0.5,0.7,2026,up,p1
accessibility.wait_days,75113,21,2025-12-31,,14,2026-12-31,down,
accessibility.structures_per_10k,,1,2025-12-31,,1,2026-12-31,up,
`

const callsOfPilot = `code,title,funders,budget,opens_on,closes_on,ceilings
aap-01,Appel à projets : permanences,Ville:40000|État:10000,50000,2025-01-10,2025-02-28,75111:30000
aap-02,Appel à projets : aller vers,Europe,20000,2026-03-01,2026-05-31,
`

const projectsOfPilot = `code,call,structure,title,stages,requested,granted,payments,spent,cofunders,services_bought,starts_on,ends_on,target_people,territories,report_due,report_received
aap-01-1,aap-01,s1,Permanences du canal,submitted:2025-02-01|examined:2025-03-01|granted:2025-04-01|paid:2025-10-01,13579,20000,2025-06-15:12000|2025-10-01:8000|2025-07-01:2500.50:CAF,24680,CAF:2500.50,ateliers:24,2025-06-01,2026-05-31,120,75111,2026-06-15,
aap-01-2,aap-01,s3,Ateliers Daumesnil,submitted:2025-02-10|granted:2025-04-01,13579,15000,2025-06-15:9000,,,,2025-06-01,2026-11-30,300,,2027-02-28,
aap-01-3,aap-01,s5,CANDIDAT refusé,submitted:2025-02-11|refused:2025-04-01,13579,,,,,,2025-06-01,2026-05-31,100,,,
aap-02-1,aap-02,s2,CANDIDATURE,submitted:2026-05-20,13579,,,,,,2026-09-01,2027-08-31,80,,,
`

// govern imports the affairs of the committee: first as they were in May of 2025, then with another owner of a measure, in June of 2026.
func (s *site) govern(t testing.TB) {
	t.Helper()
	clock := time.Date(2025, 5, 4, 10, 0, 0, 0, time.UTC)
	at := func() time.Time { return clock }
	affairs, funds := governing(t, s.warehouse, at), funding.New(s.warehouse, s.registry, at)
	take := func(file string, read func(file io.Reader) (network.Report, error)) {
		t.Helper()
		report, err := read(strings.NewReader(file))
		must(t, err)
		if report.Refused > 0 {
			t.Fatalf("%s: %v", report.Kind, report.Faults)
		}
	}
	ctx := t.Context()
	take("bodies:\n  - {code: ville, name: Ville de Paris}\n  - {code: caf, name: CAF}\n", func(file io.Reader) (network.Report, error) { return affairs.ImportGovernance(ctx, file, false) })
	yetToCome := strings.NewReplacer("OWNER", "caf", ", {on: 2025-11-03, status: done}", "", ", {on: 2026-01-20, status: dropped}", "",
		"            confidence: [{on: 2025-06-01, level: on_track}, {on: 2026-02-01, level: stuck, comment: COMMENTAIRE}]\n", "")
	take(yetToCome.Replace(planOfPilot), func(file io.Reader) (network.Report, error) { return affairs.ImportPlan(ctx, file, false) })
	clock = before()
	take(strings.Replace(planOfPilot, "OWNER", "ville", 1), func(file io.Reader) (network.Report, error) { return affairs.ImportPlan(ctx, file, false) })
	take(governanceOfPilot, func(file io.Reader) (network.Report, error) { return affairs.ImportGovernance(ctx, file, false) })
	take(targetsOfPilot, func(file io.Reader) (network.Report, error) { return affairs.ImportTargets(ctx, file, false) })
	take(callsOfPilot, func(file io.Reader) (network.Report, error) { return funds.Calls.Import(ctx, file, false) })
	take(projectsOfPilot, func(file io.Reader) (network.Report, error) { return funds.Projects.Import(ctx, file, false) })
}

// freeze keeps what the committee had before it at a meeting: an edition, and the registry of its day.
func (s *site) freeze(t testing.TB, code string, edition uint32) {
	t.Helper()
	registry := governing(t, s.warehouse, now)
	reader := affairs.Reader{Governance: registry, Funding: funding.New(s.warehouse, s.registry, now)}
	today, err := reader.On(t.Context(), dated.Of(now()))
	must(t, err)
	meeting, ok := today.Governance.Meeting(code)
	if !ok {
		t.Fatalf("there is no meeting %s", code)
	}
	then, err := reader.Registry(t.Context(), meeting.Day)
	must(t, err)
	text, err := then.Text()
	must(t, err)
	must(t, registry.Freezes.Keep(t.Context(), freeze.Kept{
		Meeting: code, Day: meeting.Day, Edition: edition, From: "2025-04-01", To: "2026-04-01", At: now(), State: text,
	}))
}

// asked reads an answer of the API.
func asked[T any](t testing.TB, s *site, path string) (got T) {
	t.Helper()
	a := s.get(t, path)
	if a.status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	must(t, json.Unmarshal([]byte(a.body), &got))
	return got
}

func affairsOverTheAPI(t *testing.T, s *site) {
	for _, name := range []string{"calls", "plan", "governance", "members"} {
		var text any
		must(t, json.Unmarshal([]byte(s.get(t, "/api/v1/"+name).body), &text))
		pretty, err := json.MarshalIndent(text, "", " ")
		must(t, err)
		golden(t, "affairs/"+name+".json", string(pretty)+"\n")
	}
}

// Words are those that were known that day, before the first import those of the first; what is dated counts from its own day.
func aDayOfBeforeIsAnswered(t *testing.T, s *site) {
	type measure struct {
		Code, Status string
		Owner        struct{ Name string }
		Confidence   *string
		Late         bool
		DaysLate     int `json:"days_late"`
		Statuses     []struct{ Status string }
	}
	second := func(day string) measure {
		t.Helper()
		got := asked[struct {
			Axes []struct {
				Actions []struct{ Measures []measure }
			}
		}](t, s, "/api/v1/plan?as_of="+day)
		return got.Axes[0].Actions[0].Measures[1]
	}
	if m := second("2025-01-31"); m.Status != "planned" || m.Owner.Name != "CAF" || m.Confidence != nil || len(m.Statuses) != 0 {
		t.Errorf("before it began: %+v", m)
	}
	if m := second("2025-06-01"); m.Status != "started" || *m.Confidence != "on_track" || m.Late {
		t.Errorf("begun: %+v", m)
	}
	if m := second("2026-04-10"); !m.Late || m.DaysLate != 10 || m.Owner.Name != "CAF" || *m.Confidence != "stuck" {
		t.Errorf("late: %+v", m)
	}
	if m := second("2026-06-02"); m.Owner.Name != "Ville de Paris" {
		t.Errorf("after the second import: %+v", m)
	}

	type decisions struct {
		Meetings []struct {
			Held      bool
			Decisions []struct {
				Status string
				Late   bool
			}
		}
		Animators []struct{ To *string }
		Contests  []struct{ Answer *string }
	}
	early := asked[decisions](t, s, "/api/v1/governance?as_of=2026-01-14")
	if len(early.Meetings) != 3 || early.Meetings[0].Held || len(early.Meetings[0].Decisions) != 0 || len(early.Contests) != 0 {
		t.Errorf("the day before a meeting its decisions are drafts: %+v", early)
	}
	then := asked[decisions](t, s, "/api/v1/governance?as_of=2026-02-28")
	if d := then.Meetings[0].Decisions; len(d) != 3 || d[0].Status != "open" || !d[1].Late || then.Contests[0].Answer != nil || then.Animators[0].To != nil {
		t.Errorf("on 28 February: %+v", then)
	}

	members := asked[struct {
		Counts []struct {
			Stage  string
			Bodies int
		}
		Bodies []struct {
			Code  string
			Stage *string
		}
	}](t, s, "/api/v1/members?as_of=2024-02-10")
	if members.Counts[1].Stage != "met" || members.Counts[1].Bodies != 1 || members.Bodies[0].Stage != nil {
		t.Errorf("on 10 February 2024: %+v", members)
	}

	type calls struct {
		Calls []struct {
			Granted, Paid float64
			Projects      []struct {
				Stage    string
				Expected float64 `json:"expected_people"`
			}
		}
	}
	if c := asked[calls](t, s, "/api/v1/calls?as_of=2025-03-31").Calls; len(c) != 2 || len(c[0].Projects) != 0 || c[0].Granted != 0 {
		t.Errorf("before anything was granted: %+v", c)
	}
	if c := asked[calls](t, s, "/api/v1/calls?as_of=2025-07-01").Calls[0]; c.Granted != 37500.5 || c.Paid != 23500.5 || c.Projects[0].Stage != "granted" {
		t.Errorf("on 1 July 2025: %+v", c)
	}
	if c := asked[calls](t, s, "/api/v1/calls?as_of=2026-05-31").Calls[0]; c.Paid != 31500.5 || c.Projects[0].Stage != "paid" || c.Projects[0].Expected != 120 {
		t.Errorf("at the end of a project: %+v", c)
	}
}

func targetsStandBesideTheirFigures(t *testing.T, s *site) {
	type aim struct {
		Indicator string
		Expected  *float64
		Figure    *struct {
			Edition         int
			To              string
			Value, Expected *float64
			Progress        *float64
			Held, Reached   *bool
		}
	}
	type targets struct{ Targets []aim }
	got := asked[targets](t, s, "/api/v1/targets").Targets
	i := slices.IndexFunc(got, func(x aim) bool { return x.Indicator == "visibility.reporting_rate" })
	if i < 0 || len(got) != 3 {
		t.Fatalf("targets %+v", got)
	}
	// Of five structures three report: 0.6, two thirds of the way from 0.4 to 0.7, where 0.5 was expected at the window's end, on 30 June, and a
	// little more two days later.
	rate := got[i]
	if f := rate.Figure; f == nil || f.Edition != 2 || f.To != "2026-07-01" || *f.Value != 0.6 || *f.Expected != 0.5 || math.Abs(*f.Progress-2.0/3) > 1e-9 || *f.Reached ||
		f.Held != nil || *rate.Expected <= 0.5 {
		t.Errorf("the share that reports: %+v of %+v", rate.Figure, rate)
	}
	for _, x := range got {
		if x.Indicator == "accessibility.structures_per_10k" && (x.Figure == nil || x.Figure.Held == nil || !*x.Figure.Held || x.Figure.Progress != nil) {
			t.Errorf("a target that equals its baseline is held: %+v", x)
		}
	}
	for _, x := range asked[targets](t, s, "/api/v1/targets?as_of=2026-03-01").Targets {
		if x.Figure != nil {
			t.Errorf("before the first edition: %+v", x)
		}
	}
}

// An account is of a project of the call, or of all together; another one is refused with those that there are.
func grantsAreAccountedFor(t *testing.T, s *site) {
	for path, want := range map[string]struct {
		status int
		says   string
	}{
		"/calls/aap-01/account?lang=fr&project=aap-01-2":      {http.StatusOK, "Ateliers Daumesnil"},
		"/calls/aap-01/account?lang=fr&project=aap-02-1":      {http.StatusBadRequest, "aap-01-1"},
		"/calls/aap-01/account?lang=fr&project=aap-01-3":      {http.StatusBadRequest, "aap-01-1"}, // it was refused
		"/calls/aap-03/account?lang=fr":                       {http.StatusNotFound, "Page introuvable"},
		"/calls/aap-01/account?lang=fr&project=a&project=b":   {http.StatusBadRequest, "project"},
		"/territories/75113/sheet?lang=fr&project=aap-01-1":   {http.StatusBadRequest, "project"},
		"/territories/99999/sheet?lang=fr":                    {http.StatusNotFound, "Page introuvable"},
		"/territories/75113/sheet?lang=fr&window=latest-year": {http.StatusOK, "animation.13e@exemple.fr"},
		"/territories/75111/sheet?lang=fr":                    {http.StatusOK, "Permanences du canal"},
	} {
		if a := s.get(t, path); a.status != want.status || !strings.Contains(html.UnescapeString(a.body), want.says) {
			t.Errorf("%s: %d, without %q", path, a.status, want.says)
		}
	}
	text := readable(t, s.get(t, "/calls/aap-01/account?lang=fr").body)
	for _, row := range []string{"| Ville et État | 50", "| CAF | "} {
		if !strings.Contains(text, row) {
			t.Errorf("the account of a call has no row %q: %s", row, text)
		}
	}
}

// A figure by project bears the project's title; one whose grant does not stand has none.
func projectsAreNamed(t *testing.T, s *site) {
	got := asked[struct {
		Figures []struct{ Key, Label string }
	}](t, s, "/api/v1/indicators/impact.target_reached?by=project")
	names := map[string]string{}
	for _, f := range got.Figures {
		names[f.Key] = f.Label
	}
	if names["aap-01-1"] != "Permanences du canal" || names["aap-01-2"] != "Ateliers Daumesnil" {
		t.Errorf("projects %v", names)
	}
}

// On no page and in no answer stands what is not for everybody.
func whatIsNotForEverybodyIsNotTold(t *testing.T, s *site) {
	paths := append(everyPage(), "/api/v1/calls", "/api/v1/plan", "/api/v1/governance", "/api/v1/members", "/api/v1/targets", "/api/v1/signals", "/signals.atom", "/api/v1/editions/2",
		"/api/v1/indicators/impact.target_reached?by=project", "/api/v1/indicators/impact.cost_per_person?by=project")
	for _, name := range []string{"calls", "plan", "governance"} {
		for _, day := range []string{"2024-01-01", "2026-02-15", "2026-06-01"} {
			paths = append(paths, "/api/v1/"+name+"?as_of="+day)
		}
	}
	for _, path := range paths {
		body := s.get(t, path).body
		for _, secret := range secrets {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %s", path, around(body, secret))
			}
		}
	}
}

// A plan of two hundred measures is a page that is read, says that it does not list all, and can be chosen from.
func aLongPlanStaysLight(t *testing.T, s *site) {
	var plan strings.Builder
	plan.WriteString("axes:\n  - code: a\n    title: Axe\n    actions:\n      - code: b\n        title: Action\n        measures:\n")
	title := strings.Repeat("Une mesure au titre long, ", 12)
	for i := range 200 {
		fmt.Fprintf(&plan, "          - {code: %q, title: %q, owner: ville, due: %d, history: [{on: 2024-01-10, status: started}]}\n", fmt.Sprint("a.", i), title, 2025+i%3)
	}
	affairs := governing(t, s.warehouse, before)
	_, err := affairs.ImportGovernance(t.Context(), strings.NewReader("bodies: [{code: ville, name: Ville}]"), false)
	must(t, err)
	report, err := affairs.ImportPlan(t.Context(), strings.NewReader(plan.String()), false)
	must(t, err)
	a := s.get(t, "/plan?lang=fr")
	if report.Refused > 0 || a.status != http.StatusOK || len(a.body) > 150<<10 || !strings.Contains(a.body, "140 autres mesures") {
		t.Errorf("%d refused; %d bytes: %s", report.Refused, len(a.body), around(a.body, "autres mesures"))
	}
}
