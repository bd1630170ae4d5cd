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
	//go:embed plain.sql
	plainSQL string
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
func (r *Runner) count(ctx context.Context, c *counts, questions []asked) error {
	needs := make(map[tally]*need)
	sheets, ends, measured, change := make(map[window]bool), make(map[time.Time]bool), false, false
	for _, a := range questions {
		measured, change = measured || a.indicator.UsesDistance(), change || a.indicator.Change
		for _, w := range a.windows() {
			if a.indicator.UsesStructures() || a.indicator.UsesDistance() {
				sheets[w] = true
			}
			if a.indicator.UsesNeed() {
				ends[w.To] = true
			}
			for _, m := range a.measures {
				// To plan the counting of nothing takes longer than to see that there is nothing.
				if c.build.Empty(m.Fact) {
					continue
				}
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
	all := batches(needs)
	counting, ctx := errgroup.WithContext(ctx)
	if c.build.Rows > manyRows && slices.ContainsFunc(all, func(b batch) bool { return !b.plain() }) {
		counting.SetLimit(1)
	}
	for _, batch := range all {
		counting.Go(func() error { return r.countBatch(ctx, c, batch) })
	}
	if len(sheets) > 0 {
		counting.Go(func() error { return r.readSheets(ctx, c, slices.Collect(maps.Keys(sheets))) })
	}
	if len(ends) > 0 {
		counting.Go(func() error { return r.readNeeds(ctx, c, slices.SortedFunc(maps.Keys(ends), time.Time.Compare)) })
	}
	if measured {
		counting.Go(func() error {
			middles, err := r.Middles(ctx)
			c.keepMiddles(middles)
			return err
		})
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

// batch is tallies that one statement counts: of one measure, under the same filters, observed on the same day.
type batch struct {
	measure   indicator.Measure
	asked     asked // of which the filters are
	groupings []string
	windows   []window
}

// plain tells whether plain.sql counts a batch.
func (b batch) plain() bool {
	for filter, values := range b.asked.filters {
		if filter != "structure" && len(values) > 0 {
			return false
		}
	}
	return !b.measure.SpreadsProfile() && !b.measure.Compares() && !slices.ContainsFunc(b.groupings, func(g string) bool {
		return g != indicator.KeyTotal && g != "territory" && g != "structure"
	})
}

// margins are by which field rows of anonymous people are split: that of the one filter that a margin can tell of (one), or of each grouping
// that is such a field. Margins are never crossed: with two such filters anonymous people are left out.
func (b batch) margins() (one string, several []string) {
	var filtered []string
	for _, field := range b.measure.Margins() {
		if len(b.asked.filters[field]) > 0 {
			filtered = append(filtered, field)
		}
	}
	switch {
	case len(filtered) > 1:
		return "-", nil
	case len(filtered) == 1:
		return filtered[0], nil
	}
	for _, g := range b.groupings {
		if slices.Contains(b.measure.Margins(), g) {
			several = append(several, g)
		}
	}
	if len(b.groupings) == 1 && len(several) == 1 {
		return several[0], nil
	}
	return "", several
}

// countBatch runs the statement of a batch and keeps what it answers.
func (r *Runner) countBatch(ctx context.Context, c *counts, b batch) error {
	statement := sumsSQL
	if b.plain() {
		statement = plainSQL
	}
	var rows []row
	if err := r.ask(ctx, &rows, b.parameters(), statement); err != nil {
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
	// Several keys of a row, and lists, are told apart row by row.
	key := by[0]
	if len(by) > 1 || key == "service" || key == "class" {
		key = "each"
	}
	p := clickhouse.Parameters{
		"measure": b.measure.View(), "by": arrayLiteral(by), "key": key, "class": class, "spread": spreadColumn(b.measure), "adds": b.measure.Adds,
		"territories": arrayLiteral(b.asked.territories), "structures": arrayLiteral(b.asked.filters["structure"]), "chosen": "everybody",
	}
	one, several := b.margins()
	p["margin"], p["margins"] = one, arrayLiteral(several)
	for filter, name := range classFilters {
		p[name] = arrayLiteral(b.asked.filters[filter])
		if len(b.asked.filters[filter]) > 0 {
			p["chosen"] = "filtered"
			profiles = profiles || slices.Contains(profiled, filter)
		}
	}
	p["profiles"], p["among"], p["others"] = fmt.Sprint(profiles), "alone", "[]"
	if b.measure.Compares() {
		p["among"], p["others"] = "compared", othersLiteral(b.measure, b.windows)
	}
	b.mark(p)
	return p
}

// classFilters are filters on what rows are classed by, with their names in sums.sql.
var classFilters = map[string]string{
	"project": "projects", "format": "formats", "service": "services", "age_band": "age_bands", "activity": "activities", "gender": "genders",
}

// mark writes of the days between the bounds of windows which windows have begun by then, end later, and end by then.
func (b batch) mark(p clickhouse.Parameters) {
	windows, days := make([]window, len(b.windows)), []time.Time{time.Unix(0, 0).UTC()}
	first := looked(b.measure, b.windows[0]).From
	for i, w := range b.windows {
		windows[i] = looked(b.measure, w)
		if windows[i].From.Before(first) {
			first = windows[i].From
		}
		days = append(days, windows[i].From, windows[i].To)
	}
	slices.SortFunc(days, time.Time.Compare)
	days = slices.CompactFunc(days, time.Time.Equal)
	bounds, begun, after, upto := make([]string, len(days)), make([]string, len(days)), make([]string, len(days)), make([]string, len(days))
	for n, day := range days {
		var from, before, by bits
		for i, w := range windows {
			from.set(i, !w.From.After(day))
			before.set(i, day.Before(w.To))
			by.set(i, !day.Before(w.To))
		}
		bounds[n], begun[n], after[n], upto[n] = fmt.Sprint(day.Unix()/(24*60*60)), from.String(), before.String(), by.String()
	}
	p["bounds"], p["begun"], p["after"], p["upto"] = numbersLiteral(bounds), numbersLiteral(begun), numbersLiteral(after), numbersLiteral(upto)
	p["windows"], p["as_of"] = fmt.Sprint(len(windows)), windows[0].asOf.Format(time.DateOnly)
	p["first"], p["last"] = first.Format(time.DateOnly), days[len(days)-1].Format(time.DateOnly)
}

// spreadColumn is the column that a measure is told apart by.
func spreadColumn(m indicator.Measure) string {
	if m.Spread == "" {
		return "nothing"
	}
	return m.Spread
}

// windowsLiteral writes windows as sheet.sql reads them.
func windowsLiteral(windows []window) string {
	written := make([]string, len(windows))
	for i, w := range windows {
		written[i] = fmt.Sprintf("('%s','%s','%s')", w.From.Format(time.DateOnly), w.To.Format(time.DateOnly), w.asOf.Format(time.DateOnly))
	}
	return "[" + strings.Join(written, ",") + "]"
}

// arrayLiteral writes an Array(String) as ClickHouse reads it in a parameter.
func arrayLiteral(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
	}
	return "[" + strings.Join(quoted, ",") + "]"
}
