// Package live is what is known of the data as it is today, told only as roughly as anybody may know it: who reports, what came late, what was
// rejected or could not be kept.
package live

import (
	"context"
	"time"

	"vigie/network"
	"vigie/queries/period"
	"vigie/warehouse"
)

// Options are what a Reader needs; all of them are required.
type Options struct {
	Warehouse *warehouse.Warehouse
	// Facts has facts worked out where there are none, and tells up to when events are in them.
	Facts func(context.Context) (time.Time, error)
	Now   func() time.Time
}

// Reader reads the quality of the data, and keeps what it read for some seconds. It is safe for concurrent use.
type Reader struct {
	warehouse *warehouse.Warehouse
	facts     func(context.Context) (time.Time, error)
	reports   *lately[[]reporting]
	found     *lately[findings]
}

// New makes a Reader. It asks the warehouse nothing by itself.
func New(o Options) *Reader {
	return &Reader{o.Warehouse, o.Facts, newLately[[]reporting](o.Now), newLately[findings](o.Now)}
}

// yearsBack is how far back AnyEvents looks.
const yearsBack = 10

// AnyEvents tells whether anything happened in the ten years up to a day.
func (r *Reader) AnyEvents(ctx context.Context, today time.Time) (bool, error) {
	if _, err := r.facts(ctx); err != nil {
		return false, err
	}
	reports, err := r.reporting(ctx, period.Window{From: today.AddDate(-yearsBack, 0, 0), To: today.AddDate(0, 0, 1)}, today)
	return len(reports) > 0, err
}

// Quality is what is known of the data of some structures and days. Only this package makes its numbers.
type Quality struct {
	Refreshed time.Time // up to when events are in it

	Reports    []Report // of the open structures: those silent longest first, in a class by name
	Delays     []Delay  // one a class, the shortest first; none where there was no event
	Soon       Share    // of the events that came within a week
	Rejections []Rejection
	Postcodes  []Postcodes
	Conflicts  []Conflict
	Parked     []Parked
	ClosedDays []ClosedDays // by name
	Sources    []Source     // by name

	// Of all of them together.
	Rejected, Doubtful, Conflicting, Waiting, WhileClosed Rough
	MainReason                                            string // code of the reason for which most was rejected
}

// Report is how an open structure reports.
type Report struct {
	Structure network.Structure
	Silence   Silence
	Lateness  Lateness
}

// Delay is the share of events of one class of delays.
type Delay struct {
	Span  Span
	Share Share
}

// Rejection is what was rejected of a sender for one reason.
type Rejection struct {
	Source, Kind, Field, Code string
	Events                    Rough
}

// Postcodes are the residences of a sender's events that may be postcodes.
type Postcodes struct {
	Source string
	Events Rough
	Share  Share // of its events with a residence
}

// Conflict is what a source sent several times with several bodies.
type Conflict struct {
	Source, Kind string
	Events       Rough
}

// Parked is what the warehouse refuses for good for one reason.
type Parked struct {
	Reason                  string // ClickHouse's name of the error; "" where the event could not even be written for it
	Kind, Source, Structure string
	Events                  Rough
}

// ClosedDays are the events of a structure on days when it was not open.
type ClosedDays struct {
	Structure network.Structure
	Events    Rough
}

// Source is who sends events, with the traits that more than a few of them carry.
type Source struct {
	Name   string
	traits map[string]bool
}

// Carries tells whether the events of the source carry a trait. Of a trait that ten of them do at most it does not: each of them may be somebody's.
func (s Source) Carries(trait string) bool { return s.traits[trait] }

// Quality reads what is known of structures in a window of days of Europe/Paris, as of a day. Findings are those of the whole network.
func (r *Reader) Quality(ctx context.Context, w period.Window, day time.Time, structures []network.Structure) (*Quality, error) {
	// The facts that reporting is told by are worked out first, where there are none.
	refreshed, err := r.facts(ctx)
	if err != nil {
		return nil, err
	}
	reports, err := r.reporting(ctx, w, day)
	if err != nil {
		return nil, err
	}
	found, err := r.findings(ctx, w)
	if err != nil {
		return nil, err
	}
	q := &Quality{Refreshed: refreshed}
	q.tellReporting(structures, reports, day)
	q.tellFindings(found)
	return q, nil
}

// Sources are who sent events in a window of days of Europe/Paris, with what these carry.
func (r *Reader) Sources(ctx context.Context, w period.Window) ([]Source, error) {
	if _, err := r.facts(ctx); err != nil {
		return nil, err
	}
	found, err := r.findings(ctx, w)
	return sources(found.Carried), err
}
