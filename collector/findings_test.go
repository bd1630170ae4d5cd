package collector_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/collector"
)

// number asks the warehouse for one number, whether or not everything is there.
func (h *house) number(query string) uint64 {
	h.t.Helper()
	var n uint64
	if err := h.warehouse.Conn().QueryRow(h.t.Context(), query).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// noted waits until a query of what was found has an answer.
func (h *house) noted(query string, want uint64) {
	h.t.Helper()
	var got uint64
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if got = h.number(query); got == want {
			return
		}
	}
	h.t.Errorf("%s: %d, want %d", query, got, want)
}

const rejections = "SELECT sum(events) FROM rejection FINAL WHERE %s"

// What is rejected is counted by day and reason, over restarts, and nothing that a sender wrote is kept.
func TestRejectionsAreCounted(t *testing.T) {
	h := newHouse(t)
	bad := inLinesOf(
		strings.Replace(attendance("e1", "p"), `"minutes":30`, `"minutes":-1`, 1),
		strings.Replace(attendance("e2", "p"), `"minutes":30`, `"minutes":99999`, 1),
		strings.Replace(attendance("e3", "p"), `"s1"`, `"nowhere"`, 1),
		strings.Replace(attendance("e4", "p"), `"minutes":30`, `"jeanne.martin":30`, 1),
		strings.Replace(attendance("e5", "p"), `"specversion":"1.0"`, `"specversion":"1.0","jeanne":1,"jeanne":2`, 1),
		"this is no JSON",
		attendance("e6", "p"))
	if a := h.post(lines, bad); len(a.Rejected) != 6 || a.Accepted != 1 {
		t.Fatal(a.text)
	}
	h.noted(fmt.Sprintf(rejections, "1"), 6)
	h.post(lines, bad)
	h.restart(func(string) {})
	h.post(lines, bad)
	for where, want := range map[string]uint64{
		"1": 18,
		"day = '2026-07-01' AND source = '" + testSource + "'":                      18,
		"kind = 'attendance' AND field = 'data.minutes' AND code = 'range'":         6,
		"kind = 'attendance' AND field = 'data.structure' AND code = 'unknown'":     3,
		"kind = 'attendance' AND field = 'data' AND code = 'unknown_field'":         3,
		"field = '' AND code = 'duplicate'":                                         3,
		"kind = '' AND field = '' AND code = 'syntax'":                              3,
		"field LIKE '%jeanne%' OR kind LIKE '%jeanne%' OR position(code, 'jean')>0": 0,
	} {
		h.noted(fmt.Sprintf(rejections, where), want)
	}
}

// inLinesOf writes texts one a line.
func inLinesOf(texts ...string) string { return strings.Join(texts, "\n") + "\n" }

// What is parked is listed in the warehouse once, however often it is tried again.
func TestParkedEventsAreListed(t *testing.T) {
	h := newHouse(t)
	h.exec("ALTER TABLE event ADD CONSTRAINT no_poison CHECK minutes != 77")
	poison := strings.Replace(attendance("bad", "p"), `"minutes":30`, `"minutes":77`, 1)
	if a := h.post(lines, inLinesOf(attendance("good", "p"), poison)); a.Accepted != 2 {
		t.Fatal(a.text)
	}
	listed := "SELECT count() FROM parked_event FINAL WHERE kind = 'attendance' AND structure = 's1' AND source = '" + testSource +
		"' AND errorCodeToName(error) = 'VIOLATED_CONSTRAINT' AND toDate(received_at) = '2026-07-01'"
	h.noted(listed, 1)
	h.restart(func(string) {})
	h.settle()
	h.noted(listed, 1)
	h.noted("SELECT count() FROM parked_event FINAL WHERE identity NOT IN (SELECT identity FROM event)", 1)
	h.exec("ALTER TABLE event DROP CONSTRAINT no_poison")
	h.restart(func(string) {})
	h.settle()
	h.noted("SELECT count() FROM parked_event FINAL WHERE identity NOT IN (SELECT identity FROM event)", 0)
}

// Two collectors that took different bodies of one event, neither knowing of the other's, are found out: while they run, and
// when one comes back with what waited.
func TestLateConflictsAreFound(t *testing.T) {
	h := newHouse(t)
	options := h.options
	options.Spool, options.Registerer = t.TempDir(), nil
	second, err := collector.New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	other := &house{t: t, warehouse: h.warehouse, collector: second, clock: h.clock, token: h.token, options: options, log: h.log}
	other.serve()
	t.Cleanup(func() {
		other.server.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := other.collector.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	differently := func(id string) string { return strings.Replace(attendance(id, "p"), "30}", "45}", 1) }

	bringBack := h.cutOff()
	if a := h.post(lines, inLinesOf(attendance("x", "p"), attendance("same", "p"))); a.Accepted != 2 {
		t.Fatal(a.text)
	}
	if a := other.post(lines, inLinesOf(differently("x"), attendance("same", "p"), attendance("alone", "p"))); a.Accepted != 3 {
		t.Fatal(a.text)
	}
	bringBack()
	found := "SELECT count() FROM late_conflict FINAL WHERE kind = 'attendance' AND structure = 's1' AND day = '2026-06-15' AND source = '" + testSource + "'"
	h.noted(found, 1)

	bringBack = h.cutOff()
	if a := other.post(single, differently("y")); a.Accepted != 1 {
		t.Fatal(a.text)
	}
	other.restart(func(string) {
		bringBack()
		h.clock.advance(-time.Hour) // received first, so it is the one that stays
		if a := h.post(single, attendance("y", "p")); a.Accepted != 1 {
			t.Fatal(a.text)
		}
		h.settle()
	})
	h.noted(found, 2)
}
