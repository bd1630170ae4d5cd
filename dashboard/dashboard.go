// Package dashboard is what people and programs read of the network: the pages with their charts and maps, the API and the
// exports. It asks editions for figures, network, governance and funding for the registry, and keeps nothing of its own.
//
// A page is a file in pages/ (Ask: which figures it needs; Build: what its template takes), a template, and a row in routes.go.
// Pages and API take the same parameters, so a link is a view: window, or from and to (days, to is the first day after the window), territory,
// edition, lang (fr, en). Nothing is loaded from elsewhere and nothing is inline: the
// Content-Security-Policy of package server allows only this server's own files.
package dashboard

import (
	"errors"
	"fmt"
	"log/slog"
	"time"
	_ "time/tzdata" // Europe/Paris must be there on machines without a zone database too

	"github.com/prometheus/client_golang/prometheus"

	"vigie/dashboard/chart"
	"vigie/dashboard/reply"
	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/funding"
	"vigie/governance"
	"vigie/live"
	"vigie/network"
	"vigie/queries/indicator"
)

// Options are what a dashboard needs; all of them are required but Registerer, Logger, Frames and Version.
type Options struct {
	Registry   *network.Registry
	Editions   *gate.Reader
	Catalogue  *indicator.Catalogue
	Live       *live.Reader
	Governance *governance.Registry
	Funding    *funding.Registry
	Now        func() time.Time
	Registerer prometheus.Registerer // nil: nothing is measured
	Logger     *slog.Logger          // nil: slog.Default()
	Frames     bool                  // other sites may show figures in frames, and pages give the code
	Version    string                // of Vigie, shown at the foot of pages
}

// Dashboard answers the requests of readers. It is safe for concurrent use.
type Dashboard struct {
	Options
	paris     *time.Location
	assets    *assets
	languages map[string]*texts.Language
	templates map[string]templates // by language
	contract  []byte               // openapi.json
	borders   chart.Borders
	replies   *reply.Writer
}

// New checks that everything the pages need is built into the program. A program built without its assets gets an error that
// names the command to run.
func New(o Options) (*Dashboard, error) {
	if o.Registry == nil || o.Editions == nil || o.Catalogue == nil || o.Live == nil || o.Governance == nil || o.Funding == nil || o.Now == nil {
		return nil, errors.New("dashboard: Registry, Editions, Catalogue, Live, Governance, Funding and Now are required")
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	d := &Dashboard{Options: o}
	var err error
	if d.paris, err = time.LoadLocation("Europe/Paris"); err != nil {
		return nil, fmt.Errorf("read the time zone Europe/Paris: %w", err)
	}
	if d.assets, err = readAssets(dist); err != nil {
		return nil, err
	}
	if d.languages, err = texts.Read(); err != nil {
		return nil, err
	}
	if d.templates, err = readTemplates(d.languages, d.assets.url); err != nil {
		return nil, err
	}
	if d.contract, err = readContract(o.Version); err != nil {
		return nil, err
	}
	d.replies, err = reply.New(reply.Options{Today: d.today, Now: o.Now, Registerer: o.Registerer, Logger: o.Logger})
	return d, err
}

// today is the day in Paris, as midnight UTC.
func (d *Dashboard) today() time.Time {
	now := d.Now().In(d.paris)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}
