package warehouse

import (
	"context"
	"errors"
	"time"
)

// errClosed answers requests that come after Close.
var errClosed = errors.New("the warehouse is closed")

// pool hands out the sessions of the engine, each to one statement at a time, in the order of asking. A place's session
// is opened when it is first needed; nil stands for one that is not open.
type pool struct {
	open    func() (*session, error)
	common  chan *session // for everybody
	remote  chan *session // one place more, for other processes only: a busy owner does not keep them waiting for ever
	closing chan struct{} // closed: no further statements
	drained int           // places that drain has emptied
}

func newPool(places int, open func() (*session, error)) *pool {
	p := &pool{open: open, common: make(chan *session, places), remote: make(chan *session, 1), closing: make(chan struct{})}
	for range places {
		p.common <- nil
	}
	p.remote <- nil
	return p
}

// place is a session in use, and where it belongs.
type place struct {
	*session
	home chan *session
}

// take waits for a session. remote says that the statement comes from another process.
func (p *pool) take(ctx context.Context, remote bool) (place, error) {
	reserved := p.remote
	if !remote {
		reserved = nil // blocks for ever
	}
	var taken place
	select {
	case <-p.closing:
		return place{}, errClosed
	default:
	}
	select {
	case s := <-p.common:
		taken = place{s, p.common}
	case s := <-reserved:
		taken = place{s, p.remote}
	case <-p.closing:
		return place{}, errClosed
	case <-ctx.Done():
		return place{}, context.Cause(ctx)
	}
	if taken.session == nil {
		s, err := p.open()
		if err != nil {
			taken.home <- nil
			return place{}, err
		}
		taken.session = s
	}
	return taken, nil
}

// giveBack returns a session for the next statement; where reusable is false it is closed first.
func (p place) giveBack(reusable bool) {
	if !reusable {
		p.session.close()
		p.session = nil
	}
	p.home <- p.session
}

// refuseMore makes take fail from now on.
func (p *pool) refuseMore() { close(p.closing) }

// drain waits for running statements to give their sessions back, and closes the sessions. It returns how many are still
// out when the time is over; called again, it waits for those.
func (p *pool) drain(patience time.Duration) int {
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for p.drained < cap(p.common)+cap(p.remote) {
		var s *session
		select {
		case s = <-p.common:
		case s = <-p.remote:
		case <-timeout.C:
			return cap(p.common) + cap(p.remote) - p.drained
		}
		if s != nil {
			s.close()
		}
		p.drained++
	}
	return 0
}
