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

// Explanation is how one figure came about: the formulas, what they were evaluated over, and the facts behind it.
type Explanation struct {
	Indicator   indicator.Indicator
	Figure      indicator.Figure
	RefreshedAt time.Time
	Measures    []Explained
	// Structures are the open ones that the formulas look at.
	Structures []indicator.Structure
}

// Explained is a measure of an Explanation.
type Explained struct {
	Measure  indicator.Measure
	From, To time.Time // the days that the measure looks at, without To; midnight UTC
	// Sums are what it adds up to, by the values of its spread; one without a spread has one. A measure by residence has Residents instead.
	Sums      []int64
	Residents indicator.Residence
	// Rows are how many rows of the fact count at the figure's place or structure, of which days, and in how many structures they are. A
	// residence, a class or a project narrows Sums, and not these.
	Rows       uint64
	FirstDay   time.Time
	LastDay    time.Time
	Structures uint64
}

// ErrNoFigure says that a question has no figure of the key.
var ErrNoFigure = errors.New("there is no such figure")

// Explain answers a question without filters that is not by month, and tells how the figure of a key came about.
func (r *Runner) Explain(ctx context.Context, q Question, key string) (Explanation, error) {
	for try := 1; ; try++ {
		c, err := r.counts(ctx)
		if err != nil {
			return Explanation{}, err
		}
		e, err := r.explain(ctx, q, key, c)
		if err != nil {
			return Explanation{}, err
		}
		// As in AskAll: what was counted while the facts were swapped may be of both.
		after, err := r.facts.Present(ctx)
		if err != nil || after.Number == c.build.Number || try == tries {
			return e, err
		}
	}
}

func (r *Runner) explain(ctx context.Context, q Question, key string, c *counts) (Explanation, error) {
	answers, err := r.answers(ctx, []Question{q}, c)
	if err != nil {
		return Explanation{}, err
	}
	figures := answers[0].Figures
	of := slices.IndexFunc(figures, func(f indicator.Figure) bool { return f.Key == key })
	if of < 0 {
		return Explanation{}, fmt.Errorf("%w: %s by %s has none for %q", ErrNoFigure, q.Indicator, answers[0].By, key)
	}
	a, err := r.check(q, c.registry)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Indicator: a.indicator, Figure: figures[of], RefreshedAt: answers[0].RefreshedAt}
	w := a.windows()[0]
	counted := a.evidence(c, w)
	e.Structures = counted.structures[key]
	for _, m := range a.measures {
		looking := looked(m, w)
		x := Explained{
			Measure: m, From: looking.From, To: looking.To,
			Sums: counted.tallies[m.Name][key], Residents: counted.residents[m.Name][key],
		}
		if err := r.behind(ctx, a, m, looking, key, &x); err != nil {
			return Explanation{}, err
		}
		e.Measures = append(e.Measures, x)
	}
	return e, nil
}

// behind counts the rows of the fact behind a figure.
func (r *Runner) behind(ctx context.Context, a asked, m indicator.Measure, w window, key string, into *Explained) error {
	var place, structure string
	switch {
	case a.by == "territory" && m.Area != residence:
		place = key
	case a.by == "structure":
		structure = key
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"measure": m.View(), "from": w.From.Format(time.DateOnly), "to": w.To.Format(time.DateOnly), "as_of": w.asOf.Format(time.DateOnly),
		"place": place, "structure": structure,
	}))
	if err := r.warehouse.Conn().QueryRow(ctx, explainSQL).Scan(&into.Rows, &into.FirstDay, &into.LastDay, &into.Structures); err != nil {
		return fmt.Errorf("count the facts behind %s: %w", m.Name, err)
	}
	return nil
}
