package collector

import (
	"context"
	"errors"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

const (
	// suspicionTries is how often at least the warehouse must have refused the oldest events before they are suspected.
	suspicionTries = 4
	// maxWitnesses is how many events are tried alone, to see whether the warehouse takes anything.
	maxWitnesses = 8
)

// suspicion is about events that the warehouse goes on refusing with an error that might pass. When it lasts, and the
// warehouse takes other events, the events are at fault.
type suspicion struct {
	after time.Duration
	tries int
	since time.Time // of the first try, by the monotonic clock
}

// strengthens notes how a try ended and tells whether the events are to be suspected now. Only what the warehouse itself said
// counts: one that does not answer is away.
func (s *suspicion) strengthens(err error) bool {
	if !answered(err) {
		s.tries = 0
		return false
	}
	if s.tries++; s.tries == 1 {
		s.since = time.Now()
	}
	return s.tries >= suspicionTries && time.Since(s.since) >= s.after
}

// answered tells whether an error is the warehouse's own word.
func answered(err error) bool {
	var exception *clickhouse.Exception
	return errors.As(err, &exception)
}

// isolate finds the rows of a batch that the warehouse does not take although it takes others, and puts the others into it.
// Where it takes none the error stays: then the warehouse is at fault, and nothing is parked.
func (s *spool) isolate(ctx context.Context, b *batch, err error) ([]parkedRow, error) {
	witnesses := make([]*spooled, 0, maxWitnesses+1)
	for n := range min(maxWitnesses, len(b.rows)) {
		// Others each time, so that a batch with many bad rows has a witness in the end.
		witnesses = append(witnesses, b.rows[(s.mover.suspicion.tries+n*len(b.rows)/maxWitnesses)%len(b.rows)])
	}
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if last > b.through {
		newest, err := s.store.read(last-1, 1)
		if err == nil {
			err = s.sift(ctx, newest) // nobody who was erased bears witness
		}
		if err != nil {
			return nil, err
		}
		witnesses = append(witnesses, newest.rows[:min(1, len(newest.rows))]...)
	}
	for _, row := range witnesses {
		witness := []*spooled{row}
		if s.insert(witness) == nil {
			s.log.Warn("the warehouse refuses some events again and again, and takes others: they are tried apart", "events", len(b.rows), "error", err)
			return s.place(b.rows, b.chunk, witness)
		}
	}
	return nil, err
}

// atFault tells whether rows, not the warehouse, are to blame for an error of their insert: the error says so, or a witness
// that the warehouse took before goes in once more while they, or one of many, do not.
func (s *spool) atFault(err error, rows, witness []*spooled) bool {
	var refused refusedError
	switch {
	case errors.As(err, &refused):
		return true
	case witness == nil || !answered(err):
		return false
	}
	return len(rows) > 1 || s.insert(witness) == nil
}
