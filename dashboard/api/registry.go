package api

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"vigie/dashboard/export"
	"vigie/dashboard/reply"
	"vigie/dashboard/texts"
	"vigie/network"
)

// Territories answers with the registry's territories; as JSON with its groups, too.
func (a API) Territories(ctx context.Context, r Request) (reply.Reply, error) {
	known, form, err := a.registry(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	if form.format == "json" {
		return reply.AsJSON(r.Language, map[string]any{"territories": orEmpty(known.Territories), "groups": orEmpty(known.Groups)}, "")
	}
	return a.file(form, "territories", territories(form.language, known))
}

// Structures answers with every structure of the registry, as known today; an unattached one has a null territory.
func (a API) Structures(ctx context.Context, r Request) (reply.Reply, error) {
	known, form, err := a.registry(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	if form.format == "json" {
		return reply.AsJSON(r.Language, map[string][]network.Structure{"structures": orEmpty(known.Structures)}, "")
	}
	return a.file(form, "structures", structures(form.language, known))
}

// registry reads the registry, and how a request wants it written.
func (a API) registry(ctx context.Context, r Request) (known network.Snapshot, f form, err error) {
	if _, f, err = parameters(r, []string{"format", "dialect", "lang"}, "json", "csv", "xlsx"); err != nil {
		return known, f, err
	}
	known, err = a.Registry.Snapshot(ctx)
	return known, f, err
}

// file writes a table of the registry, as it is today.
func (a API) file(f form, name string, table export.Sheet) (reply.Reply, error) {
	l, today, kind, body := f.language, a.Today().Format(time.DateOnly), reply.CSV, bytes.Buffer{}
	var err error
	if f.format == "csv" {
		err = table.CSV(&body, f.dialect)
	} else {
		kind = reply.XLSX
		err = table.Workbook(&body, l, []texts.Fact{
			{Name: l.T("xlsx.title"), Text: table.Title}, {Name: l.T("xlsx.definition"), Text: table.Meaning}, {Name: l.T("xlsx.as_of"), Text: l.Day(today)},
			{Name: l.T("xlsx.licence"), Text: l.T("licence.name")},
		})
	}
	if err != nil {
		return reply.Reply{}, err
	}
	out := reply.OK(l, kind, body.Bytes(), "Content-Disposition", `attachment; filename="vigie-`+name+"_"+today+"."+f.format+`"`)
	// The same rows are the same answer, whenever they were read.
	out.Tag = name + f.tag() + today + fmt.Sprint(table.Rows)
	return out, nil
}

// columns are pairs of a name and a kind; titles are among the messages.
func columns(l *texts.Language, pairs ...any) (all []export.Column) {
	for i := 0; i+1 < len(pairs); i += 2 {
		name, kind := pairs[i].(string), pairs[i+1].(export.Kind)
		all = append(all, export.Column{Name: name, Title: l.T("registry.column." + name), Kind: kind})
	}
	return all
}

// territories is the registry's list of them.
func territories(l *texts.Language, known network.Snapshot) export.Sheet {
	s := export.Sheet{Title: l.T("registry.territories"), Meaning: l.T("registry.territories_are"), Columns: columns(l,
		"code", export.Text, "name", export.Text, "level", export.Text, "parent", export.Text, "population", export.Count, "population_year", export.Text,
		"population_source", export.Text)}
	for _, t := range known.Territories {
		s.Rows = append(s.Rows, []any{t.Code, t.Name, t.Level, t.Parent, int(t.Population), strconv.Itoa(int(t.PopulationYear)), t.PopulationSource})
	}
	return s
}

// structures is the registry's list of them, with what the national standard says of each that readers ask for; the JSON has all of it.
func structures(l *texts.Language, known network.Snapshot) export.Sheet {
	s := export.Sheet{Title: l.T("registry.structures"), Meaning: l.T("registry.structures_are"), Columns: columns(l,
		"id", export.Text, "name", export.Text, "territory", export.Text, "commune", export.Text, "postcode", export.Text, "insee", export.Text,
		"address", export.Text, "latitude", export.Decimal, "longitude", export.Decimal, "typologies", export.Text, "services", export.Text, "publics", export.Text,
		"fees", export.Text, "phone", export.Text, "websites", export.Text, "hours", export.Text, "updated_on", export.Day, "opened_on", export.Day,
		"closed_on", export.Day, "merged_into", export.Text)}
	list := func(words []string) string { return strings.Join(words, "|") }
	for _, x := range known.Structures {
		s.Rows = append(s.Rows, []any{
			x.ID, x.Name, x.Territory, x.Commune, x.Postcode, x.INSEE, x.Address, decimal(x.Latitude), decimal(x.Longitude), list(x.Typologies),
			list(x.Services), list(x.Publics), list(x.Fees), x.Phone, list(x.Websites), x.Hours, day(x.UpdatedOn), day(x.OpenedOn), day(x.ClosedOn), x.MergedInto,
		})
	}
	return s
}

// day is a day of a table that may be missing, or be written as nobody can read it.
func day(text string) any {
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return at
	}
	return text
}

// decimal is a number of a table that may be missing.
func decimal(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}
