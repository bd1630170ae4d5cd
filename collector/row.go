package collector

import (
	"math"
	"strings"
	"time"

	"vigie/event"
)

// row is an event as it is kept: a line of the table event. Nothing in it says who the person is or how the sender calls
// its own records.
type row struct {
	identity   hash128
	record     hash128
	revision   uint64
	edits      bool // another event may stand for the same record
	body       hash128
	kind       string
	source     string
	day        event.Day
	receivedAt time.Time

	structure string // of a referral, the one it comes from
	person    hash128
	profile   event.Profile
	services  []string

	assessment event.Assessment // without its person

	referral      hash128
	status        string
	toStructure   string
	toKind        string
	declineReason string

	attendance event.Attendance // without its person, referral and session
	session    hash128
}

// newRow makes the row of a valid event that a sender of this space sent. It drops every reference of the sender's own.
func (p *pseudonymizer) newRow(e event.Event, space string, receivedAt time.Time) *row {
	record := e.Record()
	r := &row{
		identity:   p.hash(domainIdentity, e.Source, e.ID),
		record:     p.hash(domainRecord, e.Source, record),
		revision:   e.Revision(),
		edits:      e.Kind != event.KindRetraction && record != e.ID,
		body:       p.body(e),
		kind:       shortKind(e.Kind),
		source:     e.Source,
		day:        e.Day,
		receivedAt: receivedAt,
	}
	switch {
	case e.Assessment != nil:
		r.assess(p, *e.Assessment, space)
	case e.Referral != nil:
		r.refer(p, *e.Referral, space)
	case e.Attendance != nil:
		r.attend(p, *e.Attendance, space)
	}
	return r
}

func (r *row) assess(p *pseudonymizer, a event.Assessment, space string) {
	r.structure, r.profile = a.Structure, a.Profile
	r.person = p.person(space, a.Person)
	a.Person, a.Edit = "", event.Edit{}
	r.assessment = a
}

func (r *row) refer(p *pseudonymizer, f event.Referral, space string) {
	r.structure, r.toStructure, r.toKind = f.From, f.To, string(f.ToKind)
	r.person = p.person(space, f.Person)
	r.referral = p.hash(domainReferral, opener(f.ReferralSource, r.source), f.ID)
	r.status, r.declineReason = string(f.Status), string(f.Reason)
	r.services = texts(f.Services)
}

func (r *row) attend(p *pseudonymizer, a event.Attendance, space string) {
	r.structure, r.profile = a.Structure, a.Profile
	r.person = p.person(space, a.Person)
	r.referral = p.optional(domainReferral, opener(a.ReferralSource, r.source), a.Referral)
	r.session = p.optional(domainSession, r.source, a.Session)
	r.services = texts(a.Services)
	a.Person, a.Referral, a.ReferralSource, a.Session, a.Edit = "", "", "", "", event.Edit{}
	r.attendance = a
}

// opener is the source that opened a referral: the event's own where it names none.
func opener(referralSource, source string) string {
	if referralSource == "" {
		return source
	}
	return referralSource
}

// precedence makes the first received of equal identities win.
func (r *row) precedence() uint64 { return math.MaxUint64 - uint64(r.receivedAt.UnixNano()) }

// kindReferral is a referral as the table names it.
const kindReferral = "referral"

// shortKind is the name that the table has for a kind: vigie.assessment.v1 is assessment.
func shortKind(kind event.Kind) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(string(kind), "vigie."), ".")
	return name
}

// values lists the columns as insert_event.sql names them, in its order.
func (r *row) values() []any {
	a, t := &r.assessment, &r.attendance
	var participants, returning uint8
	var ageBands, activities map[string]uint8
	if people := t.Participants; people != nil {
		participants, returning = uint8(people.Total), uint8(people.Returning)
		ageBands, activities = margin(people.AgeBand), margin(people.Activity)
	}
	return []any{
		r.identity[:], r.record[:], r.revision, r.edits, r.body[:], r.kind, r.source, r.day.Time(), r.receivedAt, r.precedence(),
		r.structure, r.person[:], r.profile.Residence, string(r.profile.AgeBand), string(r.profile.Activity), r.services,
		string(a.Level), a.Score, a.Tool, a.EquipmentKnown, texts(a.Equipment), string(a.Connects), string(a.OfflineReason), texts(a.Barriers), texts(a.Wants),
		r.referral[:], r.status, r.toStructure, r.toKind, r.declineReason,
		t.Offsite, t.Territory, string(t.Format), uint16(t.Minutes), participants, returning, ageBands, activities, t.First, texts(t.Procedures), texts(t.Aids),
		r.session[:], t.Project, string(t.Helper), string(t.Audience), string(t.Trainee), string(t.HeardFrom),
	}
}

// texts drops the type of an enumeration's values.
func texts[T ~string](values []T) []string {
	list := make([]string, len(values))
	for i, value := range values {
		list[i] = string(value)
	}
	return list
}

// margin drops the type of the classes of anonymous people.
func margin[T ~string](people map[T]int) map[string]uint8 {
	counts := make(map[string]uint8, len(people))
	for class, count := range people {
		counts[string(class)] = uint8(count)
	}
	return counts
}
