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

// Load takes events in that were made in this process, of several sources, and returns once they are in the warehouse, with
// the number of those that were new. The events must be as for Take, and all of them valid: the first that is not
// ends it, and so does a warehouse that takes nothing. To load again what was loaded in part does no harm.
//
// A warehouse without events can have none of them, so they go there in large inserts, and neither through the spool nor by
// looking each up; they are sorted on the disk beside the spool, in files without names. What a crash leaves undone is not lost,
// because whoever made the events can make them again. Where there are events already, they go as Take's do.
func (c *Collector) Load(ctx context.Context, senders []Sender, events iter.Seq[event.Event]) (loaded int, err error) {
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
	var count uint64
	if err := c.spool.warehouse.Conn().QueryRow(ctx, countEventsSQL).Scan(&count); err != nil {
		return 0, fmt.Errorf("look whether there are events: %w", err)
	}
	if count > 0 || c.spool.state().events > 0 {
		err = l.bySpool(ctx, events)
	} else {
		err = l.directly(ctx, events)
	}
	if err != nil {
		return l.loaded, fmt.Errorf("load events: %w", err)
	}
	return l.loaded, nil
}

// load is the loading of events.
type load struct {
	c       *Collector
	senders map[string]Sender
	loaded  int
}

func (l *load) sender(e event.Event) (Sender, error) {
	sender, known := l.senders[e.Source]
	if !known {
		return sender, fmt.Errorf("none of the senders has the source %q of an event", e.Source)
	}
	return sender, nil
}

// bySpool takes the events of each source in blocks.
func (l *load) bySpool(ctx context.Context, events iter.Seq[event.Event]) error {
	waiting := map[string][]event.Event{}
	flush := func(source string) error {
		result, err := l.c.Take(ctx, l.senders[source], waiting[source])
		if err != nil {
			return err
		}
		if len(result.Rejected) > 0 {
			rejected := result.Rejected[0]
			return fmt.Errorf("%d events of %s were rejected, the first because of its field %s: %s", len(result.Rejected), source, rejected.Field, rejected.Reason)
		}
		l.loaded += result.Accepted
		waiting[source] = waiting[source][:0]
		l.c.Settle(ctx) // the warehouse sets the pace: the spool is not for this
		if says := l.c.Degraded(); says != "" {
			return errors.New(says)
		}
		return ctx.Err()
	}
	for e := range events {
		if _, err := l.sender(e); err != nil {
			return err
		}
		waiting[e.Source] = append(waiting[e.Source], e)
		if len(waiting[e.Source]) == takeBlock {
			if err := flush(e.Source); err != nil {
				return err
			}
		}
	}
	for source := range waiting {
		if err := flush(source); err != nil {
			return err
		}
	}
	return nil
}

// loading is the rows of one insert.
type loading struct {
	batch
	kinds   map[string]int // events by kind, as the table names them
	columns *columns       // holds the rows already, so that only the engine's work is left
}

// arriving is events on their way to become rows. The first was received at that instant, each other one a nanosecond after
// the one before it: so they are in order, whichever of them become rows first.
type arriving struct {
	events []event.Event
	at     time.Time
}

// directly has one goroutine make the events and as many as there are processors turn them into rows, and inserts the rows in
// the order of their identities. The parts that this makes in the table hold a range each: the engine merges and reads such
// parts several times faster than those of rows that came as they came.
func (l *load) directly(ctx context.Context, events iter.Seq[event.Event]) (err error) {
	defer l.c.spool.filter.forgo()()
	sorter, err := newSorter(l.c.spool.store.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sorter.close()) }()
	making, during := errgroup.WithContext(ctx)
	parts := make(chan arriving, 2)
	making.Go(func() error {
		defer close(parts)
		part := make([]event.Event, 0, loadPart)
		for e := range events {
			if part = append(part, e); len(part) == loadPart {
				if !handOn(during, parts, l.receive(part)) {
					return during.Err()
				}
				part = make([]event.Event, 0, loadPart)
			}
		}
		handOn(during, parts, l.receive(part))
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

// receive dates events.
func (l *load) receive(events []event.Event) arriving {
	return arriving{events: events, at: l.c.spool.instants(l.c.now(), len(events))}
}

// add turns events into rows, and gives them to be sorted.
func (l *load) add(ctx context.Context, to *sorter, part arriving) error {
	rows := make([]*row, 0, len(part.events))
	for i, e := range part.events {
		sender, err := l.sender(e)
		if err != nil {
			return err
		}
		if faults := event.Validate(e, part.at); len(faults) > 0 {
			return refused(e.Source, faults)
		}
		rows = append(rows, l.c.pseudonymizer.newRow(e, sender.space(), part.at.Add(time.Duration(i))))
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
