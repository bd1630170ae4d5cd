// Package queries turns the events and the registry kept in the warehouse into figures.
//
// What happened becomes facts, worked out whole (facts/). What is counted of them is a measure, defined once in one SQL file
// (measures/). An indicator is one YAML file in the folder of its pillar: texts, unit, groupings, and formulas over measures
// (indicator/). The engine counts the measures that are asked for and evaluates the formulas (engine/).
//
// A row of a fact counts for a window [from, to) and a day of observation when
//
//	from <= day, since < to <= until and seen <= as_of < unseen
//
// where since is the day itself, until and unseen never, and seen always, unless the fact or the measure says otherwise. So "the last
// assessment before the end of the window" is a row that holds from its day until the next one's, "referrals that could be judged"
// are seen 60 days after they were sent, and no indicator needs code of its own.
package queries

import (
	"embed"

	"vigie/queries/indicator"
)

// files hold the indicators by pillar, and the measures.
//
//go:embed accessibility/*.yaml visibility/*.yaml impact/*.yaml measures/*.sql
var files embed.FS

// Load reads the indicators and measures that are built into the program, and names every fault with its file and line.
func Load() (*indicator.Catalogue, error) { return indicator.Load(files) }
