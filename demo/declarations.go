package demo

import "vigie/event"

// How much a structure without a tool declares, as shares of declarations. Ours.
const (
	closedInAugust   = 0.5
	declaresPeople   = 0.85
	declaresMinutes  = 0.7
	declaresSent     = 0.5
	declaresFormat   = 0.7
	declaresServices = 0.6
	declaresAge      = 0.55
	declaresActivity = 0.4
	declaresGender   = 0.6
	declaresPlace    = 0.35
	tellsClass       = 0.9 // of the participations fall to a class of a margin that is given
	peoplePerVisit   = 0.6 // distinct people in a month, of its participations
	sentPerVisit     = 0.04
)

// Classes of a spreadsheet, which knows no better, and how often they are met.
var (
	declaredAges = newOdds([]event.AgeBand{
		event.AgeBand12To17, event.AgeBand18To34, event.AgeBand35To59, event.AgeBand60Plus,
	}, []float64{5, 31, 44, 20})
	declaredActivities = newOdds([]event.Activity{
		event.ActivityStudent, event.ActivityEmployed, event.ActivityNotEmployed, event.ActivityRetired,
	}, []float64{14, 27, 44, 15})
	declaredGenders = newOdds(event.GenderValues(), []float64{57, 42.5, 0.5})
)

// declare adds the months of a structure that end in a week.
func (p *plan) declare(site int32, first, end event.Day) {
	n, s := p.n, &p.n.sites[site]
	month := event.MonthOf(first)
	if last := month.Last(); first <= last && last < end && last < s.declaresUntil && month.First() >= n.options.From {
		p.steps = append(p.steps, step{what: declared, day: last, site: site, sender: site, opening: none})
	}
}

// declaration is what a structure says of a month.
func (m *maker) declaration(s *step) *event.Declaration {
	d, site, month := m.d, &m.n.sites[s.site], event.MonthOf(s.day)
	a := &event.Declaration{Structure: site.id, Month: month, Participations: new(int)}
	if project := site.project; project != nil && project.start <= month.First() && s.day < project.end {
		a.Project = project.code
	}
	if closed := month.First().Time().Month() == 8 && d.chance(closedInAugust); closed {
		return a // that there was nobody is a statement too
	}
	visits := min(d.count(m.n.participationsBetween(site, month.First(), s.day)), 10_000)
	*a.Participations = visits
	number := func(chance, each float64) *int {
		if !d.chance(chance) {
			return nil
		}
		total := int(each * float64(visits))
		return &total
	}
	a.People = number(declaresPeople, peoplePerVisit+0.2*d.Float64())
	a.Minutes = number(declaresMinutes, float64(30+5*d.IntN(10)))
	a.ReferralsSent = number(declaresSent, sentPerVisit*2*d.Float64())
	a.Format = margin(d, declaresFormat, visits, site.formats)
	if d.chance(declaresServices) {
		a.Services = map[event.Service]int{}
		for _, service := range site.services {
			a.Services[service] = int(d.Float64() * float64(visits))
		}
	}
	a.AgeBand = margin(d, declaresAge, visits, declaredAges)
	a.Activity = margin(d, declaresActivity, visits, declaredActivities)
	a.Gender = margin(d, declaresGender, visits, declaredGenders)
	if d.chance(declaresPlace) {
		a.Residence = m.residencesOf(visits, site)
	}
	return a
}

// margin spreads participations over classes, nil where the structure does not.
func margin[C comparable](d *draws, chance float64, visits int, classes odds[C]) map[C]int {
	if !d.chance(chance) {
		return nil
	}
	counts := map[C]int{}
	for range visits {
		if d.chance(tellsClass) {
			counts[classes.pick(d.Float64())]++
		}
	}
	return counts
}

// correctDeclaration changes what a correction would: somebody was forgotten.
func correctDeclaration(a *event.Declaration, v version) { *a.Participations += int(v) }
