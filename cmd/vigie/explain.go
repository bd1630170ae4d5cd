package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"vigie/queries/engine"
	"vigie/queries/period"
	"vigie/warehouse"
)

type explainCommand struct {
	Indicator string `arg:"" help:"Id of the indicator, such as impact.progression."`
	Cell      string `arg:"" help:"The figure: a window (2026, 2026-Q3, 2026-09 or 2026-01-01..2026-07-01, the last day left out) and, behind a slash, a grouping and its key: 2026-Q3/territory=75113."`
	AsOf      string `help:"The day the figure is read on (default: today)." placeholder:"DATE"`
}

// Run tells how a figure came about: formulas, what each measure adds up to, the facts behind it.
func (c *explainCommand) Run(ctx context.Context, s *session) error {
	window, by, key, err := parseCell(c.Cell)
	if err != nil {
		return usageError{err}
	}
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		runner, err := s.runner(w)
		if err != nil {
			return err
		}
		if err := runner.Refresh(ctx); err != nil {
			return err
		}
		e, err := runner.Explain(ctx, engine.Question{
			Indicator: c.Indicator, From: window.From.Format(time.DateOnly), To: window.To.Format(time.DateOnly), AsOf: c.AsOf, By: by,
		}, key)
		var refusal engine.Refusal
		if errors.As(err, &refusal) || errors.Is(err, engine.ErrNoFigure) {
			return usageError{err}
		}
		if err != nil {
			return err
		}
		return writeExplanation(s.stdout, e)
	})
}

var quarter = regexp.MustCompile(`^(\d{4})-Q([1-4])$`)

// parseCell reads WINDOW or WINDOW/GROUPING=KEY.
func parseCell(cell string) (w period.Window, by, key string, err error) {
	window, rest, grouped := strings.Cut(cell, "/")
	by, key = "total", "total"
	if grouped {
		var ok bool
		if by, key, ok = strings.Cut(rest, "="); !ok || by == "" || key == "" {
			return w, "", "", fmt.Errorf("cell %s: write what is behind the slash as GROUPING=KEY, such as territory=75113", cell)
		}
	}
	w, err = parseWindow(window)
	return w, by, key, err
}

// parseWindow reads a year, a quarter, a month, or two days.
func parseWindow(text string) (w period.Window, err error) {
	if from, to, ok := strings.Cut(text, ".."); ok {
		var errs [2]error
		w.From, errs[0] = time.Parse(time.DateOnly, from)
		w.To, errs[1] = time.Parse(time.DateOnly, to)
		err = errors.Join(errs[0], errs[1])
	} else if q := quarter.FindStringSubmatch(text); q != nil {
		w.From, err = time.Parse("2006", q[1])
		w.From = w.From.AddDate(0, 3*int(q[2][0]-'1'), 0)
		w.To = w.From.AddDate(0, 3, 0)
	} else if w.From, err = time.Parse("2006-01", text); err == nil {
		w.To = w.From.AddDate(0, 1, 0)
	} else if w.From, err = time.Parse("2006", text); err == nil {
		w.To = w.From.AddDate(1, 0, 0)
	}
	if err != nil {
		return w, fmt.Errorf("%q is no window: write 2026, 2026-Q3, 2026-09 or 2026-01-01..2026-07-01", text)
	}
	return w, nil
}

// writeExplanation writes an explanation as people read it.
func writeExplanation(out io.Writer, e engine.Explanation) error {
	var b strings.Builder
	number := func(v *float64) string {
		if v == nil {
			return "none"
		}
		return fmt.Sprintf("%g", *v)
	}
	fmt.Fprintf(&b, "%s of %s: %s (%s), numerator %s, denominator %s; facts as of %s\n", e.Indicator.ID, e.Figure.Key, number(e.Figure.Value),
		e.Figure.Status, number(e.Figure.Numerator), number(e.Figure.Denominator), e.RefreshedAt.UTC().Format(time.RFC3339))
	fmt.Fprintf(&b, "\n%s\n%s", e.Indicator.File, indent(e.Indicator.Source))
	for _, m := range e.Measures {
		fmt.Fprintf(&b, "\nmeasure %s: %s\n  from %s, before %s: ", m.Measure.Name, m.Measure.Counts, m.From.Format(time.DateOnly), m.To.Format(time.DateOnly))
		var sums []string
		for value, sum := range m.Sums {
			switch {
			case m.Measure.Spread == "":
				sums = append(sums, fmt.Sprint(sum))
			case sum != 0:
				sums = append(sums, fmt.Sprintf("%s %d: %d", m.Measure.Spread, value, sum))
			}
		}
		if len(sums) == 0 {
			sums = []string{"0"}
		}
		fmt.Fprintf(&b, "%s\n  facts: %d rows of %s in %d structures", strings.Join(sums, ", "), m.Rows, m.Measure.Fact, m.Structures)
		if m.Rows > 0 {
			fmt.Fprintf(&b, ", %s to %s", m.FirstDay.Format(time.DateOnly), m.LastDay.Format(time.DateOnly))
		}
		fmt.Fprintf(&b, "\n%s", indent(m.Measure.SQL))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// indent sets every line of a text in.
func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}
