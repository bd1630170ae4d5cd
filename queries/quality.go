package queries

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"
)

// Reporting is how one structure reports, told by its effective events.
type Reporting struct {
	Structure string    `ch:"id"`
	LastDay   time.Time `ch:"last_day"` // of its last event up to the day of observation; midnight UTC
	Events    uint64    `ch:"events"`   // of the period
	// WhileClosed are those of the period's events that happened on a day when the structure was not open.
	WhileClosed uint64 `ch:"while_closed"`
	// Delays are the period's events by how many days after their day they were received: up to each of DelayLimits, and more.
	Delays []uint64 `ch:"delays"`
}

// DelayLimits are the upper limits, in days, of all but the last class of Reporting.Delays.
var DelayLimits = []int{1, 7, 30, 90}

// Parked is how many events of a kind the warehouse refuses for good for one reason. They are acknowledged, and wait on their
// collector's disk.
type Parked struct {
	Reason    string    `ch:"reason"` // ClickHouse's name of the error; "" where the event could not even be written for it
	Kind      string    `ch:"kind"`
	Source    string    `ch:"source"`
	Structure string    `ch:"structure"`
	Events    uint64    `ch:"events"`
	FirstDay  time.Time `ch:"first_day"` // received first and last, in Europe/Paris; midnight UTC
	LastDay   time.Time `ch:"last_day"`
}

// LateConflict is how many events of a source came with several bodies through several collectors at once.
type LateConflict struct {
	Source   string    `ch:"source"`
	Kind     string    `ch:"kind"`
	Events   uint64    `ch:"events"`
	FirstDay time.Time `ch:"first_day"` // days that the events are about; midnight UTC
	LastDay  time.Time `ch:"last_day"`
	Found    time.Time `ch:"found"` // when the last one was noticed, in Europe/Paris; midnight UTC
}

// Rejected is how many events of a sender were rejected for one reason.
type Rejected struct {
	Source   string    `ch:"source"`
	Kind     string    `ch:"kind"`  // assessment, referral, attendance, retraction, declaration; "" where it could not be read
	Field    string    `ch:"field"` // such as data.minutes; "" for the event as a whole
	Code     string    `ch:"code"`  // an event.Code or one of the collector's
	Events   uint64    `ch:"rejected"`
	FirstDay time.Time `ch:"first_day"` // received first and last, in Europe/Paris; midnight UTC
	LastDay  time.Time `ch:"last_day"`
}

// Doubtful is how many events of a sender have a residence that is also the postcode of a structure of the network.
type Doubtful struct {
	Source  string `ch:"source"`
	Events  uint64 `ch:"doubtful"`
	Located uint64 `ch:"located"` // of its events, those with a residence at all
}

// Findings are what collectors found wrong with events and no figure counts.
type Findings struct {
	Parked    []Parked
	Conflicts []LateConflict // noticed in the period
	Rejected  []Rejected     // received in the period
	Postcodes []Doubtful     // of the period
}

// reportings keeps the latest answers of Reporting for one state of the data.
type reportings struct {
	mu    sync.Mutex
	state uint64 // of the derived tables
	kept  map[string][]Reporting
}

// maxReportings is for how many periods the answers are kept.
const maxReportings = 50

// Reporting tells how each structure that ever had an event reports, in the period [from, to) of days of Europe/Paris, as of
// a day; and up to when events are in it. The list is sorted by structure and shared: its reader must not change it.
func (r *Runner) Reporting(ctx context.Context, from, to, asOf time.Time) ([]Reporting, time.Time, error) {
	m, err := r.look(ctx)
	if err != nil {
		return nil, time.Time{}, err
	}
	key := fmt.Sprint(from.Format(time.DateOnly), to.Format(time.DateOnly), asOf.Format(time.DateOnly))
	r.reporting.mu.Lock()
	defer r.reporting.mu.Unlock()
	if r.reporting.kept == nil || r.reporting.state != m.tables.state.Number || len(r.reporting.kept) >= maxReportings {
		r.reporting.state, r.reporting.kept = m.tables.state.Number, map[string][]Reporting{}
	}
	if known, ok := r.reporting.kept[key]; ok {
		return known, m.tables.at, nil
	}
	var all []Reporting
	if err := r.selectQuality(ctx, &all, "reporting", m.tables.state, from, to, asOf); err != nil {
		return nil, time.Time{}, fmt.Errorf("read how structures report: %w", err)
	}
	r.reporting.kept[key] = all
	return all, m.tables.at, nil
}

// Findings tells what collectors have noted up to now; what they noticed in the last seconds may not be there yet.
func (r *Runner) Findings(ctx context.Context, from, to time.Time) (Findings, error) {
	var f Findings
	reading, ctx := errgroup.WithContext(ctx)
	for _, list := range []struct {
		name string
		into any
	}{{"parked", &f.Parked}, {"late_conflicts", &f.Conflicts}, {"rejections", &f.Rejected}, {"postcodes", &f.Postcodes}} {
		reading.Go(func() error { return r.selectQuality(ctx, list.into, list.name, state{}, from, to, to) })
	}
	if err := reading.Wait(); err != nil {
		return Findings{}, fmt.Errorf("read what collectors found: %w", err)
	}
	return f, nil
}

// selectQuality runs a file in quality/.
func (r *Runner) selectQuality(ctx context.Context, into any, name string, tables state, from, to, asOf time.Time) error {
	select {
	case r.places <- struct{}{}:
		defer func() { <-r.places }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return r.warehouse.Conn().Select(clickhouse.Context(ctx,
		clickhouse.WithParameters(clickhouse.Parameters{
			"from": from.Format(time.DateOnly), "to": to.Format(time.DateOnly), "as_of": asOf.Format(time.DateOnly),
			"base": fmt.Sprint(tables.Base), "correction": fmt.Sprint(tables.Correction), "places": fmt.Sprint(tables.Places),
		}),
		clickhouse.WithSettings(clickhouse.Settings{
			"max_execution_time": maxSeconds, "compile_expressions": 0, "compile_aggregate_expressions": 0, // as in query
		})), into, fileSQL(qualityFolder, name))
}
