package queries

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// source is where the measures of a question are: a scope, and some of its keys (nil: all).
type source struct {
	scope string
	keys  []string
}

// addition is one part of a question, with what its measures add up to.
type addition struct {
	asked asked
	part  part
	scope *scope
	keys  map[string]sums
}

// sums are what measures add up to, of one key and in one period.
type sums struct {
	numbers map[string]int64
	// judged are the referrals that had withinDays days until the day of observation, by the days that passed until the person came;
	// the last are those of whom nobody came by then.
	judged *[withinDays + 2]int64
}

// of is the sum of some measures.
func (s sums) of(measures ...string) float64 {
	var sum int64
	for _, m := range measures {
		sum += s.numbers[m]
	}
	return float64(sum)
}

// parts are measures by their names.
func (s sums) parts(measures ...string) map[string]float64 {
	parts := make(map[string]float64, len(measures))
	for _, m := range measures {
		parts[m] = s.of(m)
	}
	return parts
}

// sent are the referrals that can be judged.
func (s sums) sent() float64 {
	var sum int64
	for _, referrals := range s.judged {
		sum += referrals
	}
	return float64(sum)
}

// ofNetwork is the source of indicators of structures: the registry, and what structures did.
const ofNetwork = "network"

// weight orders sources by how long they take, longest first: an indicator's own file, the network, measures.
func (s source) weight() int {
	switch s.scope {
	case "":
		return 0
	case ofNetwork:
		return 1
	}
	return 2
}

// measured tells where the measures of a question are; the source has no scope where it can't be added up from measures.
func (a asked) measured(tables state) source {
	var filter string
	for name, values := range a.given {
		switch {
		case len(values) == 0:
		case filter == "":
			filter = name
		case name == "structure" && filter == "territory", name == "territory" && filter == "structure":
			filter = "place"
		default:
			filter = "several"
		}
	}
	by := a.by
	if by == "month" {
		by = KeyTotal
	}
	if about, ok := structural[a.indicator.ID]; ok {
		if slices.Contains(about.groupings, by) && slices.Contains([]string{"", "territory", "structure", "place"}, filter) {
			return source{scope: ofNetwork}
		}
		return source{}
	}
	add, ok := additives[a.indicator.ID]
	only := a.given[filter]
	switch {
	case !ok || !slices.Contains(add.groupings, by) || a.from.Day() != 1 || a.to.Day() != 1 || add.asObserved && a.asOf.Before(tables.LastDay):
	case add.residence && (filter == "" || filter == "territory"):
		return source{scope: "residence"}
	case add.residence:
	case filter == "":
		return source{scope: by}
	case filter == "territory" && by == KeyTotal && len(only) == 1:
		return source{scope: "area", keys: only}
	case filter == "structure" && slices.Contains(add.groupings, filter) && (by == KeyTotal && len(only) == 1 || by == filter):
		return source{scope: filter, keys: only}
	}
	return source{}
}

// sumRow is what a measure of a key adds up to in each period, as measures/sums.sql has it.
type sumRow struct {
	Measure string  `ch:"measure"`
	Key     string  `ch:"key"`
	Days    uint8   `ch:"days"`
	Sums    []int64 `ch:"sums"`
}

// waitRow is how many referrals of a key have waited so many days.
type waitRow struct {
	Key       string `ch:"key"`
	Days      uint8  `ch:"days"`
	Referrals int64  `ch:"referrals"`
}

func (waitRow) size() int { return 1 }

// measuring is what is asked of a source, and what it adds up to.
type measuring struct {
	from     source
	measures []string
	periods  []dated
	// Referrals sent before the day unjudged can be judged; {month} is the first day of its month, which is judged by days where
	// some period needs it (cut).
	unjudged, month time.Time
	cut             bool
	rows            []sumRow
	days            []waitRow
}

// period is the number of a period among those asked about.
func (m *measuring) period(from, to time.Time) int {
	d := dated{from, to}
	if at := slices.Index(m.periods, d); at >= 0 {
		return at
	}
	m.periods = append(m.periods, d)
	return len(m.periods) - 1
}

// needed are the periods of one part of a question.
type needed struct {
	part   part
	whole  int
	judged int  // of the whole months before the one that is judged by days; -1: there is none
	cut    bool // that month lies in it
}

// need asks about the parts of a question.
func (m *measuring) need(a asked) []needed {
	add := additives[a.indicator.ID]
	m.measures = unique(append(m.measures, add.measures...))
	var all []needed
	for _, p := range a.parts() {
		from := p.from
		if add.residence {
			from = p.to.AddDate(-1, 0, 0)
		}
		n := needed{part: p, whole: m.period(from, p.to), judged: -1}
		if slices.Contains(add.measures, "waited") {
			if before := earlier(p.to, m.month); p.from.Before(before) {
				n.judged = m.period(p.from, before)
			}
			n.cut = !p.from.After(m.month) && m.month.Before(p.to) && m.month.Before(m.unjudged)
			m.cut = m.cut || n.cut
		}
		all = append(all, n)
	}
	return all
}

// keys are what the measures add up to in a part of a question.
func (m *measuring) keys(n needed) map[string]sums {
	keys := map[string]sums{}
	at := func(key string) sums {
		s, ok := keys[key]
		if !ok {
			s = sums{numbers: map[string]int64{}, judged: new([withinDays + 2]int64)}
			keys[key] = s
		}
		return s
	}
	for _, r := range m.rows {
		s := at(r.Key)
		s.numbers[r.Measure] += r.Sums[n.whole]
		if r.Measure == "waited" && n.judged >= 0 {
			s.judged[r.Days] += r.Sums[n.judged]
		}
	}
	if n.cut {
		for _, r := range m.days {
			at(r.Key).judged[r.Days] += r.Referrals
		}
	}
	return keys
}

// added finds the rows of questions whose measures are in the same source, and whose day of observation is the same.
func (r *Runner) added(ctx context.Context, one *inquiry, now moment) error {
	first := one.pieces[0].asked
	m := &measuring{from: one.from, unjudged: first.asOf.AddDate(0, 0, 1-withinDays)}
	m.month = monthOf(m.unjudged)
	needs := make([][]needed, len(one.pieces))
	for i, p := range one.pieces {
		needs[i] = m.need(p.asked)
	}
	if err := r.measure(ctx, m, first, now); err != nil {
		return err
	}
	for i, p := range one.pieces {
		for _, n := range needs[i] {
			rows := additives[p.indicator.ID].rows(addition{asked: p.asked, part: n.part, scope: now.scope, keys: m.keys(n)})
			if p.by == "month" {
				for at := range rows {
					rows[at].Key = n.part.from.Format("2006-01")
				}
			}
			p.rows = append(p.rows, rows...)
		}
	}
	return nil
}

// measure finds what was asked about: of few keys it is added up here from what is in memory, of many in the warehouse.
func (r *Runner) measure(ctx context.Context, m *measuring, first asked, now moment) error {
	layers := now.tables.state.layers()
	rows := make([][]sumRow, len(layers))
	var days [][]waitRow
	reading, ctx := errgroup.WithContext(ctx)
	if now.scope.many(m.from) > r.keptKeys {
		reading.Go(func() (err error) {
			parameters := first.during(m.periods, now.tables.state)
			parameters["scope"], parameters["keys"], parameters["measures"] = m.from.scope, arrayLiteral(m.from.keys), arrayLiteral(m.measures)
			rows[0], err = query[sumRow](ctx, r, parameters, measuresSQL("sums"))
			return err
		})
	} else {
		for i, layer := range layers {
			reading.Go(func() error {
				all, err := r.series(ctx, layer, m.from, m.measures)
				rows[i] = m.sums(all)
				return err
			})
		}
	}
	if m.cut {
		parameters := map[string]string{
			"scope": m.from.scope, "area": "", "structure": "[]", "territories": arrayLiteral(first.territories),
			"first": m.month.Format(time.DateOnly), "until": m.unjudged.Format(time.DateOnly),
		}
		switch m.from.scope {
		case "area":
			parameters["area"] = m.from.keys[0]
		case "structure":
			parameters["structure"] = arrayLiteral(m.from.keys)
		}
		reading.Go(func() (err error) {
			days, err = ofLayers[waitRow](ctx, r, now.tables.state, "waited", parameters, true)
			return err
		})
	}
	err := reading.Wait()
	m.rows, m.days = slices.Concat(rows...), slices.Concat(days...)
	return err
}

// sums are what series add up to in each period.
func (m *measuring) sums(all []series) []sumRow {
	periods := make([]bounds, len(m.periods))
	for i, d := range m.periods {
		periods[i] = d.bounds()
	}
	rows := make([]sumRow, len(all))
	for i, s := range all {
		rows[i] = sumRow{s.Measure, s.Key, s.Days, make([]int64, len(periods))}
		for n, period := range periods {
			rows[i].Sums[n] = s.in(period)
		}
	}
	return rows
}

// many is about how many keys a source has.
func (s *scope) many(from source) int {
	switch {
	case from.keys != nil:
		return len(from.keys)
	case from.scope == "structure":
		return len(s.structures)
	}
	return len(s.territories) // the total and classes have fewer keys than any network has territories
}

// measuresSQL is the text of a file in measures/.
func measuresSQL(name string) string { return fileSQL(measuresFolder, name) }

// during are the parameters of a question about several periods.
func (a asked) during(periods []dated, tables state) map[string]string {
	written := make([]string, len(periods))
	for i, d := range periods {
		written[i] = fmt.Sprintf("('%s','%s')", d.from.Format(time.DateOnly), d.to.Format(time.DateOnly))
	}
	parameters := a.parameters(tables)
	parameters["periods"] = "[" + strings.Join(written, ",") + "]"
	maps.Copy(parameters, hull(periods))
	return parameters
}
