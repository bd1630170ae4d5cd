package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// feed hands rows from the goroutine that makes them to the one that copies them into a table.
type feed struct {
	ctx     context.Context
	blocks  chan [][]any
	filling [][]any
	current [][]any
	at      int
}

func newFeed(ctx context.Context) *feed { return &feed{ctx: ctx, blocks: make(chan [][]any, 4)} }

// put adds a row; it answers false when the copying has ended.
func (f *feed) put(row []any) bool {
	f.filling = append(f.filling, row)
	if len(f.filling) < block {
		return true
	}
	return f.flush()
}

func (f *feed) flush() bool {
	select {
	case f.blocks <- f.filling:
		f.filling = nil
		return true
	case <-f.ctx.Done():
		return false
	}
}

// end says that no row will follow.
func (f *feed) end() {
	if len(f.filling) > 0 {
		f.flush()
	}
	close(f.blocks)
}

// copy takes all rows into a table.
func (f *feed) copy(ctx context.Context, p *postgres, table string, columns []string) error {
	conn, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{table}, columns, f); err != nil {
		return fmt.Errorf("copy into %s: %w", table, err)
	}
	return nil
}

// Next, Values and Err are what CopyFrom reads by.
func (f *feed) Next() bool {
	f.at++
	if f.at < len(f.current) {
		return true
	}
	var more bool
	f.current, more = <-f.blocks
	f.at = 0
	return more
}

// Values is the row that Next went to.
func (f *feed) Values() ([]any, error) { return f.current[f.at], nil }

// Err is nil: making rows can't fail.
func (f *feed) Err() error { return nil }
