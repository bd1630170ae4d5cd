package event

import (
	"fmt"
	"time"
)

// Month is a month of the calendar, counted from January of the year 0. Months compare with the ordinary operators.
type Month int32

const monthsOfYear = 12

// firstMonth is the first month that may be declared, that of FirstDay.
const firstMonth Month = 2000 * monthsOfYear

// MonthOf is the month in which a day lies.
func MonthOf(day Day) Month {
	year, month, _ := day.Time().Date()
	return Month(year*monthsOfYear + int(month) - 1)
}

// ParseMonth reads a month such as 2026-01.
func ParseMonth(text string) (Month, error) {
	day, ok := civil(text + "-01")
	if !ok || len(text) != len("2026-01") {
		return 0, fmt.Errorf("read a month: write it as 2026-01")
	}
	return MonthOf(day), nil
}

// First is the first day of the month.
func (m Month) First() Day { return NewDay(0, time.Month(m)+1, 1) }

// Last is the last day of the month.
func (m Month) Last() Day { return (m + 1).First().AddDays(-1) }

// String gives the month as 2026-01.
func (m Month) String() string { return m.First().String()[:len("2026-01")] }

// month is a month that a sender declares.
func month() form[Month] {
	return form[Month]{
		read: func(r *reader, path string, into *Month) {
			var written string
			if idForm.read(r, path, &written); written == "" {
				return
			}
			parsed, err := ParseMonth(written)
			if err != nil {
				r.add(path, CodeFormat, "Write the month as 2026-01.")
			}
			*into = parsed
		},
		check: func(f *faults, path string, value Month) {
			if value < firstMonth {
				f.add(path, CodePast, "Correct the month: events begin with 2000-01.")
			}
		},
		absent: func(value Month) bool { return value == 0 },
		write:  func(text []byte, value Month) []byte { return appendText(text, value.String()) },
		schema: schema{"type": "string", "pattern": `^[0-9]{4}-(?:0[1-9]|1[0-2])$`},
	}
}
