package main

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/editions/store"
	"vigie/funding"
	"vigie/governance"
	"vigie/governance/dated"
	"vigie/migrations"
	"vigie/network"
	"vigie/queries/period"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

const (
	frozenBodies = `bodies:
  - {code: ville, name: Ville, membership: [{on: 2026-01-10, stage: member}]}
  - {code: caf, name: CAF, membership: [{on: 2026-02-10, stage: met}]}
committees:
  - {code: pilotage, name: Comité de pilotage, themes: [plan]}
`
	frozenMeetings = `meetings:
  - {code: p0, committee: pilotage, on: 2026-03-12}
  - code: p1
    committee: pilotage
    on: 2026-06-18
    present: [ville]
    decisions:
      - {code: d1, title: Ouvrir le samedi, owner: ville, due: 2026-09-30, indicator: impact.progression}
  - {code: p2, committee: pilotage, on: 2026-10-08}
  - code: p3
    committee: pilotage
    on: 2026-12-10
    decisions:
      - {code: d1, title: BROUILLON, owner: ville, due: 2027-01-31}
`
	frozenPlan = `title: {fr: Feuille de route, en: Roadmap}
axes:
  - code: "1"
    title: {fr: Relier, en: Connect}
    actions:
      - code: "1"
        title: {fr: Connaître, en: Know}
        measures:
          - {code: "1.1", title: {fr: Carte, en: Map}, owner: ville, due: 2026-04-30, history: [{on: 2026-02-01, status: started}], confidence: [{on: 2026-03-01, level: stuck, comment: COMMENTAIRE}]}
          - {code: "1.2", title: {fr: Réunir, en: Gather}, owner: caf, due: 2027}
`
	frozenTargets = "indicator,territory,baseline,baseline_on,steps,value,by,direction,decided_in\nimpact.progression,,0.2,2026-01-01,2026-06-30=0.25,0.4,2027,up,p0\n"
	frozenCalls   = "code,title,funders,budget,opens_on,closes_on,ceilings\naap,Permanences,Ville:40000|État:10000,50000,2026-01-10,2026-02-28,\n"
	frozenProject = `code,call,structure,title,stages,requested,granted,payments,spent,cofunders,services_bought,starts_on,ends_on,target_people,territories,report_due,report_received
aap-1,aap,s1,Ateliers,submitted:2026-02-01|granted:2026-03-01,13579,20000.5,2026-04-15:12000,24680,CAF:2500.50,ateliers:24,2026-04-01,2027-03-31,120,,2027-06-30,
aap-2,aap,s1,CANDIDATURE,submitted:2026-06-01,13579,,,,,,2026-09-01,2027-08-31,80,,,
`
)

// committeeRoom is a warehouse with what a committee keeps, and a session on it.
type committeeRoom struct {
	*session
	warehouse *warehouse.Warehouse
	now       time.Time
}

func openRoom(t *testing.T) *committeeRoom {
	t.Helper()
	r := &committeeRoom{warehouse: warehousetest.Open(t), now: time.Date(2026, 2, 20, 9, 0, 0, 0, time.UTC)}
	r.session = &session{stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return r.now }, log: slog.New(slog.DiscardHandler)}
	if err := migrations.Run(t.Context(), r.warehouse, r.log); err != nil {
		t.Fatal(err)
	}
	places := network.New(r.warehouse, r.session.now)
	if _, err := places.ImportTerritories(t.Context(), []network.Territory{{Code: "75113", Name: "Paris 13e", Level: "arrondissement", Population: 10000, PopulationYear: 2023}}); err != nil {
		t.Fatal(err)
	}
	if _, err := places.PutStructures(t.Context(), []network.Structure{{
		ID: "s1", Pivot: "00000000000000", Name: "Lieu", Commune: "Paris", Postcode: "75013", Address: "1 rue", UpdatedOn: "2026-01-01", DeclaredTerritory: "75113",
	}}); err != nil {
		t.Fatal(err)
	}
	return r
}

// file imports files of the committee, of whichever kinds.
func (r *committeeRoom) file(t *testing.T, files ...string) {
	t.Helper()
	places := network.New(r.warehouse, r.session.now)
	governed := governance.New(governance.Options{Warehouse: r.warehouse, Network: places, Indicators: []string{"impact.progression"}, Now: r.session.now})
	funded := funding.New(r.warehouse, places, r.session.now)
	for _, text := range files {
		read := governed.ImportGovernance
		switch {
		case strings.HasPrefix(text, "title:"):
			read = governed.ImportPlan
		case strings.HasPrefix(text, "indicator,"):
			read = governed.ImportTargets
		case strings.HasPrefix(text, "code,title,"):
			read = funded.Calls.Import
		case strings.HasPrefix(text, "code,call,"):
			read = funded.Projects.Import
		}
		if report, err := read(t.Context(), strings.NewReader(text), false); err != nil || report.Refused > 0 {
			t.Fatalf("%.40s: %v %v", text, report.Faults, err)
		}
	}
}

// publish keeps an edition of a day with its windows: "2026-01-01/2026-04-01".
func (r *committeeRoom) publish(t *testing.T, number uint32, day string, windows ...string) {
	t.Helper()
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	e := store.Edition{Number: number, Day: at(day), CutAt: at(day), First: at("2025-01-01")}
	for _, w := range windows {
		from, to, _ := strings.Cut(w, "/")
		e.Windows = append(e.Windows, store.Window{Window: period.Window{From: at(from), To: at(to)}, Edition: number, Version: 1})
	}
	if err := store.New(r.warehouse).Publish(t.Context(), e, nil); err != nil {
		t.Fatal(err)
	}
}

// What can't be frozen is refused in one sentence, as a wrong use, and nothing of it is kept.
func TestFreezeRefuses(t *testing.T) {
	r := openRoom(t)
	refuses := func(meeting, why string) {
		t.Helper()
		_, _, err := r.freezer(r.warehouse).freeze(t.Context(), freezeCommand{Meeting: meeting})
		if err == nil || !strings.Contains(err.Error(), why) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v\nis not refused for %s", meeting, err, why)
		}
		if _, usage := refusedFreeze(err).(usageError); !usage {
			t.Errorf("%s: %v is no wrong use", meeting, err)
		}
	}
	refuses("p1", "and none at all: vigie import governance brings them")
	r.file(t, frozenBodies, frozenMeetings)
	r.now = time.Date(2026, 10, 8, 9, 0, 0, 0, time.UTC)
	refuses("p9", `there is no meeting "p9": there are p3, p2, p1, p0`)
	refuses(strings.Repeat("é", 300), "there are p3, p2, p1, p0")
	refuses("", `there is no meeting ""`)
	refuses("p1", "vigie edition start publishes the first ones")
	r.publish(t, 1, "2026-04-15") // it has no window yet
	refuses("p1", "vigie edition start publishes the first ones")
	r.publish(t, 2, "2026-05-15", "2026-01-01/2026-04-01", "2025-04-01/2026-04-01")
	refuses("p0", "the first edition, 2, is of 2026-05-15")
	refuses("p2", "2026-Q3, the quarter that ended last before the meeting of 2026-10-08, is published on 2026-10-15, or before that, from 2026-10-01 on, by vigie edition cut")
	refuses("p3", "2026-Q3, the quarter that ended last before the meeting of 2026-12-10,")
	if _, _, err := r.freezer(r.warehouse).freeze(t.Context(), freezeCommand{Meeting: "p1", DryRun: true}); err != nil {
		t.Error(err)
	}
	if _, _, err := r.freezer(r.warehouse).freeze(t.Context(), freezeCommand{Meeting: "p1"}); err != nil {
		t.Error(err)
	}
	refuses("p1", "p1 is frozen since 2026-10-08, with edition 2")
	list, err := r.freezer(r.warehouse).affairs.Governance.Freezes.List(t.Context())
	if err != nil || len(list) != 1 || list["p1"].Edition != 2 || list["p1"].From != "2025-04-01" || list["p1"].To != "2026-04-01" {
		t.Errorf("kept are %+v, %v", list, err)
	}
}

// What is kept of a meeting is the registry of its day as anybody may read it, and stays the same bytes whatever is imported and published later.
func TestFrozenStaysWhatItWas(t *testing.T) {
	r := openRoom(t)
	r.now = time.Date(2026, 6, 10, 9, 0, 0, 0, time.UTC)
	r.file(t, frozenBodies, frozenPlan, frozenTargets, frozenMeetings, frozenCalls, frozenProject)
	r.publish(t, 1, "2026-05-15", "2026-01-01/2026-04-01", "2025-04-01/2026-04-01")
	r.now = time.Date(2026, 6, 20, 9, 0, 0, 0, time.UTC)
	kept, registry, err := r.freezer(r.warehouse).freeze(t.Context(), freezeCommand{Meeting: "p1"})
	if err != nil {
		t.Fatal(err)
	}
	const told = "2 measures, 1 of them late; 1 decisions, 0 of them late; 1 targets; 1 member bodies; 1 calls, 1 projects"
	if got := counted(registry); got != told {
		t.Errorf("told is %s, not %s", got, told)
	}
	for _, secret := range []string{"COMMENTAIRE", "BROUILLON", "CANDIDATURE", "13579", "24680"} {
		if strings.Contains(kept.State, secret) {
			t.Errorf("%s is not for everybody, and is kept", secret)
		}
	}
	r.now = r.now.AddDate(0, 1, 0)
	r.file(t, strings.ReplaceAll(frozenBodies, "CAF", "Caisse"), strings.NewReplacer("Carte", "CARTE", "status: started", "status: done").Replace(frozenPlan),
		strings.ReplaceAll(frozenTargets, "0.4", "0.5"), strings.Replace(frozenMeetings, "on: 2026-06-18", "on: 2026-06-19", 1), strings.ReplaceAll(frozenCalls, "50000", "60000"))
	r.publish(t, 2, "2026-07-15", "2026-04-01/2026-07-01", "2025-07-01/2026-07-01")
	again := r.freezer(r.warehouse).affairs
	after, err := again.Governance.Freezes.Of(t.Context(), "p1")
	if err != nil || *after != kept {
		t.Errorf("%v: kept is\n%+v\nnot\n%+v", err, after, kept)
	}
	frozen, err := again.Frozen(t.Context(), "p1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(registry.State, frozen.State); diff != "" {
		t.Error("the state is read otherwise than it was kept:", diff)
	}
	if diff := cmp.Diff(registry.Calls, frozen.Calls); diff != "" {
		t.Error("the calls are read otherwise than they were kept:", diff)
	}
	if people, ok := frozen.Calls[0].Projects[0].ExpectedBefore("2027-04-01"); !ok || people != 120 {
		t.Errorf("the project expects %v people", people)
	}
	if value := frozen.State.Targets[0].ExpectedOn("2027-12-31"); frozen.Edition != 1 || frozen.Day != dated.Day("2026-06-18") || value == nil || *value != 0.4 {
		t.Errorf("edition %d of %s, target %v", frozen.Edition, frozen.Day, value)
	}
	if none, err := again.Frozen(t.Context(), "p0"); none != nil || err != nil {
		t.Errorf("what is not frozen: %+v, %v", none, err)
	}
}

// A meeting to come is frozen with what there is today: its decisions stay drafts.
func TestAMeetingToComeIsFrozenAsOfToday(t *testing.T) {
	r := openRoom(t)
	r.file(t, frozenBodies, frozenMeetings)
	r.publish(t, 1, "2026-10-15", "2026-07-01/2026-10-01", "2025-10-01/2026-10-01")
	r.now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	kept, registry, err := r.freezer(r.warehouse).freeze(t.Context(), freezeCommand{Meeting: "p3"})
	if err != nil || kept.Day != "2026-12-10" || registry.Day != "2026-12-01" || strings.Contains(kept.State, "BROUILLON") {
		t.Errorf("%v: %s, as of %s, %s", err, kept.Day, registry.Day, kept.State)
	}
}
