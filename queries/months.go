package queries

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// months is the statement months/PILLAR.NAME.sql: the indicator once more, from the monthly tables, for questions about
// whole months and without finer filters. It answers several periods at once.
type months struct {
	Groupings []string `yaml:"groupings"`
	Filters   []string `yaml:"filters"`
	// Area: a filter on one territory or one group can be answered, of everything together.
	Area bool `yaml:"area"`
	// Days: periods of days can be answered as well as whole months.
	Days bool `yaml:"days"`
	sql  string
}

// readMonths reads the months statement of an indicator; nil where there is none.
func readMonths(fsys fs.FS, i Indicator) (*months, error) {
	name := monthsFolder + "/" + i.ID + ".sql"
	text, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read queries/%s: %w", name, err)
	}
	m := &months{sql: string(text)}
	header, err := headerText(m.sql)
	if err == nil {
		err = yaml.UnmarshalWithOptions([]byte(header), m, yaml.Strict())
	}
	if err != nil {
		return nil, fmt.Errorf("read the header of queries/%s: %w", name, err)
	}
	for _, g := range m.Groupings {
		if !i.HasGrouping(g) {
			return nil, fmt.Errorf("read the header of queries/%s: the indicator has no grouping %q", name, g)
		}
	}
	for _, f := range m.Filters {
		if !i.HasFilter(f) {
			return nil, fmt.Errorf("read the header of queries/%s: the indicator has no filter %q", name, f)
		}
	}
	return m, nil
}

// answers tells whether the statement can answer a question.
func (m *months) answers(a asked) bool {
	if m == nil || !m.Days && (a.from.Day() != 1 || a.to.Day() != 1) {
		return false
	}
	by := a.by
	if by == "month" {
		by = KeyTotal
	}
	if !slices.Contains(m.Groupings, by) {
		return false
	}
	for name, values := range a.given {
		switch {
		case len(values) == 0, slices.Contains(m.Filters, name):
		case name == "territory" && m.Area && by == KeyTotal && len(values) == 1:
		default:
			return false
		}
	}
	return true
}

// scope is what the monthly tables call the rows that answer the question, and the area it is about.
func (m *months) scope(a asked, by string) (scope, area string) {
	if m.Area && len(a.given["territory"]) == 1 {
		return "area", a.given["territory"][0]
	}
	return by, ""
}

// periods are those that a question asks about: one, or each of its months.
func (a asked) periods() []span {
	if a.by == "month" {
		return a.months()
	}
	return []span{{from: a.from, to: a.to}}
}

// periodsLiteral writes periods, numbered from a number, as ClickHouse reads an Array(Tuple(UInt32, Date, Date)) in a parameter.
func periodsLiteral(periods []span) string {
	written := make([]string, len(periods))
	for i, p := range periods {
		written[i] = fmt.Sprintf("(%d,'%s','%s')", i, p.from.Format(time.DateOnly), p.to.Format(time.DateOnly))
	}
	return "[" + strings.Join(written, ",") + "]"
}
