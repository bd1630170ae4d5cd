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
	Events   uint64
	Registry uint64
}

// seen is the state of the data at one reading, and the mark of the state that the standing events were built from.
type seen struct {
	generation
	standing uint64
}

// stands tells whether the standing events are those of the state seen, as far as one look tells: another process may have
// put older ones in their place. Where there are none there is no mark to tell.
func (s seen) stands() bool { return s.standing == 0 || s.standing == mark(s.Events, s.Registry) }

// generations reads the state of the data. Callers who come while it is being read share the next reading,
// which begins after all of them came: so each learns of everything that was acknowledged before it asked.
type generations struct {
	warehouse *warehouse.Warehouse
	mu        sync.Mutex
	next      *reading
	running   sync.Mutex
}

type reading struct {
	done  chan struct{}
	state seen
	err   error
}

func (g *generations) current(ctx context.Context) (seen, error) {
	g.mu.Lock()
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
	ctx, cancel := context.WithTimeout(ctx, maxSeconds*time.Second)
	defer cancel()
	shared.err = g.warehouse.Conn().QueryRow(ctx, scopeSQL("generation")).Scan(
		&shared.state.Events, &shared.state.Registry, &shared.state.standing)
	if shared.err != nil {
		shared.err = fmt.Errorf("read the state of the data: %w", errors.Join(shared.err, ctx.Err()))
	}
}
