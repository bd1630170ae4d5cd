// Package period cuts periods into months. Its days are midnight UTC of a day of Europe/Paris.
package period

import "time"

// Window is the days from From on, without To.
type Window struct{ From, To time.Time }

// MonthOf is the first day of a day's month.
func MonthOf(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// MonthsBefore is the same day n months earlier, or the last of that month where it has no such day.
func MonthsBefore(day time.Time, n int) time.Time {
	first := MonthOf(day).AddDate(0, -n, 0)
	last := first.AddDate(0, 1, -1)
	return first.AddDate(0, 0, min(day.Day(), last.Day())-1)
}

// YearBefore is the same window a year before.
func (w Window) YearBefore() Window { return Window{MonthsBefore(w.From, 12), MonthsBefore(w.To, 12)} }

// Comparable tells whether a change against the same window a year before may be stated: that one begins no earlier than the month after the one of
// the first event. No event is the zero time.
func (w Window) Comparable(first time.Time) bool {
	return !first.IsZero() && !w.YearBefore().From.Before(MonthOf(first).AddDate(0, 1, 0))
}

// Months are the months that the window touches, each clipped to it.
func (w Window) Months() []Window {
	var months []Window
	for from := w.From; from.Before(w.To); {
		to := MonthOf(from).AddDate(0, 1, 0)
		if to.After(w.To) {
			to = w.To
		}
		months = append(months, Window{from, to})
		from = to
	}
	return months
}

// Month is the month in which the window begins, such as 2026-01.
func (w Window) Month() string { return w.From.Format("2006-01") }

// monthNames are the short names of the months as the Imprimerie nationale writes them, and as The Times does.
var monthNames = [12]struct{ fr, en string }{
	{"janv.", "Jan"}, {"févr.", "Feb"}, {"mars", "Mar"}, {"avr.", "Apr"}, {"mai", "May"}, {"juin", "Jun"},
	{"juill.", "Jul"}, {"août", "Aug"}, {"sept.", "Sep"}, {"oct.", "Oct"}, {"nov.", "Nov"}, {"déc.", "Dec"},
}

// Label names the month of a day: "Jan 2026" in English ("en"), "janv. 2026" in any other language.
func Label(month time.Time, lang string) string {
	name := monthNames[month.Month()-1]
	if lang == "en" {
		return name.en + month.Format(" 2006")
	}
	return name.fr + month.Format(" 2006")
}
