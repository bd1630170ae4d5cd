// Package hours reads opening hours in the syntax of OpenStreetMap's opening_hours key, as the national standard's
// column "horaires" gives them, and says when a place is open in a normal week.
//
// The normal week is the one from Monday 5 to Sunday 11 October 2026: a week of term without a public holiday, the
// first of its month, week 41. So "PH off" and "SH off" change nothing, "Mo[1]" is open on its Monday, and of summer
// and winter hours the October ones are read. Hours that follow the sun cannot be read.
//
// Times that a rule only calls possible ("unknown", or a comment such as "sur rendez-vous" in place of "open") are not
// open; a week that has such times and no others cannot be read. The meaning of rules is that of the specification,
// https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, and tests hold it equal to npm's opening_hours.
package hours

import (
	"errors"
	"fmt"
	"time"
)

const (
	dayMinutes  = 24 * 60
	weekMinutes = 7 * dayMinutes
	evening     = 18 * 60 // 18:00, in minutes since midnight
	maxLength   = 2000    // bytes of a text; OpenStreetMap itself allows 255 characters
)

// Week is when a place is open from a Monday 00:00 to the next. The zero Week is never open.
type Week struct {
	spans [][2]int
}

// Parse reads text. The error is a sentence that tells what could not be read, and where.
func Parse(text string) (Week, error) {
	if len(text) > maxLength {
		return Week{}, fmt.Errorf("opening hours of %d characters are too long: at most %d are read", len(text), maxLength)
	}
	tokens, err := lex(text)
	if err != nil {
		return Week{}, err
	}
	p := parser{text: text, tokens: tokens}
	rules, err := p.rules()
	if err != nil {
		return Week{}, err
	}
	if len(rules) == 0 {
		return Week{}, errors.New("no opening hours are given")
	}
	return evaluate(rules)
}

// Spans lists the open times in order, as minutes since Monday 00:00, end excluded: 0 ≤ from < to ≤ 10 080. A span may
// go past midnight; spans do not touch.
func (w Week) Spans() [][2]int {
	return append([][2]int(nil), w.spans...)
}

// Minutes is how long the place is open in the week.
func (w Week) Minutes() int {
	return w.within(0, weekMinutes)
}

// EveningMinutes is how long the place is open from 18:00 to midnight, Monday to Friday.
func (w Week) EveningMinutes() int {
	total := 0
	for day := range 5 {
		total += w.within(day*dayMinutes+evening, (day+1)*dayMinutes)
	}
	return total
}

// WeekendMinutes is how long the place is open on Saturday and Sunday.
func (w Week) WeekendMinutes() int {
	return w.within(5*dayMinutes, weekMinutes)
}

func (w Week) within(from, to int) int {
	total := 0
	for _, span := range w.spans {
		total += max(0, min(span[1], to)-max(span[0], from))
	}
	return total
}

// state is what a rule says of the times it names.
type state uint8

const (
	closed state = iota
	open
	unknown
)

// joint is how a rule follows those before it.
type joint uint8

const (
	normal     joint = iota // ";": replaces what earlier rules say of its days
	additional              // ",": adds to it
	fallback                // "||": speaks only where they leave a place closed
)

// rule is one of the rules of a text: on the days that all its selectors choose, at its times (none: all day), the
// place is in its state.
type rule struct {
	joint joint
	days  []selector
	times [][2]int // minutes since midnight; an end past 24:00 is on the next day
	maybe [][2]int // times from which it may be open, such as "09:00+"
	state state
}

// selector tells whether a day is chosen.
type selector func(day time.Time) bool

func (r rule) chooses(day time.Time) bool {
	for _, chosen := range r.days {
		if !chosen(day) {
			return false
		}
	}
	return true
}

// firstDay is the Sunday before the normal week: what it leaves open past midnight belongs to Monday.
func firstDay() time.Time {
	return time.Date(2026, time.October, 4, 0, 0, 0, 0, time.UTC)
}

// evaluate paints the rules one after the other on nine days: the Sunday before, the week, and the day after, which
// is there for what goes past midnight.
func evaluate(rules []rule) (Week, error) {
	var canvas [9 * dayMinutes]state
	paint := func(from, to int, s state, below bool) {
		for minute := from; minute < min(to, len(canvas)); minute++ {
			if !below || canvas[minute] == closed {
				canvas[minute] = s
			}
		}
	}
	for _, r := range rules {
		var starts []int
		for i := range 8 {
			if r.chooses(firstDay().AddDate(0, 0, i)) {
				starts = append(starts, i*dayMinutes)
			}
		}
		// A rule without days, and one that closes, leave the rest of a day as it was.
		if r.joint == normal && len(r.days) > 0 && r.state != closed {
			for _, start := range starts {
				paint(start, start+dayMinutes, closed, false)
			}
		}
		below := r.joint == fallback
		perhaps := r.state
		if perhaps == open {
			perhaps = unknown
		}
		for _, start := range starts {
			if len(r.times) == 0 && len(r.maybe) == 0 {
				paint(start, start+dayMinutes, r.state, below)
			}
			for _, span := range r.maybe {
				paint(start+span[0], start+span[1], perhaps, below)
			}
			for _, span := range r.times {
				paint(start+span[0], start+span[1], r.state, below)
			}
		}
	}
	return read(canvas[dayMinutes : dayMinutes+weekMinutes])
}

// read collects the open spans of a painted week.
func read(week []state) (Week, error) {
	var w Week
	doubtful := false
	for minute, s := range week {
		doubtful = doubtful || s == unknown
		if s != open {
			continue
		}
		if last := len(w.spans) - 1; last >= 0 && w.spans[last][1] == minute {
			w.spans[last][1]++
		} else {
			w.spans = append(w.spans, [2]int{minute, minute + 1})
		}
	}
	if doubtful && len(w.spans) == 0 {
		return Week{}, errors.New("no time is surely open: a comment, \"unknown\" or an open end stands where times should")
	}
	return w, nil
}

// clock writes minutes since midnight for messages.
func clock(minutes int) string {
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
