package collector_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/collector"
	"vigie/event"
)

// whatCounts lists the events that count, but for the time at which they came in.
func (h *house) whatCounts() string {
	h.t.Helper()
	h.settle()
	var text string
	err := h.warehouse.Conn().QueryRow(h.t.Context(),
		"SELECT arrayStringConcat(arraySort(groupArray(toString(tuple(* EXCEPT (received_at, precedence))))), '\n') FROM effective_event").Scan(&text)
	if err != nil {
		h.t.Fatal(err)
	}
	return text
}

// histories makes events with edits and retractions. The same source and id never come with another body.
func histories(random *rand.Rand, count int) []event.Event {
	pick := func(names ...string) string { return names[random.IntN(len(names))] }
	events := make([]event.Event, count)
	for i := range events {
		e := event.Event{ID: fmt.Sprint("e", i), Source: testSource, Day: event.NewDay(2026, time.Month(1+random.IntN(6)), 1+random.IntN(28))}
		edit := event.Edit{}
		if random.IntN(3) == 0 {
			edit = event.Edit{Record: fmt.Sprint("e", random.IntN(count)), Revision: uint64(random.IntN(4))}
		}
		switch random.IntN(5) {
		case 0:
			e.Kind = event.KindAssessment
			e.Assessment = &event.Assessment{Edit: edit, Structure: pick("s1", "s2"), Person: pick("p1", "p2", "p3"), Level: event.LevelValues()[random.IntN(4)],
				EquipmentKnown: random.IntN(2) == 0, Wants: event.ServiceValues()[:random.IntN(3)]}
		case 1:
			e.Kind = event.KindReferral
			e.Referral = &event.Referral{Edit: edit, ID: pick("r1", "r2"), Status: event.StatusSent, From: "s1", To: pick("s2", "s3"), Person: pick("", "p1")}
		case 2:
			e.Kind = event.KindRetraction
			e.Retraction = &event.Retraction{Edit: event.Edit{Record: fmt.Sprint("e", random.IntN(4*count))}}
		case 3:
			returning := random.IntN(9)
			e.Kind = event.KindAttendance
			e.Attendance = &event.Attendance{Edit: edit, Structure: "s1", Format: event.FormatWorkshop, Minutes: 90, Session: pick("", "w1"),
				Participants: &event.Participants{Total: 9, Returning: &returning, AgeBand: map[event.AgeBand]int{event.AgeBand70Plus: 1 + random.IntN(5)}}}
		default:
			e.Kind = event.KindAttendance
			e.Attendance = &event.Attendance{Edit: edit, Structure: pick("s1", "s2", "s3"), Format: event.FormatIndividual, Minutes: 1 + random.IntN(100), Person: pick("p1", "p2")}
		}
		events[i] = e
	}
	return events
}

// Sent twice or oftener, in another order, split otherwise, by any way in: what counts is the same.
func TestSentTwiceShuffledAndSplit(t *testing.T) {
	const seed = 20260701
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	events := histories(random, 300)

	once := newHouse(t)
	if a := once.post(lines, inLines(t, events)); a.status != 200 || a.Accepted != len(events) {
		t.Fatalf("%d %s", a.status, a.text)
	}
	want := once.whatCounts()
	if rows := strings.Count(want, "\n") + 1; rows < 50 || rows >= len(events) {
		t.Fatalf("%d of %d events count: that tries nothing", rows, len(events))
	}

	often := newHouse(t)
	accepted, duplicates := 0, 0
	for range 3 {
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		for rest := events; len(rest) > 0; {
			size := min(1+random.IntN(60), len(rest))
			part := rest[:size]
			rest = rest[size:]
			if random.IntN(2) == 0 { // some of it twice in one request
				part = append(slices.Clone(part), part[random.IntN(size)])
			}
			result := often.sendSomehow(random.IntN(3), part)
			accepted += result.Accepted
			duplicates += result.Duplicates
			if result.Accepted+result.Duplicates != len(part) {
				t.Fatalf("%+v of %d events", result, len(part))
			}
		}
	}
	if accepted != len(events) || duplicates < 2*len(events) {
		t.Errorf("%d accepted, %d duplicates", accepted, duplicates)
	}
	if got := often.whatCounts(); got != want {
		t.Errorf("what counts differs:\n%s\n\nwant:\n%s", got, want)
	}
}

// sendSomehow sends events as lines, as an array or in this process.
func (h *house) sendSomehow(way int, events []event.Event) collector.Result {
	h.t.Helper()
	switch text := inLines(h.t, events); way {
	case 0:
		return h.post(lines, text).Result
	case 1:
		return h.post(batch, "["+strings.ReplaceAll(strings.TrimSpace(text), "\n", ",")+"]").Result
	}
	result, err := h.collector.Take(h.t.Context(), collector.Sender{Source: testSource}, events)
	if err != nil {
		h.t.Fatal(err)
	}
	return result
}

// Of one source and id the first body that was received stays, whichever way the others come.
func TestFirstOfAConflictWins(t *testing.T) {
	h := newHouse(t)
	of := func(minutes int) string {
		return strings.Replace(attendance("a", "p"), `"minutes":30`, fmt.Sprintf(`"minutes":%d`, minutes), 1)
	}
	if a := h.post(lines, of(10)+"\n"+of(20)+"\n"+of(10)+"\n"); a.status != http.StatusOK || a.Accepted != 1 || a.Duplicates != 1 || len(a.Conflicts) != 1 || a.Conflicts[0].Index != 1 {
		t.Errorf("%d %s", a.status, a.text)
	}
	h.clock.advance(-24 * time.Hour) // a clock that was set back
	if a := h.post(single, of(30)); len(a.Conflicts) != 1 || a.Conflicts[0] != (collector.Conflict{Index: 0, ID: "a"}) {
		t.Errorf("%s", a.text)
	}
	if n := h.count("SELECT sum(minutes) FROM effective_event"); n != 10 {
		t.Errorf("%d minutes", n)
	}
	// Another collector may have kept another body at the same time: the first received counts for this one too.
	h.exec("INSERT INTO event (* EXCEPT (minutes, body, precedence)) SELECT * EXCEPT (minutes, body, precedence) FROM event")
	if a := h.post(single, of(10)); a.Duplicates != 1 {
		t.Errorf("%s", a.text)
	}
}

// Rows from before 0014 have whole hashes of records and bodies where newer ones have half: they go on being told apart and
// brought together by what both have.
func TestRowsOfEarlierReleases(t *testing.T) {
	h := newHouse(t)
	corrected := func(minutes int) string {
		return strings.Replace(strings.Replace(attendance("b", "p"), `"minutes":30`, fmt.Sprintf(`"minutes":%d`, minutes), 1), `"structure"`, `"record":"a","revision":1,"structure"`, 1)
	}
	if a := h.post(lines, attendance("a", "p")+"\n"+corrected(40)+"\n"+attendance("c", "p")+"\n"); a.Accepted != 3 {
		t.Fatal(a.text)
	}
	h.settle()
	h.exec("ALTER TABLE event UPDATE " +
		"record = toFixedString(concat(substring(record, 1, 8), substring(identity, 1, 8)), 16), " +
		"body = toFixedString(concat(substring(body, 1, 8), substring(identity, 1, 8)), 16) WHERE true SETTINGS mutations_sync = 2")
	h.restart(func(string) {})
	if a := h.post(lines, attendance("a", "p")+"\n"+corrected(41)+"\n"); a.Duplicates != 1 || len(a.Conflicts) != 1 {
		t.Error(a.text)
	}
	if n := h.count("SELECT sum(minutes) FROM effective_event"); n != 70 {
		t.Errorf("%d minutes", n)
	}
	if a := h.post(single, eventText("vigie.retraction.v1", "x", `"record":"a"`)); a.Accepted != 1 {
		t.Error(a.text)
	}
	h.settle()
	if n := h.count("SELECT sum(minutes) FROM effective_event"); n != 30 {
		t.Errorf("%d minutes after a retraction", n)
	}
}
