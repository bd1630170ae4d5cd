package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"vigie/editions/gate"
	"vigie/network"
	"vigie/problem"
	"vigie/queries/indicator"
)

const jsonKind = "application/json; charset=utf-8"

// apiIndicators answers with the catalogue.
func (d *Dashboard) apiIndicators(_ context.Context, r *http.Request) reply {
	if out := d.refuse(r, "lang"); out != nil {
		return *out
	}
	all := d.catalogue.All()
	for i, about := range all {
		all[i] = d.readable(about)
	}
	return d.json(r, map[string]any{"indicators": all}, "")
}

// apiIndicator answers with the figures of one indicator, as JSON, CSV or a spreadsheet.
func (d *Dashboard) apiIndicator(ctx context.Context, r *http.Request) reply {
	l := d.languages[problem.Language(r)]
	id := pathVars(r)["id"]
	about, ok := d.catalogue.Get(id)
	if !ok {
		return d.problem(l, d.explain(l, d.unknownIndicator(id), r.URL.Path))
	}
	about = d.readable(about)
	asked, err := parameters(r, slices.Concat(figureParameters, about.Filters)...)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	format, err := formatOf(asked, "json", "csv", "xlsx")
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	published, err := d.publication(ctx, asked.Get("edition"))
	if err == nil && published == nil {
		err = gate.NothingPublishedError{}
	}
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	q, err := question(about, asked, published, l.code)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	answer, err := published.Ask(q)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	tag := sameFigures(answer, format, l.code)
	switch format {
	case "csv":
		var body bytes.Buffer
		err := WriteCSV(&body, exported(answer))
		return d.file(l, r, answer, format, "text/csv; charset=utf-8", body.Bytes(), tag, err)
	case "xlsx":
		body, err := d.workbook(l, about, answer)
		return d.file(l, r, answer, format, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, tag, err)
	}
	return d.json(r, answer, tag)
}

// figureParameters are those of every request for figures, beside the filters of its indicator.
var figureParameters = []string{"window", "from", "to", "by", "edition", "format", "lang"}

// readable is an indicator with the groupings and filters that readers can ask for. "format" is how figures are written: those of the formats of
// help are read by=format.
func (d *Dashboard) readable(about indicator.Indicator) indicator.Indicator {
	about = d.editions.Readable(about)
	about.Filters = slices.DeleteFunc(about.Filters, func(name string) bool { return name == "format" })
	return about
}

// question reads the parameters of a request for figures. Without a window it is about the usual one.
func question(about indicator.Indicator, asked url.Values, published *gate.Publication, lang string) (gate.Question, error) {
	q := gate.Question{Indicator: about.ID, Lang: lang, From: asked.Get("from"), To: asked.Get("to"), By: asked.Get("by"), Place: asked.Get("territory")}
	if named := asked.Get("window"); named != "" {
		if q.From != "" || q.To != "" {
			return q, gate.Refusal{Code: gate.RefusedCombining, Field: "window", Given: clip(named), Choices: []string{"window", "from, to"}}
		}
		w, err := parseWindow(named, published)
		if err != nil {
			return q, err
		}
		q.From, q.To = w.From.Format(dayForm), w.To.Format(dayForm)
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

// refuse is the answer to a request with other parameters than those that are known; nil where there are none.
func (d *Dashboard) refuse(r *http.Request, known ...string) *reply {
	if _, err := parameters(r, known...); err != nil {
		l := d.languages[problem.Language(r)]
		out := d.problem(l, d.explain(l, err, r.URL.Path))
		return &out
	}
	return nil
}

// apiTerritories answers with the registry's territories and groups.
func (d *Dashboard) apiTerritories(ctx context.Context, r *http.Request) reply {
	if out := d.refuse(r, "lang"); out != nil {
		return *out
	}
	l := d.languages[problem.Language(r)]
	territories, err := d.registry.Territories(ctx)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	groups, err := d.registry.Groups(ctx)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	return d.json(r, map[string]any{"territories": orEmpty(territories), "groups": orEmpty(groups)}, "")
}

// apiStructures answers with every structure of the registry, as known today; an unattached one has a null territory.
func (d *Dashboard) apiStructures(ctx context.Context, r *http.Request) reply {
	if out := d.refuse(r, "lang"); out != nil {
		return *out
	}
	structures, err := d.registry.Structures(ctx)
	if err != nil {
		l := d.languages[problem.Language(r)]
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	return d.json(r, map[string][]network.Structure{"structures": orEmpty(structures)}, "")
}

// apiContract answers with the description of the whole HTTP interface.
func (d *Dashboard) apiContract(context.Context, *http.Request) reply {
	return reply{status: http.StatusOK, kind: jsonKind, body: d.contract}
}

// json writes an answer of the API; tag is what its ETag is made from ("": the answer itself).
func (d *Dashboard) json(r *http.Request, answer any, tag string) reply {
	l := d.languages[problem.Language(r)]
	body, err := json.Marshal(answer)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	return reply{status: http.StatusOK, kind: jsonKind, body: append(body, '\n'), tag: tag, header: map[string]string{"Content-Language": l.code}}
}

// file writes a download under a name that says what it holds.
func (d *Dashboard) file(l *language, r *http.Request, answer gate.Answer, format, kind string, body []byte, tag string, err error) reply {
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	name := download(l, answer.Indicator, answer.Filters["territory"], answer.From, answer.To, format)
	return reply{status: http.StatusOK, kind: kind, body: body, tag: tag, header: map[string]string{
		"Content-Disposition": name, "Content-Language": l.code,
	}}
}

// sameFigures is the same for answers that differ only in when they were read.
func sameFigures(answer gate.Answer, format, lang string) string {
	text, err := json.Marshal(answer)
	if err != nil { // the answer itself is written next and gives the error
		return ""
	}
	return format + lang + string(text)
}

// orEmpty writes an empty list as [] rather than null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
