package chart

import (
	"fmt"
	"slices"

	"vigie/dashboard/texts"
	"vigie/queries/indicator"
)

// Streams lead from the levels that people had to those that they have, each as high as there are people in it. A script has no part in it.
type Streams struct {
	Label         string // what they show, for those who do not see it
	Before, After []StreamEnd
	Bands         []Band // those that are drawn over others come last
	// Up, Same and Down tell which kinds of bands there are, for the legend.
	Up, Same, Down bool
}

// StreamEnd is a level on one side: a bar from Y down, Height high, of a drawing of 100 by 100, and where its name stands.
type StreamEnd struct {
	Name, Said string
	Y, Height  string
	At         string
}

// Band is a stream as a path in a drawing of 100 by 100.
type Band struct {
	Kind  string // the class of the band: up, same, or down
	Path  string
	Title string
}

// Passage is how many people had one level and have another; a mark without a value is not drawn.
type Passage struct {
	indicator.Passage
	Mark
}

// Kind is up, same, or down.
func (p Passage) Kind() string {
	switch {
	case p.To > p.From:
		return "up"
	case p.To < p.From:
		return "down"
	}
	return "same"
}

// NewStreams draws passages, the highest levels on top; nil where none has a value.
func NewStreams(l *texts.Language, all []Passage) *Streams {
	var marks []Mark
	for _, p := range all {
		marks = append(marks, p.Mark)
	}
	if !Drawable(marks) {
		return nil
	}
	s := &Streams{Label: Tell(l, "persons", marks, nil)}
	before, after := newSide(all, func(p Passage) int { return p.From }), newSide(all, func(p Passage) int { return p.To })
	each := min(before.most(), after.most())
	s.Before, s.After = before.place(l, each), after.place(l, each)
	// Those of a level leave and arrive in the order of the levels, so that they cross as little as they can.
	passages := slices.DeleteFunc(slices.Clone(all), func(p Passage) bool { return p.Value == nil })
	slices.SortStableFunc(passages, func(a, b Passage) int { return (b.From + b.To) - (a.From + a.To) })
	bands := make(map[string][]Band)
	for _, p := range passages {
		high := each * *p.Value
		from, to := before.take(p.From, high), after.take(p.To, high)
		bands[p.Kind()] = append(bands[p.Kind()], Band{Kind: p.Kind(), Title: p.Name + l.T("words.colon") + p.Text, Path: fmt.Sprintf(
			"M0 %.2fC50 %.2f 50 %.2f 100 %.2fV%.2fC50 %.2f 50 %.2f 0 %.2fZ", from, from, to, to, to+high, to+high, from+high, from+high)})
	}
	s.Up, s.Same, s.Down = len(bands["up"]) > 0, len(bands["same"]) > 0, len(bands["down"]) > 0
	s.Bands = slices.Concat(bands["same"], bands["up"], bands["down"])
	return s
}

// side is one side of streams: how many people are at each level, and where the next band of each begins.
type side struct {
	people map[int]float64
	next   map[int]float64
}

// newSide adds up the people of passages at a level.
func newSide(all []Passage, level func(Passage) int) side {
	s := side{make(map[int]float64), make(map[int]float64)}
	for _, p := range all {
		if p.Value != nil {
			s.people[level(p)] += *p.Value
		}
	}
	return s
}

// What levels take of the height of 100: room for their names at least, and some between them.
const (
	leastSlot = 12.0
	slotGap   = 3.0
)

// levels are those that have people, the highest first.
func (s side) levels() (all []int) {
	for level := len(indicator.Levels) - 1; level >= 0; level-- {
		if s.people[level] > 0 {
			all = append(all, level)
		}
	}
	return all
}

// height is what the side takes where a person is so high.
func (s side) height(each float64) float64 {
	high := slotGap * float64(len(s.levels())-1)
	for _, level := range s.levels() {
		high += max(leastSlot, each*s.people[level])
	}
	return high
}

// most is how high a person can be for the side to fit, by halving.
func (s side) most() float64 {
	low, high := 0.0, 100.0
	for range 60 {
		if middle := (low + high) / 2; s.height(middle) > 100 {
			high = middle
		} else {
			low = middle
		}
	}
	return low
}

// place gives each level its bar, in the middle of the room that it has.
func (s side) place(l *texts.Language, each float64) (ends []StreamEnd) {
	at := (100 - s.height(each)) / 2
	for _, level := range s.levels() {
		bar := each * s.people[level]
		slot := max(leastSlot, bar)
		y := at + (slot-bar)/2
		s.next[level] = y
		ends = append(ends, StreamEnd{
			Name: l.Say(indicator.Levels[level].Name), Said: l.Integer(s.people[level]),
			Y: fmt.Sprintf("%.2f", y), Height: fmt.Sprintf("%.2f", bar), At: percent(at + slot/2),
		})
		at += slot + slotGap
	}
	return ends
}

// take is where the next band of a level begins.
func (s side) take(level int, high float64) float64 {
	at := s.next[level]
	s.next[level] += high
	return at
}
