package demo

import (
	"math"

	"vigie/event"
)

// How people are accompanied. Ours: no survey tells.
const (
	mostVisits        = 40
	visitGap          = 4    // days between two visits, at least
	visitGapMore      = 9    // and on average beyond that
	assessedAtOnce    = 0.85 // the others are assessed at their second visit
	sentOn            = 0.42 // of the people are referred
	sentAtOnce        = 0.7  // the others are at their second visit
	sentOutside       = 0.12 // of the referrals leave the network
	unnamed           = 0.08 // of the referrals name no person though they could
	usualWait         = 8    // days from referral to welcome, median where waiting is average
	waitSpread        = 0.75
	expiry            = 60  // days after which a referral without answer expires
	reassessmentGap   = 14  // days from the first assessment to a later one, at least
	betweenAssessment = 0.2 // of those assessed again are assessed a third time
)

// visitsOf is the mean number of visits to the first structure, by level: those who can do little come more often.
var visitsOf = map[event.Level]float64{
	event.LevelUnable: 6.4, event.LevelBeginner: 6.6, event.LevelIntermediate: 5.4, event.LevelAutonomous: 3.9,
}

// reassessed is the chance of being assessed again, of those who come again long enough after.
var reassessed = map[event.Level]float64{
	event.LevelUnable: 0.55, event.LevelBeginner: 0.6, event.LevelIntermediate: 0.55, event.LevelAutonomous: 0.25,
}

// what a step is about.
type what uint8

const (
	assessed what = iota
	referred
	attended
	gathered // anonymous people
	trained  // people who help
	declared // a month of a structure without a tool
)

// step is one thing that happens: what an event will tell.
type step struct {
	what   what
	day    event.Day
	site   int32 // whose activity it is; of a referral, where it comes from
	sender int32 // the site whose tool sends it

	level  event.Level  // of an assessment
	format event.Format // of an attendance
	first  bool         // of an attendance: the first at this site

	// Of a referral and its steps, and of the attendance that answers one.
	status  event.Status
	to      int32 // site, or outside
	kind    event.ToKind
	service int
	named   bool // says who is referred
	opening int  // the step that opened the referral, or none
}

const (
	outside = -1 // in place of a site: a referral leaves the network
	none    = -1 // in place of a step
)

// plan is what happens to one person, or in one structure's week with people who stay anonymous. It is drawn anew each
// time that one of its events is sent, and is the same each time.
type plan struct {
	n       *Network
	d       *draws
	subject uint64
	person  person
	steps   []step
}

// journey draws what happens to a person who comes first in a week.
func (p *plan) journey(number uint64, week int) {
	n, d := p.n, p.d
	d.begin(n.options.Seed, number, textNumber("journey"))
	p.subject, p.steps = number, p.steps[:0]
	p.person = n.person(number)
	home, day := p.arrive(week)
	n.settle(&p.person, &n.sites[home], d)

	visits := 1 + int(math.Round((visitsOf[p.person.level]-1)*d.ExpFloat64()))
	p.visit(home, day, min(visits, mostVisits), none)
	p.assess()
	if d.chance(sentOn) {
		p.refer(p.steps[p.pickVisit(sentAtOnce)])
	}
	p.assessAgain()
}

// arrive chooses the structure that a person comes to first in a week, and the day.
func (p *plan) arrive(week int) (int32, event.Day) {
	first, end := p.n.calendar.week(week)
	homes := p.n.homes[p.person.group()]
	var closed int32
	var on event.Day
	for range 50 {
		home := homes.pick(p.d.Float64())
		day := first.AddDays(p.d.IntN(int(end - first)))
		switch s := &p.n.sites[home]; {
		case s.opensOn(day, p.n.calendar):
			return home, day
		case on == 0 || s.active(day):
			closed, on = home, day
		}
	}
	// Next to nothing opens in these days: somebody wrote down a wrong one.
	return closed, on
}

// visit adds attendances at a site from a day on, while it is active. The first of them answers a referral, if it was
// opened by a step.
func (p *plan) visit(at int32, day event.Day, visits, opening int) {
	n, d, s := p.n, p.d, &p.n.sites[at]
	for i := range visits {
		format := s.formats.pick(d.Float64())
		if i == 0 && format == event.FormatWorkshop && !s.holdsWorkshop(day) {
			format = event.FormatIndividual // people are received before the next workshop
		}
		if i > 0 || opening != none {
			var found bool
			if day, found = s.nextDay(n.calendar.later(day, d), format, n.calendar); !found {
				break
			}
		}
		p.steps = append(p.steps, step{what: attended, day: day, site: at, sender: at, format: format, first: i == 0, opening: opening})
		opening = none
		day = day.AddDays(visitGap + int(visitGapMore*d.ExpFloat64()))
	}
}

// nextDay is the first day from a given one on which the structure helps in that format.
func (s *site) nextDay(day event.Day, format event.Format, c calendar) (event.Day, bool) {
	for range 5 * daysOfWeek {
		if s.opensOn(day, c) && (format != event.FormatWorkshop || s.holdsWorkshop(day)) {
			return day, true
		}
		day++
	}
	return 0, false
}

// pickVisit gives the place in steps of the first visit, with the given chance, else of the second if there is one.
func (p *plan) pickVisit(first float64) int {
	if p.d.chance(first) || len(p.steps) < 2 || p.steps[1].what != attended {
		return 0
	}
	return 1
}

// assess adds the first assessment.
func (p *plan) assess() {
	p.assessAt(p.steps[p.pickVisit(assessedAtOnce)], p.person.level)
}

// assessAgain adds later assessments, at the last visit and perhaps at one between.
func (p *plan) assessAgain() {
	d := p.d
	var first step
	for _, s := range p.steps {
		if s.what == assessed {
			first = s
		}
	}
	last, visits, between := none, 0, none
	for i, s := range p.steps {
		if s.what != attended || s.day < first.day.AddDays(reassessmentGap) {
			continue
		}
		visits++
		if last == none || s.day > p.steps[last].day {
			last, between = i, last
		}
	}
	if last == none || !d.chance(reassessed[first.level]) {
		return
	}
	level := d.progress(first.level, visits)
	if between != none && p.steps[between].day < p.steps[last].day && d.chance(betweenAssessment) {
		p.assessAt(p.steps[between], first.level)
	}
	p.assessAt(p.steps[last], level)
}

func (p *plan) assessAt(visit step, level event.Level) {
	p.steps = append(p.steps, step{what: assessed, day: visit.day, site: visit.site, sender: visit.site, level: level, opening: none})
}

// progress is the level after some more visits: the more visits, the likelier a higher one. A few fall back.
func (d *draws) progress(level event.Level, visits int) event.Level {
	levels := event.LevelValues()
	at := 0
	for levels[at] != level {
		at++
	}
	up := 0.12 + 0.05*float64(min(visits, 7))
	switch u := d.Float64(); {
	case u < 0.05:
		at--
	case u < 0.05+up:
		at++
		if d.chance(0.08) {
			at++
		}
	}
	return levels[min(max(at, 0), len(levels)-1)]
}
