package queries

import (
	"slices"
	"time"
)

// dated is a period, without its last day.
type dated struct{ from, to time.Time }

// wholeMonths are those in a period; where there are none, they end before they begin, or as they begin.
func (d dated) wholeMonths() dated { return dated{monthAfter(d.from), monthOf(d.to)} }

// ends are what lies before and behind the whole months of a period.
func (d dated) ends() []dated {
	whole := d.wholeMonths()
	if whole.to.Before(whole.from) {
		return []dated{d}
	}
	return slices.DeleteFunc([]dated{{d.from, whole.from}, {whole.to, d.to}}, func(end dated) bool { return !end.from.Before(end.to) })
}

// cut are the days before and behind the whole months of several periods. What begins on none of the former and ends on none of the latter
// says the same of these periods and of their whole months. In a month that a period lies within, both are more than its days.
type cut struct{ before, behind map[time.Time]bool }

func cutDays(periods []dated) cut {
	c := cut{make(map[time.Time]bool), make(map[time.Time]bool)}
	for _, d := range periods {
		whole := d.wholeMonths()
		for day := d.from; day.Before(whole.from); day = day.AddDate(0, 0, 1) {
			c.before[day] = true
		}
		for day := whole.to; day.Before(d.to); day = day.AddDate(0, 0, 1) {
			c.behind[day] = true
		}
	}
	return c
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

// monthAfter is the first day of a month: that day itself, or the next such day.
func monthAfter(day time.Time) time.Time {
	if month := monthOf(day); month.Before(day) {
		return month.AddDate(0, 1, 0)
	}
	return day
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
