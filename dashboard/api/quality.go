package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"vigie/dashboard/export"
	"vigie/dashboard/quality"
	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
)

// Quality answers with one of the sheets of the page /quality, as JSON, CSV or a spreadsheet.
func (a API) Quality(ctx context.Context, r Request) (out reply.Reply, err error) {
	name := r.Vars["sheet"]
	if err := quality.CheckName(name); err != nil {
		return out, fmt.Errorf("%w: %w", scope.ErrNotFound, err)
	}
	registry, err := a.Registry.Snapshot(ctx)
	if err != nil {
		return out, err
	}
	s := scope.New(r.Request, r.Vars, r.Language.Code, a.Today(), scope.NewPlaces(registry))
	published := func(edition string) (*gate.Publication, error) { return a.Publication(ctx, edition) }
	if err := s.Read(r.Request, published, "format", "dialect"); err != nil {
		return out, err
	}
	form, err := formOf(r, s.Asked, "json", "csv", "xlsx")
	if err != nil {
		return out, err
	}
	l := form.language
	sheets, err := quality.Read(ctx, l, s, a.Live, a.Catalogue)
	if err != nil {
		return out, err
	}
	sheet := sheets.Sheet(name)
	rows, err := json.Marshal(sheet.Records())
	if err != nil {
		return out, fmt.Errorf("write the sheet %s as JSON: %w", name, err)
	}
	// The same rows are the same answer, whenever they were read.
	tag := name + form.tag() + s.From() + s.To() + sheets.Observed() + string(rows)
	if form.format == "json" {
		return reply.AsJSON(l, map[string]any{
			"sheet": name, "title": sheet.Title, "meaning": sheet.Meaning, "from": s.From(), "to": s.To(), "as_of": sheets.Observed(),
			"refreshed_at": sheets.Refreshed.UTC(), "rows": json.RawMessage(rows),
		}, tag)
	}
	return sheetReply(s, form, sheet, "quality-"+name, s.From(), s.To(), tag, []texts.Fact{
		{Name: l.T("xlsx.title"), Text: sheet.Title}, {Name: l.T("xlsx.definition"), Text: sheet.Meaning},
		{Name: l.T("xlsx.period"), Text: l.Period(s.From(), s.To())}, {Name: l.T("xlsx.as_of"), Text: l.Day(sheets.Observed())},
		{Name: l.T("by.territory"), Text: view.View{Language: l, Scope: s}.Where()},
	})
}

// sheetReply writes a sheet over the days [from, to) as CSV, or as a spreadsheet with facts about it.
func sheetReply(s *scope.Scope, form form, sheet export.Sheet, subject, from, to, tag string, facts []texts.Fact) (out reply.Reply, err error) {
	l, kind, body := form.language, reply.CSV, bytes.Buffer{}
	if form.format == "csv" {
		err = sheet.CSV(&body, form.dialect)
	} else {
		kind = reply.XLSX
		err = sheet.Workbook(&body, l, facts)
	}
	if err != nil {
		return out, err
	}
	var places []string
	if s.Place != "" {
		places = []string{s.Place}
	}
	out = reply.OK(l, kind, body.Bytes(), "Content-Disposition", export.Disposition(l, subject, places, from, to, form.format))
	out.Tag = tag
	return out, nil
}
