package chart

import (
	"fmt"
	"slices"
	"time"

	"vigie/dashboard/texts"
)

// Timeline shows what is to be done by when, a row each, on one scale of days. A script has no part in it.
type Timeline struct {
	Label string // what it shows, for those who do not see it
	Years []Tick
	Today Tick
	// Moments are days that matter to all rows, such as meetings.
	Moments []Tick
	Rows    []TimelineRow
}

// Tell says what the time line holds, and what of it is late.
func (t *Timeline) Tell(l *texts.Language) string {
	var late []Mark
	n := 0
	for _, row := range t.Rows {
		if row.Due == "" {
			continue
		}
		n++
		if row.Late {
			late = append(late, Mark{Name: row.Name})
		}
	}
	if n == 0 || len(t.Years) == 0 {
		return ""
	}
	held := l.T("told.timeline", "n", n, "first", t.Years[0].Text, "last", t.Years[len(t.Years)-1].Text)
	if len(late) == 0 {
		return sentences(held, l.T("told.none_late"))
	}
	return sentences(held, l.T("told.late", "n", len(late), "names", tied(l, late)))
}

// Draws tells whether a row has a span of a class, for the legend.
func (t *Timeline) Draws(class string) bool {
	return slices.ContainsFunc(t.Rows, func(row TimelineRow) bool {
		return slices.ContainsFunc(row.Spans, func(s Span) bool { return s.Class == class })
	})
}

// Ends tells whether a row has ended, dropped or done, for the legend.
func (t *Timeline) Ends(dropped bool) bool {
	return slices.ContainsFunc(t.Rows, func(row TimelineRow) bool { return row.End != "" && row.Dropped == dropped })
}

// Tick is a place on the scale, from 0 to 100 %, with its words.
type Tick struct{ X, Text string }

// TimelineRow is a heading, or something with a day by which it is due.
type TimelineRow struct {
	Kind            string // the class of the row
	Name, URL, Said string
	Late            bool
	Spans           []Span
	Due             string // where its last day is; "" of a heading
	End             string // where it ended, "" where it has not
	Dropped         bool   // it ended without being done
}

// Span is a state from one day to another.
type Span struct{ X, Width, Class string }

// Days is a scale of whole years.
type Days struct{ from, to time.Time }

// DaysAround is the scale of the years that hold some days; all of them are after the year 0.
func DaysAround(days ...time.Time) Days {
	var d Days
	for _, day := range days {
		if day.IsZero() {
			continue
		}
		if d.from.IsZero() || day.Before(d.from) {
			d.from = time.Date(day.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
		}
		if !day.Before(d.to) {
			d.to = time.Date(day.Year()+1, time.January, 1, 0, 0, 0, 0, time.UTC)
		}
	}
	return d
}

// share is how far a day lies along the scale, from 0 to 100.
func (d Days) share(day time.Time) float64 {
	return 100 * min(max(float64(day.Sub(d.from))/float64(d.to.Sub(d.from)), 0), 1)
}

// X is where a day is.
func (d Days) X(day time.Time) string { return percent(d.share(day)) }

// Span is from one day to another; at least as wide as can be seen.
func (d Days) Span(from, to time.Time, class string) Span {
	const least = 0.4
	x := d.share(from)
	return Span{percent(x), percent(max(d.share(to)-x, least)), class}
}

// Years are the years of the scale, each at its first day.
func (d Days) Years() (ticks []Tick) {
	for day := d.from; day.Before(d.to); day = day.AddDate(1, 0, 0) {
		ticks = append(ticks, Tick{d.X(day), day.Format("2006")})
	}
	return ticks
}

// percent is a place or a length in a drawing.
func percent(x float64) string { return fmt.Sprintf("%.2f%%", x) }
