package queries

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Bounds on a question.
const (
	// firstYear is the first year that events may be dated in.
	firstYear = 2000
	// yearsAhead is how far the end of a period may lie in the future: plans are asked about, typing errors are not.
	yearsAhead = 10
	// maxMonths is how many months an answer by month may have: each may cost a query.
	maxMonths = 240
	// maxValues is how many values one filter may have.
	maxValues = 1000
	// maxChoices is how many choices a refusal names.
	maxChoices = 50
	// maxGiven is how many bytes of a refused value a refusal repeats.
	maxGiven = 100
)

// projectCode is what codes of projects look like in the events.
var projectCode = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// asked is a question that can be answered.
type asked struct {
	indicator      Indicator
	from, to, asOf time.Time // midnight UTC of a day of Europe/Paris
	by             string
	lang           string
	// territories are all those that the chosen ones hold, sorted; nil without a choice.
	territories []string
	// filters are the others by name, each sorted and without repeats.
	filters map[string][]string
	// given are the filters as the answer repeats them.
	given map[string][]string
}

// check turns a question into one that can be answered, or says why it can't.
func (r *Runner) check(q Question, s *scope) (asked, error) {
	a := asked{by: q.By, lang: q.Lang, filters: make(map[string][]string), given: make(map[string][]string)}
	if a.by == "" {
		a.by = KeyTotal
	}
	if a.lang != "en" {
		a.lang = "fr"
	}
	var ok bool
	if a.indicator, ok = r.catalogue.Get(q.Indicator); !ok {
		var ids []string
		for _, i := range r.catalogue.All() {
			ids = append(ids, i.ID)
		}
		return a, refuse(RefusedIndicator, "indicator", q.Indicator, ids)
	}
	if !a.indicator.HasGrouping(a.by) {
		return a, refuse(RefusedBy, "by", q.By, a.indicator.Groupings)
	}
	if err := a.readPeriod(q, r.today()); err != nil {
		return a, err
	}
	if err := a.readFilters(q, s); err != nil {
		return a, err
	}
	return a, nil
}

// readPeriod reads the three dates.
func (a *asked) readPeriod(q Question, today time.Time) error {
	first := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(today.Year()+yearsAhead, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, d := range []struct {
		field, given string
		into         *time.Time
	}{{"from", q.From, &a.from}, {"to", q.To, &a.to}, {"as_of", q.AsOf, &a.asOf}} {
		if d.field == "as_of" && d.given == "" {
			a.asOf = today
			continue
		}
		day, err := time.Parse(time.DateOnly, d.given)
		if err != nil || day.Before(first) || day.After(last) {
			return refuse(RefusedDate, d.field, d.given, []string{first.Format(time.DateOnly), last.Format(time.DateOnly)})
		}
		*d.into = day
	}
	if !a.from.Before(a.to) {
		return refuse(RefusedPeriod, "to", q.From+" to "+q.To, nil)
	}
	if months := len(a.months()); a.by == "month" && months > maxMonths {
		return refuse(RefusedMonths, "by", q.From+" to "+q.To, []string{fmt.Sprint(maxMonths)})
	}
	return nil
}

// readFilters reads the territories and the other filters.
func (a *asked) readFilters(q Question, s *scope) error {
	filters := maps.Clone(q.Filters)
	if len(q.Territories) > 0 {
		if filters == nil {
			filters = make(map[string][]string)
		}
		filters["territory"] = append(slices.Clone(q.Territories), filters["territory"]...)
	}
	// In the order of their names, so that of several faults the same one is told each time.
	for _, name := range slices.Sorted(maps.Keys(filters)) {
		values := filters[name]
		if !a.indicator.HasFilter(name) {
			return refuse(RefusedFilter, name, name, a.indicator.Filters)
		}
		if len(values) == 0 {
			continue
		}
		if len(values) > maxValues {
			return refuse(RefusedNumber, name, fmt.Sprint(len(values)), []string{fmt.Sprint(maxValues)})
		}
		a.given[name] = unique(values)
		if name == "territory" {
			var err error
			if a.territories, err = s.expand(values); err != nil {
				return err
			}
			continue
		}
		for _, value := range values {
			if err := checkValue(name, value, s); err != nil {
				return err
			}
		}
		sorted := unique(values)
		slices.Sort(sorted)
		a.filters[name] = sorted
	}
	return nil
}

// checkValue refuses a value that a filter can't have.
func checkValue(name, value string, s *scope) error {
	switch name {
	case "structure":
		if _, ok := s.structures[value]; !ok {
			return refuse(RefusedValue, name, value, s.structureIDs)
		}
	case "project":
		// Projects have no registry yet, so any code is one.
		if !projectCode.MatchString(value) {
			return refuse(RefusedValue, name, value, nil)
		}
	default:
		var slugs []string
		for _, c := range classes[name] {
			slugs = append(slugs, c.Key)
		}
		if !slices.Contains(slugs, value) {
			return refuse(RefusedValue, name, value, slugs)
		}
	}
	return nil
}

// refuse makes a refusal with a bounded value and a bounded list of choices.
func refuse(code, field, given string, choices []string) Refusal {
	if len(given) > maxGiven {
		given = strings.ToValidUTF8(given[:maxGiven], "") + "…"
	}
	more := max(len(choices)-maxChoices, 0)
	return Refusal{Code: code, Field: field, Given: given, Choices: slices.Clone(choices[:len(choices)-more]), More: more}
}

// unique drops repeats and keeps the order.
func unique(values []string) []string {
	var kept []string
	for _, v := range values {
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// span is one month of a period, clipped to it.
type span struct{ month, from, to time.Time }

// months cuts the period at the first day of each month.
func (a asked) months() []span {
	var spans []span
	for from := a.from; from.Before(a.to); {
		month := monthOf(from)
		to := month.AddDate(0, 1, 0)
		if to.After(a.to) {
			to = a.to
		}
		spans = append(spans, span{month, from, to})
		from = to
	}
	return spans
}

// monthByMonth tells whether by=month has to be asked month by month: where the indicator says so, and where a person's
// profile, which is that of the end of each month, chooses who counts.
func (a asked) monthByMonth() bool {
	return a.by == "month" && (a.indicator.monthsApart || len(a.filters["age_band"])+len(a.filters["activity"]) > 0)
}

// of is the question about one month alone.
func (a asked) of(month span) asked {
	a.by, a.from, a.to = KeyTotal, month.from, month.to
	return a
}

// key is equal for questions that have the same answer.
func (a asked) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s %s %s %q", a.indicator.ID, a.by, a.lang, a.from.Format(time.DateOnly), a.to.Format(time.DateOnly),
		a.asOf.Format(time.DateOnly), a.territories)
	for _, name := range slices.Sorted(maps.Keys(a.given)) {
		// The answer repeats the filters as they were given.
		fmt.Fprintf(&b, " %s=%q", name, a.given[name])
	}
	return b.String()
}

// parameters are the query's, as ClickHouse reads them.
func (a asked) parameters(tables state) map[string]string {
	p := map[string]string{
		"from": a.from.Format(time.DateOnly), "to": a.to.Format(time.DateOnly), "as_of": a.asOf.Format(time.DateOnly),
		"by": a.by, "territories": arrayLiteral(a.territories),
		"base": fmt.Sprint(tables.Base), "correction": fmt.Sprint(tables.Correction), "places": fmt.Sprint(tables.Places),
	}
	for _, name := range a.indicator.Filters {
		if name != "territory" {
			p[name] = arrayLiteral(a.filters[name])
		}
	}
	return p
}

// arrayLiteral writes an Array(String) as ClickHouse reads it in a parameter.
func arrayLiteral(values []string) string {
	return "[" + quoted(values) + "]"
}

// tupleLiteral writes strings as ClickHouse's Tuple(String, …).
func tupleLiteral(values ...string) string { return "(" + quoted(values) + ")" }

func quoted(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
	}
	return strings.Join(quoted, ",")
}
