package engine

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what Prometheus learns of the figures: times and numbers of questions, never a figure.
type metrics struct {
	seconds *prometheus.HistogramVec
	errors  *prometheus.CounterVec
}

// newMetrics registers the metrics, unless the registerer is nil.
func newMetrics(r prometheus.Registerer) metrics {
	m := metrics{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vigie_query_seconds", Help: "Time to compute the exact figures of an indicator.",
			Buckets: []float64{.005, .01, .02, .04, .08, .15, .3, .6, 1.2, 2.5, 5, 10},
		}, []string{"indicator"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_query_errors_total", Help: "Figures that could not be computed because of the warehouse.",
		}, []string{"indicator"}),
	}
	if r != nil {
		r.MustRegister(m.seconds, m.errors)
	}
	return m
}

// begin gives what notes how counting for questions ended. What is counted together took each of them as long.
func (m metrics) begin(all []asked) (end func(error)) {
	begun := time.Now()
	return func(err error) {
		for _, a := range all {
			if err != nil {
				m.errors.WithLabelValues(a.indicator.ID).Inc()
				continue
			}
			m.seconds.WithLabelValues(a.indicator.ID).Observe(time.Since(begun).Seconds())
		}
	}
}
