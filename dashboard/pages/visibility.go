package pages

import (
	"cmp"
	"context"
	"slices"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/view"
	"vigie/network"
)

// Visibility: do publics and actors know the offers, and each other?
type Visibility struct {
	together       together
	parts          []acquaintance
	fresh, freshBy *figures.Answer
	others         remaining
}

// acquaintance is an indicator of who knows whom.
type acquaintance struct {
	id           string // of its section
	total, areas *figures.Answer
	each         *figures.Answer // by structure, to list those that a part counts; nil where none are listed
	part         string
}

// Ask asks for the pillar's figures; where one territory of the graph is opened, for that alone.
func (p *Visibility) Ask(_ context.Context, r *Request) error {
	if err := p.together.ask(r); err != nil || p.together.opened != "" {
		return err
	}
	const fresh = "visibility.fresh_records"
	f, treated := r.Figures, []string{fresh}
	for _, one := range []struct{ id, indicator, part string }{
		{"reporting", "visibility.reporting_rate", "silent"},
		{"connected", "visibility.connected_structures", "isolated"},
		{"partners", "visibility.three_partners", ""},
		{"completion", "visibility.referral_completion", ""},
	} {
		treated = append(treated, one.indicator)
		known := acquaintance{id: one.id, total: f.About(one.indicator, "total"), areas: f.About(one.indicator, "territory"), part: one.part}
		if one.part != "" {
			known.each = f.About(one.indicator, "structure")
		}
		if known.total != nil {
			p.parts = append(p.parts, known)
		}
	}
	p.fresh, p.freshBy = f.About(fresh, "total"), f.About(fresh, "territory")
	p.others = r.remaining("visibility", treated...)
	return nil
}

// Build answers one question a section.
func (p *Visibility) Build(r *Request) view.Page {
	data := r.pillar("visibility")
	if r.Published != nil {
		data.Sections = append(data.Sections, p.together.section(r))
	}
	for _, part := range p.parts {
		s := view.Section{ID: part.id, Title: r.T("visibility." + part.id), Tiles: []view.Tile{r.Tile(part.total, nil)}}
		if part.areas != nil {
			s.Figures = append(s.Figures, r.ByTerritory(part.id+"-territories", part.areas))
		}
		if part.each != nil {
			s.Lists = append(s.Lists, listed(r, part.each, part.part))
		}
		data.Sections = append(data.Sections, s)
	}
	p.others.chapter("visibility.referral_acceptance", "visibility.heard_from").sections(r, data)
	if p.fresh != nil {
		s := view.Section{ID: "fresh", Title: r.T("visibility.fresh"), Tiles: []view.Tile{r.Tile(p.fresh, nil)}, Figures: []view.Figure{p.ages(r)}}
		if p.freshBy != nil {
			s.Figures = append(s.Figures, r.ByTerritory("fresh-territories", p.freshBy))
		}
		data.Sections = append(data.Sections, s)
	}
	p.others.chapter("visibility.wanted_vs_offered", "visibility.spare_capacity").sections(r, data)
	p.others.sections(r, data)
	return data.page(r)
}

// maxNames bounds a list of structures on a page; the file has them all.
const maxNames = 24

// listed lists the structures that a part of an indicator counts, the silent ones or the isolated ones, each with where it stands.
func listed(r *Request, a *figures.Answer, part string) view.NameList {
	byID := make(map[string]network.Structure, len(r.Structures))
	for _, s := range r.Structures {
		byID[s.ID] = s
	}
	var all []view.Named
	for _, f := range a.Ordinary() {
		if f.Parts[part] <= 0 {
			continue
		}
		entry := view.Named{Name: f.Label}
		if s, ok := byID[f.Key]; ok {
			entry = view.Named{Name: s.Name, Note: r.Standing(s)}
		}
		all = append(all, entry)
	}
	order := r.Order()
	slices.SortStableFunc(all, func(x, y view.Named) int {
		return cmp.Or(order(x.Note, y.Note), order(x.Name, y.Name))
	})
	list := view.NameList{ID: part + "-structures", Title: r.T("visibility."+part, "n", len(all)), None: r.T("visibility." + part + "_none"), Names: all, URL: r.API(a.Question, "xlsx")}
	if len(all) > maxNames {
		list.Names = all[:maxNames]
		list.More = r.T("list.more", "n", len(all)-maxNames)
	}
	return list
}

// ages shows the classes of freshness, which are the indicator's parts counted in structures.
func (p *Visibility) ages(r *Request) view.Figure {
	total, all := p.fresh.Total(), r.Counted(p.fresh, "structures")
	title := r.Nothing(p.fresh)
	if chart.Drawable(all) && total.Denominator != nil {
		title = r.T("visibility.ages", "n", int(*all[0].Value), "total", r.Integer(*total.Denominator),
			"stale", r.T("visibility.stale", "n", int(*all[len(all)-1].Value)))
	}
	f := r.Figure("ages", title, p.fresh)
	if chart.Drawable(all) {
		f.Chart = chart.Bars(r.Language, "ages-options", "structures", all, nil)
	}
	return f
}
