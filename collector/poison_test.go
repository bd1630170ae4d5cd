package collector_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/collector"
)

// batchWith is lines of events of which some have the minutes given.
func batchWith(prefix string, count int, minutes map[int]int) string {
	var body strings.Builder
	for i := range count {
		text := attendance(fmt.Sprint(prefix, i), "p")
		if other, is := minutes[i]; is {
			text = strings.Replace(text, `"minutes":30`, fmt.Sprintf(`"minutes":%d`, other), 1)
		}
		body.WriteString(text + "\n")
	}
	return body.String()
}

// An event over which the warehouse stumbles with an error that might pass, and does not, is found and parked once others go in
// beside it; what came after it goes on.
func TestEventThatTheWarehouseStumblesOver(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.Suspicion = time.Second })
	// Not one of the errors that speak of an insert's values: code 153, ILLEGAL_DIVISION.
	h.exec("ALTER TABLE event ADD CONSTRAINT stumble CHECK intDiv(1, toInt32(minutes) - 77) >= -1")
	if a := h.post(lines, batchWith("a", 300, map[int]int{0: 77, 150: 77, 151: 77, 299: 77})); a.Accepted != 300 {
		t.Fatal(a.text)
	}
	h.settle() // or see that it can't
	if h.collector.Degraded() == "" {
		t.Error("nothing is told of events that do not go to the warehouse")
	}
	h.post(single, attendance("later", "p"))
	h.recover()
	if n := h.count("SELECT count() FROM effective_event"); n != 297 {
		t.Errorf("%d events, want 297", n)
	}
	if got := h.family("vigie_spool_parked").GetMetric()[0].GetGauge().GetValue(); got != 4 {
		t.Errorf("%v parked", got)
	}
	if n := strings.Count(h.log.String(), "is parked"); n != 4 || !strings.Contains(h.log.String(), "ILLEGAL_DIVISION") {
		t.Errorf("logged %d times:\n%s", n, h.log)
	}
}

// A warehouse that takes nothing at all is not taken for one that stumbles: nothing is parked, however long it lasts.
func TestWarehouseThatTakesNothing(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.Suspicion = 500 * time.Millisecond })
	h.exec("ALTER TABLE event ADD CONSTRAINT broken CHECK intDiv(1, toInt32(minutes) - toInt32(minutes)) >= 0")
	if a := h.post(lines, inLines(t, attendances(0, 200))); a.Accepted != 200 {
		t.Fatal(a.text)
	}
	time.Sleep(3 * time.Second) // five tries
	if got := h.family("vigie_spool_parked").GetMetric()[0].GetGauge().GetValue(); got != 0 {
		t.Errorf("%v parked", got)
	}
	h.exec("ALTER TABLE event DROP CONSTRAINT broken")
	h.recover()
	if n := h.count("SELECT count() FROM event FINAL"); n != 200 {
		t.Errorf("%d rows", n)
	}
}
