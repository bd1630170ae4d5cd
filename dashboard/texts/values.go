package texts

import (
	"slices"
	"strconv"
	"strings"

	"vigie/dashboard/figures"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Values are the figures of one indicator in the reader's language.
type Values struct {
	*Language
	about indicator.Indicator
}

// Of writes the figures of an indicator.
func (l *Language) Of(about indicator.Indicator) Values { return Values{l, about} }

// Title is the indicator's.
func (v Values) Title() string { return v.Say(v.about.Title) }

// Value is a figure's value in the unit of its indicator: "31 %", "> 60 jours" for a median beyond its limit, or words for none.
func (v Values) Value(f gate.Figure) string {
	switch {
	case figures.Beyond(v.about, f):
		return v.Limit()
	case f.Value == nil:
		return v.T("figure." + f.Status)
	}
	return v.Signed(*f.Value)
}

// Signed is an amount in the unit of the indicator, with a plus where it is a change that is one.
func (v Values) Signed(x float64) string {
	text := v.Amount(v.about.Unit, x)
	if v.about.Change && x > 0 {
		text = "+" + text
	}
	return text
}

// Said is a figure in words: its value with its unit's sign, its interval, its part of what.
func (v Values) Said(f gate.Figure) string {
	text := v.Value(f)
	if f.Low != nil && f.High != nil {
		text += " (" + v.T("figure.between", "low", v.Amount(v.about.Unit, *f.Low), "high", v.Amount(v.about.Unit, *f.High)) + ")"
	}
	if estimate := v.Estimate(f); estimate != "" {
		text += " (" + estimate + ")"
	}
	return text
}

// Estimate says that a figure is one, and between what bounds where its parts low and high have them, in the words of their unit where
// they bound what the figure is worked out from; "" for all others.
func (v Values) Estimate(f gate.Figure) string {
	if f.Status != gate.StatusEstimate {
		return ""
	}
	low, bounded := f.Parts["low"]
	high, also := f.Parts["high"]
	if !bounded || !also {
		return v.T("figure.estimate")
	}
	least, most := v.Amount(v.about.Unit, low), v.Amount(v.about.Unit, high)
	if unit := v.unitOf("high"); unit != v.about.Unit {
		return v.T("figure.bounds_of", "low", v.Amount(unit, low), "high", v.Worded(unit, high))
	}
	if least == most { // to what is shown of them
		return v.T("figure.estimate")
	}
	return v.T("figure.bounds", "low", least, "high", most)
}

// unitOf is the unit of a part.
func (v Values) unitOf(part string) string {
	for _, p := range v.about.Parts {
		if p.Name == part {
			return p.Unit
		}
	}
	return v.about.Unit
}

// Limit says that something is more than a median is told up to: "> 60 jours".
func (v Values) Limit() string {
	return v.T("figure.beyond", "limit", v.Amount(v.about.Unit, *v.about.Limit))
}

// Interval says between what a figure lies; "" where that is not known.
func (v Values) Interval(f gate.Figure) string {
	if f.Low == nil || f.High == nil {
		return ""
	}
	return v.T("tile.interval", "low", v.Amount(v.about.Unit, *f.Low), "high", v.Amount(v.about.Unit, *f.High))
}

// Short is a value without its unit, one decimal longer than in sentences; its column says the unit.
func (v Values) Short(f gate.Figure) string {
	switch {
	case figures.Beyond(v.about, f):
		return v.Limit()
	case f.Value != nil && f.Status == gate.StatusEstimate: // its bounds are parts, with columns of their own
		return v.Exact(v.about.Unit, *f.Value) + " (" + v.T("figure.estimate") + ")"
	case f.Value != nil:
		return v.Exact(v.about.Unit, *f.Value)
	case f.Status == gate.StatusProtected, f.Status == gate.StatusUnpublished, f.Status == gate.StatusUnranked, f.Status == gate.StatusChanged:
		return v.T("figure." + f.Status)
	}
	return "–"
}

// Heading heads the column of an indicator's values: its unit, or its title where the unit alone would not say enough.
func (v Values) Heading() string {
	if key := "heading." + v.about.Unit; v.Has(key) {
		return v.T(key)
	}
	return v.Title()
}

// Unit is the unit in words where values are written without it; "" where they say it, or the title does.
func (v Values) Unit() string {
	counted := slices.Contains([]string{"persons", "participations", "hours", "actors"}, v.about.Unit)
	if unit := Lower(v.Heading()); counted && !strings.Contains(strings.ToLower(v.Title()), unit) {
		return unit
	}
	return ""
}

// Reference is what an indicator's value may be compared with, as short as it goes: its page says where it comes from. "" where there is none.
func (v Values) Reference() string {
	switch ref := v.about.Reference; {
	case ref == nil:
		return ""
	case ref.Value != nil:
		return v.T("tile.reference", "text", v.Plain(*ref.Value))
	default:
		return v.T("tile.reference", "text", Lower(v.Say(ref.Text)))
	}
}

// Fact is a name and what is said of it.
type Fact struct{ Name, Text string }

// Facts are what an indicator's file says beside its formulas, in words.
func (v Values) Facts() []Fact {
	about := v.about
	facts := []Fact{
		{v.T("facts.id"), about.ID},
		{v.T("facts.unit"), v.Heading()},
		{v.T("facts.better"), v.T("better." + about.Better)},
	}
	if about.Reference != nil {
		facts = append(facts, Fact{v.T("facts.reference"), Sentence(v.Say(about.Reference.Text)) + " (" + v.Say(about.Reference.Source) + ")"})
	}
	named := func(names []string) (all []string) {
		for _, name := range names {
			all = append(all, Lower(v.T("by."+name)))
		}
		return all
	}
	facts = append(facts, Fact{v.T("facts.groupings"), v.List(named(about.Groupings))})
	if len(about.Filters) > 0 {
		facts = append(facts, Fact{v.T("facts.filters"), v.List(named(about.Filters))})
	}
	if about.Interval {
		facts = append(facts, Fact{v.T("facts.interval"), v.T("facts.wilson")})
	}
	return append(facts, Fact{v.T("facts.version"), strconv.Itoa(about.DefinitionVersion)})
}
