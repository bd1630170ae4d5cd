// Package dated has days of the calendar, and what holds from one day until the next that says otherwise.
package dated

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"

	"vigie/event"
)

// Day is a day of Europe/Paris, written 2006-01-02; "" is none. Days compare with the ordinary operators.
type Day string

// Days from Earliest to Latest can be kept.
const (
	Earliest Day = "1970-01-01"
	Latest   Day = "2148-12-31"
)

// Of is the day in Europe/Paris of an instant.
func Of(instant time.Time) Day { return Day(event.DayOf(instant).String()) }

// Parse reads a day.
func Parse(text string) (Day, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return "", fmt.Errorf("%.40q is no day: write it as 2026-01-31", text)
	}
	day := Day(at.Format(time.DateOnly))
	if day < Earliest || day > Latest {
		return "", fmt.Errorf("%s lies outside the years 1970 to 2148: correct it", day)
	}
	return day, nil
}

// Time is the midnight in UTC with which the day begins; the zero time for none.
func (d Day) Time() time.Time {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return at
}

// Sub is the number of days from another day to this one.
func (d Day) Sub(other Day) int { return int(d.Time().Sub(other.Time()) / (24 * time.Hour)) }

// Before is the day before it; "" for none.
func (d Day) Before() Day {
	at := d.Time()
	if at.IsZero() {
		return ""
	}
	return Day(at.AddDate(0, 0, -1).Format(time.DateOnly))
}

// Value is what is kept of the day: its midnight in UTC, nil for none.
func (d Day) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return d.Time(), nil
}

// Scan reads what was kept of a day.
func (d *Day) Scan(kept any) error {
	switch kept := kept.(type) {
	case nil:
		*d = ""
	case time.Time:
		*d = Day(kept.Format(time.DateOnly))
	default:
		return fmt.Errorf("read a day: it was kept as %T", kept)
	}
	return nil
}

// Due is a day by which something is to be done.
type Due struct {
	Day  Day  `ch:"due" json:"due"`           // the last day on which it is in time
	Year bool `ch:"due_year" json:"due_year"` // only the year was given: Day is its 31 December
}

// ParseDue reads a day, or a year, which means its 31 December.
func ParseDue(text string) (Due, error) {
	if len(text) != len("2026") {
		day, err := Parse(text)
		if err != nil {
			err = fmt.Errorf("%.40q is neither a day nor a year: write it as 2026-01-31 or 2026", text)
		}
		return Due{Day: day}, err
	}
	if _, err := strconv.ParseUint(text, 10, 16); err != nil {
		return Due{}, fmt.Errorf("%q is neither a day nor a year: write it as 2026-01-31 or 2026", text)
	}
	day, err := Parse(text + "-12-31")
	return Due{Day: day, Year: true}, err
}

// String is the day, or the year, as it was given.
func (d Due) String() string {
	if d.Year {
		return string(d.Day[:len("2026")])
	}
	return string(d.Day)
}

// IsZero tells whether there is no such day.
func (d Due) IsZero() bool { return d.Day == "" }

// Row is something that holds from a day on.
type Row interface{ Since() Day }

// At gives, of rows in the order of their days, the one that holds at the end of a day.
func At[R Row](rows []R, day Day) (row R, ok bool) {
	for _, r := range rows {
		if r.Since() > day {
			break
		}
		row, ok = r, true
	}
	return row, ok
}

// Backwards finds the first row that does not come after the day of the one before it; -1 where there is none.
func Backwards[R Row](rows []R) int {
	for i := 1; i < len(rows); i++ {
		if rows[i].Since() <= rows[i-1].Since() {
			return i
		}
	}
	return -1
}
