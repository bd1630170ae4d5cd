package queries

import "slices"

// Text is a sentence or a name in the two languages of the pages.
type Text struct {
	FR string `json:"fr" yaml:"fr"`
	EN string `json:"en" yaml:"en"`
}

// In returns the text in a language: English for "en", French for anything else.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.FR
}

// Indicator is what the header of one file of queries says of it, and the file itself.
type Indicator struct {
	// ID is the pillar and the file's name: "impact.progression".
	ID string `json:"id"`
	// Pillar is accessibility, visibility or impact.
	Pillar string `json:"pillar"`
	Title  Text   `json:"title"`
	// Definition says in one sentence what is counted.
	Definition Text `json:"definition"`
	// Unit is persons, participations, hours, days, share (0 to 1), per_10000 or per_1000 (inhabitants).
	Unit string `json:"unit"`
	// Kind is count (numerator and denominator are null), share (a part of the denominator), ratio, or median (of the
	// denominator's cases; the numerator is those that came to an end within Limit).
	Kind string `json:"kind"`
	// Better is the direction that is wished for: "up" or "down".
	Better string `json:"better"`
	// Interval tells that figures carry a 95 % Wilson interval: they are shares of persons.
	Interval bool `json:"interval"`
	// Limit is what a median, and a part in its unit, can be at most; nil for other kinds. Where it is more, the figure is ok
	// and its value nil, and the part is absent.
	Limit *float64 `json:"limit"`
	// DefinitionVersion grows when the same events would give another figure.
	DefinitionVersion int        `json:"definition_version"`
	Reference         *Reference `json:"reference"`
	// Groupings are the values that Question.By may take; total is the first.
	Groupings []string `json:"groupings"`
	// Filters are the names that Question.Filters may hold, and "territory" for Question.Territories.
	Filters []string `json:"filters"`
	// Parts are the entries that Figure.Parts may hold, in the order in which they are shown.
	Parts []Part `json:"parts"`
	// SQL is the whole file as it stands, header included.
	SQL string `json:"-"`

	// monthsApart: the query answers one month at a time, so by=month is asked month by month.
	monthsApart bool
}

// Part describes one entry of Figure.Parts.
type Part struct {
	Name  string `json:"name" yaml:"name"`
	Title Text   `json:"title" yaml:"title"`
	// Unit is that of the part itself, from the same list as Indicator.Unit, or structures, services or referrals.
	Unit string `json:"unit" yaml:"unit"`
}

// Reference is a value from elsewhere that helps to judge the figure. It is context, not a target.
type Reference struct {
	// Value is nil where the source gives a comparison in words only.
	Value  *float64 `json:"value" yaml:"value"`
	Text   Text     `json:"text" yaml:"text"`
	Source Text     `json:"source" yaml:"source"`
}

// HasGrouping tells whether figures can be asked by that grouping.
func (i Indicator) HasGrouping(by string) bool { return slices.Contains(i.Groupings, by) }

// HasFilter tells whether figures can be filtered on that name.
func (i Indicator) HasFilter(name string) bool { return slices.Contains(i.Filters, name) }
