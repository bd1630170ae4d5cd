package queries

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
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

// same tells whether two sources are one.
func (s source) same(other source) bool {
	return s.scope == other.scope && (s.keys == nil) == (other.keys == nil) && slices.Equal(s.keys, other.keys)
}

// way is how questions are answered that have this source.
func (s source) way() way {
	switch s.scope {
	case "":
		return byItsFile
	case ofNetwork:
		return byNetwork
	}
	return byMeasures
}

// measured tells where the measures of a question are; the source has no scope where it can't be added up from measures.
func (a asked) measured(tables state, rough map[string]bool) source {
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
	case !ok || !slices.Contains(add.groupings, by) || add.asObserved && a.asOf.Before(tables.LastDay):
	case add.residence && (filter == "" || filter == "territory"):
		return source{scope: "residence"}
	case add.residence:
	case filter == "":
		return source{scope: by}
	case filter == "territory" && by == KeyTotal && len(a.territories) == 1 && !rough[a.territories[0]]:
		return source{scope: "territory", keys: a.territories}
	case filter == "territory" && by == KeyTotal && len(only) == 1:
		return source{scope: "area", keys: only}
	case filter == "structure" && slices.Contains(add.groupings, filter) && (by == KeyTotal && len(only) == 1 || by == filter):
		return source{scope: filter, keys: only}
	}
	return source{}
}

// sumRow is what a measure of a key adds up to in each period.
type sumRow struct {
	Scope   string  `ch:"scope"`
	Measure string  `ch:"measure"`
	Key     string  `ch:"key"`
	Days    uint8   `ch:"days"`
	Sums    []int64 `ch:"sums"`
}

func (r sumRow) size() int { return len(r.Sums) }

// measuring is what is asked of a source, and what it adds up to.
type measuring struct {
	from        source
	territories []string // of an area
	measures    []string
	periods     []dated
	// Referrals sent before the day unjudged can be judged.
	unjudged time.Time
	// byDays are the periods, by their numbers, of which each file of measures by days is asked: those that are no whole months.
	byDays map[string][]int
	rows   []sumRow
}

// period is the number of a period among those in which some measures are asked about.
func (m *measuring) period(from, to time.Time, measures []string) int {
	d := dated{from, to}
	at := slices.Index(m.periods, d)
	if at < 0 {
		at = len(m.periods)
		m.periods = append(m.periods, d)
	}
	for _, measure := range measures {
		file := m.from.fileByDays(measure)
		if !d.isWhole() && !slices.Contains(m.byDays[file], at) {
			m.byDays[file] = append(m.byDays[file], at)
		}
	}
	return at
}

// needed are the periods of one part of a question.
type needed struct {
	part   part
	all    int
	judged []int
}

// need asks about the parts of a question.
func (m *measuring) need(a asked) []needed {
	add := additives[a.indicator.ID]
	m.measures = unique(append(m.measures, add.measures...))
	var all []needed
	for _, p := range a.parts() {
		from := p.from
		if add.residence {
			from = monthsBefore(p.to, 12)
		}
		n := needed{part: p, all: m.period(from, p.to, add.measures)}
		if slices.Contains(add.measures, "waited") {
			// Of the month of the day unjudged it is the same days that all questions about whole months need.
			for _, d := range []dated{{p.from, earlier(p.to, monthOf(m.unjudged))}, {later(p.from, monthOf(m.unjudged)), earlier(p.to, m.unjudged)}} {
				if d.from.Before(d.to) {
					n.judged = append(n.judged, m.period(d.from, d.to, add.measures))
				}
			}
		}
		all = append(all, n)
	}
	return all
}

// keys are what the measures add up to in a part of a question.
func (m *measuring) keys(n needed) map[string]sums {
	keys := map[string]sums{}
	for _, r := range m.rows {
		s, ok := keys[r.Key]
		if !ok {
			s = sums{numbers: map[string]int64{}, judged: new([withinDays + 2]int64)}
			keys[r.Key] = s
		}
		s.numbers[r.Measure] += r.Sums[n.all]
		if r.Measure == "waited" {
			for _, judged := range n.judged {
				s.judged[r.Days] += r.Sums[judged]
			}
		}
	}
	return keys
}

// added finds the rows of questions that are added up from measures. Those whose measures are in the same source, and whose day of
// observation is the same, share what is asked of it.
func (r *Runner) added(ctx context.Context, pieces []*piece, now moment) error {
	var all []*measuring
	of := make([]*measuring, len(pieces))
	needs := make([][]needed, len(pieces))
	for i, p := range pieces {
		unjudged := p.asOf.AddDate(0, 0, 1-withinDays)
		at := slices.IndexFunc(all, func(m *measuring) bool { return m.from.same(p.from) && m.unjudged.Equal(unjudged) })
		if at < 0 {
			at = len(all)
			all = append(all, &measuring{from: p.from, territories: p.territories, unjudged: unjudged, byDays: map[string][]int{}})
		}
		of[i] = all[at]
		needs[i] = of[i].need(p.asked)
	}
	if err := r.measure(ctx, all, now); err != nil {
		return err
	}
	for i, p := range pieces {
		for _, n := range needs[i] {
			rows := additives[p.indicator.ID].rows(addition{asked: p.asked, part: n.part, scope: now.scope, keys: of[i].keys(n)})
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

// measure finds what was asked about: whole months of few keys are added up here from what is in memory, of many in the warehouse;
// what the days by which periods differ from them add is one statement a file of measures.
func (r *Runner) measure(ctx context.Context, all []*measuring, now moment) error {
	layers := now.tables.state.layers()
	var mu sync.Mutex
	reading, ctx := errgroup.WithContext(ctx)
	read := func(m *measuring, some func(context.Context) ([]sumRow, error)) {
		reading.Go(func() error {
			rows, err := some(ctx)
			mu.Lock()
			defer mu.Unlock()
			m.rows = append(m.rows, rows...)
			return err
		})
	}
	for _, m := range all {
		if now.scope.many(m.from) > r.keptKeys {
			read(m, func(ctx context.Context) ([]sumRow, error) {
				return query[sumRow](ctx, r, parameters([]*measuring{m}, m.periods, layers), measuresSQL("sums"))
			})
			continue
		}
		for _, layer := range layers {
			read(m, func(ctx context.Context) ([]sumRow, error) {
				all, err := r.series(ctx, layer, m.from, m.measures)
				return m.sums(all), err
			})
		}
	}
	for _, d := range byDays(all) {
		reading.Go(func() error {
			rows, err := r.sumsByDays(ctx, d, layers)
			mu.Lock()
			defer mu.Unlock()
			for i, m := range d.of {
				m.rows = append(m.rows, d.share(i, rows)...)
			}
			return err
		})
	}
	return reading.Wait()
}

// sums are what series add up to in the whole months of each period.
func (m *measuring) sums(all []series) []sumRow {
	periods := make([]bounds, len(m.periods))
	for i, d := range m.periods {
		periods[i] = d.wholeMonths().bounds()
	}
	rows := make([]sumRow, len(all))
	for i, s := range all {
		rows[i] = sumRow{m.from.scope, s.Measure, s.Key, s.Days, make([]int64, len(periods))}
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

// parameters are those of a statement about some periods of several sources in some layers. A period is its first day, the one after its
// last, and the same of its whole months.
func parameters(all []*measuring, periods []dated, layers []uint64) map[string]string {
	written := make([]string, len(periods))
	for i, d := range periods {
		whole := d.wholeMonths()
		written[i] = fmt.Sprintf("('%s','%s','%s','%s')", d.from.Format(time.DateOnly), d.to.Format(time.DateOnly),
			whole.from.Format(time.DateOnly), whole.to.Format(time.DateOnly))
	}
	var asked, measures, whole, keys []string
	for _, m := range all {
		for _, measure := range m.measures {
			asked = append(asked, tupleLiteral(m.from.scope, measure))
		}
		measures = append(measures, m.measures...)
		if m.from.keys == nil {
			whole = append(whole, m.from.scope)
		}
		for _, key := range m.from.keys {
			keys = append(keys, tupleLiteral(m.from.scope, key))
		}
	}
	parameters := map[string]string{
		"asked": "[" + strings.Join(unique(asked), ",") + "]", "measures": arrayLiteral(unique(measures)),
		"whole": arrayLiteral(unique(whole)), "keys": "[" + strings.Join(unique(keys), ",") + "]", "territories": arrayLiteral(all[0].territories),
		"periods": "[" + strings.Join(written, ",") + "]", "layers": strings.ReplaceAll(fmt.Sprint(layers), " ", ","),
	}
	maps.Copy(parameters, cutDays(periods).parameters())
	maps.Copy(parameters, hull(periods))
	return parameters
}
