package gate

import (
	"fmt"
	"strings"

	"vigie/queries/period"
)

// Question is what a reader asks of one indicator.
type Question struct {
	// Indicator is an id of the catalogue: "impact.progression".
	Indicator string
	// From and To are days ("2026-01-01"), To the first one after the window; both "" for the 12 months to the last published quarter's end.
	From, To string
	// Edition is the edition as of which to answer; 0 is the latest.
	Edition uint32
	// By is total (""), territory, structure, project, month, quarter, or a field of classes.
	By string
	// Latest asks, instead of days, for the latest window of a kind (cells.Year, say) that the figure is published for; of what is not
	// published for such windows, of the next shorter kind. Without it and days, the usual window is meant.
	Latest string
	// Place is the code of a territory or group; "" is the network.
	Place string
	// Filters hold at most one class of one field, or one structure or project, by name.
	Filters map[string]string
	// Lang is the language of labels and notes: "en", else French.
	Lang string
	// Brief leaves out where protected figures are shown instead, and what is published instead of what is not: looking for that takes longer
	// than all else.
	Brief bool
}

// Codes of refusals.
const (
	RefusedIndicator = "unknown_indicator"
	RefusedBy        = "unknown_by"
	RefusedFilter    = "unknown_filter"
	RefusedValue     = "unknown_value"
	RefusedTerritory = "unknown_territory"
	RefusedPlace     = "not_of_place"
	RefusedDate      = "bad_date"
	RefusedPeriod    = "empty_period"
	RefusedEdition   = "unknown_edition"
	RefusedCombining = "not_combined"
	RefusedNumber    = "too_many_values"
)

// Refusal says why a question can't be answered, in words for programs; whoever shows it puts it into a language.
type Refusal struct {
	Code string
	// Field is the parameter that is at fault, Given what it was.
	Field, Given string
	// Choices are what it could be; More is how many others there are.
	Choices []string
	More    int
}

// Choose is a refusal of a value, with the first choices of those that there are.
func Choose(code, field, given string, among []string) Refusal {
	const named = 50
	return Refusal{Code: code, Field: field, Given: given, Choices: among[:min(len(among), named)], More: max(0, len(among)-named)}
}

// Error names the field and the choices.
func (r Refusal) Error() string {
	text := fmt.Sprintf("%s %q: %s", r.Field, r.Given, strings.ReplaceAll(r.Code, "_", " "))
	if len(r.Choices) > 0 {
		text += "; choices: " + strings.Join(r.Choices, ", ")
	}
	if r.More > 0 {
		text += fmt.Sprintf(" and %d more", r.More)
	}
	return text
}

// UnpublishedError is a window for which the figure is not published.
type UnpublishedError struct {
	Window period.Window
	// Nearest are windows for which it is, the nearest first.
	Nearest []period.Window
	// Later tells that the window will be published: it is not over, or can't be judged yet.
	Later bool
}

// Error names the nearest.
func (u UnpublishedError) Error() string {
	text := fmt.Sprintf("the figure is not published for %s to %s", u.Window.From.Format("2006-01-02"), u.Window.To.Format("2006-01-02"))
	for i, w := range u.Nearest {
		if i == 0 {
			text += "; nearest: "
		} else {
			text += ", "
		}
		text += w.From.Format("2006-01-02") + " to " + w.To.Format("2006-01-02")
	}
	return text
}

// NothingPublishedError says that there is no edition yet.
type NothingPublishedError struct{}

// Error says who can change that.
func (NothingPublishedError) Error() string {
	return "nothing is published yet: the administrator starts publication by vigie edition start"
}
