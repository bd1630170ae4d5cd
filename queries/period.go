package queries

import (
	"slices"
	"time"
)

// dated is a period, without its last day.
type dated struct{ from, to time.Time }

// wholeMonths are those nearest to a period: each of its ends is moved to the nearer end of its month. So they may have days that it has
// not, and it differs from them by few. Where they end as they begin there are none.
func (d dated) wholeMonths() dated { return dated{nearestMonth(d.from), nearestMonth(d.to)} }

// edge is the days by which one end of a period differs from its whole months.
type edge struct {
	days dated
	sign int64 // 1: they are the period's, -1: its whole months'
}

// edges are those at a period's beginning and at its end.
func (d dated) edges() (before, behind edge) {
	whole := d.wholeMonths()
	return edgeOf(d.from, whole.from), edgeOf(whole.to, d.to)
}

func edgeOf(from, to time.Time) edge {
	if to.Before(from) {
		return edge{dated{to, from}, -1}
	}
	return edge{dated{from, to}, 1}
}

// isWhole tells whether a period is whole months.
func (d dated) isWhole() bool { return d == d.wholeMonths() }

// cut are the days by which several periods differ from their whole months, at their beginnings and at their ends. What begins on none of
// the former and ends on none of the latter says the same of these periods and of their whole months.
type cut struct{ before, behind map[time.Time]bool }

func cutDays(periods []dated) cut {
	c := cut{make(map[time.Time]bool), make(map[time.Time]bool)}
	for _, d := range periods {
		before, behind := d.edges()
		before.days.each(func(day time.Time) { c.before[day] = true })
		behind.days.each(func(day time.Time) { c.behind[day] = true })
	}
	return c
}

// each calls do with each day of a period.
func (d dated) each(do func(day time.Time)) {
	for day := d.from; day.Before(d.to); day = day.AddDate(0, 0, 1) {
		do(day)
	}
}

func (c cut) none() bool { return len(c.before) == 0 && len(c.behind) == 0 }

// parameters are those of statements about these days.
func (c cut) parameters() map[string]string {
	list := func(days map[time.Time]bool) string {
		written := make([]string, 0, len(days))
		for day := range days {
			written = append(written, day.Format(time.DateOnly))
		}
		slices.Sort(written) // statements that are kept in memory are told apart by their parameters
		return arrayLiteral(written)
	}
	return map[string]string{"before": list(c.before), "behind": list(c.behind)}
}

// monthOf is the first day of a day's month.
func monthOf(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// nearestMonth is the first day of a month that is nearest to a day; of two, the earlier.
func nearestMonth(day time.Time) time.Time {
	month := monthOf(day)
	next := month.AddDate(0, 1, 0)
	if next.Sub(day) < day.Sub(month) {
		return next
	}
	return month
}

// monthsBefore is the day so many months earlier, or the last of its month where that has no such day.
func monthsBefore(day time.Time, months int) time.Time {
	first := monthOf(day).AddDate(0, -months, 0)
	return earlier(first.AddDate(0, 0, day.Day()-1), first.AddDate(0, 1, -1))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
