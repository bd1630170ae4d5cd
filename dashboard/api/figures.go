package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/dashboard/export"
	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
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
var figureParameters = []string{"window", "from", "to", "by", "edition", "format", "lang", "territory"}

// Indicator answers with the figures of one indicator, as JSON, CSV or a spreadsheet.
func (a API) Indicator(ctx context.Context, r Request) (out reply.Reply, err error) {
	about, err := a.Source.Indicator(r.Vars["id"])
	if err != nil {
		return out, err
	}
	about = a.Readable(about)
	known := slices.DeleteFunc(slices.Clone(about.Filters), func(name string) bool { return name == "territory" })
	asked, format, err := parameters(r, slices.Concat(figureParameters, known), "json", "csv", "xlsx")
	if err != nil {
		return out, err
	}
	published, err := a.published(ctx, asked.Get("edition"))
	if err != nil {
		return out, err
	}
	q, err := question(about, asked, published, r.Language.Code)
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
	tag := format + r.Language.Code + string(text)
	if format == "json" {
		return reply.AsJSON(r.Language, answer, tag)
	}
	kind, body := reply.CSV, bytes.Buffer{}
	if format == "csv" {
		err = export.CSV(&body, export.Of(answer))
	} else {
		kind = reply.XLSX
		err = export.Workbook(&body, r.Language, about, answer, a.meaning(r.Language, about, answer))
	}
	if err != nil {
		return out, err
	}
	name := export.Disposition(r.Language, answer.Indicator, answer.Filters["territory"], answer.From, answer.To, format)
	out = reply.OK(r.Language, kind, body.Bytes(), "Content-Disposition", name)
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

// meaning says what the numbers of a spreadsheet are, of when, and how they are computed.
func (a API) meaning(l *texts.Language, about indicator.Indicator, answer gate.Answer) []texts.Fact {
	facts := []texts.Fact{
		{Name: l.T("xlsx.title"), Text: l.Say(about.Title)},
		{Name: l.T("xlsx.definition"), Text: l.Say(about.Definition)},
		{Name: l.T("xlsx.period"), Text: l.Period(answer.From, answer.To)},
		{Name: l.T("xlsx.as_of"), Text: l.Day(answer.AsOf)},
		{Name: l.T("xlsx.edition"), Text: strconv.Itoa(int(answer.Edition))},
	}
	for _, name := range about.Filters {
		if chosen := answer.Filters[name]; len(chosen) > 0 {
			facts = append(facts, texts.Fact{Name: l.T("by." + name), Text: strings.Join(chosen, ", ")})
		}
	}
	facts = append(facts, l.Of(about).Facts()...)
	for _, note := range answer.Notes {
		facts = append(facts, texts.Fact{Name: l.T("xlsx.note"), Text: note})
	}
	return append(facts, texts.Fact{Name: l.T("indicator.formula"), Text: a.Formula(about)})
}
