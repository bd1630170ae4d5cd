// Package engine answers questions about indicators: it counts the measures that their formulas name, over the facts, and evaluates the
// formulas for each key and window. A measure is counted by one statement for many windows and groupings at once: sums.sql, or plain.sql
// where neither profiles nor classes are asked for. What structures do is read as a sheet, one row a structure and window (sheet.sql). For
// editions it counts cells, of many areas at once (cells.sql).
package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
	_ "time/tzdata" // days are those of Europe/Paris, whatever the machine knows

	"github.com/prometheus/client_golang/prometheus"

	"vigie/network"
	needs "vigie/network/need"
	"vigie/queries/facts"
	"vigie/queries/indicator"
	"vigie/queries/places"
	"vigie/warehouse"
)

// Limits of a Runner.
const (
	// maxStatements is how many run at once: more would only wait in the warehouse, and keep what comes in waiting.
	maxStatements = 3
	// maxSeconds ends a statement that takes longer.
	maxSeconds = 30
	// tries is how often a question is answered anew because the facts were swapped meanwhile.
	tries = 3
	// slow is from when on questions are worth a line in the log.
	slow = 2 * time.Second
)

// Options says what a Runner works with.
type Options struct {
	Warehouse *warehouse.Warehouse
	Catalogue *indicator.Catalogue
	// Settle lets what was acknowledged arrive in the warehouse before facts are worked out, and gives the time up to which it has; nil is
	// for a process that takes no events in.
	Settle func(context.Context) time.Time
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Registerer takes the metrics vigie_query_…; nil is none.
	Registerer prometheus.Registerer
	// Logger is told of slow questions, by indicator, and of what hinders the facts; nil is silent.
	Logger *slog.Logger
}

// Runner answers questions from the facts. It is safe for concurrent use.
type Runner struct {
	warehouse  *warehouse.Warehouse
	catalogue  *indicator.Catalogue
	facts      *facts.Facts
	network    *network.Registry
	need       *needs.Registry
	now        func() time.Time
	paris      *time.Location
	log        *slog.Logger
	metrics    metrics
	statements chan struct{} // holds one for each statement that runs

	mu sync.Mutex
	// forgotten is how many people were taken out of the facts here. Numbers of builds are microseconds: it never reaches the next one.
	forgotten uint64
}

// New makes a Runner. It asks the warehouse nothing before the first question.
func New(o Options) (*Runner, error) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	var measures []facts.Statement
	for _, m := range o.Catalogue.Measures() {
		measures = append(measures, facts.Statement{Name: m.Name, SQL: m.SQL})
	}
	f, err := facts.New(facts.Options{Warehouse: o.Warehouse, Measures: measures, Settle: o.Settle, Now: o.Now, Logger: o.Logger})
	if err != nil {
		return nil, err
	}
	registry := network.New(o.Warehouse, o.Now)
	needed, err := needs.New(o.Warehouse, registry, o.Now)
	if err != nil {
		return nil, err
	}
	return &Runner{
		warehouse: o.Warehouse, catalogue: o.Catalogue, facts: f, network: registry, need: needed, now: o.Now, paris: paris, log: o.Logger, metrics: newMetrics(o.Registerer),
		statements: make(chan struct{}, maxStatements),
	}, nil
}

// Catalogue is what the Runner answers questions about.
func (r *Runner) Catalogue() *indicator.Catalogue { return r.catalogue }

// today is midnight UTC of the day that it is in Europe/Paris.
func (r *Runner) today() time.Time {
	y, m, d := r.now().In(r.paris).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Refresh works the facts out anew where the data has changed.
func (r *Runner) Refresh(ctx context.Context) error { return r.facts.Refresh(ctx) }

// Rebuild works the facts out anew in any case, while questions are answered from the last ones. report may be nil.
func (r *Runner) Rebuild(ctx context.Context, report func(step string, done, of int)) error {
	return r.facts.Rebuild(ctx, report)
}

// Renew is Rebuild, after which the last facts are nowhere any more.
func (r *Runner) Renew(ctx context.Context) error { return r.facts.Renew(ctx) }

// Forget takes a person (the first 128 bits of the pseudonym) out of the facts at once.
func (r *Runner) Forget(ctx context.Context, person [16]byte) error {
	if err := r.facts.Forget(ctx, person); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forgotten++
	return nil
}

// Follow keeps the facts up with the data until the context ends.
func (r *Runner) Follow(ctx context.Context) { r.facts.Follow(ctx) }

// Version is a number that changes with everything that answers and the registry say, and the time up to which events are in them.
func (r *Runner) Version(ctx context.Context) (uint64, time.Time, error) {
	b, err := r.facts.Present(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	return b.Number + r.forgotten, b.At, err
}

// Ask answers a question, from facts that hold every event acknowledged before the answer's RefreshedAt. The error is a Refusal if the
// question can't be answered as asked; any other is the warehouse's.
func (r *Runner) Ask(ctx context.Context, q Question) (Answer, error) {
	answers, err := r.AskAll(ctx, []Question{q})
	if err != nil {
		return Answer{}, err
	}
	return answers[0], nil
}

// errSwapped says that no answer could be had from one build of the facts.
var errSwapped = errors.New("the facts were worked out anew each time that they were asked; ask again")

// AskAll answers several questions, all from the same facts; the first error ends it.
func (r *Runner) AskAll(ctx context.Context, questions []Question) ([]Answer, error) {
	if len(questions) == 0 {
		return nil, nil
	}
	begun := time.Now()
	for try := 1; ; try++ {
		c, err := r.counts(ctx)
		if err != nil {
			return nil, err
		}
		answers, err := r.answers(ctx, questions, c)
		if err != nil {
			return nil, err
		}
		// What was counted while the facts were swapped may be of both.
		after, err := r.facts.Present(ctx)
		if err != nil {
			return nil, err
		}
		if after.Number == c.build.Number {
			r.noteSlow(questions, time.Since(begun))
			return answers, nil
		}
		if try == tries {
			return nil, errSwapped
		}
	}
}

func (r *Runner) noteSlow(questions []Question, took time.Duration) {
	if took > slow {
		r.log.Warn("slow questions", "first", questions[0].Indicator, "questions", len(questions), "took", took.Round(time.Millisecond))
	}
}

// counts begins to count over the present facts.
func (r *Runner) counts(ctx context.Context) (*counts, error) {
	build, err := r.facts.Present(ctx)
	if err != nil {
		return nil, err
	}
	registry, err := places.Read(ctx, r.warehouse.Conn())
	if err != nil {
		return nil, err
	}
	return newCounts(build, registry), nil
}

func (r *Runner) answers(ctx context.Context, questions []Question, c *counts) ([]Answer, error) {
	all := make([]asked, len(questions))
	var counting []asked
	for i, q := range questions {
		a, err := r.check(q, c.registry)
		if err != nil {
			return nil, err
		}
		all[i] = a
		counting = append(append(counting, a), a.ranked...)
	}
	counted := r.metrics.begin(all)
	err := r.count(ctx, c, counting)
	counted(err)
	if err != nil {
		return nil, err
	}
	answers := make([]Answer, len(all))
	for i, a := range all {
		answers[i] = a.answer(c)
	}
	return answers, nil
}
