package figures

import (
	"errors"
	"fmt"
	"time"

	"vigie/editions/gate"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// Asking asks what a request needs, no question twice. The first error stays: see Err.
type Asking struct {
	Source
	Published *gate.Publication // nil before the first edition: everything is unpublished
	Base      gate.Question     // window, place and language of the request

	answers map[string]*Answer
	err     error
}

// Err is the first error of what was asked.
func (a *Asking) Err() error { return a.err }

// Supposing asks the same of another publication.
func (a *Asking) Supposing(published *gate.Publication) *Asking {
	return &Asking{Source: a.Source, Published: published, Base: a.Base}
}

// During makes the request's questions about a window.
func (a *Asking) During(w period.Window) {
	a.Base.From, a.Base.To = w.From.Format(time.DateOnly), w.To.Format(time.DateOnly)
}

// About asks the request's question about the indicator of that id. It answers nil, and asks nothing, where the catalogue has no
// such indicator, the indicator cannot be given that way, or nothing is published.
func (a *Asking) About(id, by string) *Answer {
	about, ok := a.Catalogue.Get(id)
	if !ok || a.Published == nil {
		return nil
	}
	given := a.Readable(about)
	if !given.HasGrouping(by) && !(by == "month" && given.HasGrouping("quarter")) {
		return nil
	}
	return a.Want(about, by)
}

// Over asks the question of an answer about another window; nil of nil.
func (a *Asking) Over(w period.Window, one *Answer) *Answer {
	if one == nil {
		return nil
	}
	q := one.Question
	q.From, q.To = w.From.Format(time.DateOnly), w.To.Format(time.DateOnly)
	return a.Ask(one.About, q)
}

// Want asks the request's question about an indicator; by territory, also what the whole network's value is.
func (a *Asking) Want(about indicator.Indicator, by string) *Answer {
	one := a.Ask(about, a.Question(about, by))
	if given := a.Readable(about); by == "territory" && given.HasGrouping(indicator.KeyTotal) {
		q := one.Question
		q.By = indicator.KeyTotal
		one.Network = a.Ask(about, q)
	}
	return one
}

// Question is the request's question about an indicator. By territory it is about all of them: a chosen one is highlighted among the others.
func (a *Asking) Question(about indicator.Indicator, by string) gate.Question {
	q := a.Base
	q.Indicator, q.By = about.ID, by
	if by == "territory" {
		q.Place = ""
	}
	return q
}

// Ask asks any question about an indicator. What is not published for a window is no error: it is shown as such. What is not published
// month by month for a place is asked quarter by quarter.
func (a *Asking) Ask(about indicator.Indicator, q gate.Question) *Answer {
	key := fmt.Sprintf("%q", []any{q.Indicator, q.From, q.To, q.By, q.Place, q.Filters, q.Brief})
	if known, ok := a.answers[key]; ok {
		return known
	}
	if a.answers == nil {
		a.answers = map[string]*Answer{}
	}
	one := &Answer{Question: q, About: about}
	a.answers[key] = one
	if a.err == nil {
		a.err = one.read(a.Published)
	}
	return one
}

// read takes the answer of what is published.
func (a *Answer) read(published *gate.Publication) (err error) {
	if published == nil {
		a.Unpublished = &gate.UnpublishedError{}
		a.Answer = a.Unpublished.Answer(a.Question)
		return nil
	}
	a.Answer, err = published.Ask(a.Question)
	if notBy(err) && a.Question.By == "month" {
		a.Question.By = "quarter"
		a.Answer, err = published.Ask(a.Question)
	}
	if notBy(err) {
		err = gate.UnpublishedError{}
	}
	var unpublished gate.UnpublishedError
	if errors.As(err, &unpublished) {
		a.Unpublished = &unpublished
		a.Answer, err = unpublished.Answer(a.Question), nil
	}
	return err
}

// notBy tells whether a question was refused for its grouping, or for its place: the kind of it, or any.
func notBy(err error) bool {
	var refused gate.Refusal
	return errors.As(err, &refused) &&
		(refused.Code == gate.RefusedBy || refused.Code == gate.RefusedPlace || refused.Code == gate.RefusedFilter && refused.Field == "territory")
}

// IsUnpublished tells whether a question has no answer because what it asks for is not published: so, there, then, or at all.
func IsUnpublished(err error) bool {
	var refused gate.Refusal
	return errors.As(err, new(gate.UnpublishedError)) || errors.As(err, &refused)
}
