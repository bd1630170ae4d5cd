package demo

import (
	"sort"
	"time"

	"vigie/event"
)

// Activity of a month against a usual one: a network rests in August and at the end of the year, and is busiest when
// courses begin. Ours.
var monthActivity = [13]float64{
	time.January: 1.15, time.February: 0.95, time.March: 1.1, time.April: 0.95, time.May: 0.85, time.June: 1,
	time.July: 0.65, time.August: 0.3, time.September: 1.25, time.October: 1.2, time.November: 1.1, time.December: 0.8,
}

// weekdayArrivals says on which days people come first, from Sunday to Saturday. Ours.
var weekdayArrivals = [daysOfWeek]float64{0.03, 1, 1.1, 1, 1, 0.9, 0.35}

const (
	growth     = 0.7  // how much more people come at the end of the period than at its beginning
	yearEnd    = 0.15 // activity between 24 December and 1 January
	daysOfWeek = 7
)

// calendar knows how busy the days of the period are. Weeks are counted from its first day.
type calendar struct {
	from, to event.Day
	busy     []float64 // of each day, in [0, 1.25]
	arrived  []float64 // of each week, and one more: share of all people who come first before it; the last is 1
}

func newCalendar(from, to event.Day) calendar {
	c := calendar{from: from, to: to}
	if c.days() <= 0 {
		return c
	}
	c.arrived = append(c.arrived, 0)
	total := 0.0
	for day := from; day < to; day++ {
		c.busy = append(c.busy, business(day))
		total += c.busy[day-from] * weekdayArrivals[weekday(day)] * (1 + growth*float64(day-from)/float64(to-from))
		if int(day-from)%daysOfWeek == daysOfWeek-1 || day == to-1 {
			c.arrived = append(c.arrived, total)
		}
	}
	for i := range c.arrived {
		if total > 0 {
			c.arrived[i] /= total
		}
	}
	c.arrived[len(c.arrived)-1] = 1
	return c
}

func business(day event.Day) float64 {
	_, month, date := day.Time().Date()
	if isHoliday(month, date) {
		return 0
	}
	if month == time.December && date >= 24 {
		return yearEnd
	}
	return monthActivity[month]
}

// isHoliday knows the public holidays of France that have a fixed date.
func isHoliday(month time.Month, date int) bool {
	switch month {
	case time.January, time.November:
		return date == 1 || month == time.November && date == 11
	case time.May:
		return date == 1 || date == 8
	case time.July:
		return date == 14
	case time.August:
		return date == 15
	case time.December:
		return date == 25
	}
	return false
}

func (c calendar) days() int { return int(c.to - c.from) }

func (c calendar) weeks() int { return len(c.arrived) - 1 }

// holds tells whether the day lies in the period.
func (c calendar) holds(day event.Day) bool { return c.from <= day && day < c.to }

// week gives the first day of a week, and the day after its last in the period.
func (c calendar) week(week int) (first, end event.Day) {
	first = c.from.AddDays(week * daysOfWeek)
	return first, min(first.AddDays(daysOfWeek), c.to)
}

// arrivals gives which of a number of people come first in a week: those with an index in [first, end).
func (c calendar) arrivals(week, people int) (first, end uint64) {
	return uint64(c.arrived[week] * float64(people)), uint64(c.arrived[week+1] * float64(people))
}

// arrivalWeek is the week in which a person comes first: the inverse of arrivals.
func (c calendar) arrivalWeek(person uint64, people int) int {
	return sort.Search(c.weeks()-1, func(week int) bool {
		_, end := c.arrivals(week, people)
		return person < end
	})
}

// share is the part of all activity that falls in a week.
func (c calendar) share(week int) float64 { return c.arrived[week+1] - c.arrived[week] }

// later moves a day on while few people come, as they would: with the chance that the day is not busy, by three weeks.
func (c calendar) later(day event.Day, d *draws) event.Day {
	for range 3 {
		if !c.holds(day) || d.Float64() < c.busy[day-c.from] {
			break
		}
		day = day.AddDays(21)
	}
	return day
}
