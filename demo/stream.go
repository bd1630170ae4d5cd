package demo

import "vigie/event"

// A key names an event that is yet to be sent: whose plan it belongs to, which step, which version.
const (
	versionBits = 2
	stepBits    = 8
	ofStructure = uint64(1) << 50 // in a subject: a structure's week, else a person
	mostSteps   = 1 << stepBits
)

// stream sends the events of a network in order. Only keys are kept of what is yet to be sent; the event is made from the
// plan that is drawn again.
type stream struct {
	n       *Network
	pending [][]uint64 // keys by day of sending, from the first day
	plan    *plan
	known   bool // plan holds a subject
	maker   *maker
	due     []sending
}

func newStream(n *Network) *stream {
	return &stream{
		n: n, pending: make([][]uint64, n.calendar.days()),
		plan: &plan{n: n, d: newDraws()}, maker: newMaker(n),
	}
}

// run sends everything, until yield refuses more.
func (s *stream) run(yield func(event.Event) bool) {
	for day := range s.pending {
		if day%daysOfWeek == 0 {
			s.begin(day / daysOfWeek)
		}
		keys := s.pending[day]
		s.pending[day] = nil
		for _, key := range keys {
			if !yield(s.event(key)) {
				return
			}
		}
	}
}

// begin plans the events of the people who come first in a week, and of the structures' week.
func (s *stream) begin(week int) {
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

// queue notes when the events of the plan are to be sent.
func (p *plan) queue(s *stream) {
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
func (s *stream) event(key uint64) event.Event {
	subject := key >> (stepBits + versionBits)
	ordinal := int(key >> versionBits & (mostSteps - 1))
	if !s.known || s.plan.subject != subject {
		s.replan(subject)
	}
	return s.maker.event(s.plan, ordinal, version(key&(1<<versionBits-1)))
}

// replan draws the plan of a subject again.
func (s *stream) replan(subject uint64) {
	s.known = true
	if subject&ofStructure == 0 {
		s.plan.journey(subject, s.n.calendar.arrivalWeek(subject, s.n.options.People))
		return
	}
	number := int(subject &^ ofStructure)
	weeks := s.n.calendar.weeks()
	s.plan.week(int32(number/weeks), number%weeks)
}
