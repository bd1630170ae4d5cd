package pages

import (
	"context"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/view"
	"vigie/editions/gate"
)

// Embed is one figure of one indicator, small enough for a frame on another site.
type Embed struct{ figure *figures.Answer }

type embed struct {
	Where  string
	Tile   *view.Tile // the figure of everything together; nil for those by something
	Figure view.Figure
	Back   string // address of the indicator's page
}

// Ask asks for the indicator of the path, by what is asked for.
func (p *Embed) Ask(_ context.Context, r *Request) error {
	about, err := r.Figures.Indicator(r.Vars["id"])
	if err != nil {
		return err
	}
	given := r.Figures.Readable(about)
	by := r.Asked.Get("by")
	if by == "" {
		by = given.Groupings[0]
	}
	if !given.HasGrouping(by) {
		return gate.Refusal{Code: gate.RefusedBy, Field: "by", Given: by, Choices: given.Groupings}
	}
	p.figure = r.Figures.Want(about, by)
	return nil
}

// Build draws it. What is linked to is the indicator's page.
func (p *Embed) Build(r *Request) view.Page {
	a := p.figure
	data := embed{Back: r.Definition(a.About.ID), Where: r.Where() + between + r.Period(a.From, a.To)}
	if a.Unpublished != nil {
		data.Where = r.Where()
	}
	r.Path = "/indicators/" + a.About.ID
	const id = "figure"
	switch {
	case a.Question.By == "total" && len(a.About.Waterfall) > 0:
		data.Figure = r.Waterfall(id, a)
	case a.Question.By == "total":
		tile := r.Tile(a, nil)
		data.Tile, data.Figure = &tile, r.Figure(id, tile.Name, a)
		data.Figure.Hidden = nil // the tile says so
	case a.Question.By == "month" || a.Question.By == "quarter":
		data.Figure = r.ByMonth(id, a)
	case a.Question.By == "territory":
		data.Figure = r.ByTerritory(id, a)
	case a.About.Interval:
		data.Figure = r.InOrder(id, a)
	default:
		data.Figure = r.Ranking(id, chart.Spread(r.Language, a, r.Level(), r.Marks(a)), a)
	}
	if data.Figure.Table != nil {
		for i := range data.Figure.Table.Rows {
			data.Figure.Table.Rows[i].URL = ""
		}
	}
	return view.Page{Title: data.Figure.Title, Data: data}
}
