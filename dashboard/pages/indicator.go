package pages

import (
	"cmp"
	"context"
	"fmt"
	"html"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/queries/indicator"
)

// Indicator is the page of one indicator: its figures, and all that is needed to judge and to repeat them.
type Indicator struct {
	about                indicator.Indicator
	total, months, areas *figures.Answer // nil where the indicator is not given so
}

type indicatorPage struct {
	Title, Definition, ID, Pillar, PillarURL string
	Tile                                     *view.Tile
	Figures                                  []view.Figure
	Facts                                    []texts.Fact
	Parts                                    []texts.Fact
	SQL                                      string
	Notes                                    []string
	JSON                                     string
	Citation                                 string // "" where nothing is published to cite
	Frames                                   []frame
	Follows                                  bool // frames are of the latest window
}

// frame is the code by which another site shows a figure.
type frame struct{ Name, Code string }

// Ask asks for the indicator of the path.
func (p *Indicator) Ask(_ context.Context, r *Request) error {
	about, err := r.Figures.Indicator(r.Vars["id"])
	if err != nil {
		return err
	}
	p.about = about
	if about.HasGrouping("total") {
		p.total = r.Figures.Want(about, "total")
	}
	if about.HasGrouping("month") {
		p.months = r.Figures.Want(about, "month")
	}
	if about.HasGrouping("territory") {
		p.areas = r.Figures.Want(about, "territory")
	}
	return nil
}

// Build shows its figures and its file.
func (p *Indicator) Build(r *Request) view.Page {
	about, answer := p.about, cmp.Or(p.total, p.areas)
	data := indicatorPage{
		Title: r.Say(about.Title), Definition: r.Say(about.Definition), ID: about.ID, Pillar: r.T("nav." + about.Pillar),
		PillarURL: r.Link("/" + about.Pillar), SQL: r.Figures.Formula(about), JSON: r.API(answer.Question, "json"),
	}
	if p.total != nil {
		tile := r.Tile(p.total, nil)
		tile.URL = "" // the page is the definition that tile and figures would lead to
		data.Tile = &tile
	}
	add := func(f view.Figure, a *figures.Answer) {
		f.Definition, f.Cite = "", "#cite"
		if f.CSV != "" {
			f.Excel = r.API(a.Question, "csv") + "&dialect=fr"
		}
		data.Figures = append(data.Figures, f)
	}
	if p.total != nil && len(about.Waterfall) > 0 {
		add(r.Waterfall("steps", p.total), p.total)
	}
	if p.total != nil {
		if streams, ok := r.Streams("passages", p.total); ok {
			add(streams, p.total)
		}
	}
	if p.months != nil {
		add(r.ByMonth("months", p.months), p.months)
	}
	if p.areas != nil {
		add(r.ByTerritory("areas", p.areas), p.areas)
	}
	if answer.Unpublished == nil {
		data.Citation = r.Citation(answer)
		data.Follows = r.Usual && r.Asked.Get("edition") == ""
	}
	if r.Frames {
		data.Frames = p.frames(r)
	}
	for _, note := range answer.Notes {
		data.Notes = append(data.Notes, r.Spaced(note))
	}
	data.Facts = r.Of(r.Figures.Readable(about)).Facts()
	for _, part := range about.Parts {
		data.Parts = append(data.Parts, texts.Fact{Name: part.Name, Text: r.Say(part.Title)})
	}
	return view.Page{Title: data.Title, Data: data}
}

// frames are the codes of the page's figures, each of about the height that its figure takes.
func (p *Indicator) frames(r *Request) (all []frame) {
	const around, row, course = 330, 26, 590 // pixels
	for _, one := range []struct {
		by     string
		answer *figures.Answer
		height int
	}{{"total", p.total, around}, {"month", p.months, course}, {"territory", p.areas, around}} {
		if one.answer == nil || one.answer.Unpublished != nil {
			continue
		}
		switch {
		case one.by == "total" && len(p.about.Waterfall) > 0:
			one.height = course
		case one.by == "territory":
			one.height += row * min(len(one.answer.Figures), chart.MaxBars)
		}
		by := one.answer.Question.By // quarters, where there are no months
		all = append(all, frame{r.T("by." + by), fmt.Sprintf(`<iframe src="%s" title="%s" width="100%%" height="%d" loading="lazy"></iframe>`,
			html.EscapeString(r.Scope.Frame(p.about.ID, by)), html.EscapeString(r.Say(p.about.Title)), one.height)})
	}
	return all
}
