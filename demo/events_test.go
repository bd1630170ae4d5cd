package demo_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"vigie/demo"
	"vigie/event"
	"vigie/network"
)

const crowd = 20_000

// TestTwentyThousand holds the events of 20 000 people over 24 months to what a real network is like.
func TestTwentyThousand(t *testing.T) {
	n := demo.New(options(crowd, 1))
	structures := map[string]network.Structure{}
	for _, s := range n.Structures() {
		structures[s.ID] = s
	}
	counted := effective(n)
	t.Run("sendings", func(t *testing.T) { testSendings(t, n) })
	t.Run("volumes", func(t *testing.T) { testVolumes(t, counted) })
	t.Run("variety", func(t *testing.T) { testVariety(t, counted) })
	t.Run("progress", func(t *testing.T) { testProgress(t, counted) })
	t.Run("referrals", func(t *testing.T) { testReferrals(t, counted, structures) })
	t.Run("calendar", func(t *testing.T) { testCalendar(t, counted, structures) })
	t.Run("network", func(t *testing.T) { testNetwork(t, counted, structures) })
	t.Run("funding", func(t *testing.T) { testFunding(t, n, counted) })
	t.Run("residences", func(t *testing.T) { testResidences(t, counted, structures) })
}

// between fails unless a figure lies within bounds.
func between(t *testing.T, what string, figure, least, most float64) {
	t.Helper()
	if figure < least || figure > most {
		t.Errorf("%s: %.4g, want %.4g to %.4g", what, figure, least, most)
	}
	t.Logf("%s: %.4g", what, figure)
}

// Every event is valid and its tool's; ids are unique but for exact repetitions; edits and retractions name a record of
// their source; events come mostly on their day, none before.
func testSendings(t *testing.T, n *demo.Network) {
	var sources []string
	for _, s := range n.Sources() {
		sources = append(sources, s.Source)
	}
	type key struct{ source, id string }
	bodies := map[key][]byte{}
	var edits []event.Event
	latest := from
	var sent, repeated, late, corrected, retracted int
	for e := range n.Events() {
		sent++
		if faults := event.Validate(e, to.Time()); len(faults) > 0 {
			t.Fatalf("event %s: %v", e.ID, faults)
		}
		if e.Day < from || e.Day >= to {
			t.Fatalf("event %s is of %s, outside the period", e.ID, e.Day)
		}
		if !slices.Contains(sources, e.Source) {
			t.Fatalf("event %s comes from %q, which is none of the tools", e.ID, e.Source)
		}
		if latest = max(latest, e.Day); e.Day < latest-8 {
			late++
		}
		id := key{e.Source, e.ID}
		if body, known := bodies[id]; known {
			repeated++
			if !bytes.Equal(body, e.Canonical()) {
				t.Fatalf("event %s is sent twice and differs", e.ID)
			}
			continue
		}
		bodies[id] = e.Canonical()
		if e.Retraction != nil {
			retracted++
			edits = append(edits, e)
		} else if e.Revision() > 0 {
			corrected++
			edits = append(edits, e)
		}
	}
	for _, e := range edits {
		if _, known := bodies[key{e.Source, e.Record()}]; !known {
			t.Errorf("event %s edits or retracts a record that its source never sent", e.ID)
		}
	}
	all := float64(sent)
	between(t, "events a person", all/crowd, 6.2, 7.4)
	between(t, "share sent twice", float64(repeated)/all, 0.008, 0.016)
	between(t, "share late by more than a week", float64(late)/all, 0.03, 0.15)
	between(t, "share that corrects", float64(corrected)/all, 0.008, 0.02)
	between(t, "share that retracts", float64(retracted)/all, 0.001, 0.005)
}

func testVolumes(t *testing.T, counted []event.Event) {
	people := map[string]bool{}
	helpers := map[string]bool{}
	var attendances, groups, trainings, assessments, referrals, anonymous float64
	sessions := map[string]int{}
	for _, e := range counted {
		switch a := e.Attendance; {
		case a != nil && a.Audience == event.AudienceHelpers:
			trainings++
			if a.Person != "" {
				helpers[a.Person] = true
			}
		case a != nil && a.Participants != nil:
			groups++
			anonymous += float64(a.Participants.Total)
		case a != nil:
			attendances++
			people[a.Person] = true
			if a.Session != "" {
				sessions[a.Session]++
			}
		}
		if e.Assessment != nil {
			assessments++
		}
		if e.Referral != nil {
			referrals++
		}
	}
	shared, inSessions := 0, 0
	for _, n := range sessions {
		inSessions += n
		if n > 1 {
			shared += n
		}
	}
	between(t, "people attended", float64(len(people)), crowd-200, crowd)
	between(t, "attendances a person", attendances/crowd, 4, 5.2)
	between(t, "assessments a person", assessments/crowd, 1, 1.5)
	between(t, "referral events a person", referrals/crowd, 0.6, 0.8)
	between(t, "anonymous groups a person", groups/crowd, 0.1, 0.3)
	between(t, "participants of a group", anonymous/groups, 4, 8)
	between(t, "trainings", trainings, 100, 1000)
	between(t, "helpers named", float64(len(helpers)), 50, 500)
	between(t, "share of workshop attendances in a session with others", float64(shared)/float64(inSessions), 0.6, 1)
}

// Every value of every enumeration occurs, and every optional field is both given and left out.
func testVariety(t *testing.T, counted []event.Event) {
	seen := map[string]bool{}
	mark := func(value any) { seen[fmt.Sprintf("%T %v", value, value)] = true }
	given := map[string][2]int{}
	field := func(name string, has bool) {
		counts := given[name]
		if has {
			counts[0]++
		} else {
			counts[1]++
		}
		given[name] = counts
	}
	for _, e := range counted {
		if a := e.Assessment; a != nil {
			mark(a.Level)
			mark(a.Connects)
			mark(a.OfflineReason)
			markAll(mark, a.Equipment)
			markAll(mark, a.Barriers)
			markAll(mark, a.Wants)
			mark(a.Profile.AgeBand)
			mark(a.Profile.Activity)
			mark(a.Profile.Gender)
			field("gender", a.Profile.Gender != "")
			field("profile", a.Profile != event.Profile{})
			field("score", a.Score != nil)
			field("equipment", a.EquipmentKnown)
			field("connects", a.Connects != "")
			field("wants", len(a.Wants) > 0)
			field("age band", a.Profile.AgeBand != "")
			field("activity", a.Profile.Activity != "")
			field("residence", a.Profile.Residence != "")
		}
		if r := e.Referral; r != nil {
			mark(r.Status)
			mark(r.Reason)
			mark(r.ToKind)
			field("referral's person", r.Person != "")
			field("referral's source", r.ReferralSource != "")
			field("receiver inside", r.To != "")
		}
		if a := e.Attendance; a != nil {
			mark(a.Format)
			mark(a.Helper)
			mark(a.Audience)
			mark(a.Trainee)
			mark(a.HeardFrom)
			markAll(mark, a.Services)
			markAll(mark, a.Procedures)
			markAll(mark, a.Aids)
			field("first", a.First != nil)
			field("offsite", a.Offsite)
			field("territory", a.Territory != "")
			field("session", a.Session != "")
			field("project", a.Project != "")
			field("attendance's referral", a.Referral != "")
			field("attendance's referral's source", a.ReferralSource != "")
			field("helper", a.Helper != "")
			if a.Participants != nil {
				field("margin of ages", len(a.Participants.AgeBand) > 0)
				field("margin of activities", len(a.Participants.Activity) > 0)
				field("margin of genders", len(a.Participants.Gender) > 0)
				field("margin of residences", len(a.Participants.Residence) > 0)
				field("returning", a.Participants.Returning != nil)
			}
			if a.First != nil {
				field("first time", *a.First)
			}
		}
		if d := e.Declaration; d != nil {
			markAll(mark, slices.Collect(maps.Keys(d.AgeBand)))
			markAll(mark, slices.Collect(maps.Keys(d.Activity)))
			field("declared participations", *d.Participations > 0)
			field("declared project", d.Project != "")
			field("declared people", d.People != nil)
			field("declared minutes", d.Minutes != nil)
			field("declared referrals", d.ReferralsSent != nil)
			field("declared formats", len(d.Format) > 0)
			field("declared services", len(d.Services) > 0)
			field("declared ages", len(d.AgeBand) > 0)
			field("declared activities", len(d.Activity) > 0)
			field("declared genders", len(d.Gender) > 0)
			field("declared residences", len(d.Residence) > 0)
		}
	}
	want := func(value any) {
		if !seen[fmt.Sprintf("%T %v", value, value)] {
			t.Errorf("%T %v never occurs", value, value)
		}
	}
	wantAll(want, event.LevelValues())
	wantAll(want, event.ConnectsValues())
	wantAll(want, event.OfflineReasonValues())
	wantAll(want, event.EquipmentValues())
	wantAll(want, event.BarrierValues())
	wantAll(want, event.ServiceValues())
	wantAll(want, event.GenderValues())
	wantAll(want, event.AgeBandValues())
	wantAll(want, event.ActivityValues())
	wantAll(want, event.StatusValues())
	wantAll(want, event.DeclineReasonValues())
	wantAll(want, event.ToKindValues())
	wantAll(want, event.FormatValues())
	wantAll(want, event.HelperValues())
	wantAll(want, event.TraineeValues())
	wantAll(want, event.HeardFromValues())
	wantAll(want, event.ProcedureValues())
	wantAll(want, event.AidValues())
	for name, counts := range given {
		if counts[0] == 0 || counts[1] == 0 {
			t.Errorf("%s: given %d times and left out %d times, want both", name, counts[0], counts[1])
		}
	}
}

func markAll[T any](mark func(any), values []T) {
	for _, value := range values {
		mark(value)
	}
}

func wantAll[T any](want func(any), values []T) {
	for _, value := range values {
		want(value)
	}
}

func testProgress(t *testing.T, counted []event.Event) {
	const gap = 14
	visits := map[string]int{}
	for _, e := range counted {
		if a := e.Attendance; a != nil && a.Person != "" {
			visits[a.Person]++
		}
	}
	rank := func(level event.Level) int { return slices.Index(event.LevelValues(), level) }
	var all, again, higher, lower, often, oftenHigher, seldom, seldomHigher float64
	for person, p := range profiles(counted) {
		if p.lastOn != p.firstOn && p.lastOn < p.firstOn+gap {
			t.Errorf("%s is assessed again after %d days", person, p.lastOn-p.firstOn)
		}
		if p.first.Level == event.LevelAutonomous {
			continue
		}
		all++
		if p.lastOn == p.firstOn {
			continue
		}
		again++
		rose := 0.0
		switch change := rank(p.last.Level) - rank(p.first.Level); {
		case change > 0:
			rose = 1
		case change < 0:
			lower++
		}
		higher += rose
		if visits[person] > 8 {
			often++
			oftenHigher += rose
		} else {
			seldom++
			seldomHigher += rose
		}
	}
	between(t, "assessed again, of those not autonomous", again/all, 0.35, 0.5)
	between(t, "of them higher", higher/again, 0.28, 0.38)
	between(t, "of them lower", lower/again, 0.02, 0.07)
	if oftenHigher/often < seldomHigher/seldom+0.05 {
		t.Errorf("%.3f of those who come often rise, %.3f of the others: want clearly more", oftenHigher/often, seldomHigher/seldom)
	}
}

func testCalendar(t *testing.T, counted []event.Event, structures map[string]network.Structure) {
	months := map[string]float64{}
	weekdays := map[time.Weekday]float64{}
	var all, before, after float64
	for _, e := range counted {
		if e.Attendance == nil {
			continue
		}
		all++
		months[e.Day.String()[:7]]++
		weekdays[e.Day.Time().Weekday()]++
		s := structures[e.Attendance.Structure]
		switch day := e.Day.String(); {
		case day < s.OpenedOn:
			before++
		case s.ClosedOn != "" && day >= s.ClosedOn:
			after++
		}
		if e.Day.Time().Month() == time.May && e.Day.Time().Day() == 1 {
			t.Errorf("event %s is of 1 May", e.ID)
		}
	}
	if months["2025-08"] > months["2025-06"]/2 {
		t.Errorf("%g attendances in August and %g in June, want less than half", months["2025-08"], months["2025-06"])
	}
	if months["2026-03"] < 1.2*months["2025-03"] {
		t.Errorf("%g attendances in March 2026 and %g in March 2025, want growth", months["2026-03"], months["2025-03"])
	}
	between(t, "share on Sundays", weekdays[time.Sunday]/all, 0.0001, 0.02)
	between(t, "attendances before the structure opened", before, 0, 0)
	between(t, "attendances after the structure closed", after, 1, 100)
}
