package queries

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"vigie/warehouse"
)

const (
	// maxOvertaken is how often the tables are filled in vain because another process is quicker.
	maxOvertaken = 5
	// A refresh that takes longer than the patience is to be rested from for restShare times as long, so that events that never
	// stop coming leave most of the machine to others. Up to restLater of it is put off until there is time; no refresh waits
	// longer than restAtOnce.
	restShare             = 2
	restLater, restAtOnce = 20 * time.Second, 10 * time.Second
	// behind is for how long nobody waits for the tables to be brought up to date without it being known that nothing hinders that:
	// beyond, who asks must learn of it.
	behind = 30 * time.Second
)

// derived keeps the derived tables, which the figures are read from, at the state of the data.
type derived struct {
	layers layers
	// patience is how long bringing the tables up to date may take for everyone who asks to wait for it; beyond, figures of a
	// moment ago are answered, at once where the last correction took longer.
	patience time.Duration
	// prepare is called with what the tables were known to hold and what they will be, before that is known.
	prepare func(ctx context.Context, before, now held)

	tickets  atomic.Uint64
	working  sync.Mutex // held while the tables are brought up to date
	mu       sync.Mutex
	last     held
	followed time.Time     // when following the data was last found unhindered
	took     time.Duration // the last correction, until it was known
	rested   time.Time     // when what is owed has been rested
	run      *refreshing   // under way; nil: none
	// hindered is what kept the tables from being brought up to date the last time, old layers from being dropped, or a new base from being
	// filled.
	hindered error
}

func newDerived(w *warehouse.Warehouse, patience time.Duration) derived {
	return derived{layers: layers{warehouse: w}, patience: patience}
}

// held is what the derived tables are known to hold.
type held struct {
	state  state
	ticket uint64    // everything acknowledged before it was drawn is in the tables; 0: nothing is known of them yet
	at     time.Time // when it was drawn
}

// refreshed is the time up to which acknowledged events are in the tables.
func (h held) refreshed() time.Time { return h.at.UTC().Truncate(time.Millisecond) }

// ticket is drawn before looking at the state of the data: who drew later has seen at least as much.
func (d *derived) ticket() uint64 { return d.tickets.Add(1) }

func (d *derived) known() held {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}

// atOnce gives what the tables are known to hold, where nobody is to wait for more: to bring them up to date takes longer than the
// patience, and nothing hinders it. It tells whether that is under way.
func (d *derived) atOnce() (last held, underway, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last, d.run != nil, d.took > d.patience && time.Since(d.followed) < behind
}

// slow tells whether bringing the tables up to date takes longer than the patience.
func (d *derived) slow() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.took > d.patience
}

// confirm notes that nothing has come until an instant.
func (d *derived) confirm(h held) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last.state.Number == h.state.Number && d.last.at.Before(h.at) {
		d.last.at = h.at
	}
}

// learn keeps what a run that began then has brought about.
func (d *derived) learn(ctx context.Context, h held, begun time.Time) held {
	if before := d.known(); before.state.Number != h.state.Number {
		d.prepare(ctx, before, h)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	took := now.Sub(begun)
	if d.last.state.Base == h.state.Base {
		d.took = took
	}
	d.last = h
	if took > d.patience {
		owed := max(0, d.rested.Sub(now)) + restShare*took
		d.rested = now.Add(min(owed, restLater+restAtOnce))
	}
	return h
}

// rests tells whether so much rest is owed that nothing is refreshed now.
func (d *derived) rests() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Until(d.rested) > restLater
}

// refreshing is one run of bringing the tables up to date.
type refreshing struct {
	begun time.Time
	done  chan struct{} // closed at its end
	held  held
	err   error
}

// follow brings the derived tables to the state that the data was seen in, and tells what they hold. The ticket and the
// instant were taken before the state was looked at. Where it takes long it answers what the tables held a moment ago.
func (d *derived) follow(ctx context.Context, seen seen, ticket uint64, at time.Time) (h held, err error) {
	defer func() {
		if err == nil {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.followed = time.Now()
		}
	}()
	for {
		last := d.known()
		if last.ticket > 0 && last.state.generation == seen.generation && last.state.Number == seen.derived {
			last.at = at
			d.confirm(last)
			return last, nil
		}
		if last.ticket > ticket {
			return last, nil // somebody who came later has done it
		}
		if last.ticket > 0 && d.rests() {
			return last, nil
		}
		run := d.begin(ctx, seen, ticket, at)
		var late <-chan time.Time // never, where there is nothing to answer yet
		if last.ticket > 0 {
			late = time.After(d.patience - time.Since(run.begun))
		}
		select {
		case <-run.done:
			if run.err != nil {
				return held{}, run.err
			}
			if run.held.ticket >= ticket {
				return run.held, nil
			}
		case <-late:
			return last, nil
		case <-ctx.Done():
			return held{}, context.Cause(ctx)
		}
	}
}

// begin starts a run, or joins the one under way. It goes on when whoever began it goes away.
func (d *derived) begin(ctx context.Context, seen seen, ticket uint64, at time.Time) *refreshing {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.run != nil {
		return d.run
	}
	run := &refreshing{begun: time.Now(), done: make(chan struct{})}
	d.run = run
	ctx = context.WithoutCancel(ctx)
	go func() {
		d.working.Lock()
		defer d.working.Unlock()
		var now state
		if now, run.err = d.refresh(ctx, seen, at); run.err == nil {
			run.held = d.learn(ctx, held{state: now, ticket: ticket, at: at}, run.begun)
		}
		d.mu.Lock()
		d.run = nil
		d.mu.Unlock()
		close(run.done)
		if run.err != nil {
			d.hinder(run.err) // whoever began it may not have waited
			return
		}
		// Nobody waits for this; what hinders it is told to the next one who examines.
		d.hinder(d.layers.drop(ctx, keptStates, keptFor, keptUnknown))
		go func() {
			if err := d.layers.renew(ctx, now, seen); err != nil {
				d.hinder(err)
			}
		}()
	}()
	return run
}

func (d *derived) hinder(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hindered = err
}

// refresh takes over what another process has filled, or fills what is missing.
func (d *derived) refresh(ctx context.Context, seen seen, at time.Time) (s state, err error) {
	for range maxOvertaken {
		if s, err = d.refreshOnce(ctx, seen, at); !errors.Is(err, errOvertaken) {
			break
		}
	}
	return s, err
}

func (d *derived) refreshOnce(ctx context.Context, seen seen, at time.Time) (state, error) {
	present, err := d.layers.present(ctx)
	if err != nil {
		return state{}, err
	}
	before := present
	if present.Number != d.known().state.Number {
		whole, err := d.layers.whole(ctx, present)
		if err != nil {
			return state{}, err
		}
		if !whole {
			before = state{Number: present.Number}
		}
	}
	var ready state
	if present.Number == 0 || present.Newest > before.Base {
		if ready, err = d.layers.ready(ctx, before, seen); err != nil {
			return state{}, err
		}
	}
	switch {
	case ready.Base > 0:
		if ready.Events != present.Events {
			ready.Events = 0 // what the present state has beyond it is not to be lost
		}
		before, before.Number = ready, present.Number
	case before.Base > 0 && before.generation == seen.generation:
		return present, nil
	}
	return d.layers.next(ctx, before, seen, at)
}

// examine has the next question look at the tables anew where layers that they are known to have are not there.
func (d *derived) examine(ctx context.Context) error {
	last := d.known()
	if last.ticket == 0 {
		return nil
	}
	whole, err := d.layers.whole(ctx, last.state)
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil || whole {
		return errors.Join(err, d.hindered)
	}
	if d.last.state.Number == last.state.Number {
		d.last = held{}
	}
	return nil
}

// adopt moves to a base that has been filled beside, unless another process has done that.
func (d *derived) adopt(ctx context.Context, base uint64, seen seen, ticket uint64, at time.Time) error {
	d.working.Lock()
	defer d.working.Unlock()
	begun := time.Now()
	now, err := d.refresh(ctx, seen, at)
	switch {
	case err == nil:
		d.learn(ctx, held{state: now, ticket: ticket, at: at}, begun)
	case errors.Is(err, errOvertaken):
		if now, err = d.layers.present(ctx); err == nil && now.Base < base {
			err = errOvertaken
		}
	}
	if err != nil {
		return err
	}
	return d.layers.drop(ctx, keptStates, keptFor, keptUnknown)
}
