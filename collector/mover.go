package collector

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

const (
	// maxInsert is the largest number of rows of one insert: a batch is one part, which lands whole or not at all, and
	// stays in memory until it has landed.
	maxInsert = 20_000
	// worthwhile is how many rows are inserted without waiting for more, and lingerWait the least time between two inserts
	// of fewer that nobody waits for: many small inserts would keep the warehouse from all else.
	worthwhile = 1_000
	lingerWait = 200 * time.Millisecond
	// insertPatience is how long one insert may take before it is tried again.
	insertPatience = 60 * time.Second
	// firstWait and longestWait are how long to wait after a failed insert, twice as long each time.
	firstWait, longestWait = 250 * time.Millisecond, 15 * time.Second
	// progressWait is how often the log tells how far a backlog has come.
	progressWait = 5 * time.Second
)

//go:embed insert_event.sql
var insertEventSQL string

// mover is the part of a spool that moves rows on.
type mover struct {
	work   chan struct{} // holds a token while rows wait
	ctx    context.Context
	cancel context.CancelFunc // ends the insert under way
	done   chan struct{}
	// followed is closed once the filter no longer follows the warehouse.
	followed chan struct{}

	columns   *columns // of the insert, as the table had them the first time
	suspicion suspicion
	// down is why the last insert failed, nil when it did not. The spool's mu guards it.
	down error
}

func newMover(suspectAfter time.Duration) mover {
	ctx, cancel := context.WithCancel(context.Background())
	return mover{suspicion: suspicion{after: suspectAfter}, work: make(chan struct{}, 1), ctx: ctx, cancel: cancel, done: make(chan struct{}), followed: make(chan struct{})}
}

// finish waits until what can be moved is, or the context ends.
func (m *mover) finish(ctx context.Context) {
	select {
	case <-m.done:
	case <-ctx.Done():
		m.cancel()
		<-m.done
	}
	m.cancel()
	<-m.followed
}

// moveAll moves rows to the warehouse, the oldest first, until the spool is closed and empty, or closed and the warehouse
// does not take them. An insert of which it is not known whether it landed is done again: the rows are the same, and the
// table keeps one of each.
func (s *spool) moveAll() {
	defer close(s.mover.done)
	wait, told, last := firstWait, time.Now(), false
	var inserted time.Time
	for at := s.moved; ; {
		s.linger(time.Until(inserted.Add(lingerWait)))
		b, left, err := s.move(at)
		if err == nil && b.through == at {
			if last {
				return
			}
			select {
			case <-s.mover.work:
			case <-s.committed:
				last = true
			}
			continue
		}
		if err != nil {
			if s.mover.ctx.Err() != nil || !s.endure(err, wait) {
				return
			}
			wait = min(2*wait, longestWait)
			continue
		}
		wait, at, inserted = firstWait, b.through, time.Now()
		if left > maxInsert && time.Since(told) > progressWait {
			told = time.Now()
			s.log.Info("moving what waits in the spool to the warehouse", "events_left", left)
		}
	}
}

// move moves the next batch, if there is one, and gives how many events are left.
func (s *spool) move(at uint64) (b *batch, left int, err error) {
	s.moving <- struct{}{}
	defer func() { <-s.moving }()
	if b, err = s.store.read(at, maxInsert); err != nil || b.through == at {
		return b, 0, err
	}
	parked, err := s.carry(b)
	if err != nil {
		return b, 0, err
	}
	return b, s.advance(b, parked), nil
}

// linger lets rows come together: for a time, or until there are many, someone waits for them, or the spool is closing.
func (s *spool) linger(wait time.Duration) {
	if wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		s.mu.Lock()
		enough := s.settling > 0 || s.events >= worthwhile || s.closed
		s.mu.Unlock()
		if enough {
			return
		}
		select {
		case <-s.mover.work:
		case <-timer.C:
			return
		case <-s.closing:
			return
		}
	}
}

// endure notes that the warehouse does not take rows, and waits; it is false when the spool is closing.
func (s *spool) endure(err error, wait time.Duration) bool {
	s.mu.Lock()
	if s.mover.down == nil {
		s.log.Error("the warehouse takes no events: they wait in the spool until it does", "error", err)
	}
	s.mover.down = err
	s.announce()
	s.mu.Unlock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.closing:
		return false
	}
}

// advance notes that a batch is in the warehouse, but for the rows that are parked, and gives how many events are left.
func (s *spool) advance(b *batch, parked []parkedRow) (left int) {
	out := map[hash128]bool{}
	for _, p := range parked {
		out[p.row.identity] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range b.rows {
		if !out[row.identity] { // a parked one goes on taking its room, and is known when it comes again
			delete(s.index, row.identity)
			s.recent.add(row.identity, row.body)
			s.kept.add(row.source, -int64(row.size))
		}
	}
	for _, row := range b.erased {
		delete(s.index, row.identity)
		s.kept.add(row.source, -int64(row.size))
	}
	gone := 0
	for gone < len(s.chunks) && s.chunks[gone].number <= b.through {
		s.events -= s.chunks[gone].rows
		gone++
	}
	s.chunks = slices.Delete(s.chunks, 0, gone)
	s.moved = b.through
	s.toPark = append(s.toPark, parked...)
	s.parked += len(parked)
	s.findings.park(parked)
	if s.mover.down != nil {
		s.mover.down = nil
		s.log.Info("the warehouse takes events again", "events_left", s.events)
	}
	if b.damaged > 0 {
		s.log.Error("a part of the spool can no longer be read: it is set aside", "chunks", b.damaged, "directory", s.store.dir)
	}
	s.announce()
	return s.events
}

// announce tells those who wait that something has moved, or will not; it is called with mu held.
func (s *spool) announce() {
	close(s.moves)
	s.moves = make(chan struct{})
}

// place inserts rows. Where the warehouse refuses them for good, it finds by halves which ones it refuses, and gives those. With a
// witness, a row that the warehouse takes, every error that it answers with may be for good (see suspicion.go).
func (s *spool) place(rows []*spooled, chunks []uint64, witness []*spooled) ([]parkedRow, error) {
	err := s.insert(rows)
	if err == nil || !s.atFault(err, rows, witness) {
		return nil, err
	}
	if len(rows) == 1 {
		s.log.Error("the warehouse refuses an event for good: it is parked in the spool, and tried again at the next start",
			"identity", fmt.Sprintf("%x", rows[0].identity[:4]), "source", rows[0].source, "reason", err)
		return []parkedRow{{row: rows[0], chunk: chunks[0], code: errorCode(err), reason: err.Error()}}, nil
	}
	half := len(rows) / 2
	first, err := s.place(rows[:half], chunks[:half], witness)
	if err != nil {
		return nil, err
	}
	second, err := s.place(rows[half:], chunks[half:], witness)
	return append(first, second...), err
}

// refusedError says that rows are at fault, not the warehouse.
type refusedError struct{ error }

// Unwrap gives what the driver or the warehouse said.
func (e refusedError) Unwrap() error { return e.error }

// refusals are the codes of ClickHouse that speak of the values of an insert. Any other error may pass.
var refusals = []int32{
	6,   // CANNOT_PARSE_TEXT
	27,  // CANNOT_PARSE_INPUT_ASSERTION_FAILED
	36,  // BAD_ARGUMENTS
	38,  // CANNOT_PARSE_DATE
	41,  // CANNOT_PARSE_DATETIME
	53,  // TYPE_MISMATCH
	69,  // ARGUMENT_OUT_OF_BOUND
	70,  // CANNOT_CONVERT_TYPE
	117, // INCORRECT_DATA
	131, // TOO_LARGE_STRING_SIZE
	321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
	395, // FUNCTION_THROW_IF_VALUE_IS_NON_ZERO
	469, // VIOLATED_CONSTRAINT
	691, // UNKNOWN_ELEMENT_OF_ENUM
}

// insert puts rows into the warehouse, all of them or none. The error is a refusedError where trying again is of no use.
func (s *spool) insert(rows []*spooled) error {
	if len(rows) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.mover.ctx, insertPatience)
	defer cancel()
	batch, err := s.prepare(ctx, rows)
	if err == nil {
		err = batch.Send()
	}
	if err != nil {
		s.mover.columns = nil // perhaps the table has changed
		err = fmt.Errorf("insert %d events: %w", len(rows), err)
		var exception *clickhouse.Exception
		if errors.As(err, &exception) && slices.Contains(refusals, exception.Code) {
			return refusedError{err}
		}
		return err
	}
	s.metrics.batch.Observe(float64(len(rows)))
	return nil
}

// prepare makes the batch of an insert. The error is a refusedError where a row is at fault.
func (s *spool) prepare(ctx context.Context, rows []*spooled) (driver.Batch, error) {
	if s.mover.columns == nil {
		var err error
		if s.mover.columns, err = s.tableColumns(ctx); err != nil {
			return nil, err
		}
	}
	columns := s.mover.columns
	if err := columns.hold(rows); err != nil {
		return nil, refusedError{err}
	}
	batch, err := s.warehouse.Conn().PrepareBatch(clickhouse.Context(ctx, clickhouse.WithColumnNamesAndTypes(columns.layout)), insertEventSQL)
	if err != nil {
		return nil, err
	}
	if err := columns.fill(batch); err != nil {
		return nil, errors.Join(err, batch.Abort())
	}
	columns.clear() // the batch has them now, and the rows need not stay
	return batch, nil
}

// tableColumns makes columns as the table has them.
func (s *spool) tableColumns(ctx context.Context) (*columns, error) {
	table, err := s.warehouse.Conn().PrepareBatch(ctx, insertEventSQL)
	if err != nil {
		return nil, err
	}
	columns, err := newColumns(table.Columns())
	return columns, errors.Join(err, table.Close())
}

// settle waits until everything that was kept before the call has gone to the warehouse, or the context ends, and gives the
// time up to which that is so. A warehouse that takes nothing is not waited for.
func (s *spool) settle(ctx context.Context) time.Time {
	begun := s.now()
	s.mu.Lock()
	target := s.last
	s.settling++
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.settling--
		s.mu.Unlock()
	}()
	rouse(s.mover.work)
	for {
		s.mu.Lock()
		moved, moves, down := s.moved, s.moves, s.mover.down
		oldest := begun
		if len(s.chunks) > 0 && moved < target {
			oldest = s.chunks[0].receivedAt
		}
		s.mu.Unlock()
		if moved >= target || down != nil {
			return oldest
		}
		select {
		case <-moves:
		case <-ctx.Done():
			return oldest
		}
	}
}
