package collector

import (
	"errors"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/event"
)

// Outcomes as the metrics name them.
const (
	labelAccepted  = "accepted"
	labelDuplicate = "duplicate"
	labelConflict  = "conflict"
	labelRejected  = "rejected"
)

// unknownType is the metrics' type of an event whose type could not be read.
const unknownType = "unknown"

// metrics counts what came in. No label names a structure, a source or a person.
type metrics struct {
	events   *prometheus.CounterVec
	requests *prometheus.CounterVec
	seconds  prometheus.Histogram
	batch    prometheus.Histogram
	delay    prometheus.Histogram

	registerer prometheus.Registerer
}

func newMetrics(registerer prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		registerer: registerer,
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_intake_events_total", Help: "Events that were dealt with, by type and outcome (accepted, duplicate, conflict, rejected).",
		}, []string{"type", "outcome"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_intake_requests_total", Help: "Requests to send events, by status code of the answer.",
		}, []string{"code"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "vigie_intake_request_seconds", Help: "How long requests to send events took until their answer; a stream takes as long as its sender.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60, 600},
		}),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "vigie_writer_batch_events", Help: "Events of one insert.",
			Buckets: []float64{1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000},
		}),
		delay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "vigie_writer_delay_seconds", Help: "Time from the receiving of a block of events until it is kept in the spool.",
			Buckets: []float64{.005, .01, .025, .05, .1, .2, .5, 1, 2.5, 5, 10, 60},
		}),
	}
	// Every series is there from the start, so that a rate over the first event is right.
	for _, kind := range append(event.Kinds(), unknownType) {
		for _, outcome := range []string{labelAccepted, labelDuplicate, labelConflict, labelRejected} {
			if kind != unknownType || outcome == labelRejected {
				m.events.WithLabelValues(string(kind), outcome)
			}
		}
	}
	if registerer == nil {
		return m, nil
	}
	var errs []error
	for _, metric := range []prometheus.Collector{m.events, m.requests, m.seconds, m.batch, m.delay} {
		errs = append(errs, registerer.Register(metric))
	}
	return m, errors.Join(errs...)
}

// watch adds what the spool holds.
func (m *metrics) watch(s *spool) error {
	if m.registerer == nil {
		return nil
	}
	var errs []error
	for _, gauge := range []struct {
		name, help string
		read       func(state) float64
	}{
		{"vigie_spool_events", "Events that wait in the spool for the warehouse.", func(s state) float64 { return float64(s.events) }},
		{"vigie_spool_bytes", "Bytes of the events in the spool, the parked ones too.", func(s state) float64 { return float64(s.bytes) }},
		{"vigie_spool_oldest_seconds", "How long the oldest event in the spool has waited; 0 when none waits.", func(s state) float64 { return s.oldest.Seconds() }},
		{"vigie_spool_parked", "Events that the warehouse refuses for good, parked in the spool.", func(s state) float64 { return float64(s.parked) }},
	} {
		errs = append(errs, m.registerer.Register(prometheus.NewGaugeFunc(
			prometheus.GaugeOpts{Name: gauge.name, Help: gauge.help}, func() float64 { return gauge.read(s.state()) })))
	}
	return errors.Join(errs...)
}

// dealt counts an event. A kind that is none of the four is unknown.
func (m *metrics) dealt(kind event.Kind, outcome string) {
	if !slices.Contains(event.Kinds(), kind) {
		kind = unknownType
	}
	m.events.WithLabelValues(string(kind), outcome).Inc()
}
