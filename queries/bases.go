package queries

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

const (
	// A correction takes the longer the more events have come since the base; beyond minNew and one in newShare of the events a new base
	// is filled beside.
	minNew, newShare = 50_000, 100
	// Beyond mostNew and one in mostShare there is no room for both, and figures wait for the base.
	mostNew, mostShare = 2 * minNew, 10
	// maxCrowded is how often a base is begun that there is no memory for, and crowdedWait how long is waited in between, longer each time.
	maxCrowded, crowdedWait = 5, 20 * time.Second
	// memoryLimitExceeded is ClickHouse's number of that error.
	memoryLimitExceeded = 241
	// baseLimit is how long filling a base beside may take.
	baseLimit = time.Hour
)

// beside is what keeps bases that are filled beside apart.
type beside struct {
	filling sync.Mutex // held while one is filled
	mu      sync.Mutex
	cancel  context.CancelFunc // gives up the one that is filled because the present has been outgrown
}

// stop gives up what is being filled, because it is of no use any more. What somebody has asked for is waited for.
func (b *beside) stop() {
	b.mu.Lock()
	if b.cancel != nil {
		b.cancel()
	}
	b.mu.Unlock()
	b.filling.Lock()
	defer b.filling.Unlock()
}

// news is how many events have come since the base of a state.
func (l *layers) news(ctx context.Context, s state) (news uint64, err error) {
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"through": fmt.Sprint(s.Through)}))
	if err := l.warehouse.Conn().QueryRow(ctx, derivedSQL("news")).Scan(&news); err != nil {
		return 0, fmt.Errorf("count the events since the last base: %w", err)
	}
	return news, nil
}

// renew fills a new base beside where so much has come since that of a state that its corrections take long, unless somebody has done so or is
// at it.
func (l *layers) renew(ctx context.Context, s state, seen seen) error {
	if s.news <= max(minNew, seen.rows/newShare) || !l.beside.filling.TryLock() {
		return nil
	}
	defer l.beside.filling.Unlock()
	if underway, err := l.underway(ctx, s, seen); err != nil || underway {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l.beside.mu.Lock()
	l.beside.cancel = cancel
	l.beside.mu.Unlock()
	// Half of the processors and some of the memory are left to corrections, readers and what comes in.
	if _, err := l.base(ctx, seen, pace{threads: (runtime.NumCPU() + 1) / 2}); ctx.Err() == nil {
		return err
	}
	return nil
}

// rebuild fills a base beside because somebody wants it.
func (l *layers) rebuild(ctx context.Context, seen seen, report func(step string, done, of int)) (base uint64, err error) {
	l.beside.filling.Lock()
	defer l.beside.filling.Unlock()
	return l.base(ctx, seen, pace{report: report})
}

// underway tells whether somebody has filled a base for what comes after a state, or may be at it.
func (l *layers) underway(ctx context.Context, s state, seen seen) (bool, error) {
	begun, err := l.begun(ctx, s, seen)
	if err != nil || begun.Filled == 0 {
		return time.Since(time.UnixMicro(int64(begun.Base))) < keptUnknown, err
	}
	return l.whole(ctx, begun)
}

// base fills a base. Where there is no memory for it, it waits until there is.
func (l *layers) base(ctx context.Context, seen seen, pace pace) (base uint64, err error) {
	for tries := range maxCrowded {
		base, err = l.baseOnce(ctx, seen, pace)
		var refused *clickhouse.Exception
		if !errors.As(err, &refused) || refused.Code != memoryLimitExceeded {
			break
		}
		select {
		case <-time.After(time.Duration(tries+1) * crowdedWait):
		case <-ctx.Done():
			return 0, err
		}
	}
	return base, err
}

// baseOnce fills a base of the data that was seen, and its places, and answers its number. The present state may go on from correction to
// correction meanwhile.
func (l *layers) baseOnce(ctx context.Context, seen seen, pace pace) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, baseLimit)
	defer cancel()
	layer := l.number(state{Number: seen.derived})
	s := state{Base: layer + 1, Places: layer, Through: seen.through, generation: seen.generation}
	if err := l.note(ctx, s); err != nil { // so that nobody takes it for what a crash left behind
		return 0, err
	}
	if err := l.fill(ctx, s, append([]filling{fillPlaces(s.Places)}, fillBase(s.Base, seen.rows)...), pace); err != nil {
		return 0, err
	}
	var err error
	if s.Filled, err = l.rows(ctx, s); err != nil {
		return 0, err
	}
	return s.Base, l.note(ctx, s)
}

// note keeps what is known of a base that is filled beside.
func (l *layers) note(ctx context.Context, s state) error {
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(s.parameters()))
	if err := l.warehouse.Conn().Exec(ctx, derivedSQL("base_insert")); err != nil {
		return fmt.Errorf("note a new base of the derived tables: %w", err)
	}
	return nil
}

// ready is the state of a base that has been filled beside the one before, from what was seen but for events that have come since. Its
// base is 0 where there is none.
func (l *layers) ready(ctx context.Context, before state, seen seen) (state, error) {
	s, err := l.begun(ctx, before, seen)
	if err != nil || s.Filled == 0 {
		return state{}, err
	}
	if whole, err := l.whole(ctx, s); err != nil || !whole {
		return state{}, err
	}
	return s, nil
}

// begun is ready, or the last such base that was begun, of which no rows are known yet.
func (l *layers) begun(ctx context.Context, before state, seen seen) (state, error) {
	return l.read(clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"base": fmt.Sprint(before.Base), "erased": fmt.Sprint(seen.Erased), "attached": fmt.Sprint(seen.Attached)})), "base_ready")
}
