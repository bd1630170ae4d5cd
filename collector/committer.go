package collector

import (
	"errors"
	"fmt"
	"time"
)

// commitAll commits group after group, and gives room back that the mover has emptied.
func (s *spool) commitAll() {
	defer close(s.committed)
	free := time.NewTicker(freeWait)
	defer free.Stop()
	for {
		select {
		case g, more := <-s.groups:
			if !more {
				return
			}
			s.commit(g)
		case <-free.C:
			s.free()
		case work := <-s.works:
			work()
		}
	}
}

// commit judges a group's rows, writes those that are new, and answers.
func (s *spool) commit(g group) {
	var chunks [][]byte
	var fresh [][]*row // by chunk
	inGroup := map[hash128]hash128{}
	var err error
	s.mu.Lock()
	erasedAt := s.forgotten.instant()
	for _, d := range g.deliveries {
		d.outcomes = make([]outcome, len(d.rows))
		for i, r := range d.rows {
			first, known := s.body(r.identity)
			if !known {
				first, known = inGroup[r.identity]
			}
			if w, found := g.winners[r.identity]; found && !known {
				first, known = w.body, true
			}
			switch {
			case s.forgotten.has(r.identity):
				d.outcomes[i] = duplicate
			case !known:
				// What is under way while a person is erased counts as sent afterwards.
				if !r.receivedAt.After(erasedAt) {
					r.receivedAt = erasedAt.Add(1)
					var dated error
					d.records[i], dated = appendRecord(nil, r)
					err = errors.Join(err, dated)
				}
				inGroup[r.identity] = r.body
				if n := len(fresh); n == 0 || len(fresh[n-1]) == maxChunk {
					fresh, chunks = append(fresh, nil), append(chunks, nil)
				}
				n := len(fresh) - 1
				fresh[n], chunks[n] = append(fresh[n], r), append(chunks[n], d.records[i]...)
			case first == r.body:
				d.outcomes[i] = duplicate
			default:
				d.outcomes[i] = conflict
			}
		}
	}
	freed, parked, latest := s.moved, s.toPark, s.latest
	s.mu.Unlock()
	var numbers []uint64
	if err == nil && len(chunks) > 0 {
		numbers, err = s.store.write(freed, parked, chunks, latest)
	}
	s.mu.Lock()
	if len(chunks) > 0 {
		s.wrote(err, len(parked))
	}
	for n, number := range numbers {
		for _, r := range fresh[n] {
			s.index[r.identity] = r.body
			s.filter.add(r.identity)
			s.count(number, r.receivedAt)
		}
		s.last = number
	}
	for _, d := range g.deliveries {
		s.queued.add(d.rows[0].source, -int64(len(d.rows)))
		for i := range d.rows {
			if err == nil && d.outcomes[i] == kept {
				s.kept.add(d.rows[i].source, int64(len(d.records[i])))
			}
		}
	}
	s.mu.Unlock()
	rouse(s.mover.work)
	for _, d := range g.deliveries {
		if err != nil {
			d.err = fmt.Errorf("%w: %w", errSpool, err)
		} else {
			s.metrics.delay.Observe(s.now().Sub(d.rows[0].receivedAt).Seconds())
		}
		close(d.done)
	}
}

// free gives the room back of what has gone, where there is any.
func (s *spool) free() {
	s.mu.Lock()
	freed, parked := s.moved, s.toPark
	s.mu.Unlock()
	if freed <= s.store.freed && len(parked) == 0 {
		return
	}
	_, err := s.store.write(freed, parked, nil, time.Time{})
	s.mu.Lock()
	s.wrote(err, len(parked))
	s.mu.Unlock()
}

// wrote notes how a writing to the disk ended; it is called with mu held. What changes is logged, once.
func (s *spool) wrote(err error, parked int) {
	switch {
	case err == nil:
		s.toPark = s.toPark[parked:]
		if s.blocked {
			s.log.Info("the spool can be written again")
		}
	case !s.blocked:
		s.log.Error("the spool cannot be written: events are refused with 503 until it can; make room on the disk, or mend it", "directory", s.store.dir, "error", err)
	}
	s.blocked = err != nil
}
