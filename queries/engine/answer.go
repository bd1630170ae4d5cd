package engine

import (
	"time"

	"vigie/queries/indicator"
	"vigie/queries/rank"
)

// Statuses of an Answer and of a Figure.
const (
	StatusOK     = "ok"
	StatusNoData = "no_data" // the denominator is 0, or too little is known: there is no value
	// StatusUnranked is of what is known too little to be ranked.
	StatusUnranked = rank.StatusUnranked
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
	Status  string             `json:"status"`
	Figures []indicator.Figure `json:"figures"`
	// Notes are sentences in the reader's language on how far the figures can be read.
	Notes []string `json:"notes"`
}
