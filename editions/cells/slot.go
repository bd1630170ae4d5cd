package cells

import "vigie/queries/indicator"

// Components that belong to no indicator.
const (
	// Population is the inhabitants of an area.
	Population = "population"
	// Present is how many structures were open in an area at some time in a window.
	Present = "present"
)

// Slot is a formula of an indicator that looks at structures: what it gives is published exactly, as a component.
type Slot struct {
	// Name is that of the component: the indicator's id and the field.
	Name string
	// Part is the part of the indicator that it is; empty for value, numerator and denominator.
	Part    string
	Formula *indicator.Formula
}

// NameOf is the name of an indicator's slot.
func NameOf(indicator, field string) string { return indicator + "/" + field }

// Fields of slots beside the parts, which have their own names.
const (
	Value       = "value"
	Numerator   = "numerator"
	Denominator = "denominator"
)

// SlotsOf are the slots of an indicator. What counts referrals is none: people are behind it.
func SlotsOf(i indicator.Indicator) (all []Slot) {
	add := func(field, part string, f *indicator.Formula) {
		if f != nil && f.UsesStructures() && f.Unit() != "referrals" {
			all = append(all, Slot{NameOf(i.ID, field), part, f})
		}
	}
	add(Value, "", i.Value)
	add(Numerator, "", i.Numerator)
	add(Denominator, "", i.Denominator)
	for _, p := range i.Parts {
		add("part/"+p.Name, p.Name, p.Formula)
	}
	return all
}
