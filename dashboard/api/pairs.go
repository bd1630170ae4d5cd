package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"vigie/dashboard/export"
	"vigie/dashboard/partners"
	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
)

// Pairs answers with who sent people to whom in a year: a row a pair of structures, how often in classes, as JSON, CSV or a spreadsheet.
func (a API) Pairs(ctx context.Context, r Request) (out reply.Reply, err error) {
	registry, err := a.Registry.Snapshot(ctx)
	if err != nil {
		return out, err
	}
	s := scope.New(r.Request, r.Vars, r.Language.Code, a.Today(), scope.NewPlaces(registry))
	if err := s.Read(r.Request, func(edition string) (*gate.Publication, error) { return a.published(ctx, edition) }, "format", "dialect"); err != nil {
		return out, err
	}
	form, err := formOf(r, s.Asked, "json", "csv", "xlsx")
	if err != nil {
		return out, err
	}
	l := form.language
	year, err := partners.Of(s)
	if err != nil {
		return out, err
	}
	all := year.Pairs
	if s.Place != "" {
		all = partners.Touching(all, s.Inside())
	}
	sheet := pairSheet(l, s, all)
	from, to, edition := year.From.Format(time.DateOnly), year.To.Format(time.DateOnly), s.Published.Edition
	rows, err := json.Marshal(sheet.Records())
	if err != nil {
		return out, fmt.Errorf("write pairs as JSON: %w", err)
	}
	tag := fmt.Sprint(form.tag(), from, edition.Number, string(rows))
	if form.format == "json" {
		return reply.AsJSON(l, map[string]any{
			"title": sheet.Title, "meaning": sheet.Meaning, "from": from, "to": to, "edition": edition.Number, "as_of": edition.Day.Format(time.DateOnly), "rows": json.RawMessage(rows),
		}, tag)
	}
	return sheetReply(s, form, sheet, "pairs", from, to, tag, []texts.Fact{
		{Name: l.T("xlsx.title"), Text: sheet.Title}, {Name: l.T("xlsx.definition"), Text: sheet.Meaning}, {Name: l.T("xlsx.period"), Text: l.Period(from, to)},
		{Name: l.T("xlsx.edition"), Text: fmt.Sprint(edition.Number)}, {Name: l.T("by.territory"), Text: view.View{Language: l, Scope: s}.Where()},
	})
}

// pairSheet lists pairs. How often is left out where it is not told.
func pairSheet(l *texts.Language, s *scope.Scope, all []partners.Pair) export.Sheet {
	sheet := export.Sheet{Title: l.T("together.heading"), Meaning: l.T("together.meaning")}
	for _, c := range []struct {
		name string
		kind export.Kind
	}{
		{"sender_id", export.ID}, {"sender", export.Text}, {"from_territory", export.ID}, {"from", export.Text},
		{"receiver_id", export.ID}, {"receiver", export.Text}, {"to_territory", export.ID}, {"to", export.Text},
		{"at_least", export.Count}, {"less_than", export.Count},
	} {
		sheet.Columns = append(sheet.Columns, export.Column{Name: c.name, Title: l.T("together.column." + c.name), Kind: c.kind})
	}
	named := partners.Named(s)
	for _, p := range all {
		row := []any{p.Sender, named(p.Sender).Name, p.From, s.Name(p.From), p.Receiver, named(p.Receiver).Name, p.To, s.Name(p.To), nil, nil}
		if p.Told() {
			row[8] = p.Least
			if p.Below > 0 {
				row[9] = p.Below
			}
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	return sheet
}
