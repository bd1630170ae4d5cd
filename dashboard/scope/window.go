package scope

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/queries/period"
)

// latestWindows are the kinds of windows of which the latest published one has a name.
var latestWindows = map[string]string{"latest-quarter": cells.Quarter, "latest-year": cells.Year}

// Latest is the kind of windows of which the latest is asked for by its name alone; "" where none is.
func Latest(asked url.Values) string {
	if asked.Get("from") != "" || asked.Get("to") != "" {
		return ""
	}
	return latestWindows[asked.Get("window")]
}

// Window reads the window that is asked for: by its name, or by its days; given says whether any is.
func Window(asked url.Values, published *gate.Publication) (w period.Window, given bool, err error) {
	from, to, named := asked.Get("from"), asked.Get("to"), asked.Get("window")
	switch {
	case named != "" && (from != "" || to != ""):
		return w, true, gate.Refusal{Code: gate.RefusedCombining, Field: "window", Given: named, Choices: []string{"window", "from, to"}}
	case named != "":
		w, err = parseWindow(named, published)
	case from != "" || to != "":
		w, err = parseDays(from, to)
	default:
		return w, false, nil
	}
	return w, true, err
}

// sincePrefix begins the name of the latest window since a date of the network: since-2024-03-01.
const sincePrefix = "since-"

// parseWindow reads the parameter window: latest-quarter, latest-year, since a date of the network, or one of period.Forms.
func parseWindow(text string, published *gate.Publication) (w period.Window, err error) {
	var ok bool
	date, since := strings.CutPrefix(text, sincePrefix)
	switch kind := latestWindows[text]; {
	case (kind != "" || since) && published == nil:
		return w, gate.NothingPublishedError{}
	case kind != "":
		w, ok = published.Latest(kind)
	case since:
		w, ok = latestSince(date, published)
	default:
		w, ok = period.Parse(text)
	}
	if !ok || !w.From.Before(w.To) {
		return w, UnknownWindow(text, named(published)...)
	}
	return w, nil
}

// latestSince is the latest published window since a date of the network.
func latestSince(date string, published *gate.Publication) (w period.Window, ok bool) {
	for _, s := range published.Since() {
		if s.Day.Format(time.DateOnly) == date {
			return s.Windows[0], true
		}
	}
	return w, false
}

// named are the forms of the parameter window.
func named(published *gate.Publication) []string {
	forms := []string{"latest-quarter", "latest-year"}
	if published != nil {
		for _, s := range published.Since() {
			forms = append(forms, sincePrefix+s.Day.Format(time.DateOnly))
		}
	}
	return slices.Concat(forms, period.Forms)
}

// UnknownWindow refuses a window that is none, and names forms that are.
func UnknownWindow(given string, forms ...string) error {
	return gate.Refusal{Code: refusedWindow, Field: "window", Given: given, Choices: forms}
}

// parseDays reads two days of which the first comes first.
func parseDays(from, to string) (w period.Window, err error) {
	for _, one := range []struct {
		field, given string
		into         *time.Time
	}{{"from", from, &w.From}, {"to", to, &w.To}} {
		if *one.into, err = time.Parse(time.DateOnly, one.given); err != nil {
			return w, gate.Refusal{Code: gate.RefusedDate, Field: one.field, Given: one.given}
		}
	}
	if !w.From.Before(w.To) {
		return w, gate.Refusal{Code: gate.RefusedPeriod, Field: "to", Given: from + " – " + to}
	}
	return w, nil
}

// Before is the period of equal length that precedes: the same number of months where the window is whole months.
func Before(w period.Window) period.Window {
	if w.From.Day() == 1 && w.To.Day() == 1 {
		months := (w.To.Year()-w.From.Year())*12 + int(w.To.Month()) - int(w.From.Month())
		return period.Window{From: w.From.AddDate(0, -months, 0), To: w.From}
	}
	return period.Window{From: w.From.Add(w.From.Sub(w.To)), To: w.From}
}

// Value is a window as the parameter window takes it.
func Value(w period.Window) string {
	return w.From.Format(time.DateOnly) + ".." + w.To.Format(time.DateOnly)
}
