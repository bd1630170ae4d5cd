package engine

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/queries/places"
	"vigie/queries/rank"
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
	indicator indicator.Indicator
	measures  []indicator.Measure // that its formulas name
	period    period.Window
	asOf      time.Time // midnight UTC of a day of Europe/Paris
	by        string
	lang      string
	// territories are all those that the chosen ones hold, sorted; nil without a choice.
	territories []string
	// filters are the others by name, each sorted and without repeats.
	filters map[string][]string
	// given are the filters as the answer repeats them.
	given map[string][]string
	// ranked are the questions that a rank is made of, weight is that of need in it.
	ranked []asked
	weight rank.Weight
}

// check turns a question into one that can be answered, or says why it can't.
func (r *Runner) check(q Question, s *places.Snapshot) (asked, error) {
	a := asked{by: q.By, lang: q.Lang, filters: make(map[string][]string), given: make(map[string][]string)}
	if a.lang != "en" {
		a.lang = "fr"
	}
	var ok bool
	if a.indicator, ok = r.catalogue.Get(q.Indicator); !ok {
		var ids []string
		for _, i := range r.catalogue.All() {
			ids = append(ids, i.ID)
		}
		unknown := refuse(RefusedIndicator, "indicator", q.Indicator, nil)
		unknown.Choices = ids // the whole catalogue, however many there are
		return a, unknown
	}
	if a.by == "" {
		a.by = a.indicator.Groupings[0]
	}
	for _, name := range a.indicator.Measures() {
		m, _ := r.catalogue.Measure(name)
		a.measures = append(a.measures, m)
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
	return a, r.checkRank(&a, s)
}

// readPeriod reads the three dates.
func (a *asked) readPeriod(q Question, today time.Time) error {
	first := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(today.Year()+yearsAhead, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, d := range []struct {
		field, given string
		into         *time.Time
	}{{"from", q.From, &a.period.From}, {"to", q.To, &a.period.To}, {"as_of", q.AsOf, &a.asOf}} {
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
	if !a.period.From.Before(a.period.To) {
		return refuse(RefusedPeriod, "to", q.From+" to "+q.To, nil)
	}
	if months := len(a.period.Months()); a.by == "month" && months > maxMonths {
		return refuse(RefusedMonths, "by", q.From+" to "+q.To, []string{fmt.Sprint(maxMonths)})
	}
	return nil
}

// readFilters reads the territories and the other filters.
func (a *asked) readFilters(q Question, s *places.Snapshot) error {
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
		if name == indicator.FilterNeed {
			if err := a.readWeight(values); err != nil {
				return err
			}
			continue
		}
		if name == "territory" {
			var err error
			var unknown places.UnknownError
			if a.territories, err = s.Expand(values); errors.As(err, &unknown) {
				return refuse(RefusedTerritory, "territory", unknown.Code, s.Codes())
			} else if err != nil {
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
func checkValue(name, value string, s *places.Snapshot) error {
	switch name {
	case "structure":
		if _, ok := s.Structure(value); !ok {
			return refuse(RefusedValue, name, value, s.StructureIDs())
		}
	case "project":
		// Projects have no registry yet, so any code is one.
		if !projectCode.MatchString(value) {
			return refuse(RefusedValue, name, value, nil)
		}
	default:
		var slugs []string
		for _, c := range indicator.Classes(name) {
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

// windows are those that the answer has a figure for: the period, or each month of it.
func (a asked) windows() []window {
	cut := []period.Window{a.period}
	if a.by == "month" {
		cut = a.period.Months()
	}
	all := make([]window, len(cut))
	for i, w := range cut {
		all[i] = window{w, a.asOf}
	}
	return all
}

// countedAs is the question as a measure is counted for it, and under which key of that its total stands. People who are counted where they
// live are counted everywhere, and looked for among their residences. The total of one territory that holds no other is its figure by
// territory, which is counted for all of them at once; that of one structure is counted alone, because facts are sorted by structures.
func (a asked) countedAs(m indicator.Measure, s *places.Snapshot) (counted asked, key string) {
	switch {
	case m.Area == residence:
		a.territories = nil
	case a.grouping() != indicator.KeyTotal:
	case len(a.filters["structure"]) == 0 && len(a.territories) == 1 && s.Lowest(a.territories[0]) && !s.Rough(a.territories[0]):
		key = a.territories[0]
		a.by, a.territories = "territory", nil
		return a, key
	}
	return a, indicator.KeyTotal
}

// grouping is by what its measures are counted: months are windows of their own.
func (a asked) grouping() string {
	if a.by == "month" {
		return indicator.KeyTotal
	}
	return a.by
}
