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

// area is the one territory or group that a question about areas is about; "": it is about none.
func (m *months) area(a asked) string {
	if m.Area && len(a.given["territory"]) == 1 {
		return a.given["territory"][0]
	}
	return ""
}

// part is one period of a question, as a months statement is asked about it.
type part struct {
	by       string
	from, to time.Time
}

// parts are those of a question: one, or the total of each of its months.
func (a asked) parts() []part {
	if a.by != "month" {
		return []part{{a.by, a.from, a.to}}
	}
	var parts []part
	for _, month := range a.months() {
		parts = append(parts, part{KeyTotal, month.from, month.to})
	}
	return parts
}

// questionsLiteral writes parts as ClickHouse reads them in parameters: the questions, numbered, with the number of their period,
// and the periods, each once.
func questionsLiteral(parts []part) (questions, periods string) {
	var asked, distinct []string
	numbers := map[string]int{}
	for i, p := range parts {
		period := fmt.Sprintf("'%s','%s'", p.from.Format(time.DateOnly), p.to.Format(time.DateOnly))
		number, known := numbers[period]
		if !known {
			number = len(numbers)
			numbers[period] = number
			distinct = append(distinct, fmt.Sprintf("(%d,%s)", number, period))
		}
		asked = append(asked, fmt.Sprintf("(%d,'%s',%s,%d)", i, p.by, period, number))
	}
	return "[" + strings.Join(asked, ",") + "]", "[" + strings.Join(distinct, ",") + "]"
}

// bounds are the first day of parts and the one after their last.
func bounds(parts []part) (first, until string) {
	from, to := parts[0].from, parts[0].to
	for _, p := range parts {
		if p.from.Before(from) {
			from = p.from
		}
		if p.to.After(to) {
			to = p.to
		}
	}
	return from.Format(time.DateOnly), to.Format(time.DateOnly)
}
