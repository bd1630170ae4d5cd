package engine

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what Prometheus learns of the figures: times and numbers of questions, never a figure.
type metrics struct {
	seconds *prometheus.HistogramVec
	errors  *prometheus.CounterVec
	cache   *prometheus.CounterVec
}

// newMetrics registers the metrics, unless the registerer is nil.
func newMetrics(r prometheus.Registerer) metrics {
	m := metrics{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vigie_query_seconds", Help: "Time to compute the figures of an indicator, cached answers left out.",
			Buckets: []float64{.005, .01, .02, .04, .08, .15, .3, .6, 1.2, 2.5, 5, 10},
		}, []string{"indicator"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_query_errors_total", Help: "Figures that could not be computed because of the warehouse.",
		}, []string{"indicator"}),
		cache: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_query_cache_total", Help: "Questions answered from memory (hit) and from the warehouse (miss).",
		}, []string{"outcome"}),
	}
	if r != nil {
		r.MustRegister(m.seconds, m.errors, m.cache)
	}
	return m
}

// begin notes which questions can be answered from what has been counted, and gives what notes how counting for the others ended. What is
// counted together took each of them as long.
func (m metrics) begin(c *counts, all []asked) (end func(error)) {
	begun := time.Now()
	lacking := make(map[string]bool)
	for _, a := range all {
		outcome := "hit"
		if c.lacks(a) {
			outcome, lacking[a.indicator.ID] = "miss", true
		}
		m.cache.WithLabelValues(outcome).Inc()
	}
	return func(err error) {
		for id := range lacking {
			if err != nil {
				m.errors.WithLabelValues(id).Inc()
				continue
			}
			m.seconds.WithLabelValues(id).Observe(time.Since(begun).Seconds())
		}
	}
}
