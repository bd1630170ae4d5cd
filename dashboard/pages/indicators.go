package pages

import (
	"context"

	"vigie/dashboard/view"
)

// Indicators is the catalogue.
type Indicators struct{}

type indicators struct {
	Title, Lede, OpenData string
	Pillars               []cataloguePillar
}

type cataloguePillar struct {
	ID, Title string
	Items     []catalogueItem
}

type catalogueItem struct {
	Title, URL, ID, Definition string
	Unit, Better, Reference    string
}

// Ask asks for no figure.
func (*Indicators) Ask(context.Context, *Request) error { return nil }

// Build lists the indicators by pillar.
func (*Indicators) Build(r *Request) view.Page {
	data := indicators{Title: r.T("indicators.title"), Lede: r.T("indicators.lede"), OpenData: r.Link("/data")}
	for _, about := range r.Figures.Catalogue.All() {
		if n := len(data.Pillars); n == 0 || data.Pillars[n-1].ID != about.Pillar {
			data.Pillars = append(data.Pillars, cataloguePillar{ID: about.Pillar, Title: r.T("nav." + about.Pillar)})
		}
		pillar, values := &data.Pillars[len(data.Pillars)-1], r.Of(about)
		pillar.Items = append(pillar.Items, catalogueItem{
			Title: values.Title(), URL: r.Definition(about.ID), ID: about.ID, Definition: r.Say(about.Definition),
			Unit: values.Heading(), Better: r.T("better." + about.Better), Reference: values.Reference(),
		})
	}
	return view.Page{Title: data.Title, Data: data}
}
