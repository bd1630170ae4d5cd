package collector

import (
	"context"
	"sync/atomic"
	"time"
)

// memory is something of the warehouse that requests need at once, as it was read lately.
//
// While the warehouse does not answer, what was read before goes on being good for those who ask for no change.
type memory[T any] struct {
	read   func(context.Context) (T, error)
	now    func() time.Time
	pause  time.Duration // at least so long between two readings that someone asked for
	turn   chan struct{} // holds a token while nobody reads
	failed time.Time     // when a reading failed last, zero after one that did not; whoever has the turn may use it
	latest atomic.Pointer[reading[T]]
}

const (
	// readPatience is how long a reading may take.
	readPatience = 5 * time.Second
	// readPause is how long what was read before does after a reading failed.
	readPause = 2 * time.Second
)

type reading[T any] struct {
	value T
	begun time.Time // by the clock, for its age
	round uint64
}

func newMemory[T any](now func() time.Time, pause time.Duration, read func(context.Context) (T, error)) *memory[T] {
	m := &memory[T]{read: read, now: now, pause: pause, turn: make(chan struct{}, 1)}
	m.turn <- struct{}{}
	return m
}

// last gives what was read last, however long ago.
func (m *memory[T]) last(ctx context.Context) (T, error) {
	return m.get(ctx, func(*reading[T]) bool { return true }, 0, true)
}

// within gives what was read at most age ago, and reads where that is longer.
func (m *memory[T]) within(ctx context.Context, age time.Duration) (T, error) {
	fits := func(r *reading[T]) bool {
		passed := m.now().Sub(r.begun)
		return passed >= 0 && passed <= age // a clock that was set back makes a reading old
	}
	return m.get(ctx, fits, 0, true)
}

// after gives what is read from now on: a change that was made before the call is in it. Calls that wait share a reading.
func (m *memory[T]) after(ctx context.Context) (T, error) {
	var round uint64
	if r := m.latest.Load(); r != nil {
		round = r.round
	}
	// The reading of round+1 may have begun before this call.
	return m.get(ctx, func(r *reading[T]) bool { return r.round > round+1 }, m.pause, false)
}

// get gives a reading that fits, or reads. Where that fails, an older one does if old says so.
func (m *memory[T]) get(ctx context.Context, fits func(*reading[T]) bool, pause time.Duration, old bool) (T, error) {
	var none T
	if r := m.latest.Load(); r != nil && fits(r) {
		return r.value, nil
	}
	select {
	case <-m.turn:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	defer func() { m.turn <- struct{}{} }()
	next := &reading[T]{round: 1}
	if r := m.latest.Load(); r != nil {
		if fits(r) {
			return r.value, nil
		}
		if old && !m.failed.IsZero() && time.Since(m.failed) < readPause {
			return r.value, nil
		}
		next.round = r.round + 1
		if err := sleep(ctx, min(pause, pause-m.now().Sub(r.begun))); err != nil {
			return none, err
		}
	}
	next.begun = m.now()
	reading, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	value, err := m.read(reading)
	if err != nil {
		m.failed = time.Now()
		if r := m.latest.Load(); old && r != nil {
			return r.value, nil
		}
		return none, err
	}
	m.failed = time.Time{}
	next.value = value
	m.latest.Store(next)
	return value, nil
}

// sleep waits, not at all where the time is past.
func sleep(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
