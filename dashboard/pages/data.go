package pages

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/dashboard/export"
	"vigie/dashboard/view"
	"vigie/editions/cells"
	"vigie/editions/gate"
)

// Data is the open data set: what it is, where it is, what its columns hold, how to cite it, and what each edition brought.
type Data struct{ editions []gate.Edition }

type dataPage struct {
	Title, Lede         string
	Licence             view.Link
	Protection, Catalog string
	Addresses           []address
	Columns, Components view.Table
	Citation            string // "" before the first edition
	Editions            view.Table
	Described           *dataset // nil before the first edition
}

// address is something that can be fetched, for good, and where.
type address struct {
	Name, Text, Path string
	Formats          []view.Link
}

// Ask reads which editions there are.
func (p *Data) Ask(ctx context.Context, r *Request) (err error) {
	p.editions, err = r.Figures.Editions.Editions(ctx)
	return err
}

// Build tells all of it.
func (p *Data) Build(r *Request) view.Page {
	data := dataPage{
		Title: r.T("data.title"), Lede: r.T("data.lede"), Licence: r.Licence(),
		Protection: r.Link("/help/protection"), Catalog: r.Link("/indicators"), Addresses: addresses(r), Columns: dataColumns(r),
		Components: dataComponents(r),
	}
	if r.Published != nil {
		e := r.Published.Edition
		data.Citation = r.T("data.citation", "publisher", r.Publisher(), "number", strconv.Itoa(int(e.Number)), "day", r.Day(e.Day.Format(time.DateOnly)),
			"licence", r.T("licence.name"), "address", r.Server+editionPath(strconv.Itoa(int(e.Number))))
		data.Editions, data.Described = p.changes(r), newDataset(r)
	}
	return view.Page{Title: data.Title, Data: data, Timeless: true}
}

// editionPath is the address of an edition, or of the latest one.
func editionPath(number string) string { return "/api/v1/editions/" + number }

// addresses are those that stay, with the formats that each can be asked for.
func addresses(r *Request) (all []address) {
	add := func(name, path string, formats ...string) {
		one := address{Name: r.T("data.address." + name), Text: r.T("data.about." + name), Path: path}
		for _, format := range formats {
			query := "?format=" + format
			if format == "excel" {
				query = "?format=csv&dialect=fr"
			}
			one.Formats = append(one.Formats, view.Link{Name: r.T("data.format." + format), URL: path + query})
		}
		if len(formats) == 0 {
			one.Formats = []view.Link{{Name: r.T("data.format.json"), URL: path}}
		}
		all = append(all, one)
	}
	if r.Published != nil {
		add("latest", editionPath("latest"), "csv", "excel", "json")
		add("edition", editionPath(strconv.Itoa(int(r.Published.Edition.Number))), "csv", "excel", "json")
	}
	add("editions", "/api/v1/editions")
	if example := "impact.people_helped"; r.Figures.About(example, "total") != nil {
		add("indicator", "/api/v1/indicators/"+example, "csv", "excel", "xlsx", "json")
	}
	add("indicators", "/api/v1/indicators")
	add("territories", "/api/v1/territories", "csv", "excel", "xlsx", "json")
	add("structures", "/api/v1/structures", "csv", "excel", "xlsx", "json")
	add("schema", "/data/schema.json")
	return all
}

// dataColumns say what each column of an edition's files holds.
func dataColumns(r *Request) view.Table {
	t := view.Table{Caption: r.T("data.columns"), Head: []view.Heading{{Text: r.T("data.head.column")}, {Text: r.T("data.head.type")}, {Text: r.T("data.head.meaning")}}}
	for _, c := range export.CellColumns() {
		kind := r.T("data.type." + c.Type)
		if !c.Required {
			kind = r.T("data.optional", "type", kind)
		}
		text := c.Meaning(r.Language)
		if len(c.Choices) > 0 {
			var words []string
			for _, choice := range c.Choices {
				words = append(words, choice+r.T("words.colon")+r.T("data.kind."+choice))
			}
			text += " " + strings.Join(words, r.T("words.semicolon")) + "."
		}
		t.Rows = append(t.Rows, view.Row{Name: c.Name, Cells: []string{kind, text}})
	}
	return t
}

// dataComponents say of each count that editions publish what it is so many of, and which indicator says what is counted.
func dataComponents(r *Request) view.Table {
	t := view.Table{Caption: r.T("data.components"), Head: []view.Heading{{Text: r.T("data.column.component")}, {Text: r.T("facts.unit")}, {Text: r.T("data.head.defined")}}}
	rows := map[string]view.Row{}
	for _, name := range []string{cells.Population, cells.Present} { // of no indicator
		rows[name] = view.Row{Name: name, Cells: []string{r.T("data.unit." + name), r.T("data.of." + name)}}
	}
	for _, about := range r.Figures.Catalogue.All() {
		for _, c := range about.Components {
			if c.Own() {
				rows[c.Name] = view.Row{Name: c.Name, URL: r.Definition(about.ID), Cells: []string{r.T("data.unit." + c.Unit), r.Say(about.Title)}}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		t.Rows = append(t.Rows, rows[name])
	}
	return t
}

// changes tell what each edition brought, the latest first.
func (p *Data) changes(r *Request) view.Table {
	t := view.Table{Caption: r.T("data.changes"), Head: []view.Heading{{Text: r.T("data.head.edition")}, {Text: r.T("data.head.day")}, {Text: r.T("data.head.brought")}}}
	for _, e := range slices.Backward(p.editions) {
		number := strconv.Itoa(int(e.Number))
		t.Rows = append(t.Rows, view.Row{
			Name: r.T("data.number", "number", number), URL: editionPath(number) + "?format=csv", Cells: []string{r.Day(e.Day.Format(time.DateOnly)), brought(r, e)},
		})
	}
	return t
}

// brought says which windows an edition published first, which it published anew, and why.
func brought(r *Request, e gate.Edition) string {
	var first, anew []string
	for _, w := range e.Windows {
		if w.Version == 1 {
			first = append(first, r.WindowName(w.Window))
		} else {
			anew = append(anew, r.T("data.version", "window", r.WindowName(w.Window), "version", strconv.Itoa(int(w.Version))))
		}
	}
	var said []string
	if len(first) > 0 {
		said = append(said, r.T("data.first", "n", len(first), "windows", some(r, first)))
	}
	if len(anew) > 0 {
		said = append(said, r.T("data.anew", "n", len(anew), "windows", some(r, anew)))
	}
	if e.Why != "" {
		said = append(said, r.T("data.why", "why", e.Why))
	}
	return strings.Join(said, " ")
}

// some are the first of some names, and how many there are beside.
func some(r *Request, names []string) string {
	const most = 4
	if out := len(names) - most; out > 1 {
		return strings.Join(names[:most], r.T("words.semicolon")) + " " + r.T("problem.more", "n", out)
	}
	return strings.Join(names, r.T("words.semicolon"))
}
