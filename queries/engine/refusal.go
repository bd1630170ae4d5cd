package engine

import (
	"fmt"
	"strings"
)

// Codes of refusals, for those who say them in another language than English.
const (
	RefusedIndicator = "unknown_indicator"
	RefusedBy        = "unknown_by"
	RefusedFilter    = "unknown_filter"
	RefusedDate      = "bad_date"
	RefusedPeriod    = "empty_period"
	RefusedMonths    = "too_many_months"
	RefusedTerritory = "unknown_territory"
	RefusedValue     = "unknown_value"
	RefusedNumber    = "too_many_values"
)

// Refusal is a question that cannot be answered as asked. It is the asker's to mend and says how.
type Refusal struct {
	// Code is one of the Refused… constants.
	Code string
	// Field is the parameter at fault under its name in the API: indicator, from, to, as_of, by, territory or a filter's name.
	Field string
	// Given is what was asked, cut to a bounded length.
	Given string
	// Choices are what could have been asked instead, at most 50 of them, or all indicators; for a date, the first and the last that can be asked.
	Choices []string
	// More is the number of choices that were left out.
	More int
}

// Error says in an English sentence what to change.
func (r Refusal) Error() string {
	choices := strings.Join(r.Choices, ", ")
	if r.More > 0 {
		choices += fmt.Sprintf(" and %d more", r.More)
	}
	switch r.Code {
	case RefusedIndicator:
		return fmt.Sprintf("there is no indicator %q: choose one of %s", r.Given, choices)
	case RefusedBy:
		return fmt.Sprintf("these figures can't be given by %q: choose one of %s", r.Given, choices)
	case RefusedFilter:
		return fmt.Sprintf("these figures can't be filtered on %q: choose among %s", r.Given, choices)
	case RefusedDate:
		return fmt.Sprintf("%s is %q: write a day as 2026-01-31, from %s to %s", r.Field, r.Given, r.Choices[0], r.Choices[1])
	case RefusedPeriod:
		return fmt.Sprintf("the period %s is empty: `to` is the first day after it and must come after `from`", r.Given)
	case RefusedMonths:
		return fmt.Sprintf("the period %s has too many months to be given month by month: ask for %s at most", r.Given, choices)
	case RefusedTerritory:
		return fmt.Sprintf("there is no territory or group %q in the registry: choose among %s", r.Given, choices)
	case RefusedNumber:
		return fmt.Sprintf("%s has %s values: give %s at most", r.Field, r.Given, choices)
	}
	if choices == "" {
		return fmt.Sprintf("%s can't be %q: write 1 to 64 letters, digits, dots, dashes or underscores", r.Field, r.Given)
	}
	return fmt.Sprintf("%s can't be %q: choose among %s", r.Field, r.Given, choices)
}
