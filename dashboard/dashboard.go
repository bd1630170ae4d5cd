// Package dashboard is what people and programs read of the network: the pages with their charts and maps, the API and the
// exports. It asks editions for figures and network for the registry, and keeps nothing of its own.
//
// Pages and API take the same parameters, so a link is a view: window, or from and to (days, to is the first day after the window), territory,
// edition, lang (fr, en). Nothing is loaded from elsewhere and nothing is inline: the
// Content-Security-Policy of package server allows only this server's own files.
package dashboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
	_ "time/tzdata" // Europe/Paris must be there on machines without a zone database too

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/editions/gate"
	"vigie/network"
	"vigie/queries/indicator"
	"vigie/queries/quality"
)

// Options are what a dashboard needs; all of them are required but Registerer, Logger and Version.
type Options struct {
	Registry  *network.Registry
	Editions  *gate.Reader
	Catalogue *indicator.Catalogue
	Quality   *quality.Reader
	// Facts has facts worked out where there are none, and tells up to when events are in them.
	Facts      func(context.Context) (time.Time, error)
	Now        func() time.Time
	Registerer prometheus.Registerer // nil: nothing is measured
	Logger     *slog.Logger          // nil: slog.Default()
	Version    string                // of Vigie, shown at the foot of pages
}

// Dashboard answers the requests of readers. It is safe for concurrent use.
type Dashboard struct {
	registry  *network.Registry
	editions  *gate.Reader
	facts     func(context.Context) (time.Time, error)
	catalogue *indicator.Catalogue
	sheets    *quality.Reader
	now       func() time.Time
	paris     *time.Location
	log       *slog.Logger
	version   string

	assets    *assets
	languages map[string]*language
	pages     map[string]templates // by language
	contract  []byte               // openapi.json
	outlines  outlineCache
	shared    sharing
	compress  func(http.Handler) http.HandlerFunc

	seconds *prometheus.HistogramVec
	answers *prometheus.CounterVec
}

// New checks that everything the pages need is built into the program. A program built without its assets gets an error that
// names the command to run.
func New(o Options) (*Dashboard, error) {
	if o.Registry == nil || o.Editions == nil || o.Catalogue == nil || o.Quality == nil || o.Facts == nil || o.Now == nil {
		return nil, errors.New("dashboard: Registry, Editions, Catalogue, Quality, Facts and Now are required")
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return nil, fmt.Errorf("read the time zone Europe/Paris: %w", err)
	}
	d := &Dashboard{
		registry: o.Registry, editions: o.Editions, facts: o.Facts, catalogue: o.Catalogue, sheets: o.Quality, now: o.Now, paris: paris, log: o.Logger, version: o.Version,
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vigie_page_seconds", Help: "Time to answer a request for a page, the API or an export, by route template.",
			Buckets: []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10},
		}, []string{"route"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_pages_total", Help: "Requests for pages, the API and exports, by route template and status code.",
		}, []string{"route", "code"}),
	}
	if d.assets, err = readAssets(dist); err != nil {
		return nil, err
	}
	if d.languages, err = readLanguages(); err != nil {
		return nil, err
	}
	if d.pages, err = d.readTemplates(); err != nil {
		return nil, err
	}
	if d.contract, err = readContract(o.Version); err != nil {
		return nil, err
	}
	if d.compress, err = gzhttp.NewWrapper(gzhttp.MinSize(1024)); err != nil {
		return nil, err
	}
	if o.Registerer != nil {
		for _, c := range []prometheus.Collector{d.seconds, d.answers} {
			if err := o.Registerer.Register(c); err != nil {
				return nil, fmt.Errorf("register the metrics of the pages: %w", err)
			}
		}
	}
	return d, nil
}

// today is the day in Paris.
func (d *Dashboard) today() time.Time {
	now := d.now().In(d.paris)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}
