package queries

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// A correction takes the longer the more events have come since the base; beyond minNew and one in newShare of the events a new base
// is filled beside.
const minNew, newShare = 50_000, 100

// renew fills a new base where so much has come since that of a state that it is worth its time, and none is ready.
func (l *layers) renew(ctx context.Context, s state, seen seen) error {
	var news uint64
	reading := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"through": fmt.Sprint(s.Through)}))
	if err := l.warehouse.Conn().QueryRow(reading, derivedSQL("news")).Scan(&news); err != nil {
		return fmt.Errorf("count the events since the last base: %w", err)
	}
	if news <= max(minNew, seen.rows/newShare) {
		return nil
	}
	ready, err := l.ready(ctx, s, seen)
	if err == nil && ready.Base == 0 {
		_, err = l.base(ctx, seen, nil)
	}
	return err
}

// base fills a base of the data that was seen, and its places, and answers its number. The present state may go on from correction to
// correction meanwhile.
func (l *layers) base(ctx context.Context, seen seen, report func(step string, done, of int)) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, fillSeconds*time.Second)
	defer cancel()
	layer := l.number(state{Number: seen.derived})
	s := state{Base: layer + 1, Places: layer, Through: seen.through, generation: seen.generation}
	if err := l.note(ctx, s); err != nil { // so that nobody takes it for what a crash left behind
		return 0, err
	}
	if err := l.fill(ctx, s, append([]filling{fillPlaces(s.Places)}, fillBase(s.Base, seen.rows)...), report); err != nil {
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
func (l *layers) ready(ctx context.Context, before state, seen seen) (s state, err error) {
	reading := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"base": fmt.Sprint(before.Base), "erased": fmt.Sprint(seen.Erased), "attached": fmt.Sprint(seen.Attached)}))
	err = l.warehouse.Conn().QueryRow(reading, derivedSQL("base_ready")).ScanStruct(&s)
	if errors.Is(err, sql.ErrNoRows) {
		return state{}, nil
	}
	if err != nil {
		return state{}, fmt.Errorf("read which base is ready: %w", err)
	}
	if whole, err := l.whole(ctx, s); err != nil || !whole {
		return state{}, err
	}
	return s, nil
}
