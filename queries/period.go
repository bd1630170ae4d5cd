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
