package dashboard

import (
	"regexp"
	"strings"
	"time"

	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/queries/period"
)

var quarterForm = regexp.MustCompile(`^(\d{4})-Q([1-4])$`)

// parseWindow reads the parameter window: latest-quarter, latest-year, 2026, 2026-Q3, 2026-09, or 2026-01-01..2026-07-01, of which the last
// day is left out.
func parseWindow(text string, published *gate.Publication) (w period.Window, err error) {
	unknown := gate.Refusal{Code: refusedWindow, Field: "window", Given: clip(text),
		Choices: []string{"latest-quarter", "latest-year", "2026", "2026-Q3", "2026-09", "2026-01-01..2026-07-01"}}
	day := func(form, text string) (at time.Time) {
		if err == nil {
			if at, err = time.Parse(form, text); err != nil {
				err = unknown
			}
		}
		return at
	}
	kinds := map[string]string{"latest-quarter": cells.Quarter, "latest-year": cells.Year}
	from, to, days := strings.Cut(text, "..")
	quarter := quarterForm.FindStringSubmatch(text)
	switch {
	case kinds[text] != "" && published == nil:
		return w, gate.NothingPublishedError{}
	case kinds[text] != "":
		w, ok := published.Latest(kinds[text])
		if !ok {
			return w, unknown
		}
		return w, nil
	case days:
		w.From, w.To = day(dayForm, from), day(dayForm, to)
	case quarter != nil:
		w.From = day("2006", quarter[1]).AddDate(0, 3*int(quarter[2][0]-'1'), 0)
		w.To = w.From.AddDate(0, 3, 0)
	case len(text) == len("2006-01"):
		w.From = day("2006-01", text)
		w.To = w.From.AddDate(0, 1, 0)
	default:
		w.From = day("2006", text)
		w.To = w.From.AddDate(1, 0, 0)
	}
	if err == nil && !w.From.Before(w.To) {
		err = unknown
	}
	return w, err
}
