package texts

import (
	"slices"

	"vigie/dashboard/figures"
	"vigie/editions/gate"
)

// Nothing is the title of a figure of which nothing is drawn: it says whether that is for want of data, or because it is not shown.
func (l *Language) Nothing(a *figures.Answer) string {
	key := "sentence.none"
	has := func(status string) bool {
		return slices.ContainsFunc(a.Figures, func(f gate.Figure) bool { return f.Status == status })
	}
	switch {
	case a.Unpublished != nil:
		key = "sentence.unpublished"
	case has(gate.StatusProtected):
		key = "sentence.protected"
	case has(gate.StatusChanged):
		key = "sentence.changed"
	}
	title := l.TitleBy(a)
	if a.Question.By == "territory" { // there are none to be seen
		title = l.T("sentence.by_territory", "title", title)
	}
	return l.T(key, "title", title)
}

// TitleBy is the title of an answer's indicator, and by what it is given; territories are seen to be such.
func (l *Language) TitleBy(a *figures.Answer) string {
	title := l.Say(a.About.Title)
	if key := "sentence.by." + a.Question.By; l.Has(key) {
		return l.T(key, "title", title)
	}
	return title
}
