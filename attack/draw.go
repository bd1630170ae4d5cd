package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"vigie/event"
)

// never is the phase in which what is not edited, retracted or erased would be.
const never = 1 << 20

const (
	source  = "https://tool.example"
	insider = "https://insider.example"
)

// person is one who comes. What is known of a person is the same in all events.
type person struct {
	ref     string
	home    string // "" where the residence is not known
	profile event.Profile
}

// visit is help given, as it counts in the editions of the phases from since on and before until.
type visit struct {
	since, until int
	person       int // index of people; -1 for anonymous participants
	day          event.Day
	structure    string
	place        string // where it was
	format       event.Format
	services     []event.Service
	minutes      int
	offsite      bool
	total        int // anonymous participants
	returning    int // of these had come before; -1: not known
	source       string
	deed
}

// finding is an assessment, as visit is.
type finding struct {
	since, until int
	person       int
	day          event.Day
	structure    string
	place        string
	level        int // 1 unable to 4 autonomous
}

// sending is an event and the phase before whose edition it is sent.
type sending struct {
	phase int
	event event.Event
}

// drawing is a drawn network: what happened, and the events that tell it.
type drawing struct {
	shape    shape
	seed     uint64
	houses   []house
	people   []person
	visits   []visit
	findings []finding
	sendings []sending

	trainings []training
	sendOffs  []sendOff
	funded    []grant
	// erased are the references of people who are erased, by the phase before whose edition that happens.
	erased map[int][]string
	// late are the findings of a person who is assessed for the first time after a first version.
	late []int
	// dummies are the visits that the insider made.
	dummies map[int]bool

	random *rand.Rand
	events int
}

var precise = []event.AgeBand{
	event.AgeBandUnder12, event.AgeBand12To17, event.AgeBand18To24, event.AgeBand25To39, event.AgeBand40To59, event.AgeBand60To64, event.AgeBand65To69,
	event.AgeBand70Plus, event.AgeBand70Plus, event.AgeBand40To59, event.AgeBand25To39, event.AgeBand18To34, event.AgeBand60Plus, event.AgeBand35To59, event.AgeBand60To69,
}

// draw draws a network by its seed.
func draw(s shape, seed uint64) *drawing {
	d := &drawing{shape: s, seed: seed, erased: map[int][]string{}, dummies: map[int]bool{}, random: rand.New(rand.NewPCG(seed, 1))}
	d.houses = s.houses(d.random)
	d.funded = d.grants()
	for range s.people {
		d.someone()
	}
	d.gatherings()
	d.companions()
	d.edits()
	d.train()
	d.refer()
	d.erasures()
	d.lateLevels()
	d.plant()
	d.latePassages()
	return d
}

func (d *drawing) chance(percent int) bool { return d.random.IntN(100) < percent }

func one[T any](d *drawing, of []T) T { return of[d.random.IntN(len(of))] }

// phaseOf is the phase before whose edition a day's events are sent, a few of them later.
func (d *drawing) phaseOf(day event.Day) int {
	phase := d.after(day)
	if d.chance(4) {
		phase++
	}
	return phase
}

// after is the phase of the first edition after a day.
func (d *drawing) after(day event.Day) int {
	phase, _ := slices.BinarySearch(d.shape.editions, day+1)
	return phase
}

// last is the day of the last edition.
func (d *drawing) last() event.Day { return d.shape.editions[len(d.shape.editions)-1] }

// open are the structures that were open on a day, of a place if there are any.
func (d *drawing) open(place string, day event.Day) (all []house) {
	text := day.String()
	for _, h := range d.houses {
		if h.opened <= text && (h.closed == "" || text < h.closed) {
			all = append(all, h)
		}
	}
	near := slices.DeleteFunc(slices.Clone(all), func(h house) bool { return h.place != place })
	if len(near) > 0 {
		return near
	}
	return all
}

// goes picks a structure that somebody goes to.
func (d *drawing) goes(place string, day event.Day) house {
	near := d.open(place, day)
	for {
		if h := one(d, near); d.random.IntN(1000) < h.visitors {
			return h
		}
	}
}

// someone draws a person with visits and assessments. Half of them come once.
func (d *drawing) someone() {
	places := d.shape.lowest()
	// Few people come in some places, many in others.
	place := places[min(d.random.IntN(len(places)), d.random.IntN(len(places)+2))]
	p := person{ref: fmt.Sprint("p", len(d.people))}
	if d.chance(75) {
		p.home = place
		if d.chance(5) {
			p.home = "33063" // elsewhere in France
		}
	}
	p.profile.Residence = p.home
	if !d.chance(15) {
		p.profile.AgeBand = one(d, precise)
		p.profile.Gender = one(d, []event.Gender{event.GenderWoman, event.GenderWoman, event.GenderWoman, event.GenderMan, event.GenderMan, event.GenderOther})
		if d.chance(80) {
			p.profile.Activity = one(d, append(event.ActivityValues(), event.ActivityRetired, event.ActivityJobSeeker))
		}
	}
	number := len(d.people)
	d.people = append(d.people, p)
	day := d.shape.first.AddDays(d.random.IntN(int(d.last() - d.shape.first)))
	times := 1
	for d.chance(50) && times < 12 {
		times++
	}
	level := 1 + d.random.IntN(4)
	for n := range times {
		if day >= d.last() {
			return
		}
		h := d.goes(place, day)
		d.visits = append(d.visits, visit{person: number, day: day, structure: h.id, place: h.place})
		v := &d.visits[len(d.visits)-1]
		d.spend(v)
		if n == 0 && d.chance(45) || n == 2 && d.chance(50) {
			if n > 0 && d.chance(60) {
				level = min(level+1, 4)
			}
			d.assess(number, day, h, level, d.phaseOf(day))
		}
		day = day.AddDays(1 + d.random.IntN(45))
	}
}

// spend draws how somebody was helped, and has it told.
func (d *drawing) spend(v *visit) {
	d.spendAs(v, one(d, []event.Format{event.FormatIndividual, event.FormatIndividual, event.FormatIndividual, event.FormatWorkshop, event.FormatWorkshop,
		event.FormatRemote, event.FormatHomeVisit, event.FormatOutreach, event.FormatSelfService}), "")
}

// spendAs draws how somebody was helped in a format, in a session that others are in (""), and has it told.
func (d *drawing) spendAs(v *visit, format event.Format, session string) {
	v.format = format
	v.minutes = 15 * (1 + d.random.IntN(12))
	if d.chance(30) {
		v.minutes = 5 + d.random.IntN(170)
	}
	v.offsite = d.chance(5)
	if d.chance(85) {
		v.services = []event.Service{one(d, event.ServiceValues())}
	}
	d.act(v)
	switch {
	case session != "":
		v.session = session
	case d.chance(2):
		v.place, v.session = one(d, append(d.shape.lowest(), "33063")), ""
	}
	v.source = source
	v.since, v.until = d.phaseOf(v.day), never
	d.tell(v.since, d.eventOf(*v, d.nextID(), event.Edit{}))
}

func (d *drawing) nextID() string {
	d.events++
	return fmt.Sprint("e", d.events)
}

func (d *drawing) tell(phase int, e event.Event) { d.sendings = append(d.sendings, sending{phase, e}) }

// house is that of an id.
func (d *drawing) house(id string) house {
	return d.houses[slices.IndexFunc(d.houses, func(h house) bool { return h.id == id })]
}

// eventOf is the event that tells a visit.
func (d *drawing) eventOf(v visit, id string, edit event.Edit) event.Event {
	a := &event.Attendance{Edit: edit, Structure: v.structure, Offsite: v.offsite, Format: v.format, Minutes: v.minutes, Services: v.services, Audience: event.AudiencePublic,
		Procedures: v.procedures, Aids: v.aids, Helper: v.helper, Session: v.session, HeardFrom: v.heard, Project: v.project}
	if d.house(v.structure).place != v.place {
		a.Territory = v.place
	}
	if v.person >= 0 {
		a.Person, a.Profile = d.people[v.person].ref, d.people[v.person].profile
	} else {
		a.Participants = &event.Participants{Total: v.total}
		if v.returning >= 0 {
			returning := v.returning
			a.Participants.Returning = &returning
		}
	}
	return event.Event{ID: id, Source: v.source, Kind: event.KindAttendance, Day: v.day, Attendance: a}
}

// assess draws an assessment.
func (d *drawing) assess(number int, day event.Day, h house, level, phase int) {
	d.findings = append(d.findings, finding{phase, never, number, day, h.id, h.place, level})
	p := d.people[number]
	d.tell(phase, event.Event{ID: d.nextID(), Source: source, Kind: event.KindAssessment, Day: day, Assessment: &event.Assessment{
		Structure: h.id, Person: p.ref, Level: event.LevelValues()[level-1], Profile: p.profile, Tool: "questions", Score: new(score(number, day, level)),
	}})
}

// score is what a person of a level reaches in the questionnaire on a day.
func score(number int, day event.Day, level int) float64 {
	return float64(25*(level-1) + (7*number+int(day))%25)
}

// gatherings draws visits of anonymous people, one in twelve weeks a structure.
func (d *drawing) gatherings() {
	for _, h := range d.houses {
		for day := d.shape.first.AddDays(d.random.IntN(84)); day < d.last(); day = day.AddDays(60 + d.random.IntN(50)) {
			if text := day.String(); h.opened > text || h.closed != "" && h.closed <= text {
				continue
			}
			d.visits = append(d.visits, visit{person: -1, day: day, structure: h.id, place: h.place, total: 1 + d.random.IntN(8)})
			v := &d.visits[len(d.visits)-1]
			if v.returning = -1; d.chance(70) {
				v.returning = d.random.IntN(v.total + 1)
			}
			d.spend(v)
		}
	}
}

// edits draws corrections and retractions before each edition but the first.
func (d *drawing) edits() {
	first := make(map[int]string) // of a visit's event
	n := 0
	for _, s := range d.sendings {
		if s.event.Attendance != nil {
			first[n] = s.event.ID
			n++
		}
	}
	told := len(d.visits)
	for i := range told {
		v := d.visits[i]
		if v.since+1 >= len(d.shape.editions) || !d.chance(2) {
			continue
		}
		phase := v.since + 1 + d.random.IntN(len(d.shape.editions)-v.since-1)
		d.visits[i].until = phase
		if d.chance(40) {
			d.tell(phase, event.Event{ID: d.nextID(), Source: source, Kind: event.KindRetraction, Day: d.shape.editions[phase] - 1,
				Retraction: &event.Retraction{Edit: event.Edit{Record: first[i]}}})
			continue
		}
		v.since, v.until, v.day = phase, never, min(v.day.AddDays(d.random.IntN(20)), d.shape.editions[phase]-1)
		if text := v.day.String(); !slices.ContainsFunc(d.houses, func(h house) bool { return h.id == v.structure && (h.closed == "" || text < h.closed) }) {
			v.day = d.visits[i].day
		}
		v.minutes = min(v.minutes+30, 240)
		d.visits = append(d.visits, v)
		d.tell(phase, d.eventOf(v, d.nextID(), event.Edit{Record: first[i], Revision: 1}))
	}
}

// erasures has somebody erased before each edition but the first.
func (d *drawing) erasures() {
	for phase := 1; phase < len(d.shape.editions); phase++ {
		gone := d.random.IntN(len(d.people))
		d.erased[phase] = append(d.erased[phase], d.people[gone].ref)
		for i := range d.visits {
			if v := &d.visits[i]; v.person == gone {
				v.until = min(v.until, phase)
			}
		}
		for i := range d.findings {
			if f := &d.findings[i]; f.person == gone {
				f.until = min(f.until, phase)
			}
		}
		for i := range d.trainings {
			if t := &d.trainings[i]; t.person == gone {
				t.until = min(t.until, phase)
			}
		}
		for i := range d.sendOffs {
			if s := &d.sendOffs[i]; s.person == gone {
				s.until = min(s.until, phase)
			}
		}
		// What would be sent of the person later is not accepted any more.
		d.sendings = slices.DeleteFunc(d.sendings, func(s sending) bool {
			return s.phase >= phase && (s.event.Attendance != nil && s.event.Attendance.Person == d.people[gone].ref ||
				s.event.Assessment != nil && s.event.Assessment.Person == d.people[gone].ref ||
				s.event.Referral != nil && s.event.Referral.Person == d.people[gone].ref)
		})
	}
}

func (d *drawing) note(v visit) {
	d.dummies[len(d.visits)] = true
	d.visits = append(d.visits, v)
}
