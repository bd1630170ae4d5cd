package target

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"vigie/governance/dated"
	"vigie/network"
)

// Known is what a target may refer to.
type Known struct {
	Indicators []string // ids
	Places     []string // codes of territories and groups
}

// Reading is what a file says.
type Reading struct {
	Targets []Target
	Refused int
	Format  string
	Faults  []network.Fault
}

// columns are those of a file, in the order in which they are written.
func columns() []string {
	return []string{"indicator", "territory", "baseline", "baseline_on", "steps", "value", "by", "direction", "decided_in"}
}

const maxWords = 300

// Read reads a CSV file of targets: indicator, baseline, baseline_on, value and by are required; territory, steps, direction and decided_in
// are not. Rows that are wrong are told with their lines. The error says that nothing could be read.
func Read(file io.Reader, known Known) (Reading, error) {
	rows, err := network.ReadRows(file, "indicator", "baseline", "baseline_on", "value", "by")
	if err != nil {
		return Reading{}, err
	}
	r := Reading{}
	for _, name := range rows.Columns() {
		if name != "" && !slices.Contains(columns(), name) {
			r.Faults = append(r.Faults, network.Fault{Line: 1, Field: name, Kept: true, Reason: "no such column is known here: correct its name, or leave it out"})
		}
	}
	lines := make(map[string]int)
	for row, err := range rows.All() {
		if err != nil {
			return Reading{}, err
		}
		if row.Fault != "" {
			r.Refused++
			r.Faults = append(r.Faults, network.Fault{Line: row.Line, Reason: row.Fault})
			continue
		}
		t, faults := read(row.Cells, known)
		key := t.Indicator + " " + t.Territory
		if line, again := lines[key]; again {
			faults = append(faults, network.Fault{Field: "indicator", Reason: fmt.Sprintf("its target already stands on line %d: put values on the way into steps", line)})
		}
		refused := false
		for i := range faults {
			faults[i].Line, faults[i].ID = row.Line, strings.TrimSpace(key)
			refused = refused || !faults[i].Kept
		}
		r.Faults = append(r.Faults, faults...)
		if refused {
			r.Refused++
			continue
		}
		lines[key] = row.Line
		r.Targets = append(r.Targets, t)
	}
	r.Format = rows.Format()
	return r, nil
}

// read reads a row.
func read(cells map[string]string, known Known) (t Target, faults []network.Fault) {
	fault := func(field, format string, args ...any) {
		faults = append(faults, network.Fault{Field: field, Reason: fmt.Sprintf(format, args...)})
	}
	number := func(field string) float64 {
		value, err := parseNumber(cells[field])
		if err != nil {
			fault(field, "%s", err)
		}
		return value
	}
	t = Target{Indicator: cells["indicator"], Territory: cells["territory"], Baseline: number("baseline"), Value: number("value"), DecidedIn: strings.Join(strings.Fields(cells["decided_in"]), " ")}
	if !slices.Contains(known.Indicators, t.Indicator) {
		fault("indicator", "no indicator %.80q is known: correct it (/indicators lists them)", t.Indicator)
	}
	if t.Territory != "" && !slices.Contains(known.Places, t.Territory) {
		fault("territory", "the registry has no territory or group %.80q: correct it, import it first, or leave it empty for the network", t.Territory)
	}
	if len([]rune(t.DecidedIn)) > maxWords {
		fault("decided_in", "it has more than %d characters: shorten it", maxWords)
	}
	var err error
	if t.BaselineDay, err = dated.Parse(cells["baseline_on"]); err != nil {
		fault("baseline_on", "%s", err)
	}
	if cells["by"] == "" {
		fault("by", "it is missing: give the day or the year by which the value is to be reached")
	} else if t.Due, err = dated.ParseDue(cells["by"]); err != nil {
		fault("by", "%s", err)
	} else if t.Due.Day <= t.BaselineDay {
		fault("by", "%s is not after the day of the baseline, %s: correct one of them", t.Due, t.BaselineDay)
	}
	if t.Steps, err = parseSteps(cells["steps"], t); err != nil {
		fault("steps", "%s", err)
	}
	if err := t.direct(cells["direction"]); err != nil {
		fault("direction", "%s", err)
	}
	if len(faults) == 0 && t.Value == t.Baseline {
		faults = append(faults, network.Fault{
			Field: "value", Kept: true, Warned: true, Reason: "it equals the baseline, so there is no progress towards it: it is shown as held or not held",
		})
	}
	return t, faults
}

// direct settles the direction, which may be left out where the values tell it. A value that is to be held is held upwards unless it is said.
func (t *Target) direct(said string) error {
	t.Direction = Up
	if t.Value < t.Baseline {
		t.Direction = Down
	}
	switch said {
	case "", t.Direction:
	case Up, Down:
		if t.Value != t.Baseline {
			return fmt.Errorf("it is %s, and from %s to %s it is %s: correct one of them", said, number(t.Baseline), number(t.Value), t.Direction)
		}
		t.Direction = said
	default:
		return fmt.Errorf("%.40q is neither up nor down", said)
	}
	return nil
}

// parseSteps reads steps such as 2026-06-30=0.4|2026-12-31=0.5.
func parseSteps(text string, t Target) (steps []Step, err error) {
	for _, part := range strings.Split(text, "|") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		when, value, ok := strings.Cut(part, "=")
		if !ok {
			return nil, fmt.Errorf("%.40q is no step: write a day and a value, as 2026-06-30=0.4, with | between steps", part)
		}
		var s Step
		if s.Day, err = dated.Parse(strings.TrimSpace(when)); err != nil {
			return nil, err
		}
		if s.Value, err = parseNumber(strings.TrimSpace(value)); err != nil {
			return nil, err
		}
		if s.Day <= t.BaselineDay || !t.Due.IsZero() && s.Day >= t.Due.Day {
			return nil, fmt.Errorf("the step of %s does not lie between baseline and target: correct its day", s.Day)
		}
		steps = append(steps, s)
	}
	if i := dated.Backwards(steps); i > 0 {
		return nil, fmt.Errorf("the step of %s does not come after that of %s: put them in the order of their days", steps[i].Day, steps[i-1].Day)
	}
	return steps, nil
}

// parseNumber reads a number with a point or a comma, also in per cent.
func parseNumber(text string) (float64, error) {
	digits, percent := strings.CutSuffix(text, "%")
	digits = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(digits)
	value, err := strconv.ParseFloat(digits, 64)
	if text == "" {
		return 0, errors.New("it is missing: give a number, in the unit of the indicator")
	}
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return 0, fmt.Errorf("%.40q is no number: write it as 0.4 or 40 %%", text)
	}
	if percent {
		value /= 100
	}
	return value, nil
}

func number(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

// Compare orders targets by indicator and place, the network's first.
func (t Target) Compare(other Target) int {
	return cmp.Or(cmp.Compare(t.Indicator, other.Indicator), cmp.Compare(t.Territory, other.Territory))
}

// Write writes targets so that Read reads the same.
func Write(w io.Writer, targets []Target) error {
	out := csv.NewWriter(w)
	lines := [][]string{columns()}
	for _, t := range slices.SortedFunc(slices.Values(targets), Target.Compare) {
		var steps []string
		for _, s := range t.Steps {
			steps = append(steps, string(s.Day)+"="+number(s.Value))
		}
		lines = append(lines, []string{
			t.Indicator, t.Territory, number(t.Baseline), string(t.BaselineDay), strings.Join(steps, "|"), number(t.Value), t.Due.String(), t.Direction, t.DecidedIn,
		})
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("write the targets: %w", err)
	}
	return nil
}
