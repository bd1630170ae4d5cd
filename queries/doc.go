// Package queries turns the events and the registry kept in the warehouse into figures. One file in a pillar's folder is one
// indicator: its header, in comments, says what it measures, and its SQL measures it. Adding a file adds the indicator to
// the catalogue, the API, the pages and Grafana; nothing else is edited.
//
// # The file of an indicator
//
// queries/PILLAR/NAME.sql is the indicator PILLAR.NAME. Its first lines, up to the first empty one, are comments ("-- ")
// that hold a YAML document; a field that is unknown, missing or out of its list is refused when the program starts.
//
//	-- version: 1                      number of the definition; grows when the same events would give another figure
//	-- title: {fr: …, en: …}
//	-- definition: {fr: …, en: …}      one sentence
//	-- unit: persons                   persons, participations, hours, days, share, per_10000, per_1000
//	-- kind: count                     count (numerator and denominator are null), share, ratio, median
//	-- better: up                      up or down
//	-- interval: true                  shares of persons only: a 95 % Wilson interval
//	-- limit: 60                       medians only: what is more is told as such, by a null value
//	-- groupings: [total, territory]   what `by` may be; total always may
//	-- filters: [territory, structure] what may be filtered on
//	-- months: together                together: one run answers by=month; apart: the runner asks month by month
//	-- parts:                          what does not fit one number, in the order in which it is shown
//	--   - {name: lower, unit: share, title: {fr: …, en: …}}
//	-- reference: {value: 3, text: {fr: …, en: …}, source: {fr: …, en: …}}
//
// The SQL gets typed parameters: {from:Date}, {to:Date}, {as_of:Date}, {by:String}, {territories:Array(String)} (codes of the
// chosen territories and of all below them; empty: no filter) and one Array(String) for each other filter it declares
// (empty: no filter). It answers the columns key String, value, numerator and denominator Nullable(Float64), and parts
// Map(String, Float64), in any order of rows. Rows of territories, structures, months and classes that have nothing may be
// left out where a zero says it all: the runner adds them. The file runs as it stands in clickhouse-client with --param_….
//
// It reads standing_event (what counts, with its territory), standing_referral, person_profile(to = …), structure_at(to = …)
// and territory_population, which migrations/ defines and the runner keeps at the state of the data.
//
// # The direct computation
//
// Beside every indicator that counts events stands direct/PILLAR/NAME.sql: the same parameters and the same answer, worked out
// of the raw events each time, slow and plain. It is not part of the program. A test compares the two on random histories.
package queries
