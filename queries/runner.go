package queries

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
	_ "time/tzdata" // days are those of Europe/Paris, whatever the machine knows

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/singleflight"

	"vigie/warehouse"
)

// Limits of a Runner.
const (
	// maxQueries is how many queries run at once: more would only wait in the warehouse, and keep what comes in waiting.
	maxQueries = 3
	// maxSeconds ends a query that takes longer.
	maxSeconds = 10
	// maxSearched is up to how many people a table is searched for by its order; beyond, reading all of it is quicker and takes a
	// fifth of the memory.
	maxSearched = 1000
	// keptKeys is up to how many keys what figures are added up from is kept in memory, and maxNumbers how much of it in all (80 MB).
	keptKeys, maxNumbers = 1000, 10_000_000
	// maxAnswers is how many answers are kept until the data changes.
	maxAnswers = 2000
	// When it changes, up to maxPrepared questions that were asked in the last preparedFor are answered before anybody comes back, and those
	// asked more than once for longer: pages are kept for a minute without asking.
	maxPrepared, preparedFor, preparedLonger = 300, 10 * time.Second, 70 * time.Second
	// settleWait is how long a question waits for events that were acknowledged before it and are on their way.
	settleWait = 500 * time.Millisecond
	// patience is Options.Patience where it is not given.
	patience = time.Second
	// lateQuestions is how long a question that looked at the data may wait for its turn to read them.
	lateQuestions = 3 * time.Second
	// followEvery is how often Follow looks. Where bringing the tables up to date takes longer than the patience it first looks up to calmLooks
	// times whether more is coming: what comes a moment later would have to be waited for twice as long.
	followEvery, calmLooks, calmWait = 2 * time.Second, 4, 250 * time.Millisecond
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
	// Patience is how long a question may wait for the latest events to be in the figures; 0 is a second. Where that takes longer,
	// figures of a moment ago are answered, and without waiting where the events before took longer, too.
	Patience time.Duration
	// KeptKeys is up to how many territories or structures what figures are added up from is kept in memory; 0 is 1 000, below 0 nothing
	// is kept. Of more it is added up in the warehouse for each question.
	KeptKeys int
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
	derived     derived
	asking      singleflight.Group
	memory      memory
	keptKeys    int
	kept        *cache
	reporting   reportings
	places      chan struct{}

	looking atomic.Bool // somebody looks at the data for those who did not wait for it

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
	if o.Patience == 0 {
		o.Patience = patience
	}
	if o.KeptKeys == 0 {
		o.KeptKeys = keptKeys
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Runner{
		warehouse: o.Warehouse, catalogue: o.Catalogue, settle: o.Settle, now: o.Now, paris: paris, log: o.Logger, metrics: newMetrics(o.Registerer),
		generations: generations{warehouse: o.Warehouse},
		derived:     newDerived(o.Warehouse, o.Patience), memory: memory{layers: make(map[uint64]*remembered)}, keptKeys: o.KeptKeys, kept: newCache(maxAnswers), places: make(chan struct{}, maxQueries),
	}
	r.derived.prepare = r.prepare
	return r
}

// today is midnight UTC of the day that it is in Europe/Paris.
func (r *Runner) today() time.Time {
	y, m, d := r.now().In(r.paris).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Refresh brings what figures are read from up to the present state of the data, so that the next question need not wait.
func (r *Runner) Refresh(ctx context.Context) error {
	_, err := r.lookNow(ctx)
	return err
}

// Follow refreshes whenever the data has changed, until the context ends: so figures are at most a few seconds behind the events
// also where nobody has asked for any.
func (r *Runner) Follow(ctx context.Context) {
	broken := false
	for {
		select {
		case <-time.After(followEvery):
		case <-ctx.Done():
			return
		}
		r.calm(ctx)
		err := r.Refresh(ctx)
		if err == nil {
			err = r.derived.examine(ctx)
		}
		if err != nil && ctx.Err() == nil && !broken {
			r.log.Warn("figures are hindered from following the events; it is tried again", "error", err)
		}
		broken = err != nil
	}
}

// calm waits until nothing more comes, but not for long.
func (r *Runner) calm(ctx context.Context) {
	if !r.derived.slow() {
		return
	}
	last := r.derived.known().state.generation
	for range calmLooks {
		seen, err := r.generations.current(ctx)
		if err != nil || seen.generation == last {
			return // an error is met again by who refreshes
		}
		last = seen.generation
		select {
		case <-time.After(calmWait):
		case <-ctx.Done():
			return
		}
	}
}

// Rebuild works everything that figures are read from out again from the events, while questions are answered from what is there and the
// events that come are followed. report is told before each step what it is and how many of how many are done; it may be nil.
func (r *Runner) Rebuild(ctx context.Context, report func(step string, done, of int)) error {
	r.settled(ctx)
	seen, err := r.generations.current(ctx)
	if err != nil {
		return err
	}
	base, err := r.derived.layers.rebuild(ctx, seen, report)
	if err != nil {
		return err
	}
	at := r.settled(ctx)
	ticket := r.derived.ticket()
	if seen, err = r.generations.current(ctx); err != nil {
		return err
	}
	return r.derived.adopt(ctx, base, seen, ticket, at)
}

// Forget rebuilds, and removes what was there before as soon as no question can be reading it: what has been erased from the
// events is then nowhere any more.
func (r *Runner) Forget(ctx context.Context) error {
	if err := r.Rebuild(ctx, nil); err != nil {
		return err
	}
	select {
	case <-time.After(lateQuestions):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return r.derived.layers.drop(ctx, 1, lateQuestions, lateQuestions)
}

// Ask answers a question. The answer holds every event that was acknowledged before its RefreshedAt, which is before Ask was
// called only where acknowledged events are still on their way after settleWait, or where there are so many events that
// bringing the derived tables up to date takes longer than the Patience. It is computed once for each state of the events and of
// the registry. The answer is shared: its reader must not change it. The error is a Refusal if the question can't be answered
// as asked; any other is the warehouse's.
func (r *Runner) Ask(ctx context.Context, q Question) (Answer, error) {
	m, err := r.look(ctx)
	if err != nil {
		return Answer{}, err
	}
	answers, err := r.answers(ctx, m, []Question{q})
	if err != nil {
		return Answer{}, err
	}
	return answers[0], nil
}

// AskAll answers several questions, all from one state of the data, as Ask does; the first error ends it. Questions that
// are added up from the same measures are answered together.
func (r *Runner) AskAll(ctx context.Context, questions []Question) ([]Answer, error) {
	m, err := r.look(ctx)
	if err != nil {
		return nil, err
	}
	return r.answers(ctx, m, questions)
}

// Version is a number that changes with everything that answers and the registry say, and when that last happened.
func (r *Runner) Version(ctx context.Context) (uint64, time.Time, error) {
	m, err := r.look(ctx)
	return m.tables.state.Number, m.tables.state.At, err
}

// moment is the data at one look at it.
type moment struct {
	tables held
	scope  *scope
}

// look brings the derived tables up to date with what was acknowledged before it was called. Where that is known to take longer than
// anybody waits for, it has it done, and answers what there is.
func (r *Runner) look(ctx context.Context) (moment, error) {
	tables, underway, ok := r.derived.atOnce()
	s, _ := r.lastScope()
	if !ok || s == nil {
		return r.lookNow(ctx)
	}
	if !underway && r.looking.CompareAndSwap(false, true) {
		go func() {
			defer r.looking.Store(false)
			// An error is met again by Follow, which tells it, and by who asks when the figures are too far behind.
			_, _ = r.lookNow(context.WithoutCancel(ctx))
		}()
	}
	return moment{tables, s}, nil
}

// lookNow brings the derived tables up to date with what was acknowledged before it was called, and waits for it.
func (r *Runner) lookNow(ctx context.Context) (moment, error) {
	at := r.settled(ctx)
	ticket := r.derived.ticket()
	seen, err := r.generations.current(ctx)
	if err != nil {
		return moment{}, err
	}
	tables, err := r.derived.follow(ctx, seen, ticket, at)
	if err != nil {
		return moment{}, err
	}
	s, err := r.scopeAt(ctx, seen.Registry)
	return moment{tables, s}, err
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

// lastScope is the registry as it was read last, and in which of its states; nil: it has not been read.
func (r *Runner) lastScope() (*scope, uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.scope, r.scopeOf
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
