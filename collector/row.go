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
	services  []event.Service

	assessment *event.Assessment // without its person; nil: of another kind

	referral      hash128
	status        string
	toStructure   string
	toKind        string
	declineReason string

	attendance *event.Attendance // without its person, referral and session; nil: of another kind
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
	r.assessment = &a
}

func (r *row) refer(p *pseudonymizer, f event.Referral, space string) {
	r.structure, r.toStructure, r.toKind = f.From, f.To, string(f.ToKind)
	r.person = p.person(space, f.Person)
	r.referral = p.hash(domainReferral, opener(f.ReferralSource, r.source), f.ID)
	r.status, r.declineReason = string(f.Status), string(f.Reason)
	r.services = f.Services
}

func (r *row) attend(p *pseudonymizer, a event.Attendance, space string) {
	r.structure, r.profile = a.Structure, a.Profile
	r.person = p.person(space, a.Person)
	r.referral = p.optional(domainReferral, opener(a.ReferralSource, r.source), a.Referral)
	r.session = p.optional(domainSession, r.source, a.Session)
	r.services = a.Services
	a.Person, a.Referral, a.ReferralSource, a.Session, a.Edit = "", "", "", "", event.Edit{}
	r.attendance = &a
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

// values appends the columns that insert_event.sql names, in its order.
func (r *row) values(to []any) []any {
	a, t := r.assessment, r.attendance
	if a == nil {
		a = &event.Assessment{}
	}
	if t == nil {
		t = &event.Attendance{}
	}
	people := t.Participants
	if people == nil {
		people = &event.Participants{}
	}
	audience := t.Audience
	if r.attendance != nil && audience == "" {
		audience = event.AudiencePublic
	}
	return append(to,
		r.identity[:], r.record[:], r.revision, r.edits, r.body[:], r.kind, r.source, r.day.Time(), r.receivedAt, r.precedence(),
		r.structure, r.person[:], word(r.profile.Residence), word(r.profile.AgeBand), word(r.profile.Activity), list(r.services),
		string(a.Level), a.Score, word(a.Tool), a.EquipmentKnown, list(a.Equipment), word(a.Connects), word(a.OfflineReason), list(a.Barriers), list(a.Wants),
		r.referral[:], r.status, word(r.toStructure), word(r.toKind), word(r.declineReason),
		t.Offsite, word(t.Territory), word(t.Format), uint16(t.Minutes), uint8(people.Total), uint8(people.Returning), margin(people.AgeBand), margin(people.Activity), t.First, list(t.Procedures), list(t.Aids),
		r.session[:], word(t.Project), word(t.Helper), word(audience), word(t.Trainee), word(t.HeardFrom),
	)
}

// word is a value of a column with few values. Most are empty, which the driver takes fastest as nil.
func word[T ~string](value T) any {
	if value == "" {
		return nil
	}
	return string(value)
}

// list drops the type of an enumeration's values.
func list[T ~string](values []T) any {
	if len(values) == 0 {
		return noValues
	}
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return texts
}

// noValues is made once, because most lists are empty.
var noValues any = []string{}

// margin drops the type of the classes of anonymous people.
func margin[T ~string](people map[T]int) map[string]uint8 {
	if len(people) == 0 {
		return nil
	}
	counts := make(map[string]uint8, len(people))
	for class, count := range people {
		counts[string(class)] = uint8(count)
	}
	return counts
}
