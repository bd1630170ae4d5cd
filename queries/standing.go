package queries

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
)

// Limits of bringing the standing tables up to date.
const (
	// cheap is how long it may take for everyone who asks to wait for it; beyond, figures of a moment ago are answered, and
	// no more than a third of the time goes into it.
	cheap = time.Second
	// refreshSeconds ends one that takes longer.
	refreshSeconds = 540
)

// standing keeps the standing tables, which the figures are read from, at the state of the data.
type standing struct {
	warehouse *warehouse.Warehouse

	tickets atomic.Uint64
	working sync.Mutex // held while the tables are looked after
	mu      sync.Mutex
	last    held
}

// held is what the standing tables are known to hold.
type held struct {
	state  generation
	ticket uint64    // everything acknowledged before it was drawn is in the tables; 0: nothing is known of them yet
	at     time.Time // when it was drawn
	ended  time.Time
	took   time.Duration
}

// ticket is drawn before looking at the state of the data: who drew later has seen at least as much.
func (s *standing) ticket() uint64 { return s.tickets.Add(1) }

func (s *standing) known() held {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// follow brings the standing tables to the state that the data was seen in, and tells what they hold. The ticket and the
// instant were taken before the state was looked at. Where it takes long it answers what the tables held a moment ago.
func (s *standing) follow(ctx context.Context, seen seen, ticket uint64, at time.Time) (held, error) {
	last := s.known()
	if last.ticket > 0 && last.state == seen.generation && seen.stands() {
		last.at = at
		return last, nil
	}
	if last.ticket > 0 && last.took > cheap {
		if time.Since(last.ended) < 2*last.took || !s.working.TryLock() {
			return last, nil
		}
	} else {
		s.working.Lock()
	}
	defer s.working.Unlock()
	if last = s.known(); last.ticket > ticket {
		return last, nil // somebody who came later has just done it
	}
	begun := time.Now()
	if err := s.refresh(context.WithoutCancel(ctx), seen.generation); err != nil {
		return held{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = held{state: seen.generation, ticket: ticket, at: at, ended: time.Now(), took: time.Since(begun)}
	return s.last, nil
}

// refresh makes anew those tables that were not built from the state seen. The last two are worked out from the events'.
func (s *standing) refresh(ctx context.Context, seen generation) error {
	ctx, cancel := context.WithTimeout(ctx, refreshSeconds*time.Second)
	defer cancel()
	var structures, events, profiles, referrals uint64
	err := s.warehouse.Conn().QueryRow(ctx, standingSQL("marks")).Scan(&structures, &events, &profiles, &referrals)
	if err != nil {
		return fmt.Errorf("read what the standing tables were built from: %w", err)
	}
	ofRegistry, ofEvents := mark(seen.Registry, 0), mark(seen.Events, seen.Registry)
	for _, table := range []struct {
		name      string
		has, want uint64
	}{
		{"structure", structures, ofRegistry},
		{"event", events, ofEvents},
		{"profile", profiles, ofEvents},
		{"referral", referrals, ofEvents},
	} {
		if table.has == table.want {
			continue
		}
		if err := s.make(ctx, table.name, table.want); err != nil {
			return fmt.Errorf("make the table standing_%s anew: %w", table.name, err)
		}
	}
	return nil
}

// mark is the number of a state; it is never 0, which is an empty table's.
func mark(a, b uint64) uint64 { return (a*31 + b) | 1 }

// make fills a new table beside a standing one, exchanges the two, and drops the old one. Readers see either, whole.
func (s *standing) make(ctx context.Context, table string, mark uint64) (err error) {
	conn := s.warehouse.Conn()
	next := fmt.Sprintf("standing_next_%s_%016x", table, rand.Uint64())
	on := func(name string) context.Context {
		return clickhouse.Context(ctx,
			clickhouse.WithParameters(clickhouse.Parameters{"next": name, "built_from": fmt.Sprint(mark)}),
			clickhouse.WithSettings(clickhouse.Settings{"max_execution_time": refreshSeconds}))
	}
	var leftOver []string
	rows, err := conn.Query(ctx, standingSQL("left_over"))
	if err != nil {
		return err
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return errors.Join(err, rows.Close())
		}
		leftOver = append(leftOver, name)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, name := range append(leftOver, next) {
		defer func() {
			err = errors.Join(err, conn.Exec(on(name), standingSQL("drop")))
		}()
	}
	for _, step := range []string{"create_" + table, "fill_" + table, "exchange_" + table} {
		if err := conn.Exec(on(next), standingSQL(step)); err != nil {
			return err
		}
	}
	return nil
}

// standingSQL is the text of a file in standing/.
func standingSQL(name string) string { return fileSQL(standingFolder, name) }
