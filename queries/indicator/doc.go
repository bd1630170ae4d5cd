// Package indicator reads what is measured: the measures, each one SQL file, and the indicators, each one YAML file with its texts
// and its formulas over measures. Adding a file adds the indicator to the catalogue, the API, the pages and Grafana; nothing else
// is edited. What is wrong in a file is told when the program starts, with the line.
//
// # The file of a measure
//
// measures/NAME.sql creates the view measure_NAME, whose rows are counted. The comments that lead it are a YAML document:
//
//	-- counts: persons who were helped  one sentence
//	-- fact: attendance                 attendance, first_attendance, first_visit, declaration, assessment, score, referral, journey, project,
//	                                    money, project_help, project_declared, affair
//	-- unit: persons                    persons, participations, referrals, minutes, cents, hundredths (of points), projects, people_to_reach,
//	                                    plan_measures, actors, territories, campaigns
//	-- adds: persons                    weight (heads times weight), persons (each once), largest
//	-- looks: window                    where the window begins: window (default), year (12 months before its end), ever; earlier is the same window a year before
//	-- area: place                      whose territory counts: place (default), residence (where the person lives)
//	-- spread: level                    a column of whole numbers from 0 to 63 by which the measure is told apart; optional
//	CREATE VIEW measure_NAME /*ON CLUSTER*/ AS
//	SELECT …
//
// Of a measure that adds up by largest, the largest row of each structure and project counts. The columns are those of the fact. The
// engine adds what may be a spread, of what is known of the person at the window's end: resident (whether the residence is), woman (0 unknown, 1 a woman,
// 2 not), senior (0 unknown, 1 of 60 years and over, 2 not), last_level (0 never assessed, 1 unable to 4 autonomous); and of the structure in_both:
// whether it reports in both of two windows a year apart (1) or in that of the row alone (0).
//
// # The file of an indicator
//
// PILLAR/NAME.yaml is the indicator PILLAR.NAME:
//
//	version: 1                      number of the definition; grows when the same events would give another figure
//	title: {fr: …, en: …}
//	definition: {fr: …, en: …}      one sentence
//	unit: persons                   persons, participations, hours, days, share, per_10000, per_1000, euros, euros_per_1000, kilometres, points, actors
//	better: up                      up or down
//	interval: true                  shares of persons only: a 95 % Wilson interval
//	limit: 60                       medians only: what is more is told as such, by a null value
//	groupings: [total, territory]   what figures can be asked by
//	filters: [territory, structure] what figures can be filtered on
//	define: {again: sum(outcomes)}  formulas with a name, for the others to use
//	value: low                      counts and medians
//	numerator: outcomes[3]          shares and ratios; medians may have both, too
//	denominator: again
//	no_data: 2 * known < all        where there is no value all the same; optional
//	estimate: high > low            where the value is an estimate; optional
//	change: true                    counts only: a change against the same window a year before, which may be negative
//	parts:                          what stands beside the value, in the order in which it is shown
//	  - {name: lower, unit: share, title: {fr: …, en: …}, formula: …}
//	  - {name: left, unit: …, title: …, rest: true}   what the value has beyond the other parts that are shown
//	  - {name: up, from: unable, to: beginner, …}     people of one level at first, and of one now: drawn as streams between levels
//	waterfall:                      of a count: how value and parts are drawn as leading from one to the next
//	  - {level: before}             a bar from zero: value, or a part
//	  - {more: new}                 a part that is added; {less: again} is one that is taken off
//	  - {rest: {fr: …, en: …}}      what else there is up to the next level; optional
//	  - {level: now}                it ends with a level
//	reference: {value: 3, text: {fr: …, en: …}, source: {fr: …, en: …}}
//
// A rank has, in the place of all formulas, figures of other indicators, by territory, that package rank ranks by:
//
//	unit: points
//	groupings: [territory]
//	filters: [territory, need]      need is the weight of need
//	rank:
//	  offer:                        what is lacking of it; each indicator's better tells which end
//	    - {of: PILLAR.NAME, people: true}
//	  least: 3                      how many must be known of a territory for it to be ranked
//	  need: PILLAR.NAME
//	  reporting: PILLAR.NAME        where less than half, nothing is ranked, and what is counted of people is unknown
//	  identified: PILLAR.NAME       where it has no data, what is counted of people is unknown
//	  present: PILLAR.NAME          where it is 0, there is no offer, which is known
//	parts:                          place, first_place, last_place, offer, need, and one named after each of the offer, without formulas
//
// A formula with square brackets within curly ones, or with a space before "#", is put in quotes, as YAML has it.
//
// # Formulas
//
// Formulas are those of github.com/expr-lang/expr: + - * /, comparisons, and, or, not, in, ?:, and of its functions sum, count, len,
// any, all, none, map, filter, flatten, uniq, values. Where something is divided by zero there is no value. They can name
//
//	a measure                  a number; with a spread a list of 64; with the area residence .here, .unknown, .outside
//	key                        the key of the figure: "unknown", the code of a territory
//	population                 inhabitants of the key's area
//	need, need_high            those of them in need, at least and at most; 0 where need_known is
//	distance                   kilometres from where each inhabitant of the key's area lives to the nearest open structure, added up: from
//	                           the middle of the lowest territory; by service to one that offers it; 0 where distance_known is
//	distance_inhabitants       those inhabitants
//	distance_known             1 where the outline of each inhabited territory is imported, and there is a structure; else 0
//	need_known, need_estimated 1 where there is a rate for all of them, and where it is worked out from national rates by age; else 0
//	structures                 the structures of the key that are open on the window's last day: see Structure
//	offering                   how many of them offer each of the nine services: offering.parenting
//	quantile(list, tenths)     the least number of days, of 0 to 60, within which so many tenths of all cases came to an end
//
// Units are worked out along: what is added must be of the same unit, minutes / 60 are hours, cents / 100 euros, hundredths / 100 points, and the same by the same is a share. A
// formula whose unit is not that of the figure is refused, as is a grouping that one of the measures' facts does not offer.
package indicator
