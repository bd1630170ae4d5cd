package event_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/event"
)

func attendance() event.Event {
	return event.Event{ID: "e", Source: "urn:x", Kind: event.KindAttendance, Day: event.NewDay(2026, time.March, 2),
		Attendance: &event.Attendance{Structure: "s", Format: event.FormatWorkshop, Minutes: 60, Person: "p"}}
}

func assessment() event.Event {
	return event.Event{ID: "e", Source: "urn:x", Kind: event.KindAssessment, Day: event.NewDay(2026, time.March, 2),
		Assessment: &event.Assessment{Structure: "s", Person: "p", Level: event.LevelBeginner}}
}

// What no JSON can say, but Go can.
func TestEventsMadeInGoAreHeldToTheRules(t *testing.T) {
	number := func(value float64) *float64 { return &value }
	negative := -1
	for name, c := range map[string]struct {
		event  event.Event
		change func(*event.Event)
		faults []string
	}{
		"good":               {attendance(), func(*event.Event) {}, nil},
		"nothing":            {event.Event{}, func(*event.Event) {}, []string{"id required", "source required", "time past", "type required"}},
		"no payload":         {attendance(), func(e *event.Event) { e.Attendance = nil }, []string{"data required"}},
		"another payload":    {attendance(), func(e *event.Event) { e.Kind = event.KindReferral }, []string{"data required"}},
		"two payloads":       {attendance(), func(e *event.Event) { e.Retraction = &event.Retraction{} }, []string{"data exclusive"}},
		"unknown kind":       {attendance(), func(e *event.Event) { e.Kind = "vigie.visit.v1" }, []string{"type enum"}},
		"tomorrow":           {attendance(), func(e *event.Event) { e.Day = event.NewDay(2026, time.July, 2) }, nil},
		"later":              {attendance(), func(e *event.Event) { e.Day = event.NewDay(2026, time.July, 3) }, []string{"time future"}},
		"no minutes":         {attendance(), func(e *event.Event) { e.Attendance.Minutes = 0 }, []string{"data.minutes required"}},
		"negative minutes":   {attendance(), func(e *event.Event) { e.Attendance.Minutes = -1 }, []string{"data.minutes range"}},
		"an invented format": {attendance(), func(e *event.Event) { e.Attendance.Format = "x" }, []string{"data.format enum"}},
		"an invented service": {attendance(), func(e *event.Event) { e.Attendance.Services = []event.Service{"x"} },
			[]string{"data.services enum"}},
		"a service twice": {attendance(), func(e *event.Event) {
			e.Attendance.Services = []event.Service{event.ServiceSafeUse, event.ServiceSafeUse}
		}, []string{"data.services duplicate"}},
		"a postcode": {attendance(), func(e *event.Event) { e.Attendance.Territory = "75020" }, nil},
		"an invented age band": {attendance(), func(e *event.Event) {
			e.Attendance.Person, e.Attendance.Participants = "", &event.Participants{Total: 3, AgeBand: map[event.AgeBand]int{"x": 1}}
		}, []string{"data.participants.age_band.x unknown_field"}},
		"a negative count": {attendance(), func(e *event.Event) {
			e.Attendance.Person, e.Attendance.Participants = "", &event.Participants{Total: 3, Activity: map[event.Activity]int{event.ActivityRetired: -1}}
		}, []string{"data.participants.activity.retired range"}},
		"negative returning": {attendance(), func(e *event.Event) {
			e.Attendance.Person, e.Attendance.Participants = "", &event.Participants{Total: 3, Returning: &negative}
		}, []string{"data.participants.returning range"}},
		"broken UTF-8":       {attendance(), func(e *event.Event) { e.Attendance.Structure = "a\xff" }, []string{"data.structure format"}},
		"no number":          {assessment(), func(e *event.Event) { e.Assessment.Score = number(math.NaN()) }, []string{"data.score range"}},
		"beyond all numbers": {assessment(), func(e *event.Event) { e.Assessment.Score = number(math.Inf(1)) }, []string{"data.score range"}},
		"too high a revision": {assessment(), func(e *event.Event) { e.Assessment.Revision = event.MaxRevision + 1 },
			[]string{"data.revision range"}},
		"a telephone number": {assessment(), func(e *event.Event) { e.Assessment.Person = "06 39 98 12 34" }, []string{"data.person personal"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.change(&c.event)
			faults := event.Validate(c.event, noon())
			if got := told(faults); !slices.Equal(got, c.faults) {
				t.Fatalf("faults %q, want %q", got, c.faults)
			}
			if len(faults) > 0 {
				return
			}
			text, err := json.Marshal(c.event)
			if err != nil {
				t.Fatal(err)
			}
			read, faults := event.NewDecoder(noon).Decode(text)
			if len(faults) > 0 || string(read.Canonical()) != string(c.event.Canonical()) {
				t.Errorf("%s is read as %s with %v", text, read.Canonical(), faults)
			}
		})
	}
}

func TestCanonicalLeavesTheEventAsItIs(t *testing.T) {
	e := attendance()
	e.Attendance.Referral = "r"
	text := string(e.Canonical())
	if e.Attendance.Record != "" || e.Attendance.ReferralSource != "" || e.Attendance.Audience != "" {
		t.Errorf("the event was changed: %+v", e.Attendance)
	}
	for _, part := range []string{`"record":"e"`, `"referral_source":"urn:x"`, `"audience":"public"`, `"time":"2026-03-02"`} {
		if !strings.Contains(text, part) {
			t.Errorf("%s is missing in %s", part, text)
		}
	}
}

func TestEventsWithoutTheirPayloadAreNotWritten(t *testing.T) {
	for _, e := range []event.Event{{}, {Kind: event.KindReferral}, {Kind: event.KindReferral, Retraction: &event.Retraction{}}} {
		if text, err := json.Marshal(e); err == nil {
			t.Errorf("%+v is written as %s", e, text)
		}
		e.Canonical() // says what there is
	}
}

func TestRecordAndRevision(t *testing.T) {
	e := attendance()
	if e.Record() != "e" || e.Revision() != 0 {
		t.Errorf("record %q, revision %d", e.Record(), e.Revision())
	}
	e.Attendance.Edit = event.Edit{Record: "r", Revision: 3}
	if e.Record() != "r" || e.Revision() != 3 {
		t.Errorf("record %q, revision %d", e.Record(), e.Revision())
	}
	if bare := (event.Event{ID: "x"}); bare.Record() != "x" || bare.Revision() != 0 {
		t.Errorf("record %q, revision %d", bare.Record(), bare.Revision())
	}
}
