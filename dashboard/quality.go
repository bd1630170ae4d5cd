package dashboard

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/network"
	"vigie/queries/quality"
)

const (
	// silentAfter is after how many days without an event a structure is silent, and lateAfter from how many days on an event
	// came late.
	silentAfter, lateAfter = 90, 30
)

// quality is what is known of the data itself, of the view's period, places and day of observation.
type qualitySheets struct {
	*view
	day        time.Time           // of observation
	structures []network.Structure // of the view's places
	reporting  map[string]quality.Reporting
	findings   quality.Findings
	refreshed  time.Time
}

// sheetNames are the sheets of the page in its order, as the API names them.
var sheetNames = []string{"reporting", "delays", "rejections", "postcodes", "conflicts", "parked", "closed_days", "registry"}

// sheet is one of sheetNames.
func (q *qualitySheets) sheet(name string) sheet {
	switch name {
	case "reporting":
		return q.reportingSheet()
	case "delays":
		return q.delaysSheet()
	case "rejections":
		return q.rejectionsSheet()
	case "postcodes":
		return q.postcodesSheet()
	case "conflicts":
		return q.conflictsSheet()
	case "parked":
		return q.parkedSheet()
	case "closed_days":
		return q.closedDaysSheet()
	}
	return q.registrySheet()
}

// untilToday makes the usual period end today: what is wrong with the data is wrong now.
func (v *view) untilToday() {
	if v.usual {
		v.usual, v.window.To = false, v.today.AddDate(0, 0, 1)
		v.to = v.window.To.Format(dayForm)
	}
}

// broad refuses windows shorter than a quarter, and other days than the list has: that something came of a day tells that somebody did.
func (v *view) broad() error {
	kinds, until := cells.KindsOf(v.window), v.usualWindow()
	until.To = v.today.AddDate(0, 0, 1) // the links of the page itself say the days
	if v.usual || v.window == until || len(kinds) > 0 && !slices.Contains(kinds, cells.Month) {
		return nil
	}
	if v.published != nil {
		return v.published.Nearest(v.window)
	}
	return gate.Refusal{Code: refusedWindow, Field: "window", Given: v.from + ".." + v.to, Choices: []string{"2026", "2026-Q3"}}
}

// observed is the day on which the view is looked at.
func (v *view) observed() string {
	return v.today.Format(dayForm)
}

// readQuality asks for everything that the sheets are made of.
func (d *Dashboard) readQuality(ctx context.Context, v *view) (*qualitySheets, error) {
	if err := v.broad(); err != nil {
		return nil, err
	}
	v.untilToday()
	q := &qualitySheets{view: v, reporting: map[string]quality.Reporting{}}
	q.day, _ = time.Parse(dayForm, v.observed()) // the view's days are checked
	from, _ := time.Parse(dayForm, v.from)
	to, _ := time.Parse(dayForm, v.to)
	structures, err := d.registry.Structures(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range structures {
		if v.within(s.Territory) {
			q.structures = append(q.structures, s)
		}
	}
	// The facts that reporting is told by are worked out first, where there are none.
	if q.refreshed, err = d.facts(ctx); err != nil {
		return nil, err
	}
	reporting, err := d.sheets.Reporting(ctx, from, to, q.day)
	if err != nil {
		return nil, err
	}
	for _, r := range reporting {
		q.reporting[r.Structure] = r
	}
	q.findings, err = d.sheets.Findings(ctx, from, to)
	return q, err
}

// open are the structures that are open on the day of observation.
func (q *qualitySheets) open() []network.Structure {
	return slices.DeleteFunc(slices.Clone(q.structures), func(s network.Structure) bool { return !s.Open(q.observed()) })
}

// place is where a structure stands, as the lists name it.
func (q *qualitySheets) place(s network.Structure) string {
	if name := q.byCode[s.Territory].Name; name != "" {
		return name
	}
	return s.Commune
}

// since is how many days ago a structure's last event was; false where it never had one.
func (q *qualitySheets) since(s network.Structure) (int, bool) {
	r, ok := q.reporting[s.ID]
	if !ok {
		return 0, false
	}
	return int(q.day.Sub(r.LastDay) / (24 * time.Hour)), true
}

// columns heads a sheet; pairs are a name and a kind.
func (q *qualitySheets) columns(pairs ...any) []column {
	var all []column
	for i := 0; i+1 < len(pairs); i += 2 {
		name, kind := pairs[i].(string), pairs[i+1].(columnKind)
		all = append(all, column{name, q.t("quality.column." + name), kind})
	}
	return all
}

// reportingSheet lists the open structures, those that have been silent longest first.
func (q *qualitySheets) reportingSheet() sheet {
	s := sheet{id: "reporting", meaning: q.t("quality.lede.reporting"), columns: q.columns(
		"structure", textColumn, "place", textColumn, "last_event", textColumn, "late", textColumn, "structure_id", idColumn)}
	open := q.open()
	// Within a class of silence names are in order: an order by days would tell them.
	slices.SortStableFunc(open, func(x, y network.Structure) int {
		return cmp.Or(cmp.Compare(q.silenceClass(y), q.silenceClass(x)), strings.Compare(x.Name, y.Name))
	})
	silent := 0
	for _, x := range open {
		row := []any{x.Name, q.place(x), q.silence(x), q.lateness(q.reporting[x.ID]), x.ID}
		if q.silenceClass(x) >= len(silenceLimits) {
			silent++
		}
		s.rows = append(s.rows, row)
	}
	switch {
	case len(open) == 0:
		s.title = q.t("quality.none.reporting")
	case silent == 0:
		s.title = q.t("quality.all_report")
	default:
		s.title = q.t("quality.silent", "n", silent, "total", len(open))
	}
	return s
}

// late counts the period's events of a structure that came more than lateAfter days after their day.
func late(r quality.Reporting) int {
	n := 0
	for i, events := range r.Delays {
		if i > slices.Index(quality.DelayLimits, lateAfter) {
			n += int(events)
		}
	}
	return n
}

// delaysSheet counts the period's events by how late they came.
func (q *qualitySheets) delaysSheet() sheet {
	s := sheet{id: "delays", meaning: q.t("quality.lede.delays"), columns: q.columns("delay", textColumn, "share", shareColumn)}
	counts := make([]int, len(quality.DelayLimits)+1)
	total, soon := 0, 0
	for _, x := range q.structures {
		for i, n := range q.reporting[x.ID].Delays {
			counts[i] += int(n)
			total += int(n)
			if i < len(quality.DelayLimits) && quality.DelayLimits[i] <= 7 {
				soon += int(n)
			}
		}
	}
	if total == 0 {
		s.title = q.t("quality.none.delays")
		return s
	}
	for i, n := range counts {
		s.rows = append(s.rows, []any{q.span(i, quality.DelayLimits), roughShare(n, total)})
	}
	s.title = q.t("quality.soon", "share", q.percent(roughShare(soon, total), 0))
	return s
}

// span names the i-th of the classes of days that limits end.
func (q *qualitySheets) span(i int, limits []int) string {
	switch {
	case i == 0:
		return q.t("quality.days.first", "n", limits[0], "high", limits[0])
	case i == len(limits):
		return q.t("quality.days.over", "low", limits[i-1])
	}
	return q.t("quality.days.between", "low", limits[i-1]+1, "high", limits[i])
}

// rejectionsSheet lists what was rejected, by sender and reason.
func (q *qualitySheets) rejectionsSheet() sheet {
	s := sheet{id: "rejections", meaning: q.t("quality.lede.rejections"), columns: q.columns(
		"source", textColumn, "kind", textColumn, "field", textColumn, "reason", textColumn, "code", textColumn, "events", textColumn)}
	for _, r := range q.findings.Rejected {
		s.rows = append(s.rows, []any{r.Source, q.kind(r.Kind), r.Field, q.reason(r.Code), r.Code, q.rough(int(r.Events))})
	}
	reasons := q.byReason()
	if len(reasons) == 0 {
		s.title = q.t("quality.none.rejections")
		return s
	}
	total := 0
	for _, r := range reasons {
		total += r.count
	}
	s.title = q.t("quality.rejected", "events", q.rough(total), "reason", lower(reasons[0].name))
	return s
}

type counted struct {
	name  string
	count int
}

// byReason counts rejected events by reason, the most frequent first.
func (q *qualitySheets) byReason() []counted {
	var all []counted
	for _, r := range q.findings.Rejected {
		name := q.reason(r.Code)
		i := slices.IndexFunc(all, func(c counted) bool { return c.name == name })
		if i < 0 {
			i = len(all)
			all = append(all, counted{name: name})
		}
		all[i].count += int(r.Events)
	}
	slices.SortStableFunc(all, func(x, y counted) int { return cmp.Compare(y.count, x.count) })
	return all
}

// reason is what the code of a fault means; a code that has no words yet stands for itself.
func (q *qualitySheets) reason(code string) string {
	if key := "quality.code." + code; q.has(key) {
		return q.t(key)
	}
	return code
}

// kind names a kind of event.
func (q *qualitySheets) kind(kind string) string {
	if key := "kind." + kind; q.has(key) {
		return q.t(key)
	}
	return q.t("kind.unknown")
}

// postcodesSheet lists the senders of residences that may be postcodes.
func (q *qualitySheets) postcodesSheet() sheet {
	s := sheet{id: "postcodes", meaning: q.t("quality.lede.postcodes"), columns: q.columns(
		"source", textColumn, "doubtful", textColumn, "share", shareColumn)}
	total := 0
	for _, p := range q.findings.Postcodes {
		total += int(p.Events)
		s.rows = append(s.rows, []any{p.Source, q.rough(int(p.Events)), roughShare(int(p.Events), int(p.Located))})
	}
	s.title = q.t("quality.none.postcodes")
	if total > 0 {
		s.title = q.t("quality.doubtful", "events", q.rough(total))
	}
	return s
}

// conflictsSheet lists the sources of events that came with several bodies.
func (q *qualitySheets) conflictsSheet() sheet {
	s := sheet{id: "conflicts", meaning: q.t("quality.lede.conflicts"), columns: q.columns(
		"source", textColumn, "kind", textColumn, "events", textColumn)}
	total := 0
	for _, c := range q.findings.Conflicts {
		total += int(c.Events)
		s.rows = append(s.rows, []any{c.Source, q.kind(c.Kind), q.rough(int(c.Events))})
	}
	s.title = q.t("quality.none.conflicts")
	if total > 0 {
		s.title = q.t("quality.conflicting", "events", q.rough(total))
	}
	return s
}

// parkedSheet lists the events that the warehouse refuses for good.
func (q *qualitySheets) parkedSheet() sheet {
	s := sheet{id: "parked", meaning: q.t("quality.lede.parked"), columns: q.columns(
		"error", textColumn, "kind", textColumn, "source", textColumn, "structure", textColumn,
		"events", textColumn, "structure_id", idColumn)}
	total := 0
	for _, p := range q.findings.Parked {
		reason, structure := p.Reason, p.Structure
		if reason == "" {
			reason = q.t("quality.unwritable")
		}
		if i := slices.IndexFunc(q.structures, func(x network.Structure) bool { return x.ID == p.Structure }); i >= 0 {
			structure = q.structures[i].Name
		}
		total += int(p.Events)
		s.rows = append(s.rows, []any{reason, q.kind(p.Kind), p.Source, structure, q.rough(int(p.Events)), p.Structure})
	}
	s.title = q.t("quality.none.parked")
	if total > 0 {
		s.title = q.t("quality.waiting", "events", q.rough(total))
	}
	return s
}

// closedDaysSheet lists the structures with events on days when they were not open.
func (q *qualitySheets) closedDaysSheet() sheet {
	s := sheet{id: "closed_days", meaning: q.t("quality.lede.closed_days"), columns: q.columns(
		"structure", textColumn, "place", textColumn, "while_closed", textColumn, "opened_on", dayColumn, "closed_on", dayColumn, "structure_id", idColumn)}
	total := 0
	for _, x := range q.structures {
		if r := q.reporting[x.ID]; r.WhileClosed > 0 {
			total += int(r.WhileClosed)
			s.rows = append(s.rows, []any{x.Name, q.place(x), q.rough(int(r.WhileClosed)), dayOrNone(x.OpenedOn), dayOrNone(x.ClosedOn), x.ID})
		}
	}
	slices.SortStableFunc(s.rows, func(x, y []any) int { return strings.Compare(x[0].(string), y[0].(string)) })
	s.title = q.t("quality.none.closed_days")
	if total > 0 {
		s.title = q.t("quality.while_closed", "events", q.rough(total), "structures", q.t("unit.structures", "n", len(s.rows), "x", q.integer(float64(len(s.rows)))))
	}
	return s
}

// dayOrNone is a day of the registry as a value of a sheet.
func dayOrNone(day string) any {
	at, err := time.Parse(dayForm, day)
	if err != nil {
		return nil
	}
	return at
}

// gaps are what a record should have and may lack, in the order of the columns.
var gaps = []struct {
	name  string
	lacks func(network.Structure) bool
}{
	{"territory", func(s network.Structure) bool { return s.Territory == "" }},
	{"position", func(s network.Structure) bool { return s.Latitude == nil }},
	{"hours", func(s network.Structure) bool { return !s.HoursKnown }},
	{"services", func(s network.Structure) bool { return len(s.Services) == 0 }},
	{"contact", func(s network.Structure) bool { return s.Phone == "" && len(s.Emails)+len(s.Websites) == 0 }},
}

// registrySheet lists the open structures whose records lack something.
func (q *qualitySheets) registrySheet() sheet {
	s := sheet{id: "registry", meaning: q.t("quality.lede.registry"), columns: q.columns("structure", textColumn, "place", textColumn)}
	for _, g := range gaps {
		s.columns = append(s.columns, column{"lacks_" + g.name, q.t("quality.gap." + g.name), gapColumn})
	}
	s.columns = append(s.columns, q.columns("structure_id", idColumn)...)
	open := q.open()
	for _, x := range open {
		row := []any{x.Name, q.place(x)}
		lacking := false
		for _, g := range gaps {
			lacks := g.lacks(x)
			lacking = lacking || lacks
			row = append(row, lacks)
		}
		if lacking {
			s.rows = append(s.rows, append(row, x.ID))
		}
	}
	slices.SortStableFunc(s.rows, func(x, y []any) int {
		return cmp.Or(strings.Compare(x[1].(string), y[1].(string)), strings.Compare(x[0].(string), y[0].(string)))
	})
	switch {
	case len(open) == 0:
		s.title = q.t("quality.none.reporting")
	case len(s.rows) == 0:
		s.title = q.t("quality.none.registry")
	default:
		s.title = q.t("quality.incomplete", "n", len(s.rows), "total", len(open))
	}
	return s
}
