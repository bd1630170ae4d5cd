package event

import (
	"fmt"
	"sync"
	"time"
	// The zone of Paris must be there on machines without a zone database too.
	_ "time/tzdata"
)

// Day is a civil date, counted in days since 1970-01-01. Days compare with the
// ordinary operators.
type Day int32

const secondsOfDay = 24 * 60 * 60

// NewDay is the day of a date of the calendar. Months and days beyond the
// calendar roll over as in time.Date.
func NewDay(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsOfDay)
}

// DayOf is the day in Europe/Paris of an instant.
func DayOf(instant time.Time) Day {
	year, month, day := instant.In(Paris()).Date()
	return NewDay(year, month, day)
}

// ParseDay reads a date such as 2026-01-31.
func ParseDay(text string) (Day, error) {
	day, ok := civil(text)
	if !ok || len(text) != len(time.DateOnly) {
		return 0, fmt.Errorf("read a day: write it as 2026-01-31")
	}
	return day, nil
}

// Paris is the time zone in which Vigie counts its days.
func Paris() *time.Location { return paris() }

var paris = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the zone database is linked in
	}
	return zone
})

// String gives the day as 2026-01-31.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// Time is the midnight in UTC with which the day begins, as databases want it.
func (d Day) Time() time.Time { return time.Unix(int64(d)*secondsOfDay, 0).UTC() }

// AddDays is the day n days later, or earlier when n is negative.
func (d Day) AddDays(n int) Day { return d + Day(n) }

// Before tells whether the day comes before the other.
func (d Day) Before(other Day) bool { return d < other }

// After tells whether the day comes after the other.
func (d Day) After(other Day) bool { return d > other }

// Sub is the number of days from the other day to this one.
func (d Day) Sub(other Day) int { return int(d - other) }

// civil reads the ten characters of a date with which the text begins.
func civil(text string) (Day, bool) {
	if len(text) < len(time.DateOnly) || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	year, ok1 := digits(text[0:4])
	month, ok2 := digits(text[5:7])
	day, ok3 := digits(text[8:10])
	if !ok1 || !ok2 || !ok3 || month < 1 || month > 12 {
		return 0, false
	}
	first := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	if day < 1 || day > first.AddDate(0, 1, -1).Day() {
		return 0, false
	}
	return Day(first.Unix()/secondsOfDay + int64(day-1)), true
}

// moment reads a date, or a date-time with offset (RFC 3339), and gives its day in
// Europe/Paris.
func moment(text string) (Day, bool) {
	day, ok := civil(text)
	if !ok || len(text) == len(time.DateOnly) {
		return day, ok
	}
	clock := text[len(time.DateOnly):]
	if len(clock) < len("T10:00:00Z") || clock[0]|0x20 != 't' || clock[3] != ':' || clock[6] != ':' {
		return 0, false
	}
	hour, ok1 := digits(clock[1:3])
	minute, ok2 := digits(clock[4:6])
	second, ok3 := digits(clock[7:9])
	offset, ok4 := offset(fraction(clock[9:]))
	// A leap second counts as the last second of its minute.
	if !ok1 || !ok2 || !ok3 || !ok4 || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	seconds := int64(day)*secondsOfDay + int64(hour*3600+minute*60+min(second, 59)-offset)
	return DayOf(time.Unix(seconds, 0)), true
}

// fraction drops the decimals of a second from the start of a text. A point
// without digits is left, for offset to refuse.
func fraction(text string) string {
	if text[0] != '.' {
		return text
	}
	end := 1
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	if end == 1 {
		return text
	}
	return text[end:]
}

// offset reads Z or +01:00 as seconds east of Greenwich.
func offset(text string) (int, bool) {
	if text == "Z" || text == "z" {
		return 0, true
	}
	if len(text) != len("+01:00") || text[0] != '+' && text[0] != '-' || text[3] != ':' {
		return 0, false
	}
	hours, ok1 := digits(text[1:3])
	minutes, ok2 := digits(text[4:6])
	if !ok1 || !ok2 || hours > 23 || minutes > 59 {
		return 0, false
	}
	seconds := hours*3600 + minutes*60
	if text[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

func digits(text string) (int, bool) {
	number := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		number = number*10 + int(text[i]-'0')
	}
	return number, true
}
