package period_test

import (
	"strings"
	"testing"
	"time"

	"vigie/queries/period"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestMonthOf(t *testing.T) {
	for _, c := range []struct{ day, want string }{
		{"2026-01-01", "2026-01-01"},
		{"2024-02-29", "2024-02-01"},
		{"2025-12-31", "2025-12-01"},
	} {
		if got := period.MonthOf(day(t, c.day)); !got.Equal(day(t, c.want)) {
			t.Errorf("%s: %s, want %s", c.day, got, c.want)
		}
	}
}

func TestMonthsBefore(t *testing.T) {
	for _, c := range []struct {
		day  string
		n    int
		want string
	}{
		{"2026-03-15", 0, "2026-03-15"},
		{"2026-03-15", 1, "2026-02-15"},
		{"2026-03-31", 1, "2026-02-28"},
		{"2024-03-31", 1, "2024-02-29"},
		{"2024-02-29", 12, "2023-02-28"},
		{"2026-01-01", 1, "2025-12-01"},
		{"2026-01-31", 14, "2024-11-30"},
	} {
		if got := period.MonthsBefore(day(t, c.day), c.n); !got.Equal(day(t, c.want)) {
			t.Errorf("%d months before %s: %s, want %s", c.n, c.day, got.Format(time.DateOnly), c.want)
		}
	}
}

// A month is named by the window's first day, and ends with the window where that ends within it.
func TestMonths(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2026-01-01", "2026-01-01", ""},
		{"2026-01-02", "2026-01-01", ""},
		{"2026-01-01", "2026-02-01", "2026-01: 2026-01-01 2026-02-01"},
		{"2026-01-10", "2026-01-11", "2026-01: 2026-01-10 2026-01-11"},
		{"2025-11-30", "2026-02-02", "2025-11: 2025-11-30 2025-12-01, 2025-12: 2025-12-01 2026-01-01, " +
			"2026-01: 2026-01-01 2026-02-01, 2026-02: 2026-02-01 2026-02-02"},
	} {
		var got []string
		for _, m := range (period.Window{From: day(t, c.from), To: day(t, c.to)}).Months() {
			got = append(got, m.Month()+": "+m.From.Format(time.DateOnly)+" "+m.To.Format(time.DateOnly))
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("[%s, %s): %s, want %s", c.from, c.to, text, c.want)
		}
	}
}

func TestLabel(t *testing.T) {
	for _, c := range []struct{ day, lang, want string }{
		{"2026-01-01", "fr", "janv. 2026"},
		{"2026-08-31", "", "août 2026"},
		{"2025-12-01", "en", "Dec 2025"},
	} {
		if got := period.Label(day(t, c.day), c.lang); got != c.want {
			t.Errorf("%s in %q: %s, want %s", c.day, c.lang, got, c.want)
		}
	}
}
