package oracle

import (
	"slices"

	"vigie/event"
)

// row is an event as figures see it: the one file that reads the fields of events.
type row struct {
	source, id, record, kind string
	revision                 uint64
	day                      event.Day // of a declaration the last of its month
	structure                string    // of a referral the one that sends
	line                     []string  // the id that the event gives, and the structures it stands for, the last of which is structure
	own                      string    // territory that the event itself names
	person                   string    // with its space before it
	profile                  map[string]string
	services                 []string

	level             int // 1 to 4, 4 is autonomous
	equipmentKnown    bool
	equipment         []string
	connects, offline string
	scored            bool
	score             float64
	tool              string
	barriers          []string
	wants             []string

	referral   string // with the source that opened it before it
	status     int    // in the order of ties: sent, expired, declined, accepted
	to, toKind string
	toID       string // as the event gives it
	reason     string

	helpers         bool // the audience
	away            bool
	format, project string
	minutes         int // of each; of a declaration of all together
	anonymous       bool
	heads           int // people present: 1, or the participants; of a declaration its participations
	returning       int
	newnessUnknown  bool
	notFirst        bool
	session         string
	procedures      []string
	aids            []string
	helper, trainee string
	heard           string
	// margins are what is known of anonymous or declared people together, by field and class.
	margins map[string]map[string]int

	people int // of a declaration: distinct in its month
}

// autonomous is the highest level.
const autonomous = 4

// Kinds of rows.
const (
	assessment  = "assessment"
	referral    = "referral"
	attendance  = "attendance"
	declaration = "declaration"
	retraction  = "retraction"
)

// statuses of a referral, in the order in which ties of a day are decided.
var statuses = []event.Status{event.StatusSent, event.StatusExpired, event.StatusDeclined, event.StatusAccepted}

// sent is the status of a referral's first step.
const sent = 0

// read makes a row of an event.
func (h History) read(e event.Event) row {
	r := row{source: e.Source, id: e.ID, record: e.Record(), revision: e.Revision(), day: e.Day}
	person := func(reference string) string {
		if reference == "" {
			return ""
		}
		return h.Spaces[e.Source] + "/" + reference
	}
	switch {
	case e.Assessment != nil:
		a := e.Assessment
		r.kind, r.structure, r.person, r.profile = assessment, a.Structure, person(a.Person), profileOf(a.Profile)
		r.level = 1 + slices.Index(event.LevelValues(), a.Level)
		r.equipmentKnown, r.equipment = a.EquipmentKnown, plain(a.Equipment)
		r.connects, r.offline, r.barriers = string(a.Connects), string(a.OfflineReason), plain(a.Barriers)
		r.wants, r.tool = plain(a.Wants), a.Tool
		if a.Score != nil {
			r.scored, r.score = true, *a.Score
		}
	case e.Referral != nil:
		f := e.Referral
		r.kind, r.structure, r.person, r.services = referral, f.From, person(f.Person), plain(f.Services)
		r.referral = orElse(f.ReferralSource, e.Source) + " " + f.ID
		r.status, r.toID, r.toKind = slices.Index(statuses, f.Status), f.To, string(f.ToKind)
		r.reason = string(f.Reason)
	case e.Attendance != nil:
		a := e.Attendance
		r.kind, r.structure, r.own, r.person, r.profile = attendance, a.Structure, a.Territory, person(a.Person), profileOf(a.Profile)
		r.services, r.format, r.project, r.minutes = plain(a.Services), string(a.Format), a.Project, a.Minutes
		r.helpers, r.heads = a.Audience == event.AudienceHelpers, 1
		r.away = a.Offsite || a.Format == event.FormatHomeVisit || a.Format == event.FormatOutreach
		r.session, r.procedures, r.aids = a.Session, plain(a.Procedures), plain(a.Aids)
		r.helper, r.trainee, r.heard, r.notFirst = string(a.Helper), string(a.Trainee), string(a.HeardFrom), a.First != nil && !*a.First
		if p := a.Participants; p != nil {
			r.anonymous, r.heads, r.returning, r.newnessUnknown = true, p.Total, told(p.Returning), p.Returning == nil
			r.margins = map[string]map[string]int{
				"age_band": counts(p.AgeBand), "activity": counts(p.Activity), "gender": counts(p.Gender), "residence": p.Residence}
		}
	case e.Declaration != nil:
		d := e.Declaration
		r.kind, r.structure, r.project, r.day = declaration, d.Structure, d.Project, d.Month.Last()
		r.heads, r.people, r.minutes = told(d.Participations), told(d.People), told(d.Minutes)
		r.margins = map[string]map[string]int{"format": counts(d.Format), "service": counts(d.Services),
			"age_band": counts(d.AgeBand), "activity": counts(d.Activity), "gender": counts(d.Gender), "residence": d.Residence}
	case e.Retraction != nil:
		r.kind = retraction
	}
	r.line = h.line(r.structure, r.named())
	r.structure, r.to = r.line[len(r.line)-1], h.owner(r.toID, r.named())
	return r
}

// named is the day by which it is told whom an id stands for: the first of a declared month, so that one in which a structure still was
// is its own.
func (r row) named() event.Day {
	if r.kind == declaration {
		return monthOf(r.day)
	}
	return r.day
}

func profileOf(p event.Profile) map[string]string {
	return map[string]string{
		"residence": p.Residence, "age_band": string(p.AgeBand), "activity": string(p.Activity), "gender": string(p.Gender)}
}

// plain gives the values of a list as strings.
func plain[E ~string](values []E) []string {
	var texts []string
	for _, v := range values {
		texts = append(texts, string(v))
	}
	return texts
}

// counts gives a margin with its classes as strings.
func counts[E ~string](margin map[E]int) map[string]int {
	plain := map[string]int{}
	for class, n := range margin {
		plain[string(class)] = n
	}
	return plain
}

// told is a number that need not be given.
func told(number *int) int {
	if number == nil {
		return 0
	}
	return *number
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
