package demo

import (
	"iter"
	"time"

	"vigie/event"
)

// A key names an event that is yet to arrive: whose plan it belongs to, which step, which version.
const (
	versionBits = 2
	stepBits    = 8
	ofStructure = uint64(1) << 50 // in a subject: a structure's week, else a person
	mostSteps   = 1 << stepBits
)

// The hours in which events arrive, UTC: by day in Paris too, in summer and in winter.
const (
	firstHour = 7 * time.Hour
	daytime   = 11 * time.Hour
)

// Stream is the events of a network in the order in which they arrive, which is mostly that of their own days: some come weeks
// or months late, those of some structures a month at a time, some twice, some are followed by a corrected revision or a
// retraction of their record. What would arrive on To or later comes on the day before To. Every event is valid; their lists
// are shared between events and must not be changed.
//
// Events are made as they are asked for. Only keys are kept of what is yet to arrive, and the event is made from the plan that
// is drawn again: eight bytes for each event of people already met, less than 10 MB for 1 500 000 people, whose events are 10
// million.
type Stream struct {
	n       *Network
	next    int        // the first day whose events have not been handed on, counted from From
	pending [][]uint64 // keys by day of arrival, likewise
	plan    *plan
	known   bool // plan holds a subject
	maker   *maker
	due     []sending
}

// Stream gives the events from the first on.
func (n *Network) Stream() *Stream {
	s := &Stream{n: n, plan: &plan{n: n, d: newDraws()}, maker: newMaker(n)}
	if n.options.People > 0 && n.calendar.days() > 0 && n.inhabited() {
		s.pending = make([][]uint64, n.calendar.days())
	}
	return s
}

// Before gives the events that arrive before a day and have not been given yet, each with the moment at which it arrives. Who
// stops in the middle gets no more of that day.
func (s *Stream) Before(end event.Day) iter.Seq2[time.Time, event.Event] {
	return func(yield func(time.Time, event.Event) bool) {
		for s.next < min(len(s.pending), end.Sub(s.n.options.From)) {
			if s.next%daysOfWeek == 0 {
				s.begin(s.next / daysOfWeek)
			}
			keys := s.pending[s.next]
			s.pending[s.next] = nil
			morning := s.n.options.From.AddDays(s.next).Time().Add(firstHour)
			s.next++
			for i, key := range keys {
				if !yield(morning.Add(daytime/time.Duration(len(keys))*time.Duration(i)), s.event(key)) {
					return
				}
			}
		}
	}
}

// begin plans the events of the people who come first in a week, and of the structures' week.
func (s *Stream) begin(week int) {
	first, end := s.n.calendar.arrivals(week, s.n.options.People)
	for number := first; number < end; number++ {
		s.plan.journey(number, week)
		s.plan.queue(s)
	}
	for site := range s.n.sites {
		s.plan.week(int32(site), week)
		s.plan.queue(s)
	}
	s.known = false
}

// queue notes when the events of the plan arrive.
func (p *plan) queue(s *Stream) {
	for ordinal := range min(len(p.steps), mostSteps) {
		s.due = p.sendings(ordinal, s.due)
		for _, due := range s.due {
			key := p.subject<<(stepBits+versionBits) | uint64(ordinal)<<versionBits | uint64(due.version)
			day := due.day - s.n.options.From
			s.pending[day] = append(s.pending[day], key)
		}
	}
}

// event makes the event of a key.
func (s *Stream) event(key uint64) event.Event {
	subject := key >> (stepBits + versionBits)
	ordinal := int(key >> versionBits & (mostSteps - 1))
	if !s.known || s.plan.subject != subject {
		s.replan(subject)
	}
	return s.maker.event(s.plan, ordinal, version(key&(1<<versionBits-1)))
}

// replan draws the plan of a subject again.
func (s *Stream) replan(subject uint64) {
	s.known = true
	if subject&ofStructure == 0 {
		s.plan.journey(subject, s.n.calendar.arrivalWeek(subject, s.n.options.People))
		return
	}
	number := int(subject &^ ofStructure)
	weeks := s.n.calendar.weeks()
	s.plan.week(int32(number/weeks), number%weeks)
}
