// Package freeze keeps, for ever, what a committee had before it at a meeting: the edition of its day, and the registry as anybody could read it.
package freeze

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/governance/dated"
	"vigie/warehouse"
)

var (
	//go:embed sql/list.sql
	listSQL string
	//go:embed sql/state.sql
	stateSQL string
	//go:embed sql/insert.sql
	insertSQL string
)

// Kept is what is kept of a meeting. It is written once, and never changes.
type Kept struct {
	Meeting string    `ch:"meeting"` // code
	Day     dated.Day `ch:"day"`     // of the meeting
	Edition uint32    `ch:"edition"` // its number
	From    dated.Day `ch:"from"`    // the window that readers had unasked
	To      dated.Day `ch:"to"`      // the first day after it
	At      time.Time `ch:"frozen_at"`
	State   string    `ch:"state"` // of the registry; in lists it is left out
}

// FrozenError is a meeting that is frozen already.
type FrozenError struct{ Kept }

// Error says when, and which edition.
func (e FrozenError) Error() string {
	return fmt.Sprintf("%s is frozen since %s, with edition %d: what is kept of a meeting never changes", e.Meeting, dated.Of(e.At), e.Edition)
}

// Store keeps meetings in a warehouse. It is safe for concurrent use.
type Store struct {
	warehouse *warehouse.Warehouse

	mu      sync.Mutex // guards the following
	list    map[string]Kept
	changes uint64            // of the warehouse, when the list was read
	states  map[string]string // those that were asked for: they never change
}

// New makes a Store.
func New(w *warehouse.Warehouse) *Store { return &Store{warehouse: w, states: make(map[string]string)} }

// List are the meetings that are frozen, by their codes, without their states. It is not to be changed.
func (s *Store) List(ctx context.Context) (map[string]Kept, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changes, counted := s.warehouse.Changes()
	if s.list != nil && counted && changes == s.changes {
		return s.list, nil
	}
	var rows []Kept
	if err := s.warehouse.Conn().Select(ctx, &rows, listSQL); err != nil {
		return nil, fmt.Errorf("read which meetings are frozen: %w", err)
	}
	list := make(map[string]Kept, len(rows))
	for _, row := range rows {
		list[row.Meeting] = row
	}
	s.list, s.changes = list, changes
	return list, nil
}

// Of is what is kept of a meeting; nil where it is not frozen.
func (s *Store) Of(ctx context.Context, meeting string) (*Kept, error) {
	list, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	kept, frozen := list[meeting]
	if !frozen {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	state, known := s.states[meeting]
	if !known {
		about := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"meeting": meeting}))
		if err := s.warehouse.Conn().QueryRow(about, stateSQL).Scan(&state); err != nil {
			return nil, fmt.Errorf("read what is kept of %s: %w", meeting, err)
		}
		s.states[meeting] = state
	}
	kept.State = state
	return &kept, nil
}

// longest is how long keeping a meeting may take.
const longest = time.Minute

// Keep keeps a meeting. The error is a FrozenError where it is frozen already, whoever did it.
func (s *Store) Keep(ctx context.Context, kept Kept) (err error) {
	unlock, err := s.warehouse.Lock(ctx, "freeze", longest)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	list, err := s.List(ctx)
	if err != nil {
		return err
	}
	if before, frozen := list[kept.Meeting]; frozen {
		return FrozenError{before}
	}
	batch, err := s.warehouse.Conn().PrepareBatch(ctx, insertSQL)
	if err == nil {
		err = batch.AppendStruct(&kept)
	}
	if err == nil {
		err = batch.Send()
	}
	if err != nil {
		return fmt.Errorf("keep the meeting %s: %w", kept.Meeting, err)
	}
	return nil
}
