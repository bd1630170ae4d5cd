package peers

import (
	"context"
)

// Database is a peer: it holds the events that count, and answers by statements of its own.
type Database interface {
	// Name is what it is called.
	Name() string
	// Start makes it ready in a folder, which is empty or holds what it left there. Stop ends it.
	Start(ctx context.Context, dir string) error
	Stop()
	// About is its version, with the settings that matter.
	About(ctx context.Context) (string, error)
	// Create makes the tables, Copy fills one, and Finish works out what follows from the events, and all that makes questions faster.
	Create(ctx context.Context) error
	Copy(ctx context.Context, table string, columns []string, rows *Rows) error
	Finish(ctx context.Context) error
	// Empty takes all rows out of a table.
	Empty(ctx context.Context, table string) error
	// Ask runs a statement of a name and gives each row of its answer to take, which reads it by scan.
	Ask(ctx context.Context, statement string, parameters map[string]any, take func(scan func(into ...any) error) error) error
	// Disk is what the tables and indexes take there, and Memory what it holds, both in bytes.
	Disk(ctx context.Context) (int64, error)
	Memory(ctx context.Context) (int64, error)
}

// Rows hands rows from the goroutine that makes them to the one that copies them into a table.
type Rows struct {
	ctx     context.Context
	blocks  chan [][]any
	filling [][]any
	current [][]any
	at      int
}

// block is how many rows are handed over at once.
const block = 2000

func newRows(ctx context.Context) *Rows { return &Rows{ctx: ctx, blocks: make(chan [][]any, 4)} }

// rowsOf are rows that are there already.
func rowsOf(rows [][]any) *Rows {
	r := &Rows{current: rows, at: -1, blocks: make(chan [][]any)}
	close(r.blocks)
	return r
}

// put adds a row; it answers false when the copying has ended.
func (r *Rows) put(row []any) bool {
	r.filling = append(r.filling, row)
	if len(r.filling) < block {
		return true
	}
	return r.flush()
}

func (r *Rows) flush() bool {
	select {
	case r.blocks <- r.filling:
		r.filling = nil
		return true
	case <-r.ctx.Done():
		return false
	}
}

// end says that no row will follow.
func (r *Rows) end() {
	if len(r.filling) > 0 {
		r.flush()
	}
	close(r.blocks)
}

// Next goes to the next row, if there is one.
func (r *Rows) Next() bool {
	r.at++
	if r.at < len(r.current) {
		return true
	}
	var more bool
	r.current, more = <-r.blocks
	r.at = 0
	return more
}

// Values is the row that Next went to.
func (r *Rows) Values() ([]any, error) { return r.current[r.at], nil }

// Err is nil: making rows can't fail.
func (r *Rows) Err() error { return nil }
