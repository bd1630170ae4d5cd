package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"vigie/network"
	"vigie/problem"
	"vigie/queries/engine"
	"vigie/queries/indicator"
)

const jsonKind = "application/json; charset=utf-8"

// apiIndicators answers with the catalogue.
func (d *Dashboard) apiIndicators(_ context.Context, r *http.Request) reply {
	return d.json(r, map[string]any{"indicators": d.catalogue.All()}, "")
}

// apiIndicator answers with the figures of one indicator, as JSON, CSV or a spreadsheet.
func (d *Dashboard) apiIndicator(ctx context.Context, r *http.Request) reply {
	l := d.languages[problem.Language(r)]
	id := pathVars(r)["id"]
	about, ok := d.catalogue.Get(id)
	if !ok {
		return d.problem(l, d.explain(l, d.unknownIndicator(id), r.URL.Path))
	}
	asked := r.URL.Query()
	format := asked.Get("format")
	if format == "" {
		format = "json"
	}
	if formats := []string{"json", "csv", "xlsx"}; !slices.Contains(formats, format) {
		return d.problem(l, d.explain(l, engine.Refusal{Code: engine.RefusedValue, Field: "format", Given: clip(format), Choices: formats}, r.URL.Path))
	}
	q, err := d.question(about, asked, l.code)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	answer, err := d.runner.Ask(ctx, q)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	tag := sameFigures(answer, format, l.code)
	switch format {
	case "csv":
		var body bytes.Buffer
		err := WriteCSV(&body, answer)
		return d.file(l, r, answer, format, "text/csv; charset=utf-8", body.Bytes(), tag, err)
	case "xlsx":
		body, err := d.workbook(l, about, answer)
		return d.file(l, r, answer, format, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, tag, err)
	}
	return d.json(r, answer, tag)
}

// question reads the parameters of a request for figures. from and to default to the last twelve whole months. A parameter
// that the indicator does not know is handed on as a filter, so that it is refused by name.
func (d *Dashboard) question(about indicator.Indicator, asked map[string][]string, lang string) (engine.Question, error) {
	q := engine.Question{Indicator: about.ID, Lang: lang}
	q.From, q.To = usualPeriod(d.today())
	single := map[string]*string{"from": &q.From, "to": &q.To, "as_of": &q.AsOf, "by": &q.By}
	for name, values := range asked {
		switch name {
		case "lang", "format":
			continue
		case "territory":
			q.Territories = nonEmpty(values)
			continue
		}
		if target, ok := single[name]; ok {
			if len(values) > 1 {
				return q, engine.Refusal{Code: engine.RefusedNumber, Field: name, Given: itoa(len(values)), Choices: []string{"1"}}
			}
			if values[0] != "" {
				*target = values[0]
			}
			continue
		}
		if q.Filters == nil {
			q.Filters = map[string][]string{}
		}
		q.Filters[name] = nonEmpty(values)
	}
	return q, nil
}

// apiTerritories answers with the registry's territories and groups.
func (d *Dashboard) apiTerritories(ctx context.Context, r *http.Request) reply {
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
func (d *Dashboard) file(l *language, r *http.Request, answer engine.Answer, format, kind string, body []byte, tag string, err error) reply {
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	name := download(l, answer.Indicator, answer.Filters["territory"], answer.From, answer.To, format)
	return reply{status: http.StatusOK, kind: kind, body: body, tag: tag, header: map[string]string{
		"Content-Disposition": name, "Content-Language": l.code,
	}}
}

// sameFigures is the same for answers that differ only in when they were read.
func sameFigures(answer engine.Answer, format, lang string) string {
	answer.RefreshedAt = time.Time{}
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
