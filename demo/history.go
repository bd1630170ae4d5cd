package demo

import "vigie/event"

// What becomes of structures, as shares of all, and how many at least in a network that is large enough. Ours.
var fates = []struct {
	share  float64
	least  int
	befall func(n *Network, s *site, d *draws)
}{
	{0.012, 1, (*Network).opens},
	{0.010, 1, (*Network).closes},
	{0.010, 1, (*Network).popsUp},
	{0.030, 0, (*Network).neverSends},
	{0.050, 1, (*Network).fallsSilent},
	{0.007, 1, (*Network).sendsOneMonth},
	{0.030, 1, (*Network).onlyDeclares},
	{0.010, 1, (*Network).takesUpTool},
}

const (
	silence       = 90 // days without an event after which a structure counts as silent
	lastDays      = 7  // days after its closing in which a structure still ends what it began
	popUpLeast    = 30 // days that a structure stays which comes and goes, at least
	popUpMore     = 45 // and at most beyond that
	leastForFates = 12 // structures of a network in which something becomes of some
)

// makeHistory decides which structures open, close, fall silent, or report otherwise than by a tool all the time.
func (n *Network) makeHistory() {
	if n.calendar.days() <= 0 || len(n.sites) < leastForFates {
		return
	}
	d := newDraws()
	d.begin(n.options.Seed, 0, textNumber("history"))
	order := d.Perm(len(n.sites))
	for _, fate := range fates {
		count := min(max(fate.least, int(fate.share*float64(len(n.sites)))), len(order))
		for _, i := range order[:count] {
			fate.befall(n, &n.sites[i], d)
		}
		order = order[count:]
	}
}

// midway draws a day of the middle half of the period.
func (n *Network) midway(d *draws) event.Day {
	days := n.calendar.days()
	return n.options.From.AddDays(days/4 + d.IntN(days/2+1))
}

func (n *Network) opens(s *site, d *draws) {
	s.opened = n.midway(d)
	s.since = s.opened
}

func (n *Network) closes(s *site, d *draws) {
	s.closed = n.midway(d)
	s.until = s.closed.AddDays(lastDays)
}

func (n *Network) popsUp(s *site, d *draws) {
	s.opened = n.midway(d)
	s.closed = s.opened.AddDays(popUpLeast + d.IntN(popUpMore))
	s.since, s.until, s.travels = s.opened, s.closed, true
}

func (n *Network) neverSends(s *site, _ *draws) { s.until = s.since }

func (n *Network) fallsSilent(s *site, d *draws) {
	s.until = n.options.To.AddDays(-silence - 1 - d.IntN(max(1, n.calendar.days()/2)))
}

// sendsOneMonth is a structure that tries a tool for one month of the calendar.
func (n *Network) sendsOneMonth(s *site, d *draws) {
	month := event.MonthOf(n.midway(d))
	s.since, s.until = max(month.First(), n.options.From), (month + 1).First()
}

func (n *Network) onlyDeclares(s *site, _ *draws) {
	s.until, s.declaresUntil = s.since, n.options.To
}

// takesUpTool is a structure that declares its months until it has a tool, and two months more out of habit.
func (n *Network) takesUpTool(s *site, d *draws) {
	month := event.MonthOf(n.midway(d))
	s.since, s.declaresUntil = max(month.First(), n.options.From), (month + 2).First()
}
