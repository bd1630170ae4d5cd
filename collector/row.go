package collector

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
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

	declaration *event.Declaration // nil: of another kind
}

// newRow makes the row of a valid event that a sender of this space sent. It drops every reference of the sender's own.
func (p *pseudonymizer) newRow(e event.Event, space string, receivedAt time.Time) *row {
	record := e.Record()
	r := &row{
		identity:   p.hash(domainIdentity, e.Source, e.ID),
		record:     p.hash(domainRecord, e.Source, record).half(),
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
	case e.Declaration != nil:
		r.declare(*e.Declaration)
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
	r.session = p.optional(domainSession, r.source, a.Session).half()
	r.services = a.Services
	a.Person, a.Referral, a.ReferralSource, a.Session, a.Edit = "", "", "", "", event.Edit{}
	r.attendance = &a
}

func (r *row) declare(d event.Declaration) {
	r.structure, r.day = d.Structure, d.Month.Last()
	d.Edit = event.Edit{}
	r.declaration = &d
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

// rowValues is how many values a row has, firstValues how many it had in the first records.
const rowValues, firstValues = 58, 47

// appendValues appends the values of the columns that insert_event.sql names, in its order, each after the byte of its type. Among
// them, at receivedValue, is one more, which the table has no column for.
func (r *row) appendValues(to []byte) []byte {
	a, t, people, d := r.parts()
	audience := t.Audience
	if r.attendance != nil && audience == "" {
		audience = event.AudiencePublic
	}
	to = appendHash(appendHash(to, r.identity), r.record)
	to = appendFlag(appendNumber(to, valueNumber, r.revision), r.edits)
	to = appendHash(to, r.body)
	to = appendName(appendName(to, r.kind), r.source)
	to = appendTime(appendTime(to, r.day.Time()), r.receivedAt)
	to = appendNumber(to, valueNumber, r.precedence())

	to = appendHash(appendName(to, r.structure), r.person)
	to = appendWord(appendWord(appendWord(to, r.profile.Residence), r.profile.AgeBand), r.profile.Activity)
	to = appendList(to, r.services)

	to = appendScore(appendName(to, string(a.Level)), a.Score)
	to = appendFlag(appendWord(to, a.Tool), a.EquipmentKnown)
	to = appendList(to, a.Equipment)
	to = appendWord(appendWord(to, a.Connects), a.OfflineReason)
	to = appendList(appendList(to, a.Barriers), a.Wants)

	to = appendName(appendHash(to, r.referral), r.status)
	to = appendWord(appendWord(appendWord(to, r.toStructure), r.toKind), r.declineReason)

	to = appendFlag(to, t.Offsite)
	to = appendWord(appendWord(to, t.Territory), t.Format)
	to = appendNumber(to, valueSmall, uint64(uint16(t.Minutes)))
	to = appendNumber(appendNumber(to, valueSmall, uint64(people.Total)), valueSmall, uint64(optional(people.Returning)))
	to = appendMargin(appendMargin(to, either(people.AgeBand, d.AgeBand)), either(people.Activity, d.Activity))
	to = appendFlag(to, t.First != nil && *t.First)
	to = appendList(appendList(to, t.Procedures), t.Aids)
	to = appendHash(to, r.session)
	to = appendWord(appendWord(appendWord(to, t.Project+d.Project), t.Helper), audience)
	to = appendWord(appendWord(to, t.Trainee), t.HeardFrom)
	return r.appendLater(to)
}

// appendLater appends the values that a row did not have in the first records. Those of a row without a payload are what a row from
// then has there.
func (r *row) appendLater(to []byte) []byte {
	_, t, people, d := r.parts()
	to = appendFlag(appendWord(to, r.profile.Gender), t.Participants == nil || people.Returning != nil)
	to = appendMargin(appendMargin(to, either(people.Gender, d.Gender)), either(people.Residence, d.Residence))
	to = appendFlag(to, t.First != nil && !*t.First)
	to = appendNumber(to, valueNumber, uint64(optional(d.Participations)))
	to = appendOptional(appendOptional(appendOptional(to, d.People), d.Minutes), d.ReferralsSent)
	return appendMargin(appendMargin(to, d.Format), d.Services)
}

// parts are the payloads of a row, empty ones in the place of those that it lacks.
func (r *row) parts() (a *event.Assessment, t *event.Attendance, people *event.Participants, d *event.Declaration) {
	a, t, d = r.assessment, r.attendance, r.declaration
	if a == nil {
		a = &event.Assessment{}
	}
	if t == nil {
		t = &event.Attendance{}
	}
	if people = t.Participants; people == nil {
		people = &event.Participants{}
	}
	if d == nil {
		d = &event.Declaration{}
	}
	return a, t, people, d
}

// either is the margin of the payload that a row has.
func either[T ~string](participants, declared map[T]int) map[T]int {
	if participants == nil {
		return declared
	}
	return participants
}

// optional is what a number comes to, 0 where it is not given.
func optional(given *int) int {
	if given == nil {
		return 0
	}
	return *given
}

func appendHash(to []byte, hash hash128) []byte {
	return append(append(to, valueHash, byte(len(hash))), hash[:]...)
}

func appendNumber(to []byte, tag byte, number uint64) []byte {
	return binary.AppendUvarint(append(to, tag), number)
}

func appendFlag(to []byte, flag bool) []byte {
	if flag {
		return append(to, valueTrue)
	}
	return append(to, valueFalse)
}

func appendTime(to []byte, at time.Time) []byte {
	return binary.AppendVarint(append(to, valueTime), at.UnixNano())
}

func appendName(to []byte, name string) []byte { return appendText(append(to, valueText), name) }

// appendWord appends a value of a column with few values. Most are empty.
func appendWord[T ~string](to []byte, value T) []byte {
	if value == "" {
		return append(to, valueNil)
	}
	return appendName(to, string(value))
}

func appendScore(to []byte, score *float64) []byte {
	if score == nil {
		return append(to, valueNoScore)
	}
	return binary.LittleEndian.AppendUint64(append(to, valueScore), math.Float64bits(*score))
}

func appendList[T ~string](to []byte, values []T) []byte {
	to = binary.AppendUvarint(append(to, valueTexts), uint64(len(values)))
	for _, value := range values {
		to = appendText(to, string(value))
	}
	return to
}

func appendOptional(to []byte, given *int) []byte {
	if given == nil {
		return append(to, valueNil)
	}
	return appendNumber(to, valueNumber, uint64(*given))
}

// appendMargin appends the classes of a margin in a fixed order: equal events have equal rows.
func appendMargin[T ~string](to []byte, people map[T]int) []byte {
	to = binary.AppendUvarint(append(to, valueMargin), uint64(len(people)))
	if len(people) == 0 {
		return to
	}
	for _, class := range slices.Sorted(maps.Keys(people)) {
		to = binary.AppendUvarint(appendText(to, string(class)), uint64(people[class]))
	}
	return to
}
