package dashboard

import (
	"errors"
	"fmt"

	"vigie/editions/gate"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// asking gathers the questions of a page, asks them together, none twice.
type asking struct {
	catalogue *indicator.Catalogue
	view      *view
	kept      map[string]*asked
	order     []*asked
}

// asked is a question and, once the page's questions are run, its answer.
type asked struct {
	question gate.Question
	about    indicator.Indicator
	answer   gate.Answer
	// unpublished says where the answer is published instead; nil where there is an answer.
	unpublished *gate.UnpublishedError
}

func (d *Dashboard) ask(v *view) *asking {
	return &asking{catalogue: d.catalogue, view: v, kept: map[string]*asked{}}
}

// about adds the view's question about the indicator of that id. It answers nil, and asks nothing, where the catalogue has no
// such indicator, or the indicator cannot be given that way.
func (a *asking) about(id, by string) *asked {
	about, ok := a.catalogue.Get(id)
	if !ok || !about.HasGrouping(by) || a.view.published == nil {
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

// usually adds the same question about the usual window.
func (a *asking) usually(one *asked) *asked {
	q, w := one.question, a.view.usualWindow()
	q.From, q.To = w.From.Format(dayForm), w.To.Format(dayForm)
	return a.add(one.about, q)
}

// want adds the view's question about an indicator.
func (a *asking) want(about indicator.Indicator, by string) *asked {
	return a.add(about, a.view.question(about, by))
}

// question is the view's question about an indicator.
func (v *view) question(about indicator.Indicator, by string) gate.Question {
	q := gate.Question{Indicator: about.ID, From: v.from, To: v.to, By: by, Lang: v.code}
	// A chosen territory is highlighted among all others.
	if len(v.places) > 0 && by != "territory" {
		q.Place = v.places[0]
	}
	return q
}

// add adds any question about an indicator.
func (a *asking) add(about indicator.Indicator, q gate.Question) *asked {
	key := fmt.Sprintf("%q", []any{q.Indicator, q.From, q.To, q.By, q.Place, q.Filters})
	if have, ok := a.kept[key]; ok {
		return have
	}
	one := &asked{question: q, about: about}
	a.kept[key] = one
	a.order = append(a.order, one)
	return one
}

// run asks everything; the first error ends it. What is not published for a window is no error: it is shown as such. What is not published
// month by month for a place is asked quarter by quarter.
func (a *asking) run() error {
	for _, one := range a.order {
		if a.view.published == nil {
			one.unpublished = &gate.UnpublishedError{}
			one.answer = one.unpublished.Answer(one.question)
			continue
		}
		notBy := func(err error) bool {
			var refused gate.Refusal
			return errors.As(err, &refused) && refused.Code == gate.RefusedBy
		}
		answer, err := a.view.published.Ask(one.question)
		if notBy(err) && one.question.By == "month" {
			one.question.By = "quarter"
			answer, err = a.view.published.Ask(one.question)
		}
		if notBy(err) {
			err = gate.UnpublishedError{}
		}
		var unpublished gate.UnpublishedError
		if errors.As(err, &unpublished) {
			one.unpublished = &unpublished
			answer, err = unpublished.Answer(one.question), nil
		}
		if err != nil {
			return err
		}
		one.answer = answer
	}
	return nil
}

// total is the figure of everything together, or one without a value.
func (a *asked) total() gate.Figure { return a.figure(indicator.KeyTotal) }

// figure is the figure of a key, or one without a value.
func (a *asked) figure(key string) gate.Figure { return a.answer.Figure(key) }

// ordinary are the figures but those of the special keys.
func (a *asked) ordinary() []gate.Figure {
	var kept []gate.Figure
	for _, f := range a.answer.Figures {
		switch f.Key {
		case indicator.KeyTotal, indicator.KeyUnknown, indicator.KeyOutside:
		default:
			kept = append(kept, f)
		}
	}
	return kept
}

// hidden says why a figure is not there, and where one is.
type hidden struct {
	Text  string
	Links []navItem
}

// hidden is what to say of answers in which figures are missing for being too few people, or not published; nil where there are none.
func (v *view) hidden(answers ...*asked) *hidden {
	protected, waiting := 0, 0
	var shown *gate.Wider
	for _, a := range answers {
		if a.unpublished != nil {
			if len(answers) == 1 {
				return v.unpublished(*a.unpublished)
			}
			continue
		}
		for _, f := range a.answer.Figures {
			switch f.Status {
			case gate.StatusProtected:
				if protected++; shown == nil {
					shown = f.Wider
				}
			case gate.StatusUnpublished:
				waiting++
			}
		}
	}
	switch {
	case protected == 0 && waiting == 0:
		return nil
	case protected == 0:
		return &hidden{Text: v.t("hidden.waiting", "n", waiting)}
	}
	h := &hidden{Text: v.t("hidden.protected", "n", protected)}
	if len(answers) == 1 && len(answers[0].answer.Figures) == 1 {
		h.Text = v.t("hidden.one")
	}
	if h.Links = v.wider(shown); len(h.Links) > 0 {
		h.Text += " " + v.t("hidden.wider")
		return h
	}
	h.Links = []navItem{{Name: v.t("protection.title"), URL: v.link("/help/protection")}}
	return h
}

// wider are the links to where a protected figure is shown.
func (v *view) wider(w *gate.Wider) (links []navItem) {
	if w == nil {
		return nil
	}
	if w.Area != "" && !v.chose(w.Area) {
		links = append(links, navItem{Name: v.areaName(w.Area), URL: v.areaLink(w.Area)})
	}
	if w.Window != (period.Window{}) {
		links = append(links, v.windowLink(w.Window))
	}
	return links
}

// unpublished says for which windows a figure is published that is not for the view's.
func (v *view) unpublished(u gate.UnpublishedError) *hidden {
	if v.published == nil {
		return &hidden{v.t("hidden.nothing"), []navItem{{Name: v.t("nav.overview"), URL: v.link("/")}}}
	}
	h := &hidden{Text: v.t("hidden.unpublished")}
	if u.Later {
		h.Text = v.t("hidden.later")
	}
	for _, w := range u.Nearest[:min(2, len(u.Nearest))] {
		h.Links = append(h.Links, v.windowLink(w))
	}
	if len(h.Links) > 0 {
		h.Text += " " + v.t("hidden.shown")
	}
	return h
}

// windowLink is the link to this very page over another window.
func (v *view) windowLink(w period.Window) navItem {
	return navItem{Name: v.windowName(w), URL: v.link(v.path, "window", windowValue(w))}
}

// areaName names an area that is wider than what is shown.
func (v *view) areaName(code string) string {
	if name := v.placeName(code); name != "" {
		return name
	}
	return v.t("place.whole")
}

// areaLink is the link to this very page of another area.
func (v *view) areaLink(code string) string {
	if v.placeName(code) == "" { // the network
		if v.vars["code"] != "" {
			return v.link("/impact", "territory", "")
		}
		return v.link(v.path, "territory", "")
	}
	if v.vars["code"] != "" {
		return v.sheet(code)
	}
	return v.link(v.path, "territory", code)
}
