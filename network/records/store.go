package records

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/network"
	"vigie/warehouse"
)

// Latest is the day that asks for what is known now. No table holds a later one, nor one before earliest.
const (
	Latest   = "2149-06-06"
	earliest = "1970-01-01"
)

// Store keeps the records of one kind in a warehouse whose schema is up to date. It is safe for concurrent use.
type Store[T any] struct {
	kind      Kind[T]
	warehouse *warehouse.Warehouse
	now       func() time.Time
	importing sync.Mutex // one import at a time

	mu   sync.Mutex
	last asOf[T] // what On answered last
}

// asOf is what there was on a day, by a state of the warehouse.
type asOf[T any] struct {
	day     string
	changes uint64
	all     []T
	known   bool
}

// NewStore returns the store of a kind; now is the clock that dates imports.
func NewStore[T any](kind Kind[T], w *warehouse.Warehouse, now func() time.Time) *Store[T] {
	return &Store[T]{kind: kind, warehouse: w, now: now}
}

// On lists the records as they were known on a day, sorted by key: of each the last state imported up to that day, else the earliest, without
// what its own dates say of later days. A day is written as 2026-01-31. Readers share what the records hold, and change nothing in it.
func (s *Store[T]) On(ctx context.Context, day string) ([]T, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changes, counted := s.warehouse.Changes()
	if !counted || !s.last.known || s.last.day != day || s.last.changes != changes {
		all, err := s.there(ctx, day)
		if err != nil {
			return nil, fmt.Errorf("read the %s: %w", s.kind.Name, err)
		}
		s.last = asOf[T]{day, changes, all, true}
	}
	return slices.Clone(s.last.all), nil
}

// there reads the records that there were on a day.
func (s *Store[T]) there(ctx context.Context, day string) (there []T, err error) {
	all, _, err := s.states(ctx, day)
	if err != nil || s.kind.AsOf == nil {
		return all, err
	}
	for i := range all {
		if s.kind.AsOf(&all[i], day) {
			there = append(there, all[i])
		}
	}
	return there, nil
}

// states reads the state of each record on a day, and when the latest of them was imported.
func (s *Store[T]) states(ctx context.Context, day string) (all []T, latest time.Time, err error) {
	rows, err := s.warehouse.Conn().Query(ctx, s.kind.Select, clickhouse.Named("day", min(max(day, earliest), Latest)))
	if err != nil {
		return nil, latest, err
	}
	defer rows.Close()
	for rows.Next() {
		var t T
		var at time.Time
		var dest []any
		for _, c := range s.kind.Columns {
			dest = append(dest, c.Dest(&t))
		}
		if err := rows.Scan(append(dest, &at)...); err != nil {
			return nil, latest, err
		}
		all = append(all, t)
		if at.After(latest) {
			latest = at
		}
	}
	return all, latest, rows.Err()
}

// Import adds the records of a file or brings them up to date, by key; the others stay, and so does every former state. A dry run only
// reports. The error says that nothing was imported.
func (s *Store[T]) Import(ctx context.Context, file io.Reader, dry bool) (network.Report, error) {
	report := network.Report{Kind: s.kind.Name}
	reading, err := s.read(ctx, file)
	if err != nil {
		return report, fmt.Errorf("read the %s: %w", s.kind.Name, err)
	}
	report.Format, report.Read = reading.Format, len(reading.Rows)
	s.importing.Lock()
	defer s.importing.Unlock()
	known, latest, err := s.states(ctx, Latest)
	if err != nil {
		return report, fmt.Errorf("read the %s that are known: %w", s.kind.Name, err)
	}
	if err := s.kind.Examine(ctx, reading.Rows, known); err != nil {
		return report, fmt.Errorf("examine the %s: %w", s.kind.Name, err)
	}
	changed := s.tally(&report, reading, known)
	if dry || len(changed) == 0 {
		return report, nil
	}
	// Later than any state there is, even when the clock is not: the latest state is the one that counts.
	at := s.now().UTC().Truncate(time.Millisecond)
	if !at.After(latest) {
		at = latest.Add(time.Millisecond)
	}
	if err := s.insert(ctx, changed, at); err != nil {
		return report, fmt.Errorf("keep the %s: %w", s.kind.Name, err)
	}
	return report, nil
}

// Put imports records built in Go by the same rules.
func (s *Store[T]) Put(ctx context.Context, all []T) (network.Report, error) {
	var file bytes.Buffer
	if err := s.kind.Write(&file, all); err != nil {
		return network.Report{Kind: s.kind.Name}, err
	}
	return s.Import(ctx, &file, false)
}

func (s *Store[T]) read(ctx context.Context, file io.Reader) (Reading[T], error) {
	if s.kind.Parse != nil {
		return s.kind.Parse(ctx, file)
	}
	return s.kind.Read(file)
}

// tally reports on the rows of a file, and gives the records that are new or have changed.
func (s *Store[T]) tally(report *network.Report, reading Reading[T], known []T) (changed []T) {
	before := make(map[string][]string, len(known))
	for _, t := range known {
		before[s.kind.Key(t)] = s.kind.row(t)
	}
	report.Add(reading.Notices...)
	for _, row := range reading.Rows {
		key := s.kind.Key(row.Record)
		for _, fault := range row.faults {
			fault.ID = key
			report.Add(fault)
		}
		if row.refused {
			report.Refused++
			continue
		}
		cells, exists := before[key]
		same := exists && slices.Equal(cells, s.kind.row(row.Record))
		report.Tally(exists, same)
		if !same {
			changed = append(changed, row.Record)
		}
	}
	return changed
}

// insert adds a state of each record.
func (s *Store[T]) insert(ctx context.Context, changed []T, at time.Time) error {
	batch, err := s.warehouse.Conn().PrepareBatch(ctx, s.kind.Insert)
	if err != nil {
		return err
	}
	for _, t := range changed {
		values := make([]any, len(s.kind.Columns), len(s.kind.Columns)+1)
		for i, c := range s.kind.Columns {
			values[i] = c.Value(t)
		}
		if err := batch.Append(append(values, at)...); err != nil {
			return fmt.Errorf("%s: %w", s.kind.Key(t), err)
		}
	}
	return batch.Send()
}

// Export writes the records as they were known on a day, as a file that Import reads.
func (s *Store[T]) Export(ctx context.Context, w io.Writer, day string) error {
	all, err := s.On(ctx, day)
	if err != nil {
		return err
	}
	return s.kind.Write(w, all)
}

// Write writes records as a file that Read reads: CSV with commas in UTF-8, a header first.
func (k Kind[T]) Write(w io.Writer, records []T) error {
	file := csv.NewWriter(w)
	rows := [][]string{k.names(func(Column[T]) bool { return true })}
	for _, t := range records {
		rows = append(rows, k.row(t))
	}
	if err := file.WriteAll(rows); err != nil {
		return fmt.Errorf("write the %s: %w", k.Name, err)
	}
	return nil
}
