package gate

import (
	"vigie/editions/cells"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// label names a key in the language of the question.
func (a asked) label(at point, key string) string {
	lang := a.question.Lang
	switch by := a.by(); by {
	case byMonth:
		return period.Label(at.window.From, lang)
	case byQuarter:
		return quarterLabel(at.window, lang)
	case "territory", cells.Structure, cells.Project, cells.Call:
		return a.name(at.area, lang)
	default:
		for _, class := range indicator.Classes(by) {
			if class.Key == key {
				return class.Name.In(lang)
			}
		}
	}
	if name, ok := indicator.SpecialName(key); ok {
		return name.In(lang)
	}
	return key
}

// quarterLabel names a quarter: "3e trim. 2026", "Q3 2026".
func quarterLabel(w period.Window, lang string) string {
	n := (int(w.From.Month()) + 2) / 3
	if lang == "en" {
		return "Q" + string(rune('0'+n)) + w.From.Format(" 2006")
	}
	ordinal := "e"
	if n == 1 {
		ordinal = "er"
	}
	return string(rune('0'+n)) + ordinal + " trim." + w.From.Format(" 2006")
}

// notes says how far the figures can be read.
func (a asked) notes() []string {
	notes := []string{}
	note := func(fr, en string) { notes = append(notes, indicator.Text{FR: fr, EN: en}.In(a.question.Lang)) }
	if len(a.needed) > 0 && !a.registered() || a.indicator.Rank != nil {
		note("Les effectifs publiés portent un léger bruit qui protège les personnes ; les parties d’un total peuvent ne pas s’additionner exactement.",
			"Published counts carry a little noise that protects people; the parts of a total need not add up exactly.")
	}
	if first := a.Edition.First; first.After(a.window.From) {
		note("Les premières données sont de "+period.Label(first, "fr")+".", "The first data are of "+period.Label(first, "en")+".")
	}
	if by := a.by(); a.indicator.Change && by != byMonth && by != byQuarter && !a.window.Comparable(a.Edition.First) {
		notes = append(notes, indicator.NoComparison.In(a.question.Lang))
	}
	if w, known := a.windows[a.window]; known && !w.Final {
		note("Première version de cette période, qui est remplacée une fois, trois mois après sa fin ou plus tard.",
			"First version of this window, which is replaced once, three months after its end or later.")
	}
	return notes
}
