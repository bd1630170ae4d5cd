package collector_test

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/collector"
	"vigie/event"
)

// The clock is set back an hour and forward a day in the middle of everything: while events come in, wait in the spool and go on
// from it after a start. Of each event the body that came first counts, none is lost, and what counts is what it is by a
// steady clock.
func TestClockThatJumps(t *testing.T) {
	random := rand.New(rand.NewPCG(seedOfTest(t), 0))
	events := histories(random, 240)
	steady := newHouse(t)
	if a := steady.post(lines, inLines(t, events)); a.Accepted != len(events) {
		t.Fatal(a.text)
	}
	want := steady.whatCounts()

	h := newHouse(t)
	bringBack := func() {}
	accepted := 0
	jumps := []time.Duration{-time.Hour, 24 * time.Hour, -time.Hour, 0, -22 * time.Hour, -time.Hour}
	part := len(events) / len(jumps)
	for n, jump := range jumps {
		sent := events[n*part : (n+1)*part]
		accepted += h.post(lines, inLines(t, sent[:part/2])).Accepted
		h.clock.advance(jump)
		accepted += h.post(lines, inLines(t, sent[part/2:])).Accepted
		switch n % 3 {
		case 0:
			bringBack = h.cutOff()
		case 1:
			h.restart(func(string) {})
		case 2:
			bringBack()
			h.recover()
		}
		// Other bodies of events that came before.
		for _, e := range events[:n*part] {
			if e.Kind == event.KindAttendance {
				other := *e.Attendance
				other.Minutes++
				e.Attendance = &other
				if a := h.post(lines, inLines(t, []event.Event{e})); a.status != http.StatusOK {
					t.Fatalf("%d %s", a.status, a.text)
				}
				break
			}
		}
	}
	h.recover()
	if accepted != len(events) {
		t.Errorf("%d of %d events were accepted", accepted, len(events))
	}
	if got := h.whatCounts(); got != want {
		t.Errorf("what counts differs:\n%s\n\nwant:\n%s", got, want)
	}
}

// A collector that starts without its warehouse, an hour earlier than it ended by its clock, still dates events after those that
// it has moved on already: another body of one of them does not take its place.
func TestClockSetBackBeforeAStart(t *testing.T) {
	h := newHouse(t)
	if a := h.post(single, attendance("a", "p")); a.Accepted != 1 {
		t.Fatal(a.text)
	}
	bringBack := h.cutOff() // once the event is there
	h.restart(func(string) { h.clock.advance(-time.Hour) })
	if a := h.post(single, strings.Replace(attendance("a", "p"), `"minutes":30`, `"minutes":50`, 1)); a.status != http.StatusOK {
		t.Fatal(a.text)
	}
	bringBack()
	h.recover()
	if n := h.count("SELECT sum(minutes) FROM effective_event"); n != 30 {
		t.Errorf("%d minutes count, the first body said 30", n)
	}
}

// A token's last day is over by the clock of the moment: when that is set right again, the token is good again. Neither does the
// age of what waits in the spool depend on the way back.
func TestClockAndTokens(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.SpoolAge = 30 * time.Hour })
	h.token = h.addToken(collector.Token{Source: testSource, Expires: "2026-07-02"})
	bringBack := h.cutOff()
	post := func(id string, status int) {
		t.Helper()
		if a := h.post(single, attendance(id, "p")); a.status != status {
			t.Errorf("%s: %d %s", id, a.status, a.text)
		}
	}
	post("today", http.StatusOK)
	h.clock.advance(24 * time.Hour)
	post("tomorrow", http.StatusUnauthorized)
	h.clock.advance(-25 * time.Hour)
	post("an hour ago", http.StatusOK)
	h.clock.advance(time.Hour)
	post("today again", http.StatusOK)
	bringBack()
	h.recover()
	if n := h.count("SELECT count() FROM event"); n != 3 {
		t.Errorf("%d events", n)
	}
}
