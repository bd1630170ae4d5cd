package collector

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
)

const (
	// maxInsert is up to how many rows those who wait share an insert: a batch is one part, which lands whole or not at
	// all, and stays in memory until it has landed.
	maxInsert = 20_000
	// maxLookUp is the largest number of identities of one question: their text must stay under the 128 KiB that servers
	// take as one value (http_max_field_value_size).
	maxLookUp = 6_000
	// insertPatience is how long one batch may take before its senders are told to come again.
	insertPatience = 60 * time.Second
)

var (
	//go:embed insert_event.sql
	insertEventSQL string
	//go:embed known_events.sql
	knownEventsSQL string
)

// writer keeps rows in the warehouse. Requests that wait share an insert: the writer takes what is there and inserts it at
// once, and what comes meanwhile is the next batch, so a lone event does not wait and many are kept together.
type writer struct {
	warehouse *warehouse.Warehouse
	now       func() time.Time
	metrics   *metrics
	maxRows   int // most rows that may wait

	wake    chan struct{} // holds a token while there is work
	stopped chan struct{} // closed once the last batch is done

	// columns are those of the insert, as the driver read them from the table the first time. Only run uses them.
	columns []clickhouse.ColumnNameAndType

	mu      sync.Mutex
	waiting []*delivery
	rows    int // waiting or being inserted
	closed  bool
}

// delivery is the rows of one call of keep, until they are kept.
type delivery struct {
	rows     []*row
	outcomes []outcome
	err      error
	done     chan struct{}
}

func newWriter(w *warehouse.Warehouse, now func() time.Time, metrics *metrics, maxRows int) *writer {
	writer := &writer{
		warehouse: w,
		now:       now,
		metrics:   metrics,
		maxRows:   maxRows,
		wake:      make(chan struct{}, 1),
		stopped:   make(chan struct{}),
	}
	go writer.run()
	return writer
}

func (w *writer) keep(ctx context.Context, rows []*row) ([]outcome, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	d := &delivery{rows: rows, done: make(chan struct{})}
	if err := w.enqueue(d); err != nil {
		return nil, err
	}
	select {
	case <-d.done:
		return d.outcomes, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (w *writer) enqueue(d *delivery) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.closed:
		return errClosed
	case w.rows > 0 && w.rows+len(d.rows) > w.maxRows:
		return errBusy
	}
	w.waiting = append(w.waiting, d)
	w.rows += len(d.rows)
	w.rouse()
	return nil
}

// rouse wakes the writer; it is called with mu held.
func (w *writer) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *writer) close(ctx context.Context) error {
	w.mu.Lock()
	w.closed = true
	w.rouse()
	w.mu.Unlock()
	select {
	case <-w.stopped:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the last events to be kept: %w", ctx.Err())
	}
}

// run inserts batch after batch until the writer is closed and nothing waits.
func (w *writer) run() {
	defer close(w.stopped)
	for range w.wake {
		for {
			batch, last := w.take()
			if len(batch) == 0 {
				if last {
					return
				}
				break
			}
			w.deliver(batch)
		}
	}
}

// take gives the deliveries of the next batch: the oldest, and those after it that fit beside it.
func (w *writer) take() (batch []*delivery, last bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	rows, count := 0, 0
	for count < len(w.waiting) && (count == 0 || rows+len(w.waiting[count].rows) <= maxInsert) {
		rows += len(w.waiting[count].rows)
		count++
	}
	batch = slices.Clone(w.waiting[:count])
	w.waiting = slices.Delete(w.waiting, 0, count)
	return batch, w.closed
}

// deliver keeps the rows of a batch and tells everyone who waits for them.
func (w *writer) deliver(batch []*delivery) {
	var rows []*row
	for _, d := range batch {
		rows = append(rows, d.rows...)
	}
	outcomes, err := w.insert(rows)
	w.mu.Lock()
	w.rows -= len(rows)
	w.mu.Unlock()
	for _, d := range batch {
		if d.err = err; err == nil {
			d.outcomes, outcomes = outcomes[:len(d.rows)], outcomes[len(d.rows):]
			w.metrics.delay.Observe(w.now().Sub(d.rows[0].receivedAt).Seconds())
		}
		close(d.done)
	}
}

// insert judges rows by what the warehouse has and by each other, and inserts those that are new.
func (w *writer) insert(rows []*row) ([]outcome, error) {
	ctx, cancel := context.WithTimeout(context.Background(), insertPatience)
	defer cancel()
	winners, err := w.known(ctx, rows)
	if err != nil {
		return nil, fmt.Errorf("look up which events are known: %w", err)
	}
	outcomes := make([]outcome, len(rows))
	fresh := make([]*row, 0, len(rows))
	for i, r := range rows {
		switch first, known := winners[r.identity]; {
		case !known:
			winners[r.identity] = winner{body: r.body}
			fresh = append(fresh, r)
		case first.body == r.body:
			outcomes[i] = duplicate
		default:
			outcomes[i] = conflict
		}
	}
	if len(fresh) == 0 {
		return outcomes, nil
	}
	if err := w.send(ctx, fresh); err != nil {
		w.columns = nil // perhaps the table has changed
		return nil, fmt.Errorf("insert %d events: %w", len(fresh), err)
	}
	w.metrics.batch.Observe(float64(len(fresh)))
	return outcomes, nil
}

func (w *writer) send(ctx context.Context, rows []*row) error {
	if w.columns != nil {
		ctx = clickhouse.Context(ctx, clickhouse.WithColumnNamesAndTypes(w.columns))
	}
	batch, err := w.warehouse.Conn().PrepareBatch(ctx, insertEventSQL)
	if err != nil {
		return err
	}
	var values []any
	for _, r := range rows {
		values = r.values(values[:0])
		if err := batch.Append(values...); err != nil {
			return errors.Join(err, batch.Abort())
		}
	}
	if w.columns == nil {
		for _, column := range batch.Columns() {
			w.columns = append(w.columns, clickhouse.ColumnNameAndType{Name: column.Name(), Type: string(column.Type())})
		}
	}
	return batch.Send()
}

// winner is the body that counts of an identity that the warehouse has.
type winner struct {
	body       hash128
	precedence uint64
}

// known gives the winners of those rows' identities that the warehouse has.
func (w *writer) known(ctx context.Context, rows []*row) (map[hash128]winner, error) {
	identities := make([]hash128, len(rows))
	for i, r := range rows {
		identities[i] = r.identity
	}
	slices.SortFunc(identities, func(a, b hash128) int { return bytes.Compare(a[:], b[:]) })
	identities = slices.Compact(identities)
	winners := make(map[hash128]winner, len(rows))
	for part := range slices.Chunk(identities, maxLookUp) {
		if err := w.lookUp(ctx, part, winners); err != nil {
			return nil, err
		}
	}
	return winners, nil
}

func (w *writer) lookUp(ctx context.Context, identities []hash128, into map[hash128]winner) error {
	text := make([]byte, 0, len(identities)*len(hash128{}))
	for _, identity := range identities {
		text = append(text, identity[:]...)
	}
	rows, err := w.warehouse.Conn().Query(clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"identities": base64.RawURLEncoding.EncodeToString(text),
		"count":      strconv.Itoa(len(identities)),
	})), knownEventsSQL)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var identity, body string
		var precedence uint64
		if err := rows.Scan(&identity, &body, &precedence); err != nil {
			return err
		}
		key := hash128([]byte(identity))
		if known, ok := into[key]; !ok || precedence > known.precedence {
			into[key] = winner{body: hash128([]byte(body)), precedence: precedence}
		}
	}
	return rows.Err()
}
