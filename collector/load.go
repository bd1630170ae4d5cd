package collector

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/event"
)

const (
	// loadPart is how many events are handed on together while a warehouse is loaded, and loadInsert how many rows one insert
	// has then: few large parts take the engine a third of the time that many small ones take.
	loadPart   = 1_000
	loadInsert = 130_000
)

// Received is events with the moments at which they were received, in order.
type Received = iter.Seq2[time.Time, event.Event]

// Load takes events in that were made in this process, of several sources, part after part, and returns once they are in the
// warehouse, with the number of rows that went there. All of a part are there before the next part is asked for. The events must be
// as for Take, and all of them valid: the first that is not ends it, and so does a warehouse that takes nothing.
//
// They go there in large inserts, and neither through the spool nor by looking each up: an event that comes twice is two rows, of
// which the table keeps the one that was received first. They are sorted on the disk beside the spool, in files without names. What
// a crash leaves undone is not lost, because whoever made the events can make them again: received at the same moments they are the
// same rows.
func (c *Collector) Load(ctx context.Context, senders []Sender, parts iter.Seq[Received]) (loaded int, err error) {
	if !c.enter() {
		return 0, fmt.Errorf("load events: %w", errClosed)
	}
	defer c.leave()
	l := &load{c: c, senders: map[string]Sender{}}
	for _, sender := range senders {
		if !plain(sender.Source) || !plain(sender.space()) {
			return 0, errors.New("load events: source and space of a sender must be texts of 1 to 200 bytes without control characters")
		}
		l.senders[sender.Source] = sender
	}
	defer c.spool.filter.forgo()()
	for part := range parts {
		if err := l.load(ctx, part); err != nil {
			return l.loaded, fmt.Errorf("load events: %w", err)
		}
	}
	return l.loaded, nil
}

// load is the loading of events.
type load struct {
	c       *Collector
	senders map[string]Sender
	latest  time.Time // received last
	loaded  int
}

func (l *load) sender(e event.Event) (Sender, error) {
	sender, known := l.senders[e.Source]
	if !known {
		return sender, fmt.Errorf("none of the senders has the source %q of an event", e.Source)
	}
	return sender, nil
}

// loading is the rows of one insert.
type loading struct {
	batch
	kinds   map[string]int // events by kind, as the table names them
	columns *columns       // holds the rows already, so that only the engine's work is left
}

// arriving is events on their way to become rows, each with the moment at which it was received.
type arriving struct {
	events []event.Event
	at     []time.Time
}

// load has one goroutine make the events of a part and as many as there are processors turn them into rows, and inserts the rows in
// the order of their identities. The parts that this makes in the table hold a range each: the engine merges and reads such
// parts several times faster than those of rows that came as they came.
func (l *load) load(ctx context.Context, received Received) (err error) {
	sorter, err := newSorter(l.c.spool.store.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sorter.close()) }()
	making, during := errgroup.WithContext(ctx)
	parts := make(chan arriving, 2)
	making.Go(func() error {
		defer close(parts)
		var part arriving
		for at, e := range received {
			part.events, part.at = append(part.events, e), append(part.at, l.date(at))
			if len(part.events) == loadPart {
				if !handOn(during, parts, part) {
					return during.Err()
				}
				part = arriving{make([]event.Event, 0, loadPart), make([]time.Time, 0, loadPart)}
			}
		}
		handOn(during, parts, part)
		return during.Err()
	})
	for range runtime.GOMAXPROCS(0) {
		making.Go(func() error {
			for part := range parts {
				if err := l.add(during, sorter, part); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := making.Wait(); err != nil {
		return err
	}

	inserting, ctx := errgroup.WithContext(ctx)
	inserts := make(chan *loading)
	free := make(chan *columns, 2) // one is filled while the other is inserted
	for range cap(free) {
		columns, err := l.c.spool.tableColumns(ctx)
		if err != nil {
			return err
		}
		free <- columns
	}
	inserting.Go(func() error {
		defer close(inserts)
		for rows, err := range sorter.sorted {
			if err != nil {
				return err
			}
			for part := range slices.Chunk(rows, loadInsert) {
				select {
				case columns := <-free:
					if !handOn(ctx, inserts, newLoading(part, columns)) {
						return ctx.Err()
					}
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	inserting.Go(func() error {
		for next := range inserts {
			if err := l.insert(next); err != nil {
				return err
			}
			free <- next.columns
		}
		return nil
	})
	return inserting.Wait()
}

func newLoading(rows []*spooled, columns *columns) *loading {
	l := &loading{batch: batch{rows: rows, chunk: make([]uint64, len(rows))}, kinds: map[string]int{}, columns: columns}
	for _, row := range rows {
		l.kinds[row.text(kindValue)]++
	}
	_ = columns.hold(rows) // a row that it does not take is found by the insert, which then holds them itself
	return l
}

// handOn gives something to the next goroutine; it is false where the work has ended.
func handOn[T any](ctx context.Context, to chan<- T, what T) bool {
	select {
	case to <- what:
		return true
	case <-ctx.Done():
		return false
	}
}

// date gives the moment of an event that was received at a moment: now at the latest, and after the one before it, for of two at once
// neither would be the first.
func (l *load) date(at time.Time) time.Time {
	if now := l.c.now(); at.After(now) {
		at = now
	}
	if !at.After(l.latest) {
		at = l.latest.Add(1)
	}
	l.latest = at
	return at
}

// add turns events into rows, and gives them to be sorted.
func (l *load) add(ctx context.Context, to *sorter, part arriving) error {
	rows := make([]*row, 0, len(part.events))
	now := l.c.now()
	for i, e := range part.events {
		sender, err := l.sender(e)
		if err != nil {
			return err
		}
		if faults := event.Validate(e, now); len(faults) > 0 {
			return refused(e.Source, faults)
		}
		rows = append(rows, l.c.pseudonymizer.newRow(e, sender.space(), part.at[i]))
	}
	known, err := l.c.lookUp(ctx, slices.Values(rows))
	if err != nil {
		return err
	}
	var record []byte
	for _, r := range rows {
		if faults := r.judge(l.senders[r.source], known); len(faults) > 0 {
			return refused(r.source, faults)
		}
		if record, err = appendRecord(record[:0], r); err != nil {
			return err
		}
		if err := to.add(r.identity, record); err != nil {
			return err
		}
	}
	return nil
}

func refused(source string, faults []event.Fault) error {
	return fmt.Errorf("an event of %s is refused because of its field %s: %s", source, faults[0].Field, faults[0].Reason)
}

// insert inserts rows as the mover does, in its place, so that nobody who is erased meanwhile stays.
func (l *load) insert(next *loading) error {
	s := l.c.spool
	s.moving <- struct{}{}
	s.mover.columns = next.columns
	parked, err := s.carry(&next.batch)
	s.mover.columns = nil // they go on to hold other rows
	<-s.moving
	if err != nil {
		return err
	}
	if len(parked) > 0 {
		return fmt.Errorf("the warehouse refuses %d event(s) for good, the first because of: %s", len(parked), parked[0].reason)
	}
	l.loaded += len(next.rows)
	for _, kind := range event.Kinds() {
		l.c.metrics.events.WithLabelValues(string(kind), labelAccepted).Add(float64(next.kinds[shortKind(kind)]))
	}
	return nil
}
