package demo

import (
	"strconv"

	"vigie/event"
)

// span of minutes that people are helped for: from, and how many steps of how much.
type span struct{ least, steps, each int }

var minutesOf = map[event.Format]span{
	event.FormatIndividual: {20, 6, 10}, event.FormatWorkshop: {90, 3, 30}, event.FormatRemote: {10, 5, 5},
	event.FormatHomeVisit: {45, 4, 15}, event.FormatOutreach: {10, 5, 10}, event.FormatSelfService: {20, 10, 10},
}

// helped fills in what every attendance of a site tells.
func (m *maker) helped(s *step) *event.Attendance {
	d, site := m.d, &m.n.sites[s.site]
	a := &event.Attendance{Structure: site.id, Format: s.format}
	minutes := minutesOf[s.format]
	if s.format == event.FormatWorkshop {
		// All that is common to a workshop follows from the structure and the day.
		a.Session = m.session(s)
		common := scatter(uint64(s.site)<<32 | uint64(uint32(s.day)))
		a.Minutes = minutes.least + minutes.each*int(common%uint64(minutes.steps))
	} else {
		a.Minutes = minutes.least + minutes.each*d.IntN(minutes.steps)
	}
	m.whereabouts(a, s)
	if d.chance(tellsHelper) {
		a.Helper = site.helpers.pick(d.Float64())
	}
	if project := site.project; project != nil && project.start <= s.day && s.day < project.end && d.chance(project.share) {
		a.Project = project.code
	}
	return a
}

// session is what the attendances of one workshop share.
func (m *maker) session(s *step) string {
	m.text = append(append(m.text[:0], m.prefix...), 'w')
	m.text = strconv.AppendInt(m.text, int64(s.site), 36)
	m.text = strconv.AppendInt(append(m.text, '-'), int64(s.day), 10)
	return string(m.text)
}

// whereabouts says where help was given, if not in the structure.
func (m *maker) whereabouts(a *event.Attendance, s *step) {
	place := &m.n.places[m.n.sites[s.site].place]
	switch s.format {
	case event.FormatHomeVisit, event.FormatOutreach:
		a.Offsite = true
	case event.FormatWorkshop:
		a.Offsite = scatter(uint64(s.day)<<20|uint64(s.site))%1000 < 1000*elsewhere
	}
	if !a.Offsite {
		return
	}
	a.Territory = place.code
	if s.format != event.FormatWorkshop && m.d.chance(otherPlace) {
		a.Territory = m.n.nearby(place, m.d).code
	}
}

func (m *maker) attendance(p *plan, s *step) *event.Attendance {
	d, lists, site := m.d, &m.n.lists, &m.n.sites[s.site]
	a := m.helped(s)
	a.Person = m.person(p)
	m.served(a, site)
	if s.first {
		if first := true; d.chance(tellsFirst) {
			a.First = &first
		}
		m.firstTime(a, p, s)
	} else if d.chance(tellsNotFirst) {
		first := false
		a.First = &first
	}
	if s.first || d.chance(tellsProfile) {
		a.Profile = m.profile(p, &tools[site.tool])
	}
	switch u := d.Float64(); {
	case u < 0.025:
		a.Aids = lists.passNumeric
	case u < 0.035:
		a.Aids = lists.handedDevice
	case u < 0.045:
		a.Aids = lists.handedAccess
	}
	return a
}

// served says what the help was for.
func (m *maker) served(a *event.Attendance, site *site) {
	d, lists := m.d, &m.n.lists
	main := site.serves.pick(d.Float64())
	second := main
	if d.chance(secondService) {
		second = site.serves.pick(d.Float64())
	}
	a.Services = lists.services[main][second]
	if main == administrative && d.chance(0.85) {
		procedure := lists.procedure.pick(d.Float64())
		other := procedure
		if d.chance(0.15) {
			other = lists.procedure.pick(d.Float64())
		}
		a.Procedures = lists.procedures[procedure][other]
	}
}

// firstTime says how a person came to the structure.
func (m *maker) firstTime(a *event.Attendance, p *plan, s *step) {
	d := m.d
	if s.opening != none && d.chance(tellsReferral) {
		opened := &p.steps[s.opening]
		a.Referral = m.id(p, s.opening)
		if opener := m.source(opened.site); opener != m.source(s.sender) {
			a.ReferralSource = opener
		}
	}
	if !d.chance(tellsHeardFrom) {
		return
	}
	a.HeardFrom = event.HeardFromReferral
	if s.opening == none {
		a.HeardFrom = m.n.lists.heard.pick(d.Float64())
	}
}

// training is an activity for people who help others.
func (m *maker) training(p *plan, s *step) *event.Attendance {
	d, site := m.d, &m.n.sites[s.site]
	a := m.helped(s)
	a.Session += "-f"
	a.Minutes = 180
	a.Audience = event.AudienceHelpers
	a.Trainee = m.n.lists.trainees.pick(d.Float64())
	a.Helper = event.HelperProfessional
	a.Services = m.n.lists.services[administrative][everydayTools]
	if !s.named {
		a.Participants = m.participants(4+d.count(4), 0.1, true)
		return a
	}
	m.text = append(append(m.text[:0], m.prefix...), 'h')
	m.text = strconv.AppendInt(append(m.text, m.n.places[site.place].code...), int64(d.IntN(helpersNearby)), 10)
	a.Person = string(m.text)
	return a
}
