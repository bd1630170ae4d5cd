package engine

import "time"

// Statuses of an Answer and of a Figure.
const (
	StatusOK     = "ok"
	StatusNoData = "no_data" // the denominator is 0, or too little is known: there is no value
	// StatusEstimate is of values that rest on what is known only within bounds.
	StatusEstimate = "estimate"
)

// Answer is the figures that answer a Question. Its JSON is that of the API.
type Answer struct {
	Indicator         string `json:"indicator"`
	DefinitionVersion int    `json:"definition_version"`
	Unit              string `json:"unit"`
	// From, To and AsOf are days of Europe/Paris ("2026-01-31"); To is the first day after the period.
	From string `json:"from"`
	To   string `json:"to"`
	AsOf string `json:"as_of"`
	// RefreshedAt is the time up to which acknowledged events are in the figures (UTC).
	RefreshedAt time.Time `json:"refreshed_at"`
	By          string    `json:"by"`
	// Filters are those of the question, "territory" among them.
	Filters map[string][]string `json:"filters"`
	// Status is ok, or no_data when no figure has a value.
	Status  string   `json:"status"`
	Figures []Figure `json:"figures"`
	// Notes are sentences in the reader's language on how far the figures can be read.
	Notes []string `json:"notes"`
}

// Figure is one number with what is needed to judge it.
type Figure struct {
	// Key is a territory's or structure's code, a month ("2026-01"), a slug of domain lists, or total, unknown, outside.
	Key string `json:"key"`
	// Label is the name of the key in the reader's language.
	Label string `json:"label"`
	// Status is ok, or no_data where the denominator is 0.
	Status string `json:"status"`
	// Value is nil with no_data, and where a median is more than its Indicator.Limit. A share lies between 0 and 1. Nothing is rounded.
	Value *float64 `json:"value"`
	// Numerator and Denominator are nil for counts.
	Numerator   *float64 `json:"numerator"`
	Denominator *float64 `json:"denominator"`
	// Low and High bound the 95 % Wilson interval; nil for all but shares of persons.
	Low  *float64 `json:"low"`
	High *float64 `json:"high"`
	// Parts are described by Indicator.Parts; one without a value (a share of nobody, days above the limit) is absent.
	Parts map[string]float64 `json:"parts"`
}
