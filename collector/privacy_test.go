package collector_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/collector"
	"vigie/event"
)

// A pseudonym is HMAC-SHA-256(network key, space ‖ 0 ‖ person), its first 128 bits; tools that share a space share people.
func TestPseudonym(t *testing.T) {
	h := newHouse(t)
	key, err := hex.DecodeString(testKey)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("the space\x00person-17"))
	want := hex.EncodeToString(mac.Sum(nil)[:16])

	h.token = h.addToken(collector.Token{Source: testSource, Space: "the space"})
	if a := h.post(single, attendance("a", "person-17")); a.Accepted != 1 {
		t.Fatal(a.text)
	}
	other := collector.Sender{Source: "urn:test:other", Space: "the space"}
	if _, err := h.collector.Take(t.Context(), other, []event.Event{{
		ID: "b", Source: other.Source, Kind: event.KindAssessment, Day: event.NewDay(2026, 5, 1),
		Assessment: &event.Assessment{Structure: "s1", Person: "person-17", Level: event.LevelBeginner},
	}}); err != nil {
		t.Fatal(err)
	}
	if n := h.count("SELECT countIf(lower(hex(person)) = '" + want + "') FROM event"); n != 2 {
		t.Errorf("%d events have the pseudonym %s", n, want)
	}
}

// Nothing of a sender's own references is kept, logged or given back; only ids that are not a person's are given back.
func TestReferencesGoNowhere(t *testing.T) {
	h := newHouse(t)
	const person, record, session, referral, id = "RAWPERSON-4711", "RAWRECORD-4712", "RAWSESSION-4713", "RAWREFERRAL-4714", "RAWID-4715"
	all := []string{person, record, session, referral, id}
	attended := eventText("vigie.attendance.v1", id, fmt.Sprintf(
		`"structure":"s1","person":%q,"format":"workshop","minutes":60,"record":%q,"revision":2,"session":%q,"referral":%q`, person, record, session, referral))
	referred := eventText("vigie.referral.v1", id+"r", fmt.Sprintf(`"referral":%q,"status":"sent","from":"s1","to":"s2","person":%q`, referral, person))
	assessed := eventText("vigie.assessment.v1", id+"a", fmt.Sprintf(`"structure":"s1","person":%q,"level":"beginner"`, person))
	retracted := eventText("vigie.retraction.v1", id+"t", fmt.Sprintf(`"record":%q`, "RAWRECORD-9"))
	own := eventText("vigie.assessment.v1", "visit-"+person, fmt.Sprintf(`"structure":"s9","person":%q,"level":"beginner"`, person))
	var answers strings.Builder
	for _, body := range []string{
		attended + "\n" + referred + "\n" + assessed + "\n" + retracted,
		attended,
		strings.Replace(attended, "60", "61", 1),
		strings.Replace(attended, "workshop", person, 1),
		strings.Replace(attended, `"s1"`, `"`+person+`"`, 1),
		strings.Replace(attended, "2026-06-15", person, 1),
		strings.Replace(attended, testSource, person, 1),
		own, strings.Replace(own, "beginner", "best", 1), strings.Replace(own, `"s9"`, `"s1"`, 1), strings.Replace(own, `"s9"`, `"s2"`, 1),
		attended[:len(attended)-2],
	} {
		a := h.post(lines, body)
		answers.WriteString(a.text)
		a = h.post(single, body)
		answers.WriteString(a.text)
	}
	h.exec("RENAME TABLE event TO event_away")
	answers.WriteString(h.post(single, referred).text)
	h.exec("RENAME TABLE event_away TO event")

	if strings.Contains(answers.String(), person) {
		t.Errorf("the reference of a person was given back:\n%s", answers.String())
	}
	for _, reference := range []string{record, session, referral} {
		if strings.Contains(answers.String(), reference) {
			t.Errorf("%s was given back:\n%s", reference, answers.String())
		}
	}
	if !strings.Contains(answers.String(), `"id":"`+id+`"`) {
		t.Errorf("the id of a rejected event is not given back:\n%s", answers.String())
	}
	var kept string
	h.settle()
	if err := h.warehouse.Conn().QueryRow(t.Context(), "SELECT arrayStringConcat(groupArray(toString(tuple(*)))) FROM event").Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(kept, testSource) {
		t.Fatalf("nothing is kept: %s", kept)
	}
	for _, reference := range all {
		if strings.Contains(kept, reference) {
			t.Errorf("%s is in the warehouse:\n%s", reference, kept)
		}
		if strings.Contains(h.log.String(), reference) {
			t.Errorf("%s is in the log:\n%s", reference, h.log.String())
		}
	}
	h.searchFiles(all)
}

// searchFiles looks for texts in all files of the spool, whose free pages still hold what has gone, and of an embedded
// warehouse.
func (h *house) searchFiles(texts []string) {
	h.t.Helper()
	h.searchDirectory(h.options.Spool, texts)
	if dir := h.warehouse.Dir(); dir != "" {
		h.searchDirectory(dir, texts)
	}
}

func (h *house) searchDirectory(dir string, texts []string) {
	h.t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil // the engine removes files all the time
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		files++
		for _, text := range texts {
			if bytes.Contains(content, []byte(text)) {
				h.t.Errorf("%s is in %s", text, path)
			}
		}
		return nil
	})
	if err != nil || files == 0 {
		h.t.Errorf("searched %d files: %v", files, err)
	}
}
