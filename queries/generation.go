package queries

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"vigie/warehouse"
)

// generation tells one state of the data from another.
type generation struct {
	Events   uint64 `ch:"events"`   // of the table event
	Erased   uint64 `ch:"erased"`   // of its mutations
	Attached uint64 `ch:"attached"` // of the registry's tables that say where events took place
	Registry uint64 `ch:"registry"` // of all of the registry's tables
}

// seen is the state of the data at one look at it.
type seen struct {
	generation
	through uint64 // the last insert into event
	rows    uint64 // of event
	derived uint64 // number of the present state of the derived tables; 0: none
}

// lookAgain is how old a reading of the state may be, where the warehouse knows of every change: mutations end by themselves.
const lookAgain = 2 * followEvery

// generations reads the state of the data. Callers who come while it is being read share the next reading,
// which begins after all of them came: so each learns of everything that was acknowledged before it asked. A reading is taken again
// while the warehouse knows that nothing has changed since it began.
type generations struct {
	warehouse *warehouse.Warehouse
	mu        sync.Mutex
	next      *reading
	last      *reading
	running   sync.Mutex
}

type reading struct {
	done    chan struct{}
	state   seen
	err     error
	begun   time.Time
	changes uint64 // of the warehouse, when it began
}

func (g *generations) current(ctx context.Context) (seen, error) {
	g.mu.Lock()
	if g.last != nil && time.Since(g.last.begun) < lookAgain {
		if changes, known := g.warehouse.Changes(); known && changes == g.last.changes {
			g.mu.Unlock()
			return g.last.state, nil
		}
	}
	shared := g.next
	if shared == nil {
		shared = &reading{done: make(chan struct{})}
		g.next = shared
		go g.read(context.WithoutCancel(ctx), shared)
	}
	g.mu.Unlock()
	select {
	case <-shared.done:
		return shared.state, shared.err
	case <-ctx.Done():
		return seen{}, context.Cause(ctx)
	}
}

// read waits until the reading before has ended; whoever comes until then shares this one.
func (g *generations) read(ctx context.Context, shared *reading) {
	g.running.Lock()
	defer g.running.Unlock()
	g.mu.Lock()
	g.next = nil
	g.mu.Unlock()
	defer close(shared.done)
	shared.begun = time.Now()
	shared.changes, _ = g.warehouse.Changes()
	ctx, cancel := context.WithTimeout(ctx, maxSeconds*time.Second)
	defer cancel()
	s := &shared.state
	shared.err = g.warehouse.Conn().QueryRow(ctx, scopeSQL("generation")).Scan(
		&s.Events, &s.Erased, &s.Attached, &s.Registry, &s.through, &s.rows, &s.derived)
	if shared.err != nil {
		shared.err = fmt.Errorf("read the state of the data: %w", errors.Join(shared.err, ctx.Err()))
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last = shared
}
