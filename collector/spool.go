package collector

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"vigie/warehouse"
)

const (
	// maxGroup is about how many rows are committed together: more would make those that came later wait.
	maxGroup = 5_000
	// freeWait is how long the room of rows that have gone may stay taken when nothing comes in.
	freeWait = 200 * time.Millisecond
	// maxBack is how far a clock may be set back before rows are dated by it again.
	maxBack = 25 * time.Hour
)

var (
	// errFull says that the spool holds as much, or as old rows, as it may.
	errFull = errors.New("the spool is full")
	// errSpool says that the disk did not take what was to be kept.
	errSpool = errors.New("the spool cannot be written")
)

// spool keeps rows on this machine's disk until the warehouse has them. Three goroutines carry it: one looks up which rows
// the warehouse knows, one commits what has come since its last commit, and one moves rows on to the warehouse, the oldest
// first (see mover.go).
type spool struct {
	store     *store
	warehouse *warehouse.Warehouse
	now       func() time.Time
	log       *slog.Logger
	metrics   *metrics
	limits    limits
	known     lookup
	filter    filter
	mover     mover
	findings  *findings
	forgotten *forgotten

	wake      chan struct{} // holds a token while something is queued
	groups    chan group    // what was looked up and is to be committed
	committed chan struct{} // closed once the last group is
	closing   chan struct{} // closed when nothing more is taken
	moving    chan struct{} // holds a token while a batch is on its way to the warehouse, or the file is written anew
	works     chan func()   // what the committer is to do between two groups

	mu       sync.Mutex
	queue    []*delivery
	queued   shares // rows in the queue and in groups under way
	kept     shares // bytes in the spool
	index    map[hash128]hash128
	recent   recent
	chunks   []chunk // waiting, the oldest first
	events   int     // waiting
	last     uint64  // number of the last chunk that was committed
	moved    uint64  // everything up to this number is in the warehouse or parked
	moves    chan struct{}
	settling int // how many wait for the warehouse to have what waits
	parked   int
	toPark   []parkedRow
	latest   time.Time // received last
	closed   bool
	blocked  bool // the disk did not take the last group
}

// limits bound a spool.
type limits struct {
	rows  int // in memory, waiting to be committed
	bytes int64
	age   time.Duration

	suspicion time.Duration // how long the warehouse may refuse rows before they are suspected
}

// chunk is what was committed under one number.
type chunk struct {
	number     uint64
	rows       int
	receivedAt time.Time
}

// delivery is the rows of one call of keep, until they are kept.
type delivery struct {
	rows     []*row
	records  [][]byte
	bytes    int64
	outcomes []outcome
	err      error
	done     chan struct{}
}

// group is deliveries that are committed together, with what the warehouse knows of them.
type group struct {
	deliveries []*delivery
	winners    map[hash128]winner
}

// openSpool opens the spool in a directory and goes on with what waits in it.
func openSpool(dir string, w *warehouse.Warehouse, forgotten *forgotten, now func() time.Time, log *slog.Logger, metrics *metrics, limits limits) (*spool, error) {
	store, err := openStore(dir, log, now())
	if err != nil {
		return nil, err
	}
	s := &spool{
		store: store, warehouse: w, now: now, log: log, metrics: metrics, limits: limits,
		known: lookup{warehouse: w}, filter: filter{warehouse: w, now: now}, mover: newMover(limits.suspicion), findings: newFindings(w, now, log),
		forgotten: forgotten,
		wake:      make(chan struct{}, 1), groups: make(chan group), committed: make(chan struct{}), closing: make(chan struct{}),
		queued: newShares(), kept: newShares(), index: map[hash128]hash128{}, moves: make(chan struct{}),
		moving: make(chan struct{}, 1), works: make(chan func()),
	}
	if err := s.replay(); err != nil {
		return nil, errors.Join(err, store.close())
	}
	s.filter.met, s.filter.waiting, s.filter.compare = s.meet, s.oldest, s.events > 0
	go s.findings.follow(s.mover.ctx)
	go func() {
		defer close(s.mover.followed)
		s.filter.follow(s.mover.ctx)
	}()
	go s.lookUpAll()
	go s.commitAll()
	go s.moveAll()
	return s, nil
}

// replay learns what waits.
func (s *spool) replay() error {
	s.moved, s.latest = s.store.freed, s.store.latest
	told := time.Now()
	for at := s.moved; ; {
		b, err := s.store.read(at, maxChunk)
		if err != nil {
			return fmt.Errorf("read the spool: %w", err)
		}
		if b.through == at {
			break
		}
		for i, row := range b.rows {
			s.index[row.identity] = row.body
			s.filter.add(row.identity)
			s.latest = later(s.latest, row.receivedAt)
			s.kept.add(row.source, int64(row.size))
			s.count(b.chunk[i], row.receivedAt)
		}
		at = b.through
		if time.Since(told) > progressWait {
			told = time.Now()
			s.log.Info("learning what waits in the spool", "events", s.events)
		}
	}
	s.last = s.store.next - 1
	if s.events > 0 {
		s.log.Info("events wait in the spool from before; they go to the warehouse now", "events", s.events, "bytes", s.kept.total)
	}
	return nil
}

// count adds a row to the chunks that wait.
func (s *spool) count(number uint64, receivedAt time.Time) {
	if n := len(s.chunks); n == 0 || s.chunks[n-1].number != number {
		s.chunks = append(s.chunks, chunk{number: number, receivedAt: receivedAt})
	}
	s.chunks[len(s.chunks)-1].rows++
	s.events++
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (s *spool) keep(ctx context.Context, rows []*row) ([]outcome, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	s.stamp(rows)
	d := &delivery{rows: rows, records: make([][]byte, len(rows)), done: make(chan struct{})}
	text := make([]byte, 0, 320*len(rows))
	for i, r := range rows {
		begin := len(text)
		var err error
		if text, err = appendRecord(text, r); err != nil {
			return nil, fmt.Errorf("keep an event: %w", err)
		}
		d.records[i] = text[begin:len(text):len(text)]
	}
	d.bytes = int64(len(text))
	if err := s.enqueue(d); err != nil {
		return nil, err
	}
	select {
	case <-d.done:
		return d.outcomes, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// stamp dates rows after those that came earlier, also where the clock was set back: the first received wins.
func (s *spool) stamp(rows []*row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range rows {
		r.receivedAt = s.after(r.receivedAt)
		s.latest = r.receivedAt
	}
}

// after is an instant, or the one after that of the latest row; it is called with mu held.
func (s *spool) after(at time.Time) time.Time {
	if !at.After(s.latest) && s.latest.Sub(at) < maxBack {
		return s.latest.Add(1) // of two at once neither would be the first
	}
	return at
}

func (s *spool) enqueue(d *delivery) error {
	source, rows := d.rows[0].source, int64(len(d.rows))
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return errClosed
	case s.kept.total+d.bytes > s.limits.bytes, s.age() > s.limits.age:
		return errFull
	case !s.queued.fits(source, rows, int64(s.limits.rows)), !s.kept.fits(source, d.bytes, s.limits.bytes):
		return errBusy
	}
	s.queue = append(s.queue, d)
	s.queued.add(source, rows)
	rouse(s.wake)
	return nil
}

// age is how long the oldest row has waited. A clock that was set back makes it young.
func (s *spool) age() time.Duration {
	if len(s.chunks) == 0 {
		return 0
	}
	return max(0, s.now().Sub(s.chunks[0].receivedAt))
}

// oldest is when the oldest row that waits was received, zero where none does.
func (s *spool) oldest() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.chunks) == 0 {
		return time.Time{}
	}
	return s.chunks[0].receivedAt
}

// rouse puts a token into a channel that holds one.
func rouse(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

// lookUpAll takes group after group and asks the warehouse for what it knows of them.
func (s *spool) lookUpAll() {
	defer close(s.groups)
	for range s.wake {
		for {
			deliveries, unknown, last := s.take()
			if len(deliveries) == 0 {
				if last {
					return
				}
				break
			}
			s.groups <- group{deliveries, s.known.winners(unknown, s.log)}
		}
	}
}

// take gives the deliveries of the next group, and which of their identities only the warehouse may know.
func (s *spool) take() (deliveries []*delivery, unknown []hash128, last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := 0
	for len(s.queue) > 0 && (rows == 0 || rows+len(s.queue[0].rows) <= maxGroup) {
		d := s.queue[0]
		s.queue[0] = nil
		s.queue = s.queue[1:]
		deliveries = append(deliveries, d)
		rows += len(d.rows)
		for _, r := range d.rows {
			if _, waits := s.body(r.identity); !waits && !s.forgotten.has(r.identity) && s.filter.mayHave(r.identity) {
				unknown = append(unknown, r.identity)
			}
		}
	}
	return deliveries, unknown, s.closed
}

// body is the body that counts of an identity that waits, or waited lately.
func (s *spool) body(identity hash128) (hash128, bool) {
	if body, waits := s.index[identity]; waits {
		return body, true
	}
	return s.recent.body(identity)
}

// meet compares events that the warehouse has with this collector's own of the same identities. Where the bodies differ,
// another collector took the other one before either could know.
func (s *spool) meet(identities, bodies []hash128) {
	var late []hash128
	s.mu.Lock()
	for i, identity := range identities {
		if own, known := s.body(identity); known && own != bodies[i] {
			late = append(late, identity)
		}
	}
	s.mu.Unlock()
	for _, identity := range late {
		s.findings.conflict(identity)
	}
}

// state is how much a spool holds.
type state struct {
	events, parked int
	bytes          int64
	oldest         time.Duration
	down           error
}

func (s *spool) state() state {
	s.mu.Lock()
	defer s.mu.Unlock()
	return state{events: s.events, parked: s.parked, bytes: s.kept.total, oldest: s.age(), down: s.mover.down}
}

func (s *spool) degraded() string {
	now := s.state()
	if now.down == nil {
		return ""
	}
	return fmt.Sprintf("the warehouse takes no events; %d wait in the spool", now.events)
}

// close takes no more, commits what was queued, and moves on what it can until the context ends. What is left waits on the
// disk for the next start.
func (s *spool) close(ctx context.Context) error {
	s.mu.Lock()
	again := s.closed
	if !again {
		s.closed = true
		close(s.closing)
	}
	rouse(s.wake)
	s.mu.Unlock()
	if again {
		return nil
	}
	var err error
	select {
	case <-s.committed:
	case <-ctx.Done():
		err = fmt.Errorf("wait for the last events to be kept: %w", ctx.Err())
	}
	s.mover.finish(ctx)
	s.findings.finish(ctx)
	if err != nil {
		return err
	}
	s.free()
	if s.events > 0 {
		s.log.Info("events wait in the spool for the next start", "events", s.events)
	}
	return s.store.close()
}
