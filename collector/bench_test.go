package collector_test

import (
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/collector"
	"vigie/event"
)

// attendances makes events as a network's tools send them: three quarters attendances, the rest assessments.
func attendances(from, count int) []event.Event {
	events := make([]event.Event, count)
	for i := range events {
		n := from + i
		e := event.Event{ID: fmt.Sprintf("b%d", n), Source: testSource, Day: event.NewDay(2025, time.January, 1+n%500)}
		profile := event.Profile{Residence: fmt.Sprintf("751%02d", 1+n%20), AgeBand: event.AgeBandValues()[n%4], Activity: event.ActivityValues()[n%3]}
		if n%4 == 0 {
			e.Kind = event.KindAssessment
			e.Assessment = &event.Assessment{Structure: "s1", Person: fmt.Sprintf("p%d", n%20_000), Level: event.LevelValues()[n%4], EquipmentKnown: true,
				Barriers: event.BarrierValues()[:1], Wants: event.ServiceValues()[:2], Profile: profile}
		} else {
			e.Kind = event.KindAttendance
			e.Attendance = &event.Attendance{Structure: fmt.Sprintf("s%d", 1+n%3), Person: fmt.Sprintf("p%d", n%20_000), Format: event.FormatWorkshop, Minutes: 30 + n%60,
				Services: event.ServiceValues()[:2], Session: fmt.Sprintf("w%d", n/8), Profile: profile}
		}
		events[i] = e
	}
	return events
}

// BenchmarkTake takes in what the demonstration makes, in its blocks.
func BenchmarkTake(b *testing.B) {
	const block = 10_000
	h := newHouse(b)
	taken := 0
	var spent time.Duration
	for b.Loop() {
		b.StopTimer()
		events := attendances(taken, block)
		before := processorTime(b)
		b.StartTimer()
		result, err := h.collector.Take(b.Context(), collector.Sender{Source: testSource}, events)
		if err != nil || result.Accepted != block {
			b.Fatal(result.Accepted, err)
		}
		taken += block
		spent += processorTime(b) - before
	}
	b.ReportMetric(float64(taken)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(spent.Microseconds())/float64(taken), "cpu-µs/event")
}

// processorTime is what this process has used of all cores, the engine's own work in the background too.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkStream sends lines over HTTP, many a request.
func BenchmarkStream(b *testing.B) {
	const block = 10_000
	h := newHouse(b)
	taken := 0
	for b.Loop() {
		b.StopTimer()
		body := inLines(b, attendances(taken, block))
		b.StartTimer()
		if a := h.post(lines, body); a.Accepted != block {
			b.Fatal(a.text)
		}
		taken += block
	}
	b.ReportMetric(float64(taken)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkSingle sends one event a request, one after the other.
func BenchmarkSingle(b *testing.B) {
	h := newHouse(b)
	taken := 0
	for b.Loop() {
		r := h.request(single, io.Reader(strings.NewReader(attendance(fmt.Sprint("e", taken), "p"))))
		if a := h.do(r); a.Accepted != 1 {
			b.Fatal(a.text)
		}
		taken++
	}
	b.ReportMetric(float64(taken)/b.Elapsed().Seconds(), "events/s")
}

// inLines writes events one a line.
func inLines(t testing.TB, events []event.Event) string {
	t.Helper()
	var text strings.Builder
	for _, e := range events {
		line, err := e.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		text.Write(line)
		text.WriteByte('\n')
	}
	return text.String()
}
