package live

import (
	"context"
	"embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"

	"vigie/queries/period"
)

//go:embed *.sql
var files embed.FS

// maxSeconds ends a query that takes longer.
const maxSeconds = 10

// reporting is how one structure reports, told by its effective events.
type reporting struct {
	Structure string    `ch:"id"`
	LastDay   time.Time `ch:"last_day"` // of its last event up to the day of observation; midnight UTC
	Events    uint64    `ch:"events"`   // of the period
	// WhileClosed are those of the period's events that happened on a day when the structure was not open.
	WhileClosed uint64 `ch:"while_closed"`
	// Delays are the period's events by how many days after their day they were received: up to each of delayLimits, and more.
	Delays []uint64 `ch:"delays"`
}

// delayLimits are the upper limits, in days, of all but the last class of reporting.Delays.
var delayLimits = []int{1, 7, 30, 90}

// parked is how many events of a kind the warehouse refuses for good for one reason. They are acknowledged, and wait on their
// collector's disk.
type parked struct {
	Reason    string    `ch:"reason"` // ClickHouse's name of the error; "" where the event could not even be written for it
	Kind      string    `ch:"kind"`
	Source    string    `ch:"source"`
	Structure string    `ch:"structure"`
	Events    uint64    `ch:"events"`
	FirstDay  time.Time `ch:"first_day"` // received first and last, in Europe/Paris; midnight UTC
	LastDay   time.Time `ch:"last_day"`
}

// lateConflict is how many events of a source came with several bodies through several collectors at once.
type lateConflict struct {
	Source   string    `ch:"source"`
	Kind     string    `ch:"kind"`
	Events   uint64    `ch:"events"`
	FirstDay time.Time `ch:"first_day"` // days that the events are about; midnight UTC
	LastDay  time.Time `ch:"last_day"`
	Found    time.Time `ch:"found"` // when the last one was noticed, in Europe/Paris; midnight UTC
}

// rejected is how many events of a sender were rejected for one reason.
type rejected struct {
	Source   string    `ch:"source"`
	Kind     string    `ch:"kind"`  // assessment, referral, attendance, retraction, declaration; "" where it could not be read
	Field    string    `ch:"field"` // such as data.minutes; "" for the event as a whole
	Code     string    `ch:"code"`  // an event.Code or one of the collector's
	Events   uint64    `ch:"rejected"`
	FirstDay time.Time `ch:"first_day"` // received first and last, in Europe/Paris; midnight UTC
	LastDay  time.Time `ch:"last_day"`
}

// doubtful is how many events of a sender have a residence that is also the postcode of a structure of the network.
type doubtful struct {
	Source  string `ch:"source"`
	Events  uint64 `ch:"doubtful"`
	Located uint64 `ch:"located"` // of its events, those with a residence at all
}

// findings are what is wrong with events: what collectors found and no figure counts, what figures count but may be a mistake; and what events carry.
type findings struct {
	Parked    []parked
	Conflicts []lateConflict // noticed in the period
	Rejected  []rejected     // received in the period
	Postcodes []doubtful     // of the period
	Carried   []carried      // of the period's months
}

// carried is how many events of a source carry a trait.
type carried struct {
	Source string `ch:"source"`
	Trait  string `ch:"trait"`
	Events uint64 `ch:"carried"`
}

// reporting tells how each structure that ever had an event reports, in the period [from, to) of days of Europe/Paris, as of
// a day. The list is sorted by structure.
func (r *Reader) reporting(ctx context.Context, w period.Window, asOf time.Time) ([]reporting, error) {
	parameters := clickhouse.Parameters{
		"from": w.From.Format(time.DateOnly), "to": w.To.Format(time.DateOnly), "as_of": asOf.Format(time.DateOnly),
	}
	return r.reports.read(ctx, fmt.Sprint(parameters), func(ctx context.Context) (all []reporting, err error) {
		if err := r.read(ctx, &all, "reporting", parameters); err != nil {
			return nil, fmt.Errorf("read how structures report: %w", err)
		}
		return all, nil
	})
}

// findings tells what is known in the period [from, to) of days of Europe/Paris. What collectors noticed in the last seconds may not be
// there yet.
func (r *Reader) findings(ctx context.Context, w period.Window) (findings, error) {
	parameters := clickhouse.Parameters{"from": w.From.Format(time.DateOnly), "to": w.To.Format(time.DateOnly)}
	return r.found.read(ctx, fmt.Sprint(parameters), func(ctx context.Context) (findings, error) { return r.find(ctx, parameters) })
}

func (r *Reader) find(ctx context.Context, parameters clickhouse.Parameters) (findings, error) {
	var f findings
	reading, ctx := errgroup.WithContext(ctx)
	for _, list := range []struct {
		name string
		into any
	}{{"parked", &f.Parked}, {"late_conflicts", &f.Conflicts}, {"rejections", &f.Rejected}, {"postcodes", &f.Postcodes}, {"sources", &f.Carried}} {
		reading.Go(func() error { return r.read(ctx, list.into, list.name, parameters) })
	}
	if err := reading.Wait(); err != nil {
		return findings{}, fmt.Errorf("read what is known of events: %w", err)
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
