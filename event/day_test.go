package event_test

import (
	"testing"
	"time"

	"vigie/event"
)

func TestDaysAreDatesOfTheCalendar(t *testing.T) {
	// Every day of 1999 to 2101, against the calendar of package time.
	day := event.NewDay(1999, time.January, 1)
	for at := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2102; at = at.AddDate(0, 0, 1) {
		text := at.Format(time.DateOnly)
		if day.String() != text || !day.Time().Equal(at) || day.Time().Location() != time.UTC {
			t.Fatalf("%s is %s, %s", text, day, day.Time())
		}
		if read, err := event.ParseDay(text); err != nil || read != day {
			t.Fatalf("%s is read as %s: %v", text, read, err)
		}
		next := day.AddDays(1)
		if !day.Before(next) || !next.After(day) || next.Sub(day) != 1 || day.Before(day) || day.After(day) {
			t.Fatalf("%s and %s are in no order", day, next)
		}
		day = next
	}
	if event.FirstDay.String() != "2000-01-01" {
		t.Errorf("the first day is %s", event.FirstDay)
	}
}

func TestTextThatIsNoDay(t *testing.T) {
	for _, text := range []string{"", "2026", "2026-01", "2026-1-1", "2026-01-32", "2026-02-29", "2100-02-29", "2026-00-10",
		"2026-01-01 ", "2026-01-01T00:00:00Z", "01-01-2026", "2026/01/01", "20260101", "2026-01-0x", "-026-01-01"} {
		if day, err := event.ParseDay(text); err == nil {
			t.Errorf("%q is read as %s", text, day)
		}
	}
}

func TestDaysBeginAtMidnightInParis(t *testing.T) {
	for instant, want := range map[string]string{
		"2026-01-31T22:59:59Z": "2026-01-31",
		"2026-01-31T23:00:00Z": "2026-02-01",
		"2025-07-31T21:59:59Z": "2025-07-31",
		"2025-07-31T22:00:00Z": "2025-08-01",
		"2025-10-25T22:00:00Z": "2025-10-26", // 25 hours long
		"2025-10-26T22:59:59Z": "2025-10-26",
		"2025-10-26T23:00:00Z": "2025-10-27",
		"2026-03-28T23:00:00Z": "2026-03-29", // 23 hours long
		"2026-03-29T22:00:00Z": "2026-03-30",
	} {
		at, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := event.DayOf(at).String(); got != want {
			t.Errorf("%s is on %s, want %s", instant, got, want)
		}
	}
}
