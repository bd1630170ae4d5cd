package queries

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
	_ "time/tzdata" // days are those of Europe/Paris, whatever the machine knows

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"vigie/warehouse"
)

// Limits of a Runner.
const (
	// maxQueries is how many queries run at once: more would only wait in the warehouse, and keep what comes in waiting.
	maxQueries = 3
	// maxSeconds ends a query that takes longer.
	maxSeconds = 10
	// maxAnswers is how many answers are kept until the data changes.
	maxAnswers = 2000
	// settleWait is how long a question waits for events that were acknowledged before it and are on their way.
	settleWait = 500 * time.Millisecond
	// slow is from when on a question is worth a line in the log.
	slow = 2 * time.Second
)

// Options says what a Runner works with.
type Options struct {
	Warehouse *warehouse.Warehouse
	Catalogue *Catalogue
	// Settle is called before a question is answered. It lets what was acknowledged arrive in the warehouse, and gives the time
	// up to which it has. It is waited for settleWait at most; nil is for a process that takes no events in.
	Settle func(context.Context) time.Time
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Registerer takes the metrics vigie_query_…; nil is none.
	Registerer prometheus.Registerer
	// Logger is told of slow questions, by indicator; nil is silent.
	Logger *slog.Logger
}

// Runner answers questions from the events and the registry. It is safe for concurrent use.
type Runner struct {
	warehouse *warehouse.Warehouse
	catalogue *Catalogue
	settle    func(context.Context) time.Time
	now       func() time.Time
	paris     *time.Location
	log       *slog.Logger
	metrics   metrics

	generations generations
	standing    standing
	asking      singleflight.Group
	answers     *cache
	reporting   reportings
	places      chan struct{}

	mu      sync.Mutex
	scope   *scope
	scopeOf uint64 // the state of the registry that scope was read in
}

// New makes a Runner. It asks the warehouse nothing before the first question.
func New(o Options) *Runner {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the zones are linked in
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Runner{
		warehouse: o.Warehouse, catalogue: o.Catalogue, settle: o.Settle, now: o.Now, paris: paris, log: o.Logger, metrics: newMetrics(o.Registerer),
		generations: generations{warehouse: o.Warehouse},
		standing:    standing{warehouse: o.Warehouse}, answers: newCache(maxAnswers), places: make(chan struct{}, maxQueries),
	}
}

// today is midnight UTC of the day that it is in Europe/Paris.
func (r *Runner) today() time.Time {
	y, m, d := r.now().In(r.paris).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Refresh brings what figures are read from up to the present state of the data, so that the next question need not wait.
func (r *Runner) Refresh(ctx context.Context) error {
	_, err := r.look(ctx)
	return err
}

// Ask answers a question. The answer holds every event that was acknowledged before its RefreshedAt, which is before Ask was
// called only where acknowledged events are still on their way after settleWait, or where there are so many events that
// bringing the standing tables up to date takes more than a second. It is computed once for each state of the events and of
// the registry. The answer is shared: its reader must not change it. The error is a Refusal if the question can't be answered
// as asked; any other is the warehouse's.
func (r *Runner) Ask(ctx context.Context, q Question) (Answer, error) {
	m, err := r.look(ctx)
	if err != nil {
		return Answer{}, err
	}
	return r.answer(ctx, m, q)
}

// AskAll answers several questions, all from one state of the data, as Ask does; the first error ends it.
func (r *Runner) AskAll(ctx context.Context, questions []Question) ([]Answer, error) {
	m, err := r.look(ctx)
	if err != nil {
		return nil, err
	}
	answers := make([]Answer, len(questions))
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(maxQueries)
	for i, q := range questions {
		asking.Go(func() (err error) {
			answers[i], err = r.answer(ctx, m, q)
			return err
		})
	}
	return answers, asking.Wait()
}

// moment is the data at one look at it.
type moment struct {
	tables held
	scope  *scope
}

// look brings the standing tables up to date with what was acknowledged before it was called.
func (r *Runner) look(ctx context.Context) (moment, error) {
	at := r.settled(ctx)
	ticket := r.standing.ticket()
	seen, err := r.generations.current(ctx)
	if err != nil {
		return moment{}, err
	}
	tables, err := r.standing.follow(ctx, seen, ticket, at)
	if err != nil {
		return moment{}, err
	}
	s, err := r.scopeAt(ctx, seen.Registry)
	return moment{tables, s}, err
}

func (r *Runner) answer(ctx context.Context, m moment, q Question) (Answer, error) {
	a, err := r.check(q, m.scope)
	if err != nil {
		return Answer{}, err
	}
	if answer, ok := r.answers.get(m.tables.state, a.key()); ok {
		r.metrics.cache.WithLabelValues("hit").Inc()
		return answer, nil
	}
	r.metrics.cache.WithLabelValues("miss").Inc()
	// Whoever asks the same meanwhile waits for the same computation, which therefore outlives the first asker.
	computing := r.asking.DoChan(fmt.Sprint(m.tables.state, a.key()), func() (any, error) {
		return r.compute(context.WithoutCancel(ctx), a, m.scope, m.tables)
	})
	select {
	case <-ctx.Done():
		return Answer{}, context.Cause(ctx)
	case result := <-computing:
		if result.Err != nil {
			return Answer{}, result.Err
		}
		return result.Val.(Answer), nil
	}
}

// settled is the time up to which the warehouse has all events that this process acknowledged.
func (r *Runner) settled(ctx context.Context) time.Time {
	if r.settle == nil {
		return r.now()
	}
	ctx, cancel := context.WithTimeout(ctx, settleWait)
	defer cancel()
	return r.settle(ctx)
}

// compute asks the warehouse and keeps the answer.
func (r *Runner) compute(ctx context.Context, a asked, s *scope, tables held) (Answer, error) {
	begun := time.Now()
	rows, err := r.rows(ctx, a)
	took := time.Since(begun)
	r.metrics.seconds.WithLabelValues(a.indicator.ID).Observe(took.Seconds())
	if took > slow {
		r.log.Warn("slow figures", "indicator", a.indicator.ID, "by", a.by, "took", took)
	}
	if err != nil {
		r.metrics.errors.WithLabelValues(a.indicator.ID).Inc()
		return Answer{}, fmt.Errorf("compute %s: %w", a.indicator.ID, err)
	}
	answer := Answer{
		Indicator: a.indicator.ID, DefinitionVersion: a.indicator.DefinitionVersion, Unit: a.indicator.Unit,
		From: a.from.Format(time.DateOnly), To: a.to.Format(time.DateOnly), AsOf: a.asOf.Format(time.DateOnly),
		RefreshedAt: tables.at.UTC().Truncate(time.Millisecond), By: a.by, Filters: a.given, Status: StatusNoData,
		Figures: a.figures(rows, s), Notes: a.notes(),
	}
	for _, f := range answer.Figures {
		if f.Status == StatusOK {
			answer.Status = StatusOK
		}
	}
	r.answers.put(tables.state, a.key(), answer)
	return answer, nil
}

// rows asks the warehouse once, or month by month.
func (r *Runner) rows(ctx context.Context, a asked) ([]row, error) {
	if !a.monthByMonth() {
		return r.query(ctx, a)
	}
	months := a.months()
	rows := make([]row, len(months))
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(maxQueries)
	for i, month := range months {
		rows[i].Key = month.month.Format("2006-01")
		asking.Go(func() error {
			totals, err := r.query(ctx, a.of(month))
			if err == nil && len(totals) > 0 {
				totals[0].Key = rows[i].Key
				rows[i] = totals[0]
			}
			return err
		})
	}
	return rows, asking.Wait()
}

// query runs an indicator's SQL.
func (r *Runner) query(ctx context.Context, a asked) ([]row, error) {
	select {
	case r.places <- struct{}{}:
		defer func() { <-r.places }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(a.parameters()), clickhouse.WithSettings(clickhouse.Settings{
		"max_execution_time": maxSeconds,
		// Compiling takes longer than any of these queries runs.
		"compile_expressions": 0, "compile_aggregate_expressions": 0,
	}))
	var rows []row
	err := r.warehouse.Conn().Select(ctx, &rows, a.indicator.SQL)
	return rows, err
}

// scopeAt returns the registry in one of its states, reading it anew after a change.
func (r *Runner) scopeAt(ctx context.Context, registry uint64) (*scope, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.scope != nil && r.scopeOf == registry {
		return r.scope, nil
	}
	s, err := readScope(ctx, r.warehouse.Conn())
	if err != nil {
		return nil, err
	}
	r.scope, r.scopeOf = s, registry
	return s, nil
}
