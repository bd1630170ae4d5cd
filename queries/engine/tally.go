package engine

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"

	"vigie/queries/indicator"
	"vigie/queries/period"
)

var (
	//go:embed sums.sql
	sumsSQL string
	//go:embed first.sql
	firstSQL string
)

// window is a period and the day that it is observed on.
type window struct {
	period.Window
	asOf time.Time
}

// tally is what is counted together: a measure by one grouping, under some filters.
type tally struct {
	measure string
	by      string
	filters string // as written by filterKey
}

// need is a tally, the filters it stands for and the windows that somebody asks about.
type need struct {
	measure indicator.Measure
	by      string
	asked   asked
	windows []window
}

// row is what a statement answers of a key: a number for each window.
type row struct {
	Grouping string  `ch:"grouping"`
	Key      string  `ch:"key"`
	Spread   uint8   `ch:"spread"`
	Sums     []int64 `ch:"sums"`
}

// tallyOf is the tally of a measure for a question, as countedAs has it.
func tallyOf(a asked, m indicator.Measure) tally {
	by := a.grouping()
	if m.Area == residence {
		by = residence
	}
	return tally{m.Name, by, a.filterKey()}
}

// filterKey is equal for questions with the same filters.
func (a asked) filterKey() string {
	var b strings.Builder
	if a.territories != nil {
		fmt.Fprintf(&b, "territories=%q", a.territories)
	}
	for _, name := range slices.Sorted(maps.Keys(a.filters)) {
		fmt.Fprintf(&b, " %s=%q", name, a.filters[name])
	}
	return b.String()
}

// looked is the window of which a measure looks at the rows.
func looked(m indicator.Measure, w window) window {
	switch m.Looks {
	case "year":
		w.From = period.MonthsBefore(w.To, 12)
	case "ever":
		w.From = time.Unix(0, 0).UTC()
	case indicator.LooksEarlier:
		w.Window = w.YearBefore()
	}
	return w
}

// othersLiteral writes, for windows, those in which structures are looked for by a measure that compares: the one of two that it does not look at.
func othersLiteral(m indicator.Measure, windows []window) string {
	written := make([]string, len(windows))
	for i, w := range windows {
		other := w.Window
		if m.Looks != indicator.LooksEarlier {
			other = other.YearBefore()
		}
		written[i] = fmt.Sprintf("('%s','%s')", other.From.Format(time.DateOnly), other.To.Format(time.DateOnly))
	}
	return "[" + strings.Join(written, ",") + "]"
}

// manyRows is from how many rows of facts on one statement takes all processors, and much of the memory.
const manyRows = 500_000

// count counts what questions need.
func (r *Runner) count(ctx context.Context, c *counts, all []asked) error {
	needs := make(map[tally]*need)
	sheets, ends, change := make(map[window]bool), make(map[time.Time]bool), false
	for _, a := range all {
		change = change || a.indicator.Change
		for _, w := range a.windows() {
			if a.indicator.UsesStructures() {
				sheets[w] = true
			}
			if a.indicator.UsesNeed() {
				ends[w.To] = true
			}
			for _, m := range a.measures {
				counted, _ := a.countedAs(m, c.registry)
				t := tallyOf(counted, m)
				if needs[t] == nil {
					needs[t] = &need{measure: m, by: t.by, asked: counted}
				}
				if !slices.Contains(needs[t].windows, w) {
					needs[t].windows = append(needs[t].windows, w)
				}
			}
		}
	}
	counting, ctx := errgroup.WithContext(ctx)
	if c.build.Rows > manyRows {
		counting.SetLimit(1)
	}
	for _, batch := range batches(needs) {
		counting.Go(func() error { return r.countBatch(ctx, c, batch) })
	}
	if len(sheets) > 0 {
		counting.Go(func() error { return r.readSheets(ctx, c, slices.Collect(maps.Keys(sheets))) })
	}
	if len(ends) > 0 {
		counting.Go(func() error { return r.readNeeds(ctx, c, slices.SortedFunc(maps.Keys(ends), time.Time.Compare)) })
	}
	if change {
		counting.Go(func() error { return r.readFirst(ctx, c) })
	}
	return counting.Wait()
}

// readFirst reads the day of the first event.
func (r *Runner) readFirst(ctx context.Context, c *counts) error {
	var day time.Time
	if err := r.warehouse.Conn().QueryRow(ctx, firstSQL).Scan(&day); err != nil {
		return fmt.Errorf("read the first day of any event: %w", err)
	}
	if day.Year() > 1970 {
		c.first = day
	}
	return nil
}

// batch is tallies that one statement counts: of one measure, under the same filters, with the same split of anonymous people.
type batch struct {
	measure   indicator.Measure
	asked     asked // of which the filters are
	groupings []string
	windows   []window
}

// margin is by which field rows of anonymous people are split: that of the grouping, or of the one filter that a margin can tell of.
// Margins are never crossed: with two such filters anonymous people are left out.
func margin(m indicator.Measure, a asked, by string) string {
	var filtered []string
	for _, field := range m.Margins() {
		if len(a.filters[field]) > 0 {
			filtered = append(filtered, field)
		}
	}
	switch {
	case len(filtered) > 1:
		return "-"
	case len(filtered) == 1:
		return filtered[0]
	case slices.Contains(m.Margins(), by):
		return by
	}
	return ""
}

// countBatch runs the statement of a batch and keeps what it answers.
func (r *Runner) countBatch(ctx context.Context, c *counts, b batch) error {
	var rows []row
	if err := r.ask(ctx, &rows, b.parameters(), sumsSQL); err != nil {
		return fmt.Errorf("count the measure %s: %w", b.measure.Name, err)
	}
	c.keep(b, rows)
	return nil
}

// ask runs a statement that a reader waits for.
func (r *Runner) ask(ctx context.Context, into any, parameters clickhouse.Parameters, statement string) error {
	return r.askFor(ctx, into, parameters, statement, maxSeconds)
}

// askFor runs a statement for so many seconds at most, a few of them at once.
func (r *Runner) askFor(ctx context.Context, into any, parameters clickhouse.Parameters, statement string, seconds int) error {
	select {
	case r.statements <- struct{}{}:
		defer func() { <-r.statements }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(parameters), clickhouse.WithSettings(clickhouse.Settings{
		"max_execution_time": seconds, "max_bytes_before_external_group_by": spill,
	}))
	return r.warehouse.Conn().Select(ctx, into, statement)
}

// spill is how many bytes a statement may gather before it goes on on the disk.
const spill = 256 << 20

// residence is the area of measures that count people by where they live.
const residence = "residence"

// ownClass tells whether a grouping is by a column of the measure's own.
func ownClass(grouping string) bool {
	return slices.Contains([]string{"equipment", "connects", "offline_reason", "barrier", "call", "funder"}, grouping)
}

// profiled are the fields that a person's profile tells.
var profiled = []string{"age_band", "activity", "gender", "residence"}

func (b batch) parameters() clickhouse.Parameters {
	by, class := slices.Clone(b.groupings), "services"
	profiles := b.measure.SpreadsProfile()
	for i, g := range by {
		if ownClass(g) {
			by[i], class = "class", g
		}
		profiles = profiles || slices.Contains(profiled, g)
	}
	spread := b.measure.Spread
	if spread == "" {
		spread = "nothing"
	}
	p := clickhouse.Parameters{
		"measure": b.measure.View(), "by": arrayLiteral(by), "class": class, "spread": spread, "adds": b.measure.Adds,
		"margin": margin(b.measure, b.asked, b.groupings[0]), "territories": arrayLiteral(b.asked.territories),
	}
	for _, filter := range []string{"structure", "project", "service", "format", "age_band", "activity", "gender"} {
		p[filter] = arrayLiteral(b.asked.filters[filter])
		profiles = profiles || len(b.asked.filters[filter]) > 0 && slices.Contains(profiled, filter)
	}
	p["profiles"], p["compares"], p["others"] = fmt.Sprint(profiles), fmt.Sprint(b.measure.Compares()), othersLiteral(b.measure, b.windows)
	p["windows"], p["first"], p["last"] = windowsLiteral(b.measure, b.windows)
	return p
}

// windowsLiteral writes windows as a measure looks at them, with the first day and the first day after all of them.
func windowsLiteral(m indicator.Measure, windows []window) (literal, first, last string) {
	written := make([]string, len(windows))
	for i, w := range windows {
		w = looked(m, w)
		from, to := w.From.Format(time.DateOnly), w.To.Format(time.DateOnly)
		written[i] = fmt.Sprintf("('%s','%s','%s')", from, to, w.asOf.Format(time.DateOnly))
		if i == 0 || from < first {
			first = from
		}
		last = max(last, to)
	}
	return "[" + strings.Join(written, ",") + "]", first, last
}

// arrayLiteral writes an Array(String) as ClickHouse reads it in a parameter.
func arrayLiteral(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
	}
	return "[" + strings.Join(quoted, ",") + "]"
}
