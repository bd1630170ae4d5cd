package pages

import (
	"context"
	"time"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/cells"
	"vigie/editions/gate"
)

// Impact: do people progress, how many are helped?
type Impact struct {
	totals, months                         []*figures.Answer // of the volumes
	formats                                *figures.Answer
	progression, byTerritory, byAge        *figures.Answer
	network                                *figures.Answer // progression of the whole network, in the latest year
	levels, levelsByAge, levelsByEquipment *figures.Answer
	funnel                                 *figures.Answer
	others                                 remaining
}

// Ask asks for the pillar's figures.
func (p *Impact) Ask(_ context.Context, r *Request) error {
	const people, followed, participations, hours = "impact.people_helped", "impact.people_followed", "impact.participations", "impact.support_hours"
	const progression, levels, funnel = "impact.progression", "impact.level_profile", "impact.funnel"
	f := r.Figures
	for _, id := range []string{people, followed, participations, hours} {
		if one := f.About(id, "total"); one != nil {
			p.totals = append(p.totals, one)
		}
		if one := f.About(id, "month"); one != nil && id != followed {
			p.months = append(p.months, one)
		}
	}
	p.formats = f.About(participations, "format")
	p.progression, p.byTerritory, p.byAge = f.About(progression, "total"), f.About(progression, "territory"), f.About(progression, "age_band")
	if p.progression != nil {
		q := p.progression.Question
		if w, ok := r.Published.Latest(cells.Year); ok {
			q.Place, q.From, q.To = "", w.From.Format(time.DateOnly), w.To.Format(time.DateOnly)
		}
		p.network = f.Ask(p.progression.About, q)
	}
	p.levels, p.levelsByAge, p.levelsByEquipment = f.About(levels, "total"), f.About(levels, "age_band"), f.About(levels, "equipment")
	p.funnel = f.About(funnel, "total")
	p.others = r.remaining("impact", people, followed, participations, hours, progression, levels, funnel)
	return nil
}

// Build tells where people stand and how they progress, then how many were helped and how that changed, then who comes back and who helps.
func (p *Impact) Build(r *Request) view.Page {
	data := r.pillar("impact")
	add := func(s view.Section) { data.Sections = append(data.Sections, s) }
	if p.levels != nil {
		add(p.standing(r))
	}
	if p.progression != nil {
		add(p.progress(r))
	}
	p.others.chapter("impact.autonomy_gained", "impact.score_gain", "impact.help_matches_level").sections(r, data)
	if p.funnel != nil {
		add(p.journey(r))
	}
	add(p.volume(r))
	p.others.chapter("impact.change_explained", "impact.accompaniments", "impact.people_not_recurrent").sections(r, data)
	if p.formats != nil {
		leading := chart.Leading(r.Language, p.formats, r.Marks(p.formats), p.totalOf(p.formats.About.ID).Value)
		add(view.Section{ID: "forms", Title: r.T("impact.formats"), Figures: []view.Figure{r.Ranking("formats", leading, p.formats)}})
	}
	p.others.chapter("impact.return_rate", "impact.reached_share", "impact.helpers_trained", "impact.helpers_active", "impact.helpers_per_need").sections(r, data)
	p.others.sections(r, data)
	return data.page(r)
}

// totalOf is the total of an indicator of volumes; one without a value where it is not asked for.
func (p *Impact) totalOf(id string) gate.Figure {
	for _, one := range p.totals {
		if one.About.ID == id {
			return one.Total()
		}
	}
	return gate.Figure{}
}

// volume shows how much help there was, and month by month.
func (p *Impact) volume(r *Request) view.Section {
	s := view.Section{ID: "volume", Title: r.T("impact.volume"), Multiples: r.Multiples(monthsOf, p.months)}
	if len(s.Multiples) > 1 {
		s.Lede = r.T("impact.scale")
	}
	for _, one := range p.totals {
		s.Tiles = append(s.Tiles, r.Tile(one, nil))
	}
	return s
}

// section begins one about an indicator.
func (r *Request) section(id, title string, a *figures.Answer) view.Section {
	return view.Section{ID: id, Title: title, Lede: r.Say(a.About.Definition), Tiles: []view.Tile{r.Tile(a, nil)}}
}

// standing shows where people stood at their last assessment, all together and then by the breakdowns that there are.
func (p *Impact) standing(r *Request) view.Section {
	s := r.section("levels", r.T("impact.levels"), p.levels)
	s.Figures = append(s.Figures, r.Persons("level-counts", p.levels, func(total gate.Figure, people string) string {
		return r.T("impact.level", "share", r.Percent(*total.Value, 0), "people", people)
	}))
	for _, one := range []*figures.Answer{p.levelsByAge, p.levelsByEquipment} {
		if one != nil {
			s.Figures = append(s.Figures, r.InOrder("level-"+anchor(one.Question.By), one))
		}
	}
	return s
}

// progress shows what became of reassessed people, by age and by territory too.
func (p *Impact) progress(r *Request) view.Section {
	s := r.section("progression", r.T("impact.progression"), p.progression)
	if streams, ok := r.Streams("passages", p.progression); ok {
		s.Figures = append(s.Figures, streams)
	} else if _, ok := r.Streams("passages", p.network); ok {
		s.More = append(s.More, view.Link{Name: r.T("streams.elsewhere"), URL: r.Link("/impact", "territory", "", "window", "latest-year") + "#passages"})
	}
	s.Figures = append(s.Figures, p.outcome(r))
	if p.byAge != nil {
		s.Figures = append(s.Figures, r.InOrder("progression-ages", p.byAge))
	}
	if p.byTerritory != nil {
		s.Figures = append(s.Figures, r.ByTerritory("progression-territories", p.byTerritory))
	}
	return s
}

// outcome shows what became of the reassessed people: higher, the same, lower; the parts of progression that are shares.
func (p *Impact) outcome(r *Request) view.Figure {
	total := p.progression.Total()
	if total.Value == nil {
		return r.Figure("outcome", r.Nothing(p.progression), p.progression)
	}
	all := []chart.Mark{{Name: r.T("impact.higher"), Value: total.Value, Text: r.Amount("share", *total.Value)}}
	var hidden []string
	for _, name := range []string{"same", "lower"} {
		if x, ok := total.Parts[name]; ok {
			all = append(all, chart.Mark{Name: r.T("impact." + name), Value: &x, Text: r.Amount("share", x)})
		} else {
			hidden = append(hidden, texts.Lower(r.T("impact."+name)))
		}
	}
	people := ""
	if total.Denominator != nil {
		people = r.T("count.people", "n", int(*total.Denominator))
	}
	title := r.T("impact.outcome", "people", people, "share", r.Percent(*total.Value, 0))
	f := r.Figure("outcome", title, p.progression)
	if x, ok := total.Parts["reassessed"]; ok {
		f.Note = r.T("impact.reassessed", "share", r.Percent(x, 0))
	}
	if len(hidden) > 0 {
		f.Note = joined(f.Note, r.T("impact.too_few", "outcomes", r.List(hidden)))
	}
	if len(all) > 1 { // a bar alone says no more than the title
		f.Chart = chart.Bars(r.Language, "outcome-options", "share", all, nil)
	}
	return f
}

// journey shows how many of the people assessed for the first time took each further step.
func (p *Impact) journey(r *Request) view.Section {
	s := r.section("funnel", r.T("impact.funnel"), p.funnel)
	s.Figures = append(s.Figures, r.Persons("steps", p.funnel, func(total gate.Figure, people string) string {
		step := func(name string) string { return r.Integer(total.Parts[name]) }
		return r.T("impact.journey", "people", people, "referred", step("referred"), "attended", step("attended"),
			"reassessed", step("reassessed"), "progressed", step("progressed"))
	}))
	return s
}
