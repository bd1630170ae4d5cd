package pages

import (
	"context"
	"slices"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/view"
	"vigie/network"
)

// mapped are the indicators that the map can show; the first is shown unasked.
var mapped = []string{"accessibility.structures_per_10k", "accessibility.reach_per_1000", "accessibility.open_after_hours"}

// Accessibility: are there offers, near, varied, adapted, everywhere?
type Accessibility struct {
	onMap                 *figures.Answer
	density               *figures.Answer
	variety, varietyTotal *figures.Answer
	late                  *figures.Answer
	reach, reachTotal     *figures.Answer
	wait, waitTotal       *figures.Answer
	others                remaining
	open                  []network.Structure // on the period's last day, in the chosen place
}

// Ask asks for the pillar's figures.
func (p *Accessibility) Ask(_ context.Context, r *Request) error {
	const density, variety, late = "accessibility.structures_per_10k", "accessibility.service_variety", "accessibility.open_after_hours"
	const reach, wait = "accessibility.reach_per_1000", "accessibility.wait_days"
	chosen := mapped[0]
	if name := "accessibility." + r.Asked.Get("map"); slices.Contains(mapped, name) {
		chosen = name
	}
	f := r.Figures
	p.onMap = f.About(chosen, "territory")
	p.density = f.About(density, "total")
	p.variety, p.varietyTotal = f.About(variety, "territory"), f.About(variety, "total")
	p.late = f.About(late, "total")
	p.reach, p.reachTotal = f.About(reach, "territory"), f.About(reach, "total")
	p.wait, p.waitTotal = f.About(wait, "territory"), f.About(wait, "total")
	p.others = r.remaining("accessibility", density, variety, late, reach, wait)
	inside := r.Inside()
	for _, s := range r.Structures {
		if s.Open(r.LastDay()) && inside(s.Territory) {
			p.open = append(p.open, s)
		}
	}
	return nil
}

// Build answers one question a section.
func (p *Accessibility) Build(r *Request) view.Page {
	data := r.pillar("accessibility")
	add := func(s view.Section) { data.Sections = append(data.Sections, s) }
	tiles := func(one *figures.Answer) []view.Tile {
		if one == nil {
			return nil
		}
		return []view.Tile{r.Tile(one, nil)}
	}
	if p.onMap != nil {
		add(view.Section{ID: "where", Title: r.T("accessibility.where"), Tiles: tiles(p.density), Figures: []view.Figure{p.drawMap(r)}})
	}
	if p.variety != nil {
		s := view.Section{ID: "what", Title: r.T("accessibility.what"), Tiles: tiles(p.varietyTotal)}
		if f, ok := p.drawVariety(r); ok {
			s.Figures = append(s.Figures, f)
		}
		add(s)
	}
	add(view.Section{ID: "when", Title: r.T("accessibility.when"), Tiles: tiles(p.late), Figures: []view.Figure{p.drawHours(r)}})
	if p.wait != nil && p.waitTotal != nil {
		add(p.waiting(r))
	}
	if p.reach != nil {
		add(view.Section{
			ID: "whom", Title: r.T("accessibility.whom"), Tiles: tiles(p.reachTotal),
			Figures: []view.Figure{r.ByTerritory("reach", p.reach)},
		})
	}
	add(view.Section{
		ID: "underserved", Title: r.T("underserved.title"), Lede: r.T("underserved.lede"), More: []view.Link{{Name: r.T("underserved.link"), URL: r.Link("/underserved")}},
	})
	p.others.sections(r, data)
	return data.page(r)
}

// waiting shows how long people wait after a referral, and how long the slowest tenth does.
func (p *Accessibility) waiting(r *Request) view.Section {
	about := p.wait.About
	f := r.ByTerritory("waits", p.wait)
	all := p.waitTotal.Total()
	if days, ok := all.Parts["p90"]; ok {
		f.Note = r.T("accessibility.ninety", "days", r.Amount(about.Unit, days))
	} else if figures.Drawn(about, all) != nil && about.Limit != nil {
		f.Note = r.T("accessibility.ninety_beyond", "days", r.Amount(about.Unit, *about.Limit))
	}
	return view.Section{
		ID: "waiting", Title: r.T("accessibility.waiting"), Lede: r.Say(about.Definition),
		Tiles: []view.Tile{r.Tile(p.waitTotal, nil)}, Figures: []view.Figure{f},
	}
}

// drawMap draws the chosen indicator as a map, or as a ranking where there is nothing to draw a map from.
func (p *Accessibility) drawMap(r *Request) view.Figure {
	borders, err := r.Borders.Draw(r.Lowest(), r.Outlines)
	if err != nil { // an outline that was imported and cannot be read: the page does without
		r.Logger.Error("draw the map", "error", err)
		borders = nil
	}
	title := chart.Spread(r.Language, p.onMap, r.Level(), r.Marks(p.onMap))
	f := r.Figure("map", title, p.onMap)
	f.Map = chart.NewMap(r.Language, p.onMap, chart.Areas{
		All: r.Lowest(), Level: r.Level(), Outlines: borders, Structures: p.open, Chosen: r.Chosen(), Href: r.Sheet,
	})
	if f.Map == nil {
		f = r.Ranking("map", title, p.onMap)
	}
	for _, id := range mapped {
		about, ok := r.Figures.Catalogue.Get(id)
		if !ok {
			continue
		}
		name := id[len("accessibility."):]
		f.Switch = append(f.Switch, view.Link{Name: r.Say(about.Title), URL: r.Link(r.Path, "map", name) + "#map", Current: id == p.onMap.About.ID})
	}
	return f
}

// drawVariety shows how many open structures offer each service in each territory.
func (p *Accessibility) drawVariety(r *Request) (view.Figure, bool) {
	o := chart.NewOffering(p.variety)
	if len(o.Services) == 0 || len(o.Rows) == 0 {
		return view.Figure{}, false
	}
	areas := func(n int) string { return r.Areas(r.Level(), n) }
	title := r.T("matrix.everywhere", "areas", areas(len(o.Rows)))
	if o.Lacking > 0 {
		title = r.T("matrix.lacking", "areas", areas(o.Lacking), "total", len(o.Rows), "rarest", rarest(r, o))
	}
	f := r.Figure("variety", title, p.variety)
	f.Matrix = o.Draw(r.Language, view.MaxRows, r.SheetOf)
	if out := len(o.Rows) - view.MaxRows; out > 0 {
		f.Note = r.T("sheet.more", "n", out)
	} else if o.Empty > 0 {
		f.Note = r.T("matrix.without", "n", o.Empty, "areas", areas(o.Empty))
	}
	f.Note = joined(r.T("matrix.rule"), f.Note)
	return f, true
}

// rarest says which services most territories lack; of many that as many lack, how many these are.
func rarest(r *Request, o chart.Offering) string {
	services, absent := o.Rarest()
	areas := r.Areas(r.Level(), absent)
	if len(services) > 3 {
		return r.T("matrix.many", "n", len(services), "absent", areas)
	}
	var names []string
	for _, p := range services {
		names = append(names, r.T("matrix.service", "name", r.Say(p.Title)))
	}
	return r.T("matrix.rarest", "n", len(names), "names", r.List(names), "absent", areas)
}
