package engine

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/queries/indicator"
)

//go:embed explain.sql
var explainSQL string

// Explanation is how one figure came about: the formulas, what each measure that they name adds up to, and the facts behind it.
type Explanation struct {
	Indicator   indicator.Indicator
	Figure      Figure
	RefreshedAt time.Time
	Measures    []Explained
}

// Explained is a measure of an Explanation.
type Explained struct {
	Measure  indicator.Measure
	From, To time.Time // the days that the measure looks at, without To; midnight UTC
	// Sums are what it adds up to, by the values of its spread; one without a spread has one.
	Sums []int64
	// Rows are how many rows of the fact count at the figure's place, of which days, and in how many structures they are. A residence, a class
	// of people or a filter on one narrows Sums, and not these.
	Rows       uint64    `ch:"rows"`
	FirstDay   time.Time `ch:"first_day"`
	LastDay    time.Time `ch:"last_day"`
	Structures uint64    `ch:"structures"`
}

// ErrNoFigure says that a question has no figure of the key.
var ErrNoFigure = errors.New("there is no such figure")

// Explain answers a question that has one window, and tells how the figure of a key came about.
func (r *Runner) Explain(ctx context.Context, q Question, key string) (Explanation, error) {
	answer, err := r.Ask(ctx, q)
	if err != nil {
		return Explanation{}, err
	}
	at := slices.IndexFunc(answer.Figures, func(f Figure) bool { return f.Key == key })
	if at < 0 {
		return Explanation{}, fmt.Errorf("%w: %s by %s has none for %q", ErrNoFigure, q.Indicator, answer.By, key)
	}
	c, err := r.counts(ctx)
	if err != nil {
		return Explanation{}, err
	}
	a, err := r.check(q, c.registry)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Indicator: a.indicator, Figure: answer.Figures[at], RefreshedAt: answer.RefreshedAt}
	w := a.windows()[0]
	for _, m := range a.measures {
		x := Explained{Measure: m}
		looking := looked(m, w)
		x.From, x.To = looking.From, looking.To
		as, at := a.countedAs(m, c.registry)
		if at == indicator.KeyTotal {
			at = key
		}
		x.Sums = c.of(tallyOf(as, m), w)[at]
		if err := r.behind(ctx, a, m, looking, key, &x); err != nil {
			return Explanation{}, err
		}
		e.Measures = append(e.Measures, x)
	}
	return e, nil
}

// behind counts the rows of the fact behind a figure.
func (r *Runner) behind(ctx context.Context, a asked, m indicator.Measure, w window, key string, into *Explained) error {
	territories, structures := a.territories, a.filters["structure"]
	switch {
	case m.Area == residence:
		territories = nil
	case a.by == "territory":
		territories = []string{key}
	case a.by == "structure":
		structures = []string{key}
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"measure": m.View(), "from": w.From.Format(time.DateOnly), "to": w.To.Format(time.DateOnly), "as_of": w.asOf.Format(time.DateOnly),
		"territories": arrayLiteral(territories), "structure": arrayLiteral(structures),
	}))
	if err := r.warehouse.Conn().QueryRow(ctx, explainSQL).Scan(&into.Rows, &into.FirstDay, &into.LastDay, &into.Structures); err != nil {
		return fmt.Errorf("count the facts behind %s: %w", m.Name, err)
	}
	return nil
}
