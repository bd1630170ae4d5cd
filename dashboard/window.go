package dashboard

import (
	"slices"

	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/queries/period"
)

// latestWindows are the kinds of windows of which the latest published one has a name.
var latestWindows = map[string]string{"latest-quarter": cells.Quarter, "latest-year": cells.Year}

// parseWindow reads the parameter window: latest-quarter, latest-year, or one of period.Forms.
func parseWindow(text string, published *gate.Publication) (w period.Window, err error) {
	var ok bool
	switch kind := latestWindows[text]; {
	case kind != "" && published == nil:
		return w, gate.NothingPublishedError{}
	case kind != "":
		w, ok = published.Latest(kind)
	default:
		w, ok = period.Parse(text)
	}
	if !ok || !w.From.Before(w.To) {
		return w, gate.Refusal{Code: refusedWindow, Field: "window", Given: clip(text), Choices: slices.Concat([]string{"latest-quarter", "latest-year"}, period.Forms)}
	}
	return w, nil
}
