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
// It reads current_event (what counts, with its territory), current_referral, current_profile and structure_at, which migrations/
// defines, and which take the layers of the present state: {base:UInt64}, {correction:UInt64}, {places:UInt64}. Of a table whose rows
// have a sign or are sums it adds up base and correction.
//
// # Derived tables
//
// Figures are read from derived tables, filled by the files in derived/. Their rows lie in layers (migrations/0010_derived.sql):
// a base worked out from all events, and a correction that takes back what the base holds of the people, referrals and records
// that have been touched since, and adds what is true now. Most tables are sums, to which base and correction add up. Each refresh
// fills a new correction from the same base, so nothing drifts, and a row of derived_state moves all tables to it at once. When
// too much has come, a new base is filled beside, while corrections go on, and the next refresh moves to it. Of touched people's
// attendances that have not changed themselves, a correction holds only what people are judged by, in derived_standing;
// layer_encounter is what to read of people's events in a layer. Counts of people and participations carry the XOR of their record
// keys (privacy.md).
//
// # Plain questions
//
// Most questions of the pages are plain: no filter but a place, and mostly whole months. They need not be planned and read by the
// engine one by one. Their figures are added up here from few rows, which the files in measures/ read: sums by months and keys
// (migrations/0012_measures.sql), what each structure did, and the registry. These rows are of a layer and of no period, and a layer
// never changes, so they stay in memory while the present state is made of it: after a refresh only those of the new correction are
// read, and another period costs no statement. Only where there are too many territories or structures for that does the warehouse
// add up, for all questions of a page at once. Where a period begins or ends within a month, the days by which it differs from the
// nearest whole months are asked of the same measures by days (migrations/0015_daily.sql), or by structure, which there are too many
// of, of what they are worked out from: one statement a file, for all questions of a page. additive.go and structures.go say how each
// indicator's figures follow; an indicator that is in neither is always asked through its own file. Tests hold what comes out to
// that file, and both to direct/, which works figures out of the raw events.
//
// # The direct computation
//
// Beside every indicator that counts events stands direct/PILLAR/NAME.sql: the same parameters and the same answer, worked out
// of the raw events each time, slow and plain. It is not part of the program. A test compares the two on random histories.
package queries
