package facts

import (
	"context"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"vigie/warehouse"
)

var (
	//go:embed person_tables.sql
	personTablesSQL string
	//go:embed delete_person.sql
	deletePersonSQL string
)

const (
	// lookEvery is how often Follow looks whether the data has changed, lookAgain how often where the warehouse knows of no change: mutations
	// end by themselves.
	lookEvery, lookAgain = time.Second, 5 * time.Second
	// rest is how many times as long as a build took Follow waits before the next one: so building takes a tenth of the time at most.
	rest = 9
	// settleWait is how long a build waits for events that were acknowledged before it and are on their way.
	settleWait = 500 * time.Millisecond
	// tries is how often a build begins anew where somebody was erased meanwhile.
	tries = 3
	// lateReaders is how long a question that began before a build was made the present one may go on reading the last one.
	lateReaders = 3 * time.Second
)

// Options says what Facts work with.
type Options struct {
	Warehouse *warehouse.Warehouse
	// Measures are the views that are defined over the facts.
	Measures []Statement
	// Settle lets what was acknowledged arrive in the warehouse, and gives the time up to which it has, zero where that can't be told; nil is for
	// a warehouse that takes no events in. It is waited for half a second at most.
	Settle func(context.Context) time.Time
	// Now is the clock.
	Now func() time.Time
	// Logger is told what hinders the facts from following the events.
	Logger *slog.Logger
}

// Facts are the facts of a warehouse. It is safe for concurrent use.
type Facts struct {
	warehouse  *warehouse.Warehouse
	definition definition
	settle     func(context.Context) time.Time
	now        func() time.Time
	log        *slog.Logger

	building sync.Mutex // one build at a time in this process

	mu      sync.Mutex
	known   Build  // the present build as it was last read
	changes uint64 // of the warehouse, when that was
}

// New makes Facts. It asks the warehouse nothing.
func New(o Options) (*Facts, error) {
	d, err := define(o.Measures)
	if err != nil {
		return nil, fmt.Errorf("read the definitions of the facts: %w", err)
	}
	return &Facts{warehouse: o.Warehouse, definition: d, settle: o.Settle, now: o.Now, log: o.Logger}, nil
}

// Present is the present build. Where there is none of this program, it is worked out first.
func (f *Facts) Present(ctx context.Context) (Build, error) {
	changes, counted := f.warehouse.Changes()
	f.mu.Lock()
	known := f.known
	current := counted && known.Number != 0 && f.changes == changes
	f.mu.Unlock()
	if current {
		return known, nil
	}
	b, err := readPresent(ctx, f.warehouse.Conn())
	if err != nil {
		return Build{}, err
	}
	switch {
	case b.Definition == f.definition.hash && b.Number == known.Number:
		b.empty = known.empty
	case b.Definition != f.definition.hash || !f.whole(ctx, &b):
		b, err = f.refresh(ctx, func(b Build) bool { return b.Definition != f.definition.hash || !f.whole(ctx, &b) })
		return b, err
	}
	f.keep(b, changes)
	return b, nil
}

// whole tells whether all rows of a build are there, and notes of which facts there are none: what a power failure took from them can be
// worked out again.
func (f *Facts) whole(ctx context.Context, b *Build) bool {
	kept, err := f.partitions(ctx)
	if err != nil || rowsOf(kept, b.Number) != b.Rows {
		return false
	}
	b.empty = f.definition.without(kept, b.Number)
	return true
}

func (f *Facts) keep(b Build, changes uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.known, f.changes = b, changes
}

// Refresh works the facts out anew where the data has changed since the present ones.
func (f *Facts) Refresh(ctx context.Context) error {
	f.settled(ctx)
	now, _, err := readData(ctx, f.warehouse.Conn())
	if err != nil {
		return err
	}
	_, err = f.refresh(ctx, func(b Build) bool { return b.Definition != f.definition.hash || b.data != now })
	return err
}

// Rebuild works the facts out anew, whatever there is. report is told before each step what it is and how many of how many are
// done; it may be nil.
func (f *Facts) Rebuild(ctx context.Context, report func(step string, done, of int)) error {
	unlock, err := f.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	_, err = f.buildOnce(ctx, report)
	return err
}

// refresh builds if the present build is still stale when it is its turn.
func (f *Facts) refresh(ctx context.Context, stale func(Build) bool) (Build, error) {
	unlock, err := f.lock(ctx)
	if err != nil {
		return Build{}, err
	}
	defer unlock()
	b, err := readPresent(ctx, f.warehouse.Conn())
	if err != nil || !stale(b) {
		return b, err
	}
	return f.buildOnce(ctx, nil)
}

// errErased says that people were erased while facts were worked out from events that still named them.
var errErased = errors.New("work out the facts: people were erased meanwhile")

// buildOnce builds, and again where somebody was erased meanwhile: the erased must not come back with a build that began before.
func (f *Facts) buildOnce(ctx context.Context, report func(string, int, int)) (Build, error) {
	for range tries {
		b, err := f.build(ctx, report)
		if !errors.Is(err, errErased) {
			return b, err
		}
	}
	return Build{}, fmt.Errorf("%w, in each of %d tries; it is tried again", errErased, tries)
}

// Forget takes a person (the first 128 bits of the pseudonym) out of the facts at once. Follow works them out anew afterwards, as the events
// have changed.
func (f *Facts) Forget(ctx context.Context, person [16]byte) error {
	unlock, err := f.lock(ctx) // no build that read the person's events is made the present one after this
	if err != nil {
		return err
	}
	defer unlock()
	var tables []struct {
		Table string `ch:"table"`
	}
	if err := f.warehouse.Conn().Select(ctx, &tables, personTablesSQL); err != nil {
		return fmt.Errorf("list the facts that name persons: %w", err)
	}
	for _, t := range tables {
		deleting := with(ctx, "table", t.Table, "person", hex.EncodeToString(person[:]))
		if err := f.warehouse.Conn().Exec(deleting, deletePersonSQL); err != nil {
			return fmt.Errorf("take a person out of %s: %w", t.Table, err)
		}
	}
	return nil
}

// Renew works the facts out anew and drops the last ones as soon as no question can be reading them: what is no longer in the events
// is then nowhere any more.
func (f *Facts) Renew(ctx context.Context) error {
	if err := f.Rebuild(ctx, nil); err != nil {
		return err
	}
	select {
	case <-time.After(lateReaders):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	b, err := readPresent(ctx, f.warehouse.Conn())
	if err != nil {
		return err
	}
	return f.clear(ctx, func(p partition) bool { return p.Build < b.Number })
}

// settled is the time up to which the warehouse has all acknowledged events; zero where that is not known.
func (f *Facts) settled(ctx context.Context) time.Time {
	if f.settle == nil {
		return f.now()
	}
	ctx, cancel := context.WithTimeout(ctx, settleWait)
	defer cancel()
	return f.settle(ctx)
}

// Follow works the facts out anew whenever the data has changed, until the context ends. It rests between builds, but not where somebody
// was erased or the registry has changed.
func (f *Facts) Follow(ctx context.Context) {
	var next, looked time.Time
	var changes uint64
	broken, waiting := false, false
	for sleep(ctx, lookEvery) {
		latest, counted := f.warehouse.Changes()
		if counted && latest == changes && !waiting && time.Since(looked) < lookAgain {
			continue
		}
		changes, looked = latest, time.Now()
		b, changed, urgent, err := f.look(ctx)
		waiting = changed || err != nil
		if err == nil && changed && (urgent || !time.Now().Before(next)) {
			begun := time.Now()
			_, err = f.refresh(ctx, func(present Build) bool { return present.Number == b.Number })
			next = time.Now().Add(rest * time.Since(begun))
		}
		if err != nil && ctx.Err() == nil && !broken {
			f.log.Warn("figures are hindered from following the events; it is tried again", "error", err)
		}
		broken = err != nil
	}
}

// look compares the present build with the data.
func (f *Facts) look(ctx context.Context) (b Build, changed, urgent bool, err error) {
	if b, err = f.Present(ctx); err != nil {
		return b, false, false, err
	}
	now, _, err := readData(ctx, f.warehouse.Conn())
	return b, now != b.data, now.Erased != b.Erased || now.Registry != b.Registry, err
}

// sleep waits, and tells whether the context goes on.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
