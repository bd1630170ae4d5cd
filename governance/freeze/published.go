package freeze

import (
	"fmt"
	"slices"
	"time"

	"vigie/governance/dated"
)

// Edition is an edition as far as meetings are concerned. It has a window.
type Edition struct {
	Number   uint32
	Day      dated.Day
	From, To dated.Day // the window that readers have unasked; To is the first day after it
	First    dated.Day // the first day of the month of the network's first event
	Quarters dated.Day // the first day after the latest quarter that is published; "" for none
}

// Published is what is published.
type Published struct {
	Editions []Edition // the first one first
	Today    dated.Day
	CutOn    int // the day of the month on which editions are cut by themselves
}

// On is the edition that a meeting of a day is frozen with: the latest of its day, or of today where the meeting is to come. The error is a
// NothingPublishedError where there is none. It is a QuarterError where that edition has not the quarter that ended last before the meeting, unless
// the meeting is to be frozen as it was.
func (p Published) On(day dated.Day, asItWas bool) (Edition, error) {
	var chosen Edition
	for _, e := range p.Editions {
		if e.Day <= min(day, p.Today) {
			chosen = e
		}
	}
	if chosen.Number == 0 {
		return chosen, NothingPublishedError{day, p.Editions}
	}
	from, to := quarterBefore(day)
	if asItWas || chosen.Quarters >= to || chosen.First > from {
		return chosen, nil
	}
	refused := QuarterError{Meeting: day, From: from, To: to, Edition: chosen, ToCome: day >= p.Today}
	if due := dated.Day(fmt.Sprintf("%s-%02d", to[:len("2026-10")], p.CutOn)); due > p.Today {
		refused.Due = due
	}
	if later := slices.IndexFunc(p.Editions, func(e Edition) bool { return e.Quarters >= to }); later >= 0 {
		refused.Later = &p.Editions[later]
	}
	return chosen, refused
}

// quarterBefore is the quarter that ended last before a day: its first day, and the first day after it.
func quarterBefore(day dated.Day) (from, to dated.Day) {
	at := day.Time()
	end := time.Date(at.Year(), at.Month()-(at.Month()-1)%3, 1, 0, 0, 0, 0, time.UTC)
	return dated.Day(end.AddDate(0, -3, 0).Format(time.DateOnly)), dated.Day(end.Format(time.DateOnly))
}

// NothingPublishedError is a meeting of a day by which nothing was published.
type NothingPublishedError struct {
	Meeting  dated.Day
	Editions []Edition // those that came later
}

// Error says when something was, or how that is begun.
func (e NothingPublishedError) Error() string {
	if len(e.Editions) == 0 {
		return "no figure is published yet, so that there is nothing to freeze: vigie edition start publishes the first ones"
	}
	first := e.Editions[0]
	return fmt.Sprintf("nothing was published yet when the meeting was held on %s: the first edition, %d, is of %s", e.Meeting, first.Number, first.Day)
}

// QuarterError is a meeting whose edition has not the quarter that ended last before it.
type QuarterError struct {
	Meeting  dated.Day
	From, To dated.Day // the quarter; To is the first day after it
	Edition  Edition   // that of the meeting's day
	Later    *Edition  // the first edition that has the quarter; nil where none has
	Due      dated.Day // the day to come on which the quarter is published by itself; "" where that is over
	ToCome   bool      // the meeting is today, or to come
}

// Error says when the quarter is published, and what can be done.
func (e QuarterError) Error() string {
	quarter := fmt.Sprintf("%s-Q%d, the quarter that ended last before the meeting of %s,", e.From[:len("2026")], (int(e.From.Time().Month())+2)/3, e.Meeting)
	asItWas := fmt.Sprintf("--as-it-was freezes edition %d of %s without it", e.Edition.Number, e.Edition.Day)
	switch {
	case e.Later != nil:
		return fmt.Sprintf("%s was published after it, with edition %d of %s: %s", quarter, e.Later.Number, e.Later.Day, asItWas)
	case !e.ToCome:
		return fmt.Sprintf("%s was not published on its day: %s", quarter, asItWas)
	case e.Due == "":
		return fmt.Sprintf("%s is not published yet: vigie edition cut publishes it; %s", quarter, asItWas)
	}
	return fmt.Sprintf("%s is published on %s, or before that, from %s on, by vigie edition cut; %s", quarter, e.Due, e.To, asItWas)
}
