package dashboard

import (
	"context"
	"slices"

	"vigie/network"
)

// pillarData is what the three pillar pages show: one section a question.
type pillarData struct {
	Title, Lede string
	Where       string
	Begin       string // where a network without figures is told what to do first; "" for others
	Sections    []section
}

// mapped are the indicators that the map can show; the first is shown unasked.
var mapped = []string{"accessibility.structures_per_10k", "accessibility.reach_per_1000", "accessibility.open_after_hours"}

// accessibility: are there offers, near, varied, adapted, everywhere?
func (d *Dashboard) accessibility(ctx context.Context, v *view) (*page, error) {
	structures, err := d.registry.Structures(ctx)
	if err != nil {
		return nil, err
	}
	open := v.open(structures)
	q := d.ask(v)
	chosen := mapped[0]
	if name := "accessibility." + v.asked.Get("map"); slices.Contains(mapped, name) {
		chosen = name
	}
	onMap, onMapTotal := q.about(chosen, "territory"), q.about(chosen, "total")
	density := q.about("accessibility.structures_per_10k", "total")
	variety, varietyTotal := q.about("accessibility.service_variety", "territory"), q.about("accessibility.service_variety", "total")
	late := q.about("accessibility.open_after_hours", "total")
	reach, reachTotal := q.about("accessibility.reach_per_1000", "territory"), q.about("accessibility.reach_per_1000", "total")
	wait, waitTotal := q.about("accessibility.wait_days", "territory"), q.about("accessibility.wait_days", "total")
	others := q.wantRemaining("accessibility", "accessibility.structures_per_10k", "accessibility.service_variety", "accessibility.open_after_hours", "accessibility.reach_per_1000", "accessibility.wait_days")
	if err := q.run(); err != nil {
		return nil, err
	}
	data := v.pillar("accessibility")

	if onMap != nil {
		s := section{ID: "where", Title: v.t("accessibility.where")}
		if density != nil {
			s.Tiles = append(s.Tiles, v.tile(density, nil))
		}
		f, err := d.mapFigure(ctx, v, onMap, onMapTotal, open)
		if err != nil {
			return nil, err
		}
		s.Figures = append(s.Figures, f)
		data.Sections = append(data.Sections, s)
	}
	if variety != nil {
		s := section{ID: "what", Title: v.t("accessibility.what")}
		if varietyTotal != nil {
			s.Tiles = append(s.Tiles, v.tile(varietyTotal, nil))
		}
		if f, ok := v.varietyFigure(variety); ok {
			s.Figures = append(s.Figures, f)
		}
		data.Sections = append(data.Sections, s)
	}
	s := section{ID: "when", Title: v.t("accessibility.when")}
	if late != nil {
		s.Tiles = append(s.Tiles, v.tile(late, nil))
	}
	f, err := v.hoursFigure(open, late)
	if err != nil {
		return nil, err
	}
	s.Figures = append(s.Figures, f)
	data.Sections = append(data.Sections, s)
	if wait != nil && waitTotal != nil {
		s, err := v.waiting(wait, waitTotal)
		if err != nil {
			return nil, err
		}
		data.Sections = append(data.Sections, s)
	}
	if reach != nil {
		s := section{ID: "whom", Title: v.t("accessibility.whom")}
		if reachTotal != nil {
			s.Tiles = append(s.Tiles, v.tile(reachTotal, nil))
		}
		f, err := v.byTerritory("reach", reach, reachTotal)
		if err != nil {
			return nil, err
		}
		s.Figures = append(s.Figures, f)
		data.Sections = append(data.Sections, s)
	}
	if err := v.appendRemaining(&data, others); err != nil {
		return nil, err
	}
	return &page{template: "pillar", title: data.Title, data: data}, nil
}

// waiting shows how long people wait after a referral, and how long the slowest tenth does.
func (v *view) waiting(a, total *asked) (section, error) {
	s := section{ID: "waiting", Title: v.t("accessibility.waiting"), Lede: v.say(a.about.Definition), Tiles: []tile{v.tile(total, nil)}}
	f, err := v.byTerritory("waits", a, total)
	if err != nil {
		return s, err
	}
	all := total.total()
	if days, ok := all.Parts["p90"]; ok {
		f.Note = v.t("accessibility.ninety", "days", v.amount(a.about.Unit, days))
	} else if drawn(a.about, all) != nil && a.about.Limit != nil {
		f.Note = v.t("accessibility.ninety_beyond", "days", v.amount(a.about.Unit, *a.about.Limit))
	}
	s.Figures = append(s.Figures, f)
	return s, nil
}

// begun is where a network without figures is told what to do first; "" where there are some.
func (v *view) begun() string {
	if len(v.areas) > 0 && v.published != nil {
		return ""
	}
	return v.link("/")
}

// pillar begins the page of a pillar.
func (v *view) pillar(name string) pillarData {
	data := pillarData{Title: v.t(name + ".title"), Lede: v.t(name + ".lede"), Where: v.where()}
	data.Begin = v.begun()
	return data
}

// appendRemaining adds the sections of indicators that a page does not treat in a way of its own.
func (v *view) appendRemaining(data *pillarData, others []remaining) error {
	for _, r := range others {
		s, err := v.section(r)
		if err != nil {
			return err
		}
		if s != nil {
			data.Sections = append(data.Sections, *s)
		}
	}
	return nil
}

// open are the structures open on the period's last day in the chosen places.
func (v *view) open(structures []network.Structure) []network.Structure {
	var kept []network.Structure
	for _, s := range structures {
		if s.Open(v.lastDay()) && v.within(s.Territory) {
			kept = append(kept, s)
		}
	}
	return kept
}

// mapFigure draws the chosen indicator as a map, or as a ranking where there is nothing to draw a map from.
func (d *Dashboard) mapFigure(ctx context.Context, v *view, a, total *asked, open []network.Structure) (figure, error) {
	geometries, err := d.registry.Outlines(ctx)
	if err != nil {
		return figure{}, err
	}
	borders, err := d.outlines.draw(v.lowest(), geometries)
	if err != nil { // an outline that was imported and cannot be read: the page does without
		d.log.Error("draw the map", "error", err)
		borders = nil
	}
	title := v.spread(a)
	f := v.figure("map", title, a)
	f.Map = v.drawMap(a, title, borders, open)
	if f.Map == nil {
		if f, err = v.ranking("map", title, a, total); err != nil {
			return f, err
		}
	}
	for _, id := range mapped {
		about, ok := d.catalogue.Get(id)
		if !ok {
			continue
		}
		name := id[len("accessibility."):]
		f.Switch = append(f.Switch, navItem{Name: v.say(about.Title), URL: v.link(v.path, "map", name) + "#map", Current: id == a.about.ID})
	}
	return f, nil
}
