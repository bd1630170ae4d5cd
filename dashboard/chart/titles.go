package chart

import (
	"slices"

	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
)

// What charts find, in a sentence with its own numbers.

// Spread is the title of figures by territory of a level, or by any class.
func Spread(l *texts.Language, a *figures.Answer, level string, all []Mark) string {
	title := l.TitleBy(a)
	low, high, n := Extremes(all)
	if n == 0 {
		return l.Nothing(a)
	}
	if ref := a.About.Reference; ref != nil && ref.Value != nil && n > 1 {
		below := 0
		for _, f := range a.Ordinary() {
			if f.Value != nil && *f.Value < *ref.Value && l.Amount(a.About.Unit, *f.Value) != l.Amount(a.About.Unit, *ref.Value) {
				below++
			}
		}
		key := "sentence.below." + a.About.ID
		if !l.Has(key) {
			key = "sentence.below.any"
		}
		return l.T(key, "n", below, "areas", l.Areas(level, below), "total", n, "reference", l.Plain(*ref.Value), "title", title)
	}
	least, most := low[0].short(), high[0].short()
	switch {
	case n == 1:
		return l.T("sentence.single", "title", title, "name", high[0].Name, "value", most)
	case least == most:
		return l.T(known(all, "sentence.equal", "sentence.equal_known"), "title", title, "value", most)
	case steady(a.About.Unit, low, high) || overlap(low, high):
		return l.T("sentence.near", "title", title, "low", least, "high", most)
	}
	return l.T(of(all, "sentence.spread", "sentence.spread_shown"), "title", title, "low", least, "low_name", tied(l, low), "high", most, "high_name", tied(l, high))
}

// known is the first of two messages where all marks have a value, else the second, which speaks only of those that do.
func known(all []Mark, whole, rest string) string {
	if slices.ContainsFunc(all, func(m Mark) bool { return m.Value == nil && !m.Aside }) {
		return rest
	}
	return whole
}

// Course is the title of figures by month.
func Course(l *texts.Language, a *figures.Answer, all []Mark) string {
	title := l.Say(a.About.Title)
	low, high, n := Extremes(all)
	if n == 0 || (a.About.Kind == "count" && *high[0].Value == 0) {
		return l.Nothing(a)
	}
	least, most := low[0].short(), high[0].short()
	switch {
	case n == 1:
		return l.T("sentence.month", "title", title, "month", high[0].Name, "value", most)
	case least == most:
		return l.T(known(all, "sentence.steady", "sentence.steady_known"), "title", title, "value", most)
	case steady(a.About.Unit, low, high) || overlap(low, high):
		return l.T("sentence.near", "title", title, "low", least, "high", most)
	case len(low) > mostNamed || len(high) > mostNamed: // which months they are would say nothing
		return l.T("sentence.between", "title", title, "low", least, "high", most)
	}
	return l.T(of(all, "sentence.course", "sentence.course_shown"), "title", title, "low", least, "low_month", tied(l, low), "high", most, "high_month", tied(l, high))
}

// Leading is the title of a breakdown of a count: its largest class and the share that it has of the whole, or how many it has where that is not known.
func Leading(l *texts.Language, a *figures.Answer, all []Mark, whole *float64) string {
	_, high, n := Extremes(all)
	if n == 0 || *high[0].Value == 0 {
		return l.Nothing(a)
	}
	if whole == nil || *whole < *high[0].Value {
		return l.T("parts.leading", "title", l.Say(a.About.Title), "name", tied(l, high), "value", high[0].short())
	}
	key := "sentence.leading"
	if len(high) > 1 {
		key = "sentence.leading_tied"
	}
	return l.T(key, "title", l.Say(a.About.Title), "name", tied(l, high), "share", l.Percent(*high[0].Value / *whole, 0))
}
