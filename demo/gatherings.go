package demo

import "vigie/event"

// gathering is an activity with people who stay anonymous.
func (m *maker) gathering(s *step) *event.Attendance {
	d, site := m.d, &m.n.sites[s.site]
	a := m.helped(s)
	m.served(a, site)
	mean := 5.0
	if s.format == event.FormatOutreach {
		mean = 12
	}
	// On the street nobody is asked whether they had come before, and some structures never ask.
	asks := site.asksReturning && s.format != event.FormatOutreach
	people := m.participants(1+d.count(mean), 0.4, asks)
	a.Participants = people
	if d.chance(0.7) {
		people.AgeBand = m.agesOf(people.Total, site)
	}
	if d.chance(0.4) {
		people.Activity = m.activitiesOf(people.Total)
	}
	if d.chance(0.5) {
		people.Gender = m.gendersOf(people.Total)
	}
	if d.chance(0.25) {
		people.Residence = m.residencesOf(people.Total, site)
	}
	return a
}

func (m *maker) participants(total int, returning float64, asked bool) *event.Participants {
	people := &event.Participants{Total: min(total, 100)}
	if !asked {
		return people
	}
	people.Returning = new(int)
	for range people.Total {
		if m.d.chance(returning) {
			*people.Returning++
		}
	}
	return people
}

// agesOf counts the ages of some people as somebody would who looks around: a few are left out.
func (m *maker) agesOf(total int, site *site) map[event.AgeBand]int {
	ages := make(map[event.AgeBand]int, 4)
	for range total {
		band := ageBands[min(len(ageBands)-1, 2+m.d.IntN(6))]
		if site.kind.appeal[ageGroup(band)] > 0.15 && m.d.chance(0.95) {
			ages[band]++
		}
	}
	return ages
}

func (m *maker) activitiesOf(total int) map[event.Activity]int {
	activities := make(map[event.Activity]int, 4)
	for range total {
		if m.d.chance(0.8) {
			activities[m.n.survey.traits[event.LevelBeginner].pick(m.d.Float64()).activity]++
		}
	}
	return activities
}

// gendersOf counts women and men as somebody would who looks around.
func (m *maker) gendersOf(total int) map[event.Gender]int {
	genders := make(map[event.Gender]int, 2)
	for range total {
		if m.d.chance(0.95) {
			genders[m.d.gender(event.ActivityEmployed)]++
		}
	}
	return genders
}

// residencesOf counts the codes that some people give.
func (m *maker) residencesOf(total int, site *site) map[string]int {
	residences := make(map[string]int, 2)
	place := &m.n.places[site.place]
	for range total {
		switch u := m.d.Float64(); {
		case u < 0.6:
			residences[place.code]++
		case u < 0.85:
			residences[m.n.nearby(place, m.d).code]++
		}
	}
	return residences
}
