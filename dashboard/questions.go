package dashboard

import (
	"context"
	"fmt"
	"time"

	"vigie/queries/engine"
	"vigie/queries/indicator"
)

// asking gathers the questions of a page, asks them together, none twice.
type asking struct {
	runner    *engine.Runner
	catalogue *indicator.Catalogue
	view      *view
	kept      map[string]*asked
	order     []*asked
}

// asked is a question and, once the page's questions are run, its answer.
type asked struct {
	question engine.Question
	about    indicator.Indicator
	answer   engine.Answer
}

func (d *Dashboard) ask(v *view) *asking {
	return &asking{runner: d.runner, catalogue: d.catalogue, view: v, kept: map[string]*asked{}}
}

// about adds the view's question about the indicator of that id. It answers nil, and asks nothing, where the catalogue has no
// such indicator, or the indicator cannot be given that way.
func (a *asking) about(id, by string) *asked {
	about, ok := a.catalogue.Get(id)
	if !ok || !about.HasGrouping(by) || (len(a.view.places) > 0 && !about.HasFilter("territory")) {
		return nil
	}
	return a.want(about, by)
}

// earlier adds the same question about the period before the view's.
func (a *asking) earlier(one *asked) *asked {
	if one == nil {
		return nil
	}
	q := one.question
	q.From, q.To = a.view.before()
	return a.add(one.about, q)
}

// want adds the view's question about an indicator.
func (a *asking) want(about indicator.Indicator, by string) *asked {
	return a.add(about, a.view.question(about, by))
}

// question is the view's question about an indicator.
func (v *view) question(about indicator.Indicator, by string) engine.Question {
	return engine.Question{Indicator: about.ID, From: v.from, To: v.to, AsOf: v.asOf, By: by, Territories: v.places, Lang: v.code}
}

// add adds any question about an indicator.
func (a *asking) add(about indicator.Indicator, q engine.Question) *asked {
	key := fmt.Sprintf("%q", []any{q.Indicator, q.From, q.To, q.AsOf, q.By, q.Territories, q.Filters})
	if have, ok := a.kept[key]; ok {
		return have
	}
	one := &asked{question: q, about: about}
	a.kept[key] = one
	a.order = append(a.order, one)
	return one
}

// run asks everything, of one state of the data; the first error ends it.
func (a *asking) run(ctx context.Context) error {
	questions := make([]engine.Question, len(a.order))
	for i, one := range a.order {
		questions[i] = one.question
	}
	answers, err := a.runner.AskAll(ctx, questions)
	for i := range answers {
		a.order[i].answer = answers[i]
	}
	return err
}

// refreshed is up to when events are in every answer of the page.
func (a *asking) refreshed() time.Time {
	var oldest time.Time
	for _, one := range a.order {
		if at := one.answer.RefreshedAt; oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	return oldest
}

// total is the figure of everything together, or one without a value.
func (a *asked) total() engine.Figure { return a.figure(indicator.KeyTotal) }

// figure is the figure of a key, or one without a value.
func (a *asked) figure(key string) engine.Figure {
	for _, f := range a.answer.Figures {
		if f.Key == key {
			return f
		}
	}
	return engine.Figure{Key: key, Status: engine.StatusNoData}
}

// ordinary are the figures but those of the special keys.
func (a *asked) ordinary() []engine.Figure {
	var kept []engine.Figure
	for _, f := range a.answer.Figures {
		switch f.Key {
		case indicator.KeyTotal, indicator.KeyUnknown, indicator.KeyOutside:
		default:
			kept = append(kept, f)
		}
	}
	return kept
}
