package period

import (
	"regexp"
	"strings"
	"time"
)

var quarter = regexp.MustCompile(`^(\d{4})-Q([1-4])$`)

// Forms are how Parse takes windows, for who says what can be written.
var Forms = []string{"2026", "2026-Q3", "2026-09", "2026-01-01..2026-07-01"}

// Parse reads a window in one of Forms: a year, a quarter, a month, or two days of which the second is left out. It is not ok for anything
// else. Which of two days comes first is not looked at.
func Parse(text string) (w Window, ok bool) {
	var err error
	day := func(form, text string) (at time.Time) {
		if err == nil {
			at, err = time.Parse(form, text)
		}
		return at
	}
	from, to, days := strings.Cut(text, "..")
	q := quarter.FindStringSubmatch(text)
	switch {
	case days:
		w = Window{day(time.DateOnly, from), day(time.DateOnly, to)}
	case q != nil:
		w.From = day("2006", q[1]).AddDate(0, 3*int(q[2][0]-'1'), 0)
		w.To = w.From.AddDate(0, 3, 0)
	case len(text) == len("2006-01"):
		w.From = day("2006-01", text)
		w.To = w.From.AddDate(0, 1, 0)
	default:
		w.From = day("2006", text)
		w.To = w.From.AddDate(1, 0, 0)
	}
	return w, err == nil
}

// Quarter is the quarter in which the window begins, such as 2026-Q3.
func (w Window) Quarter() string {
	return w.From.Format("2006-Q") + string(rune('1'+(int(w.From.Month())-1)/3))
}
