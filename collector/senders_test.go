package collector_test

import (
	"net/http"
	"strings"
	"testing"

	"vigie/collector"
)

// Residences that are nowhere are refused, by themselves and among margins, without being given back. The registry's own territories
// are known as soon as they are imported.
func TestResidencesThatAreNowhere(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) {
		o.Territory = func(code string) bool { return code == "71270" || code == "75113" || code == "75056" }
	})
	visit := func(id, residence string) string {
		return strings.Replace(attendance(id, "p1"), `"minutes":30`, `"minutes":30,"profile":{"residence":"`+residence+`"}`, 1)
	}
	crowd := func(id, residences string) string {
		return eventText("vigie.attendance.v1", id, `"structure":"s1","format":"workshop","minutes":30,"participants":{"total":9,"residence":{`+residences+`}}`)
	}
	month := func(id, residences string) string {
		return eventText("vigie.declaration.v1", id, `"structure":"s1","month":"2026-05","participations":40,"residence":{`+residences+`}`)
	}
	body := inLinesOf(
		visit("a", "71270"), visit("b", "75013"), visit("c", "71000"),
		crowd("d", `"75013":2,"75113":1,"71270":3`), crowd("e", `"71270":3,"71000":4`),
		month("f", `"75056":30`), month("g", `"71000":30`),
		strings.Replace(visit("h", "71000"), `"s1"`, `"s9"`, 1),
	)
	a := h.post(lines, body)
	if a.status != http.StatusMultiStatus || a.Accepted != 4 || strings.Contains(a.text, "71000") {
		t.Fatalf("%d %s", a.status, a.text)
	}
	for i, want := range []string{"data.profile.residence", "data.participants.residence", "data.residence", "data.structure"} {
		if got := a.Rejected[i]; got.Field != want || got.Code != collector.CodeUnknown {
			t.Errorf("rejected for %s (%s), want %s", got.Field, got.Code, want)
		}
	}
	if last := a.Rejected[3]; len(last.Faults) != 2 || last.Faults[1].Field != "data.profile.residence" {
		t.Errorf("of two faults: %+v", last.Faults)
	}
	if n := h.count("SELECT toUInt64(residences['75113']) FROM event WHERE participants = 9"); n != 3 {
		t.Errorf("%d participants live in the 13e", n)
	}
	if err := h.warehouse.Conn().Exec(t.Context(), "INSERT INTO territory (code, name) VALUES ('71000', 'Notre quartier')"); err != nil {
		t.Fatal(err)
	}
	if a := h.post(lines, body); a.Accepted != 3 || a.Duplicates != 4 || len(a.Rejected) != 1 {
		t.Errorf("once it is a territory of the network: %s", a.text)
	}
}

// What events say is in the columns, and what they do not say is told from zero.
func TestWhatSendersKnow(t *testing.T) {
	h := newHouse(t)
	crowd := func(id, people string) string {
		return eventText("vigie.attendance.v1", id, `"structure":"s1","format":"workshop","minutes":30,"participants":{"total":1000,`+people+`}`)
	}
	a := h.post(lines, inLinesOf(
		crowd("known", `"returning":0,"gender":{"woman":600,"man":300},"age_band":{"18_34":900}`),
		crowd("unknown", `"returning":null`),
		eventText("vigie.attendance.v1", "again", `"structure":"s1","format":"remote","minutes":30,"person":"p","first":false,"profile":{"gender":"woman"}`),
		eventText("vigie.attendance.v1", "new", `"structure":"s1","format":"remote","minutes":30,"person":"q","first":true`),
		eventText("vigie.attendance.v1", "who knows", `"structure":"s1","format":"remote","minutes":30,"person":"r"`),
		eventText("vigie.declaration.v1", "june", `"structure":"s2","month":"2026-06","project":"AAP","participations":40000,"people":25,"minutes":0,`+
			`"format":{"remote":30000},"services":{"safe_use":40000,"employment":39000},"activity":{"not_employed":300}`),
		eventText("vigie.declaration.v1", "july", `"structure":"s2","month":"2026-07","participations":0`),
	))
	if a.status != 200 || a.Accepted != 7 {
		t.Fatalf("%d %s", a.status, a.text)
	}
	for what, want := range map[string]uint64{
		"participants = 1000 AND returning = 0 AND returning_known AND genders = map('man', 300, 'woman', 600) AND age_bands = map('18_34', 900)": 1,
		"participants = 1000 AND NOT returning_known":                                          1,
		"NOT first AND not_first AND gender = 'woman'":                                         1,
		"first AND NOT not_first":                                                              1,
		"kind = 'attendance' AND participants = 0 AND NOT first AND NOT not_first":             1,
		"kind = 'declaration' AND day = '2026-06-30' AND structure = 's2' AND project = 'AAP'": 1,
		`declared_participations = 40000 AND declared_people = 25 AND declared_minutes = 0 AND declared_referrals IS NULL AND formats['remote'] = 30000
			AND service_counts = map('employment', 39000, 'safe_use', 40000) AND activities['not_employed'] = 300 AND returning_known`: 1,
		"kind = 'declaration' AND day = '2026-07-31' AND declared_participations = 0 AND declared_people IS NULL": 1,
		"edits": 0,
	} {
		if n := h.count("SELECT count() FROM effective_event WHERE " + strings.ReplaceAll(what, "\n", " ")); n != want {
			t.Errorf("%d events with %s, want %d", n, what, want)
		}
	}
	// Nobody's month is declared anew by saying it on another day; another number is another body.
	june := eventText("vigie.declaration.v1", "july", `"structure":"s2","month":"2026-07","participations":0,"people":null`)
	if a := h.post(single, strings.Replace(june, "2026-06-15", "2026-07-01", 1)); a.Duplicates != 1 {
		t.Errorf("the same declaration on another day: %s", a.text)
	}
	if a := h.post(single, strings.Replace(june, `"participations":0`, `"participations":1`, 1)); len(a.Conflicts) != 1 {
		t.Errorf("another declaration under the same id: %s", a.text)
	}
}

// Attributes in headers are decoded as CloudEvents says.
func TestAttributesInHeaders(t *testing.T) {
	h := newHouse(t)
	for sent, id := range map[string]string{"a%20b": "a b", `"a%22c"`: `a"c`, "%C3%A9": "é", "100%": "100%", `"a\\b"`: `a\b`} {
		r := h.request("application/json", strings.NewReader(`{"record":"e1"}`))
		inHeaders(sent, "vigie.retraction.v1")(r)
		if a := h.do(r); a.Accepted != 1 {
			t.Errorf("%s: %s", sent, a.text)
		}
		structured := eventText("vigie.retraction.v1", id, `"record":"e1"`)
		if a := h.post(single, structured); a.Duplicates != 1 {
			t.Errorf("%s is not %s: %s", sent, id, a.text)
		}
	}
}
