package figures

import (
	"slices"

	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Answer is a question about an indicator and what is published of it.
type Answer struct {
	gate.Answer
	Question gate.Question
	About    indicator.Indicator
	Network  *Answer // of territories: the same of all of them together, whatever place is chosen; nil where that is not given
	// Unpublished says where the figure is published instead; nil where there is an answer.
	Unpublished *gate.UnpublishedError
}

// Total is the figure of everything together, or one without a value.
func (a *Answer) Total() gate.Figure { return a.Figure(indicator.KeyTotal) }

// Ordinary are the figures but those of the special keys: total, unknown, outside.
func (a *Answer) Ordinary() []gate.Figure {
	var kept []gate.Figure
	for _, f := range a.Figures {
		switch f.Key {
		case indicator.KeyTotal, indicator.KeyUnknown, indicator.KeyOutside:
		default:
			kept = append(kept, f)
		}
	}
	return kept
}

// HasPart tells whether some figure has that part.
func (a *Answer) HasPart(name string) bool {
	for _, f := range a.Figures {
		if _, ok := f.Parts[name]; ok {
			return true
		}
	}
	return false
}

// Shown tells whether some figure has a value.
func (a *Answer) Shown() bool {
	return slices.ContainsFunc(a.Figures, func(f gate.Figure) bool { return Drawn(a.About, f) != nil })
}

// Beyond tells whether a median is more than the limit up to which it is told.
func Beyond(about indicator.Indicator, f gate.Figure) bool {
	return about.Limit != nil && f.Value == nil && f.Status == gate.StatusOK
}

// Drawn is how long a figure is drawn: its value, or the limit where it lies beyond; nil for none.
func Drawn(about indicator.Indicator, f gate.Figure) *float64 {
	if Beyond(about, f) {
		return about.Limit
	}
	return f.Value
}
