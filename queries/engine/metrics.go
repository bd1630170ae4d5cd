package engine

import "github.com/prometheus/client_golang/prometheus"

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
