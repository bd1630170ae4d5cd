package event_test

import (
	"encoding/json"
	"fmt"
	"time"

	"vigie/event"
)

func ExampleDecoder_Decode() {
	decoder := event.NewDecoder(func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, event.Paris()) })
	e, faults := decoder.Decode([]byte(`{
		"specversion": "1.0", "id": "visit-8841", "source": "https://tool.example/paris",
		"type": "vigie.attendance.v1", "time": "2026-03-01T23:30:00Z",
		"data": {"structure": "mediatheque-13", "format": "individual", "minutes": 45, "person": "4711",
			"profile": {"residence": "75013"}}}`))
	fmt.Println(e.Day, e.Record(), e.Attendance.Minutes, e.Attendance.Profile.Residence, e.Attendance.Audience, faults)
	// Output: 2026-03-02 visit-8841 45 75113 public []
}

func ExampleDecoder_Decode_faults() {
	decoder := event.NewDecoder(func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, event.Paris()) })
	e, faults := decoder.Decode([]byte(`{
		"specversion": "1.0", "id": "test-12", "source": "https://tool.example/paris",
		"type": "vigie.assessment.v1", "time": "2026-07-09",
		"data": {"structure": "mediatheque-13", "person": "+33 6 39 98 12 34", "level": "beginner", "score": 140, "note": "…"}}`))
	fmt.Println(e.ID)
	for _, fault := range faults {
		fmt.Println(fault.Code, fault)
	}
	// Output:
	// test-12
	// range data.score: Write a number from 0 to 100.
	// unknown_field data.note: Remove this field: an assessment has none of this name.
	// future time: Correct the day: it is more than one day ahead of today in Paris.
	// personal data.person: Send a number of your own for the person: this looks like an e-mail address, a telephone number or a social security number.
}

// A structure without a tool declares its month.
func ExampleDecoder_Decode_declaration() {
	decoder := event.NewDecoder(func() time.Time { return time.Date(2026, 11, 3, 12, 0, 0, 0, event.Paris()) })
	e, faults := decoder.Decode([]byte(`{
		"specversion": "1.0", "id": "declared-2026-10", "source": "https://network.example/declarations",
		"type": "vigie.declaration.v1", "time": "2026-11-02",
		"data": {"structure": "social-centre-12", "month": "2026-10", "participations": 140, "people": 85, "minutes": 6200,
			"referrals_sent": 6, "format": {"workshop": 60, "individual": 80}, "services": {"administrative_procedures": 90},
			"age_band": {"60_plus": 75}, "gender": {"woman": 88, "man": 50}, "residence": {"75012": 110}}}`))
	fmt.Println(e.Day, *e.Declaration.People, e.Declaration.Residence, faults)
	// Output: 2026-10-31 85 map[75112:110] []
}

func ExampleValidate() {
	e := event.Event{
		ID: "r-1-sent", Source: "urn:example:demo", Kind: event.KindReferral, Day: event.NewDay(2026, time.March, 2),
		Referral: &event.Referral{ID: "r-1", Status: event.StatusSent, From: "town-hall", ToKind: event.ToKindOperator},
	}
	fmt.Println(event.Validate(e, time.Date(2026, 7, 1, 12, 0, 0, 0, event.Paris())))
	text, err := json.Marshal(e)
	fmt.Println(string(text), err)
	// Output:
	// []
	// {"data":{"from":"town-hall","referral":"r-1","status":"sent","to_kind":"operator"},"datacontenttype":"application/json","id":"r-1-sent","source":"urn:example:demo","specversion":"1.0","time":"2026-03-02T12:00:00Z","type":"vigie.referral.v1"} <nil>
}
