package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"vigie/editions/gate"
	"vigie/problem"
)

// apiQuality answers with one of the sheets of the page /quality, as JSON, CSV or a spreadsheet.
func (d *Dashboard) apiQuality(ctx context.Context, r *http.Request) reply {
	l := d.languages[problem.Language(r)]
	name := pathVars(r)["sheet"]
	if !slices.Contains(sheetNames, name) {
		what := d.explain(l, gate.Refusal{Code: gate.RefusedValue, Field: "sheet", Given: clip(name), Choices: sheetNames}, r.URL.Path)
		what.Status = http.StatusNotFound
		return d.problem(l, what)
	}
	v, err := d.look(ctx, r, "format")
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	format, err := formatOf(v.asked, "json", "csv", "xlsx")
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	q, err := d.readQuality(ctx, v)
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	s := q.sheet(name)
	rows, err := json.Marshal(s.records())
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	// The same rows are the same answer, whenever they were read.
	tag := name + format + l.code + v.from + v.to + v.observed() + string(rows)
	var kind string
	var body bytes.Buffer
	switch format {
	case "csv":
		kind = "text/csv; charset=utf-8"
		err = s.writeCSV(&body)
	case "xlsx":
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		var book []byte
		book, err = s.workbook(v)
		body.Write(book)
	default:
		return d.json(r, map[string]any{
			"sheet": name, "title": s.title, "meaning": s.meaning, "from": v.from, "to": v.to, "as_of": v.observed(),
			"refreshed_at": q.refreshed.UTC(), "rows": json.RawMessage(rows),
		}, tag)
	}
	if err != nil {
		return d.problem(l, d.explain(l, err, r.URL.Path))
	}
	return reply{status: http.StatusOK, kind: kind, body: body.Bytes(), tag: tag, header: map[string]string{
		"Content-Disposition": download(l, "quality-"+name, v.places, v.from, v.to, format), "Content-Language": l.code,
	}}
}
