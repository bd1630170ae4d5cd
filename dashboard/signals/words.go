package signals

import (
	"cmp"

	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
)

// Words writes signals in a language.
type Words struct {
	*texts.Language
	// Name is that of a territory or group; "" of one that the registry lacks.
	Name func(code string) string
}

// What names what a signal is about.
func (w Words) What(s Signal) string {
	title := w.Spaced(s.title.In(w.Code))
	switch s.Kind {
	case DecisionLate:
		return title
	case MeasureLate:
		return s.Code + " " + title
	case ProjectBehind: // by its code, for its title may name a structure
		return w.T("signal.what.project_behind", "code", s.Code, "call", title)
	case BelowExpected:
		return w.T("signal.what.below_expected", "indicator", w.Say(s.about.Title), "place", w.place(s))
	case SilentStructures:
		return w.T("signal.what.silent_structures", "place", w.place(s))
	}
	return w.T("signal.what.late_data")
}

// Says says what there is to look at, as a sentence that is true for as long as the signal lasts.
func (w Words) Says(s Signal) string {
	day := w.Day(string(s.Since))
	switch s.Kind {
	case DecisionLate, MeasureLate:
		return w.T("signal.says."+s.Kind, "day", day)
	case ProjectBehind:
		key := "signal.says.project_behind"
		if s.atMost {
			key = "signal.says.project_behind_at_most"
		}
		return w.T(key, "n", int(s.value), "expected", w.Integer(s.total), "day", day)
	case BelowExpected:
		values := w.Of(s.about)
		value := values.Signed(s.value)
		if s.beyond {
			value = values.Limit()
		}
		return w.T("signal.says.below_expected", "value", value, "expected", values.Signed(s.total), "day", day)
	case SilentStructures:
		return w.T("signal.says.silent_structures", "n", int(s.value), "total", w.Integer(s.total), "day", day)
	}
	return w.T("signal.says.late_data", "share", w.Percent(s.value, 0), "number", s.edition, "day", day)
}

// Rule says from where on there is a signal of a kind.
func (w Words) Rule(kind string) string {
	return w.T("signal.rule."+kind, "behind", w.Percent(behindShare, 0), "people", noise, "short", w.Percent(shortBy, 0), "silent", w.Percent(silentShare, 0),
		"silent_place", w.Percent(silentShareOfPlace, 0), "least", leastStructures, "late", w.Percent(lateShare, 0))
}

// place names where a signal is about.
func (w Words) place(s Signal) string {
	if len(s.Places) == 0 {
		return w.T("place.whole")
	}
	return cmp.Or(w.Name(s.Places[0]), s.Places[0])
}

// address is where a signal is shown: a page with parameters, and the element on it that tells of a thing of a kind.
type address struct {
	path, below string
	pairs       []string
	kind, code  string
}

// Page is the address of the page that shows more; link makes the address of a path with parameters, as scope.Scope does.
func (s Signal) Page(link func(path string, pairs ...string) string) string {
	page := link(scope.Below(s.where.path, s.where.below), s.where.pairs...)
	if s.where.kind != "" {
		return scope.To(page, scope.Fragment(s.where.kind, s.where.code))
	}
	return page
}
