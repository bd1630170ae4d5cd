package demo

import "vigie/event"

// Events of structures with people whom nobody names, for each person of the network. Ours.
const (
	gatherings     = 0.2   // groups of anonymous people
	trainings      = 0.008 // for people who help
	namelessSent   = 0.04  // referrals that name no person
	mostActivities = 60    // of one kind in a structure's week
	namedTraining  = 0.4   // of the trainings say who came
)

// week draws what happens in a structure's week with people who stay anonymous, and with people who help.
func (p *plan) week(site int32, week int) {
	n, d := p.n, p.d
	p.subject = uint64(int(site)*n.calendar.weeks()+week) | ofStructure
	p.steps = p.steps[:0]
	s := &n.sites[site]
	first, end := n.calendar.week(week)
	p.declare(site, first, end)
	if !s.active(first) && !s.active(end-1) {
		return
	}
	mean := float64(n.options.People) * s.pull * n.calendar.share(week)
	d.begin(n.options.Seed, p.subject, textNumber("week"))
	for range min(d.count(mean*gatherings), mostActivities) {
		format := s.formats.pick(d.Float64())
		if format == event.FormatHomeVisit || format == event.FormatRemote || format == event.FormatIndividual {
			format = event.FormatWorkshop
		}
		p.gather(step{what: gathered, site: site, sender: site, format: format, opening: none}, first, 1)
	}
	for range min(d.count(mean*trainings), mostActivities) {
		people := 1
		if d.chance(namedTraining) {
			people = 3 + d.IntN(4)
		}
		p.gather(step{what: trained, site: site, sender: site, format: event.FormatWorkshop, named: people > 1, opening: none}, first, people)
	}
	if len(s.partners) == 0 {
		return
	}
	for range min(d.count(mean*namelessSent), mostActivities) {
		day, found := s.nextDay(first.AddDays(d.IntN(daysOfWeek)), event.FormatIndividual, n.calendar)
		if !found {
			continue
		}
		r := step{
			what: referred, day: day, site: site, sender: site, status: event.StatusSent, opening: len(p.steps),
			to: s.partners[d.IntN(len(s.partners))], service: s.serves.pick(d.Float64()),
		}
		p.steps = append(p.steps, r)
		p.answer(r)
	}
}

// gather adds one activity of the week, told in one event or in one for each of several people.
func (p *plan) gather(s step, first event.Day, events int) {
	day, found := p.n.sites[s.site].nextDay(first.AddDays(p.d.IntN(daysOfWeek)), s.format, p.n.calendar)
	if !found {
		return
	}
	s.day = day
	for range events {
		p.steps = append(p.steps, s)
	}
}

const perPerson = 4.4 + 6*gatherings // attendances of a person, and groups of six

// participationsPerWeek is how often people are helped in a structure, in an average week.
func (n *Network) participationsPerWeek(s *site) float64 {
	if n.calendar.weeks() <= 0 {
		return 0
	}
	return float64(n.options.People) * s.pull * perPerson / float64(n.calendar.weeks())
}

// participationsBetween is how often people are helped in a structure in the weeks that hold two days and those between.
func (n *Network) participationsBetween(s *site, first, last event.Day) float64 {
	weeks := last.Sub(n.options.From)/daysOfWeek + 1 - first.Sub(n.options.From)/daysOfWeek
	share := 0.0
	for week := range weeks {
		share += n.calendar.share(first.Sub(n.options.From)/daysOfWeek + week)
	}
	days := float64(last.Sub(first) + 1)
	return float64(n.options.People) * s.pull * perPerson * share * days / float64(weeks*daysOfWeek)
}
