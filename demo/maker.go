package demo

import (
	"strconv"

	"vigie/event"
)

// How much is told about an attendance. Ours.
const (
	tellsFirst     = 0.85 // of first attendances say that they are
	tellsReferral  = 0.75 // of attendances after a referral name it
	tellsHeardFrom = 0.65 // of first attendances say how the person heard of the structure
	tellsProfile   = 0.35 // of later attendances repeat the profile
	tellsNotFirst  = 0.2  // of later attendances say that they are not the first
	tellsHelper    = 0.8
	elsewhere      = 0.06 // of workshops are held outside the structure
	otherPlace     = 0.3  // of what is held outside is in a neighbouring place
	secondService  = 0.25
	helpersNearby  = 40 // people who help and are named in trainings, in each place
)

// maker makes events of steps.
type maker struct {
	n      *Network
	d      *draws
	prefix string // of every id: networks of different seeds have no id in common
	text   []byte
}

func newMaker(n *Network) *maker {
	return &maker{n: n, d: newDraws(), prefix: "s" + strconv.FormatUint(n.options.Seed, 36) + "-"}
}

// event makes one version of the event of a step.
func (m *maker) event(p *plan, ordinal int, v version) event.Event {
	s := &p.steps[ordinal]
	m.d.begin(m.n.options.Seed, p.subject, partOf(ordinal, "event"))
	id := m.id(p, ordinal)
	e := event.Event{ID: id, Source: m.source(s.sender), Day: s.day}
	var edit event.Edit
	switch {
	case v == retraction:
		return m.retraction(e, p, ordinal)
	case v > original:
		edit = event.Edit{Record: id, Revision: uint64(v)}
		e.ID = id + "-r" + strconv.Itoa(int(v))
	}
	switch s.what {
	case assessed:
		e.Kind, e.Assessment = event.KindAssessment, m.assessment(p, s)
		e.Assessment.Edit = edit
		m.correctAssessment(e.Assessment, v)
	case referred:
		e.Kind, e.Referral = event.KindReferral, m.referral(p, s)
		e.Referral.Edit = edit
	case attended:
		e.Kind, e.Attendance = event.KindAttendance, m.attendance(p, s)
		e.Attendance.Edit = edit
		correctAttendance(e.Attendance, v)
	case gathered:
		e.Kind, e.Attendance = event.KindAttendance, m.gathering(s)
		e.Attendance.Edit = edit
		correctAttendance(e.Attendance, v)
	case trained:
		e.Kind, e.Attendance = event.KindAttendance, m.training(p, s)
		e.Attendance.Edit = edit
		correctAttendance(e.Attendance, v)
	case declared:
		e.Source = tools[declarationTool].Source.Source
		e.Kind, e.Declaration = event.KindDeclaration, m.declaration(s)
		e.Declaration.Edit = edit
		correctDeclaration(e.Declaration, v)
	}
	m.call(&e, s)
	return e
}

// correctAssessment changes what an edit at the source would: the score, a little.
func (m *maker) correctAssessment(a *event.Assessment, v version) {
	if a.Score != nil && v > original {
		score := max(0, *a.Score-float64(v))
		a.Score = &score
	}
}

// correctAttendance changes what an edit at the source would: the duration.
func correctAttendance(a *event.Attendance, v version) { a.Minutes += 5 * int(v) }

// retraction is sent, and dated, on the day on which it is written.
func (m *maker) retraction(e event.Event, p *plan, ordinal int) event.Event {
	e.Retraction = &event.Retraction{Edit: event.Edit{Record: e.ID}}
	e.Kind, e.ID = event.KindRetraction, e.ID+"-x"
	for _, due := range p.sendings(ordinal, nil) {
		if due.version == retraction {
			e.Day = due.day
		}
	}
	return e
}

func (m *maker) source(site int32) string { return tools[m.n.sites[site].tool].Source.Source }

// subject writes the name of a plan's subject.
func (m *maker) subject(p *plan) {
	kind := byte('p')
	if p.subject&ofStructure != 0 {
		kind = 'g'
	}
	m.text = append(append(m.text[:0], m.prefix...), kind)
	m.text = strconv.AppendUint(m.text, p.subject&^ofStructure, 36)
}

// id names a record within its source, and a referral.
func (m *maker) id(p *plan, ordinal int) string {
	m.subject(p)
	m.text = strconv.AppendInt(append(m.text, '-'), int64(ordinal), 10)
	return string(m.text)
}

// person is the reference that the person's tools know the person by.
func (m *maker) person(p *plan) string {
	m.subject(p)
	return string(m.text)
}

// profile of the person, as far as it is told to this tool.
func (m *maker) profile(p *plan, by *tool) event.Profile {
	who := &p.person
	profile := event.Profile{Residence: who.residence}
	if who.tellsAge {
		profile.AgeBand = who.age
		if by.coarse && (who.age == event.AgeBand60To64 || who.age == event.AgeBand65To69) {
			profile.AgeBand = event.AgeBand60To69
		}
	}
	if who.tellsActivity {
		profile.Activity = who.activity
	}
	if who.tellsGender && !by.coarse {
		profile.Gender = who.gender
	}
	return profile
}

// lowestScore of each level, and 100 for what would come after: a score tells the level.
var lowestScore = map[event.Level][2]int{
	event.LevelUnable: {0, 15}, event.LevelBeginner: {15, 40}, event.LevelIntermediate: {40, 70}, event.LevelAutonomous: {70, 101},
}

func (m *maker) assessment(p *plan, s *step) *event.Assessment {
	d, who, by := m.d, &p.person, &tools[m.n.sites[s.site].tool]
	a := &event.Assessment{
		Structure: m.n.sites[s.site].id, Person: m.person(p), Level: s.level, Tool: by.questions, Profile: m.profile(p, by),
	}
	if by.scored && d.chance(0.95) {
		span := lowestScore[s.level]
		score := float64(span[0] + d.IntN(span[1]-span[0]))
		a.Score = &score
	}
	if d.chance(0.9) {
		a.Wants = who.wants
	}
	connects, barriers := who.connects, who.barriers
	if s.level != who.level {
		connects = m.n.survey.connects[s.level].pick(d.Float64())
		barriers = m.n.survey.barriers[s.level].pick(d.Float64())
	}
	if who.tellsEquipment {
		a.EquipmentKnown, a.Equipment = true, who.equipment
	}
	if who.tellsUse {
		a.Connects, a.Barriers = connects, barriers
		if connects != event.ConnectsDaily {
			a.OfflineReason = who.offline
		}
	}
	return a
}

func (m *maker) referral(p *plan, s *step) *event.Referral {
	from := &m.n.sites[s.site]
	r := &event.Referral{
		ID: m.id(p, s.opening), Status: s.status, From: from.id, ToKind: s.kind, Services: m.n.lists.services[s.service][s.service],
	}
	if s.to != outside {
		r.To = m.n.sites[s.to].id
	}
	if s.named {
		r.Person = m.person(p)
	}
	if opener := tools[from.tool].Source.Source; opener != m.source(s.sender) {
		r.ReferralSource = opener
	}
	if s.status == event.StatusDeclined {
		r.Reason = m.n.lists.declined.pick(m.d.Float64())
	}
	return r
}
