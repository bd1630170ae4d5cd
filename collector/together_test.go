package collector_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	dto "github.com/prometheus/client_model/go"

	"vigie/collector"
	"vigie/event"
)

// Senders that come together share inserts; an event that several send at once is kept once.
func TestSendersTogether(t *testing.T) {
	const senders, each = 16, 25
	h := newHouse(t)
	var accepted, duplicates atomic.Int64
	var all sync.WaitGroup
	for s := range senders {
		all.Go(func() {
			for i := range each {
				// Half of them are sent by two senders.
				a := h.post(single, attendance(fmt.Sprint("e", s/(1+i%2), "-", i), "p"))
				if a.status != http.StatusOK {
					t.Errorf("%d %s", a.status, a.text)
				}
				accepted.Add(int64(a.Accepted))
				duplicates.Add(int64(a.Duplicates))
			}
		})
	}
	all.Wait()
	distinct := map[string]bool{}
	for s := range senders {
		for i := range each {
			distinct[fmt.Sprint(s/(1+i%2), "-", i)] = true
		}
	}
	if got := int(accepted.Load()); got != len(distinct) || int(duplicates.Load()) != senders*each-len(distinct) {
		t.Errorf("%d accepted, %d duplicates; %d are distinct", got, duplicates.Load(), len(distinct))
	}
	if n := h.count("SELECT count() FROM event"); int(n) != len(distinct) {
		t.Errorf("%d rows", n)
	}
	if inserts := h.samples("vigie_writer_batch_events"); int(inserts) > len(distinct)/2 {
		t.Errorf("%d inserts for %d events: they do not share", inserts, len(distinct))
	}
}

// When as much waits as may wait, more is put off rather than piled up.
func TestQueueIsBounded(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.MaxWaiting = 1_500 })
	sender := collector.Sender{Source: testSource}
	var busy, kept atomic.Int64
	var all sync.WaitGroup
	for s := range 8 {
		all.Go(func() {
			result, err := h.collector.Take(t.Context(), sender, attendances(s*1_000, 1_000))
			switch {
			case err != nil && !strings.Contains(err.Error(), "waiting"):
				t.Error(err)
			case err != nil:
				busy.Add(1)
			}
			kept.Add(int64(result.Accepted))
		})
	}
	all.Wait()
	if busy.Load() == 0 || kept.Load() == 0 {
		t.Errorf("%d put off, %d events kept", busy.Load(), kept.Load())
	}
	if n := h.count("SELECT count() FROM event"); int64(n) != kept.Load() {
		t.Errorf("%d rows, %d acknowledged", n, kept.Load())
	}
}

func TestTakeChecksAsTheDecoderDoes(t *testing.T) {
	h := newHouse(t)
	events := attendances(0, 3)
	events[1].Attendance.Minutes = 0
	events = append(events, attendances(9, 1)...)
	events[3].Source = "urn:test:other"
	result, err := h.collector.Take(t.Context(), collector.Sender{Source: testSource}, events)
	if err != nil || result.Accepted != 2 || len(result.Rejected) != 2 || result.CommittedThrough != 3 {
		t.Fatalf("%+v, %v", result, err)
	}
	if first, second := result.Rejected[0], result.Rejected[1]; first.Index != 1 || first.Field != "data.minutes" || second.Index != 3 || second.Field != "source" {
		t.Errorf("%+v", result.Rejected)
	}
	if events[0].Assessment.Person == "" || events[2].Attendance.Session == "" {
		t.Error("the caller's events are changed")
	}
	if _, err := h.collector.Take(t.Context(), collector.Sender{Source: "urn:x", Space: "a\x00b"}, events); err == nil {
		t.Error("a space with a control character is taken")
	}
	many := slices.Repeat([]event.Event{{}}, collector.MaxNamed+1)
	if result, err = h.collector.Take(t.Context(), collector.Sender{Source: testSource}, many); err != nil || len(result.Rejected) != collector.MaxNamed || result.Ended == "" {
		t.Errorf("%d rejected, ended %q, %v", len(result.Rejected), result.Ended, err)
	}
}

func TestMetrics(t *testing.T) {
	h := newHouse(t)
	h.post(lines, attendance("a", "p")+"\n"+attendance("a", "p")+"\n"+strings.Replace(attendance("a", "p"), "30", "31", 1)+"\n{}\n"+
		strings.Replace(attendance("b", "p"), `"s1"`, `"s9"`, 1)+"\n"+eventText("vigie.retraction.v1", "t", `"record":"a"`)+"\n")
	h.settle() // so that the next event gets an insert of its own
	h.post("text/plain", "x")
	h.post(single, attendance("c", "p"))
	want := `
vigie_intake_events_total accepted vigie.assessment.v1 0
vigie_intake_events_total accepted vigie.attendance.v1 2
vigie_intake_events_total accepted vigie.declaration.v1 0
vigie_intake_events_total accepted vigie.referral.v1 0
vigie_intake_events_total accepted vigie.retraction.v1 1
vigie_intake_events_total conflict vigie.assessment.v1 0
vigie_intake_events_total conflict vigie.attendance.v1 1
vigie_intake_events_total conflict vigie.declaration.v1 0
vigie_intake_events_total conflict vigie.referral.v1 0
vigie_intake_events_total conflict vigie.retraction.v1 0
vigie_intake_events_total duplicate vigie.assessment.v1 0
vigie_intake_events_total duplicate vigie.attendance.v1 1
vigie_intake_events_total duplicate vigie.declaration.v1 0
vigie_intake_events_total duplicate vigie.referral.v1 0
vigie_intake_events_total duplicate vigie.retraction.v1 0
vigie_intake_events_total rejected unknown 1
vigie_intake_events_total rejected vigie.assessment.v1 0
vigie_intake_events_total rejected vigie.attendance.v1 1
vigie_intake_events_total rejected vigie.declaration.v1 0
vigie_intake_events_total rejected vigie.referral.v1 0
vigie_intake_events_total rejected vigie.retraction.v1 0
vigie_intake_requests_total 200 1
vigie_intake_requests_total 207 1
vigie_intake_requests_total 415 1
`
	got := "\n" + h.counters("vigie_intake_events_total") + h.counters("vigie_intake_requests_total")
	if got != want {
		t.Errorf("got %s", got)
	}
	h.settle()
	for name, samples := range map[string]uint64{"vigie_intake_request_seconds": 3, "vigie_writer_batch_events": 2, "vigie_writer_delay_seconds": 2} {
		if got := h.samples(name); got != samples {
			t.Errorf("%s: %d samples, want %d", name, got, samples)
		}
	}
	if _, err := collector.New(t.Context(), collector.Options{Warehouse: h.warehouse, Key: openKey(t, "", testKey, ""), Registerer: h.metrics, Spool: t.TempDir()}); err == nil {
		t.Error("the same metrics are registered twice")
	}
}

// family is a metric with all its labels.
func (h *house) family(name string) *dto.MetricFamily {
	h.t.Helper()
	families, err := h.metrics.Gather()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == name {
			return family
		}
	}
	h.t.Fatalf("there is no metric %s", name)
	return nil
}

// samples is how many values a histogram holds.
func (h *house) samples(name string) uint64 {
	return h.family(name).GetMetric()[0].GetHistogram().GetSampleCount()
}

// counters lists a counter, one line for each set of labels.
func (h *house) counters(name string) string {
	var text strings.Builder
	for _, metric := range h.family(name).GetMetric() {
		text.WriteString(name)
		for _, label := range metric.GetLabel() {
			text.WriteString(" " + label.GetValue())
		}
		fmt.Fprintf(&text, " %v\n", metric.GetCounter().GetValue())
	}
	return text.String()
}
