package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/dashboard/export"
	"vigie/dashboard/figures"
	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Indicators answers with the catalogue.
func (a API) Indicators(_ context.Context, r Request) (reply.Reply, error) {
	if _, err := scope.Parameters(r.Request, "lang"); err != nil {
		return reply.Reply{}, err
	}
	type entry struct {
		indicator.Indicator
		// Needs are what events must carry to feed the indicator; null where none does.
		Needs *indicator.Needs `json:"needs"`
	}
	var all []entry
	for _, about := range a.Catalogue.All() {
		all = append(all, entry{a.Readable(about), a.Catalogue.Needs(about)})
	}
	return reply.AsJSON(r.Language, map[string]any{"indicators": all}, "")
}

// figureParameters are those of every request for figures, beside the filters of its indicator. A territory is among them where an
// indicator is of none, too: an empty one is the whole network.
var figureParameters = []string{"window", "from", "to", "by", "edition", "format", "dialect", "lang", "territory"}

// Indicator answers with the figures of one indicator, as JSON, CSV or a spreadsheet.
func (a API) Indicator(ctx context.Context, r Request) (out reply.Reply, err error) {
	about, err := a.Source.Indicator(r.Vars["id"])
	if err != nil {
		return out, err
	}
	about = a.Readable(about)
	known := slices.DeleteFunc(slices.Clone(about.Filters), func(name string) bool { return name == "territory" })
	asked, form, err := parameters(r, slices.Concat(figureParameters, known), "json", "csv", "xlsx")
	if err != nil {
		return out, err
	}
	published, err := a.published(ctx, asked.Get("edition"))
	if err != nil {
		return out, err
	}
	q, err := question(about, asked, published, form.language.Code)
	if err != nil {
		return out, err
	}
	answer, err := published.Ask(q)
	if err != nil {
		return out, err
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return out, fmt.Errorf("write an answer as JSON: %w", err)
	}
	// The same figures are the same answer, whatever file they are in.
	l, tag := form.language, form.tag()+string(text)
	if form.format == "json" {
		return reply.AsJSON(l, answer, tag)
	}
	kind, body := reply.CSV, bytes.Buffer{}
	if form.format == "csv" {
		err = export.CSV(&body, form.dialect, export.Of(about, answer))
	} else {
		kind = reply.XLSX
		err = a.workbook(ctx, &body, r, about, answer)
	}
	if err != nil {
		return out, err
	}
	name := export.Disposition(l, answer.Indicator, answer.Filters["territory"], answer.From, answer.To, form.format)
	out = reply.OK(l, kind, body.Bytes(), "Content-Disposition", name)
	out.Tag = tag
	return out, nil
}

// question reads the parameters of a request for figures. Without a window it is about the usual one; days are for the gate to judge.
func question(about indicator.Indicator, asked url.Values, published *gate.Publication, lang string) (gate.Question, error) {
	q := gate.Question{Indicator: about.ID, Lang: lang, From: asked.Get("from"), To: asked.Get("to"), By: asked.Get("by"), Place: asked.Get("territory")}
	if asked.Get("window") != "" {
		w, _, err := scope.Window(asked, published)
		if err != nil {
			return q, err
		}
		if q.Latest = scope.Latest(asked); q.Latest == "" {
			q.From, q.To = w.From.Format(time.DateOnly), w.To.Format(time.DateOnly)
		}
	}
	for _, name := range about.Filters {
		if value := asked.Get(name); value != "" && name != "territory" {
			if q.Filters == nil {
				q.Filters = map[string]string{}
			}
			q.Filters[name] = value
		}
	}
	return q, nil
}

// workbook writes an answer as a spreadsheet, with a sheet that says what its numbers are.
func (a API) workbook(ctx context.Context, out io.Writer, r Request, about indicator.Indicator, answer gate.Answer) error {
	registry, err := a.Registry.Snapshot(ctx)
	if err != nil {
		return err
	}
	s := scope.New(r.Request, r.Vars, r.Language.Code, a.Today(), scope.NewPlaces(registry))
	if place := answer.Filters["territory"]; len(place) > 0 {
		s.Place = place[0]
	}
	v := view.View{Language: r.Language, Scope: s}
	return export.Workbook(out, r.Language, about, answer, a.meaning(v, &figures.Answer{Answer: answer, About: about}))
}

// meaning says what the numbers of a spreadsheet are, over what and of when, from where, how people are protected in them, and how they are worked out.
func (a API) meaning(v view.View, answer *figures.Answer) []texts.Fact {
	about := answer.About
	facts := []texts.Fact{
		{Name: v.T("xlsx.title"), Text: v.Say(about.Title)},
		{Name: v.T("xlsx.definition"), Text: v.Say(about.Definition)},
		{Name: v.T("xlsx.place"), Text: v.Where()},
		{Name: v.T("xlsx.period"), Text: v.Period(answer.From, answer.To)},
		{Name: v.T("xlsx.as_of"), Text: v.Day(answer.AsOf)},
		{Name: v.T("xlsx.edition"), Text: strconv.Itoa(int(answer.Edition))},
		{Name: v.T("xlsx.source"), Text: v.Citation(answer)},
		{Name: v.T("xlsx.licence"), Text: v.Licence().Name + ", " + v.Licence().URL},
		{Name: v.T("xlsx.protection"), Text: v.T("xlsx.protected")},
	}
	for _, name := range about.Filters {
		if chosen := answer.Filters[name]; len(chosen) > 0 && name != "territory" {
			facts = append(facts, texts.Fact{Name: v.T("by." + name), Text: strings.Join(chosen, ", ")})
		}
	}
	facts = append(facts, v.Of(about).Facts()...)
	for _, part := range about.Parts {
		facts = append(facts, texts.Fact{Name: v.T("facts.parts"), Text: v.Say(part.Title) + " (" + part.Name + ")"})
	}
	for _, note := range answer.Notes {
		facts = append(facts, texts.Fact{Name: v.T("xlsx.note"), Text: note})
	}
	return append(facts, texts.Fact{Name: v.T("indicator.formula"), Text: a.Formula(about)})
}
