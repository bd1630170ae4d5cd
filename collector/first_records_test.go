package collector

import (
	"encoding/hex"
	"testing"
	"time"

	"vigie/event"
)

// firstRecord is a record as the spool held it before events knew of gender, residence of participants and declarations: of the event of
// TestRecordsFromBefore, made under a key of zeros.
const firstRecord = "5667723131010000c4b6963357f2529029947234d792d8212d8676321fe42ae33ce6862c000000000000000000400b921a22be180575726e3a782f01" +
	"1057f2529029947234d792d8212d86763201107f9b8def6ef269ab000000000000000002000401101fe42ae33ce6862c0000000000000000050a6174" +
	"74656e64616e6365050575726e3a78068080a8def2848cb931068080daa0d28691be3102ffffd2efd6bcf7a0e7010502733101100000000000000000" +
	"000000000000000005053735313133000009000500070004090000000900090001100000000000000000000000000000000005000000000400050877" +
	"6f726b73686f700a5a0b090b020c020532355f3339010737305f706c7573050c01077265746972656404040900090001100000000000000000000000" +
	"0000000000000005067075626c69630000"

// A record that waited in the spool while the program was changed goes into the columns of now, where what it did not know is as in
// rows from before.
func TestRecordsFromBefore(t *testing.T) {
	old, err := hex.DecodeString(firstRecord)
	if err != nil {
		t.Fatal(err)
	}
	e, faults := event.NewDecoder(inJuly).Decode([]byte(`{"specversion":"1.0","id":"e","source":"urn:x","time":"2026-06-15","type":"vigie.attendance.v1",
		"data":{"structure":"s1","format":"workshop","minutes":90,"participants":{"total":9,"returning":2,"age_band":{"70_plus":5,"25_39":1},"activity":{"retired":4}},
			"profile":{"residence":"75113"}}}`))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	sameRow(t, newPseudonymizer(Key{}).newRow(e, e.Source, inJuly()), old)
}

// Events that say nothing of what is new have the bodies that they had, so that they are known when they come again.
func TestBodiesFromBefore(t *testing.T) {
	for data, want := range map[string]string{
		`"type":"vigie.attendance.v1","data":{"structure":"s1","format":"workshop","minutes":90,"first":false,"procedures":["tax","bank","education"],
			"participants":{"total":9,"returning":0,"age_band":{"70_plus":5}}}`: "1cde17428f9e0b80",
		`"type":"vigie.attendance.v1","data":{"structure":"s1","format":"workshop","minutes":90,"participants":{"total":9}}`:                         "92da4a14f40287e8",
		`"type":"vigie.assessment.v1","data":{"structure":"s1","person":"p","level":"beginner","profile":{"age_band":"60_69","activity":"at_home"}}`: "04b3816772fcdf15",
	} {
		e, faults := event.NewDecoder(inJuly).Decode([]byte(`{"specversion":"1.0","id":"e","source":"urn:x","time":"2026-06-15",` + data + "}"))
		if body := newPseudonymizer(Key{}).body(e); len(faults) > 0 || hex.EncodeToString(body[:8]) != want {
			t.Errorf("%s: body %x, want %s (faults %v)", data, body, want, faults)
		}
	}
}

func inJuly() time.Time { return time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC) }
