// Package quality tells how structures report, and what is wrong with the events that came.
package quality

import (
	"context"
	"embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"

	"vigie/warehouse"
)

//go:embed *.sql
var files embed.FS

// maxSeconds ends a query that takes longer.
const maxSeconds = 10

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

// Findings are what is wrong with events: what collectors found and no figure counts, and what figures count but may be a mistake.
type Findings struct {
	Parked    []Parked
	Conflicts []LateConflict // noticed in the period
	Rejected  []Rejected     // received in the period
	Postcodes []Doubtful     // of the period
}

// Reader reads the quality of the data, and keeps what it read for some seconds. It is safe for concurrent use. Callers share what it gives and
// change nothing in it.
type Reader struct {
	warehouse *warehouse.Warehouse
	reporting *lately[[]Reporting]
	findings  *lately[Findings]
}

// New makes a Reader with a clock. It asks the warehouse nothing by itself.
func New(w *warehouse.Warehouse, now func() time.Time) *Reader {
	return &Reader{w, newLately[[]Reporting](now), newLately[Findings](now)}
}

// Reporting tells how each structure that ever had an event reports, in the period [from, to) of days of Europe/Paris, as of
// a day. The list is sorted by structure.
func (r *Reader) Reporting(ctx context.Context, from, to, asOf time.Time) ([]Reporting, error) {
	parameters := clickhouse.Parameters{
		"from": from.Format(time.DateOnly), "to": to.Format(time.DateOnly), "as_of": asOf.Format(time.DateOnly),
	}
	return r.reporting.read(ctx, fmt.Sprint(parameters), func(ctx context.Context) (all []Reporting, err error) {
		if err := r.read(ctx, &all, "reporting", parameters); err != nil {
			return nil, fmt.Errorf("read how structures report: %w", err)
		}
		return all, nil
	})
}

// Findings tells what is known in the period [from, to) of days of Europe/Paris. What collectors noticed in the last seconds may not be
// there yet.
func (r *Reader) Findings(ctx context.Context, from, to time.Time) (Findings, error) {
	parameters := clickhouse.Parameters{"from": from.Format(time.DateOnly), "to": to.Format(time.DateOnly)}
	return r.findings.read(ctx, fmt.Sprint(parameters), func(ctx context.Context) (Findings, error) { return r.find(ctx, parameters) })
}

func (r *Reader) find(ctx context.Context, parameters clickhouse.Parameters) (Findings, error) {
	var f Findings
	reading, ctx := errgroup.WithContext(ctx)
	for _, list := range []struct {
		name string
		into any
	}{{"parked", &f.Parked}, {"late_conflicts", &f.Conflicts}, {"rejections", &f.Rejected}, {"postcodes", &f.Postcodes}} {
		reading.Go(func() error { return r.read(ctx, list.into, list.name, parameters) })
	}
	if err := reading.Wait(); err != nil {
		return Findings{}, fmt.Errorf("read what is wrong with events: %w", err)
	}
	return f, nil
}

// read runs one of the files.
func (r *Reader) read(ctx context.Context, into any, name string, parameters clickhouse.Parameters) error {
	statement, err := files.ReadFile(name + ".sql")
	if err != nil {
		panic(err) // the files are built in
	}
	return r.warehouse.Conn().Select(clickhouse.Context(ctx, clickhouse.WithParameters(parameters),
		clickhouse.WithSettings(clickhouse.Settings{
			"max_execution_time": maxSeconds,
			// Compiling takes longer than any of these queries runs.
			"compile_expressions": 0, "compile_aggregate_expressions": 0,
		})), into, string(statement))
}
