package pages

import (
	"context"

	"vigie/dashboard/chart"
	"vigie/dashboard/export"
	"vigie/dashboard/figures"
	"vigie/dashboard/quality"
	"vigie/dashboard/signals"
	"vigie/dashboard/view"
)

// Quality: who reports and who went silent, what came late, was rejected or could not be kept, and what the registry lacks.
type Quality struct {
	sheets  *quality.Sheets
	rate    *figures.Answer
	signals []signals.Signal
}

type qualityPage struct {
	Title, Lede, Where, Begin string
	Signals                   []signalRow
	Found                     []view.Link   // what each part says, before all of them
	Parts                     []qualityPart // where there is something to list
	Clear                     []qualityPart // where there is not
}

// qualityPart answers one question about the data, with a sheet.
type qualityPart struct {
	ID, Heading, Lede string
	Tiles             []view.Tile
	Title             string // of the sheet
	Chart             *chart.Chart
	Grid              *grid          // nil: there is nothing to list, as the title says
	Tools             []quality.Tool // in the place of the grid
	CSV, XLSX         string
}

// Ask reads what is known of the data, and asks for the share of structures that report.
func (p *Quality) Ask(ctx context.Context, r *Request) (err error) {
	if p.sheets, err = quality.Read(ctx, r.Language, r.Scope, r.Live, r.Figures.Catalogue); err != nil {
		return err
	}
	all, err := r.readSignals(ctx)
	if err != nil {
		return err
	}
	p.signals = signals.About(signals.Only(all, signals.SilentStructures, signals.LateData), r.Inside(), r.Place == "")
	window := r.Window
	if r.OnlyPublished() != nil { // the page is of any days, up to today; what is published of the latest year, as everywhere
		window = r.UsualWindow()
	}
	r.Figures.During(window)
	p.rate = r.Figures.About("visibility.reporting_rate", "total")
	return nil
}

// Build shows a part a sheet, after what all of them say; of those with nothing to list, the sentence that says so.
func (p *Quality) Build(r *Request) view.Page {
	data := qualityPage{Title: r.T("quality.title"), Lede: r.T("quality.opening"), Where: r.Where(), Signals: r.signalRows(p.signals)}
	if len(r.Territories) == 0 {
		data.Begin = r.Link("/")
	}
	for _, name := range quality.Names() {
		s := p.sheets.Sheet(name)
		part := qualityPart{ID: anchor(name), Heading: r.T("quality.heading." + name), Lede: s.Meaning, Title: s.Title, Grid: newGrid(r, s)}
		if name == "reporting" && p.rate != nil {
			part.Tiles = []view.Tile{r.Tile(p.rate, nil)}
			part.Tiles[0].Details = append(part.Tiles[0].Details, r.Period(p.rate.Question.From, p.rate.Question.To))
		}
		if part.Grid != nil {
			file := func(format string) string { return r.Link("/api/v1/quality/"+name, "format", format, "lang", r.Code) }
			part.CSV, part.XLSX = file("csv"), file("xlsx")
			if all, unit := p.sheets.Marks(name); chart.Drawable(all) {
				part.Chart = chart.Bars(r.Language, part.ID+"-options", unit, all, nil)
			}
			part.Grid.Shown = part.Chart == nil
			if name == "sources" {
				part.Tools, part.Grid.Shown = p.sheets.Tools(), false
			}
		}
		if part.Grid == nil && part.Tiles == nil {
			data.Clear = append(data.Clear, part)
			continue
		}
		found := view.Link{Name: part.Title, URL: "#" + part.ID}
		if r.Place != "" && quality.OfAllPlaces(name) {
			found.Name = r.T("quality.of_all", "found", part.Title)
		}
		data.Found = append(data.Found, found)
		data.Parts = append(data.Parts, part)
	}
	return view.Page{Title: data.Title, Data: data}
}

// maxRows bounds a sheet on a page; its files have them all.
const maxRows = 100

// grid is a sheet as a page shows it.
type grid struct {
	Caption string
	Head    []view.Heading
	Rows    []gridRow
	More    string
	Shown   bool // without being asked for, right under its title
}

type gridRow struct {
	Name  string
	Cells []gridCell
}

type gridCell struct {
	Text   string
	Number bool
}

// newGrid writes a sheet as people read it; nil where it has no rows.
func newGrid(r *Request, s export.Sheet) *grid {
	if len(s.Rows) == 0 {
		return nil
	}
	g := &grid{Caption: s.Title}
	for _, c := range s.Columns {
		if c.Kind != export.ID {
			g.Head = append(g.Head, view.Heading{Text: c.Title, Number: c.Kind.Number()})
		}
	}
	for _, values := range s.Rows[:min(len(s.Rows), maxRows)] {
		row := gridRow{Name: export.Written(r.Language, values[0])}
		for i, value := range values[1:] {
			if kind := s.Columns[i+1].Kind; kind != export.ID {
				row.Cells = append(row.Cells, gridCell{export.Written(r.Language, value), kind.Number()})
			}
		}
		g.Rows = append(g.Rows, row)
	}
	if out := len(s.Rows) - maxRows; out > 0 {
		g.More = r.T("sheet.more", "n", out)
	}
	return g
}
