package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"vigie/network"
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
		registry, err := network.New(w, s.now).Snapshot(ctx)
		if err != nil {
			return err
		}
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
		said := ""
		if i := slices.IndexFunc(registry.Structures, func(s network.Structure) bool { return s.ID == key }); i >= 0 && by == "structure" {
			said = identityOf(registry.Structures[i].Identity)
		}
		return writeExplanation(s.stdout, e, said)
	})
}

// parseCell reads WINDOW or WINDOW/GROUPING=KEY.
func parseCell(cell string) (w period.Window, by, key string, err error) {
	window, rest, grouped := strings.Cut(cell, "/")
	by, key = "total", "total"
	if grouped {
		var ok bool
		if by, key, ok = strings.Cut(rest, "="); !ok || by == "" || key == "" {
			return w, "", "", fmt.Errorf("cell %s: write what is behind the slash as GROUPING=KEY, such as territory=75113", cell)
		}
		if by == "month" {
			return w, "", "", fmt.Errorf("cell %s: a month is a window of its own: write it before the slash, such as 2026-09", cell)
		}
	}
	w, err = parseWindow(window)
	return w, by, key, err
}

// parseWindow reads a year, a quarter, a month, or two days.
func parseWindow(text string) (period.Window, error) {
	w, ok := period.Parse(text)
	if !ok {
		return w, fmt.Errorf("%q is no window: write 2026, 2026-Q3, 2026-09 or 2026-01-01..2026-07-01", text)
	}
	return w, nil
}

// writeExplanation writes an explanation as people read it, with what is said of the key.
func writeExplanation(out io.Writer, e engine.Explanation, said string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %s: %s (%s)", e.Indicator.ID, e.Figure.Key, number(e.Figure.Value), e.Figure.Status)
	if e.Figure.Denominator != nil {
		fmt.Fprintf(&b, ", %s of %s", number(e.Figure.Numerator), number(e.Figure.Denominator))
	}
	for _, p := range e.Indicator.Parts {
		if part, ok := e.Figure.Parts[p.Name]; ok {
			fmt.Fprintf(&b, ", %s %s", p.Name, number(&part))
		}
	}
	if said != "" {
		fmt.Fprintf(&b, "\n%s %s", e.Figure.Key, said)
	}
	fmt.Fprintf(&b, "\nfacts of %s\n\n%s\n%s", e.RefreshedAt.UTC().Format(time.RFC3339), e.Indicator.File, indent(e.Indicator.Source))
	for _, m := range e.Measures {
		writeMeasure(&b, m)
	}
	if e.Indicator.UsesStructures() {
		fmt.Fprintf(&b, "\nstructures open on the last day: %d\n", len(e.Structures))
		for _, s := range e.Structures {
			fmt.Fprintf(&b, "  %s\n", fields(s))
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// identityOf tells what else a structure is called, and which structures it continues or is continued by.
func identityOf(i network.Identity) string {
	var said []string
	if len(i.Aliases) > 0 {
		said = append(said, "is named "+strings.Join(i.Aliases, ", ")+", too")
	}
	if len(i.Continues) > 0 {
		said = append(said, "continues "+strings.Join(i.Continues, ", "))
	}
	if i.MergedInto != "" {
		said = append(said, fmt.Sprintf("is continued by %s from %s on", i.MergedInto, i.MergedFrom))
	}
	return strings.Join(said, "; ")
}

// writeMeasure writes what a measure adds up to, and the facts behind it.
func writeMeasure(b *strings.Builder, m engine.Explained) {
	var sums []string
	for value, sum := range m.Sums {
		switch {
		case m.Measure.Spread == "":
			sums = append(sums, fmt.Sprint(sum))
		case sum != 0:
			sums = append(sums, fmt.Sprintf("%s %d: %d", m.Measure.Spread, value, sum))
		}
	}
	switch {
	case m.Measure.Area == "residence":
		sums = []string{fmt.Sprintf("here %g, unknown %g, outside %g", m.Residents.Here, m.Residents.Unknown, m.Residents.Outside)}
	case len(sums) == 0:
		sums = []string{"0"}
	}
	from := "from " + m.From.Format(time.DateOnly) + ", "
	if m.Measure.Looks == "ever" {
		from = ""
	}
	fmt.Fprintf(b, "\nmeasure %s: %s\n", m.Measure.Name, m.Measure.Counts)
	fmt.Fprintf(b, "  %sbefore %s: %s\n", from, m.To.Format(time.DateOnly), strings.Join(sums, ", "))
	fmt.Fprintf(b, "  rows of the fact %s: %d", m.Measure.Fact, m.Rows)
	if m.Rows > 0 {
		fmt.Fprintf(b, ", structures: %d, days: %s to %s", m.Structures, m.FirstDay.Format(time.DateOnly), m.LastDay.Format(time.DateOnly))
	}
	fmt.Fprintf(b, "\n%s", indent(strings.ReplaceAll(m.Measure.SQL, " /*ON CLUSTER*/", "")))
}

// number writes a number of a figure.
func number(v *float64) string {
	if v == nil {
		return "none"
	}
	return fmt.Sprintf("%g", *v)
}

// fields writes what formulas can say of a structure, under the names that they have there; what is zero or empty is left out.
func fields(structure any) string {
	var said []string
	for field, value := range reflect.ValueOf(structure).Fields() {
		if !value.IsZero() && (value.Kind() != reflect.Slice || value.Len() > 0) {
			said = append(said, fmt.Sprintf("%s: %v", field.Tag.Get("expr"), value))
		}
	}
	return strings.Join(said, ", ")
}

// indent sets every line of a text in.
func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}
