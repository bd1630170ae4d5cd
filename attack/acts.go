package main

import (
	"fmt"
	"slices"

	"vigie/editions/cells"
	"vigie/event"
)

// deed is what a visit was for, beside whom it helped: nothing of it need be told.
type deed struct {
	procedures []event.Procedure
	aids       []event.Aid
	helper     event.Helper
	session    string // what several visits of a day share
	heard      event.HeardFrom
	project    string
}

// training is a visit of somebody who learns to help.
type training struct {
	since, until int
	person       int
	day          event.Day
	structure    string
	place        string
	trainee      event.Trainee
}

// sendOff is a referral, known to be sent from the phase since on, and how it ended from the phase ended on.
type sendOff struct {
	since, ended, until int
	person              int // -1 for nobody named
	day                 event.Day
	from, to, place     string
	status              event.Status // on the day after next: accepted, declined, or still sent
	reason              event.DeclineReason
}

// payers are the calls for projects, and who pays for the projects of each.
var payers = map[string]string{"AAP": "État", "SEUL": "Ville"}

// grant is a funded project.
type grant struct {
	code, call            string
	of                    house
	whole                 bool      // it is named by all help of its structure, which it outlasts
	starts, ends          event.Day // the last day
	target                int       // 0: none
	granted, others, paid int64     // cents
	paidOn                event.Day
}

// areas are those of a project and of its call.
func (g grant) areas() []cells.Area {
	return []cells.Area{{Kind: cells.Project, Code: g.code}, {Kind: cells.Call, Code: g.call}}
}

// grants are some projects: one call has several, one of them without a target, the other has one alone.
func (d *drawing) grants() []grant {
	first, places := d.shape.first, d.shape.lowest()
	before, after := first.AddDays(-60), d.last().AddDays(500)
	alone := slices.IndexFunc(d.houses, func(h house) bool { return h.place == places[len(places)-1] })
	return []grant{
		{"AAP-01", "AAP", d.houses[2], false, first.AddDays(40), first.AddDays(400), 120, 4_000_001, 1_500_000, 2_000_003, first.AddDays(60)},
		{"AAP-02", "AAP", d.houses[len(d.houses)/2], false, first.AddDays(90), d.last().AddDays(50), 0, 2_500_000, 0, 900_000, first.AddDays(200)},
		{"AAP-03", "AAP", d.houses[0], true, before, after, 100, 1_700_009, 300_000, 500_001, first.AddDays(100)},
		{"SEUL-01", "SEUL", d.houses[alone], true, before, after, 30, 1_000_007, 0, 400_003, first.AddDays(20)},
	}
}

// grant is the funded project of a code.
func (d *drawing) grant(code string) (g grant, funded bool) {
	at := slices.IndexFunc(d.funded, func(g grant) bool { return g.code == code })
	if at < 0 {
		return grant{}, false
	}
	return d.funded[at], true
}

// projectOf draws which project help of a structure names.
func (d *drawing) projectOf(structure string) string {
	for _, g := range d.funded {
		if g.of.id == structure && (g.whole || d.chance(70)) {
			return g.code
		}
	}
	return ""
}

// act draws what a visit was for.
func (d *drawing) act(v *visit) {
	if d.chance(40) {
		v.procedures = []event.Procedure{one(d, event.ProcedureValues())}
	}
	if d.chance(12) {
		v.aids = []event.Aid{one(d, event.AidValues())}
	}
	if d.chance(60) {
		v.helper = one(d, event.HelperValues())
	}
	if d.chance(50) {
		v.heard = one(d, event.HeardFromValues())
	}
	if v.format == event.FormatWorkshop {
		v.session = fmt.Sprint("w-", v.structure, "-", v.day)
	}
	v.project = d.projectOf(v.structure)
}

// companions has anonymous people share sessions of others.
func (d *drawing) companions() {
	for i := range len(d.visits) {
		if v := d.visits[i]; v.session != "" && d.house(v.structure).place == v.place && d.chance(40) {
			d.visits = append(d.visits, visit{person: -1, day: v.day, structure: v.structure, place: v.place, total: 1 + d.random.IntN(4), returning: -1})
			d.spendAs(&d.visits[len(d.visits)-1], v.format, v.session)
		}
	}
}

// train draws who learns to help, some of them twice.
func (d *drawing) train() {
	for n := range d.shape.people / 15 {
		d.people = append(d.people, person{ref: fmt.Sprint("t", n)})
		day := d.shape.first.AddDays(d.random.IntN(int(d.last() - d.shape.first)))
		trainee := one(d, event.TraineeValues())
		for times := 1 + d.random.IntN(2); times > 0 && day < d.last(); times-- {
			h := one(d, d.open(one(d, d.shape.lowest()), day))
			t := training{d.phaseOf(day), never, len(d.people) - 1, day, h.id, h.place, trainee}
			d.trainings = append(d.trainings, t)
			d.tell(t.since, event.Event{ID: d.nextID(), Source: source, Kind: event.KindAttendance, Day: day, Attendance: &event.Attendance{
				Structure: h.id, Format: event.FormatWorkshop, Minutes: 120, Person: d.people[t.person].ref, Audience: event.AudienceHelpers, Trainee: trainee,
			}})
			day = day.AddDays(1 + d.random.IntN(60))
		}
	}
}

// partner is where a structure sends somebody on a day: mostly to one of the two that it knows, where that is open.
func (d *drawing) partner(structure string, day event.Day) house {
	open := d.open(one(d, d.shape.lowest()), day)
	known := d.houses[(slices.Index(d.houses, d.house(structure))+1+3*int(day%2))%len(d.houses)]
	if other := one(d, open); day%5 == 0 || !slices.Contains(d.open(known.place, day), known) {
		return other
	}
	return known
}

// refer draws who is sent from where to where, and has some of them come.
func (d *drawing) refer() {
	for _, v := range slices.Clone(d.visits) {
		if v.until != never || !d.chance(14) || d.house(v.structure).place != v.place {
			continue
		}
		other := d.partner(v.structure, v.day)
		if other.id == v.structure {
			continue
		}
		s := sendOff{since: d.after(v.day), ended: d.after(v.day + 2), until: never, person: v.person, day: v.day, from: v.structure, to: other.id, place: v.place, status: event.StatusSent}
		switch d.random.IntN(3) {
		case 0:
			s.status = event.StatusAccepted
		case 1:
			s.status, s.reason = event.StatusDeclined, one(d, event.DeclineReasonValues())
		}
		d.sendOffs = append(d.sendOffs, s)
		id := fmt.Sprint("r", len(d.sendOffs))
		step := func(phase int, day event.Day, status event.Status, reason event.DeclineReason) {
			r := &event.Referral{ID: id, Status: status, From: s.from, To: s.to, Reason: reason}
			if s.person >= 0 {
				r.Person = d.people[s.person].ref
			}
			d.tell(phase, event.Event{ID: d.nextID(), Source: source, Kind: event.KindReferral, Day: day, Referral: r})
		}
		step(s.since, s.day, event.StatusSent, "")
		if s.status != event.StatusSent {
			step(s.ended, s.day+2, s.status, s.reason)
		}
		came := v.day.AddDays(1 + d.random.IntN(80))
		if text := came.String(); s.person >= 0 && d.chance(60) && came < d.last() && other.opened <= text && (other.closed == "" || text < other.closed) {
			d.visits = append(d.visits, visit{person: s.person, day: came, structure: other.id, place: other.place})
			d.spend(&d.visits[len(d.visits)-1])
		}
	}
}
