package pages

import (
	"cmp"
	"slices"

	"vigie/dashboard/affairs"
	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/governance/plan"
	"vigie/queries/indicator"
)

// leaf begins one: its question.
func (r *Request) leaf(id string) leaf { return leaf{ID: id, Title: r.T("report.question." + id)} }

// heads are the headings of a leaf's table: of its names, then of columns, all of which but words are numbers.
func (r *Request) heads(leaf string, names string, columns ...string) []view.Heading {
	all := []view.Heading{{Text: names}}
	for _, name := range columns {
		all = append(all, view.Heading{Text: r.T("report.column." + leaf + "." + name), Number: true})
	}
	return all
}

// planSheet shows what is late, by how many days; where nothing is, what is due next.
func (p *Report) planSheet(r *Request) leaf {
	s := r.leaf("plan")
	measures := p.Plan.Measures()
	if len(measures) == 0 {
		s.Finding = r.T("verdict.no_plan")
		return s
	}
	byDue(measures)
	s.Finding, _ = r.lateMeasures(p.Plan)
	s.Notes = append(s.Notes, (&Plan{}).finding(r, measures)+".")
	s.Caption = r.T("report.caption.late", "day", r.Day(string(p.Day)))
	shown := slices.DeleteFunc(slices.Clone(measures), func(m affairs.Measure) bool { return !m.Late })
	if len(shown) == 0 {
		s.Caption = r.T("report.caption.next")
		shown = slices.DeleteFunc(measures, func(m affairs.Measure) bool {
			return m.Past || m.Status == plan.Done || m.Status == plan.Dropped
		})
	}
	s.Table = &leafTable{Caption: s.Caption}
	for _, column := range []string{"measure", "owner", "due", "state"} {
		s.Table.Head = append(s.Table.Head, view.Heading{Text: r.T("plan.column." + column)})
	}
	var marks []chart.Mark
	const most = 12
	for _, m := range shown[:min(len(shown), most)] {
		if m.Late {
			days := float64(m.DaysLate)
			marks = append(marks, chart.Mark{Name: m.Code, Text: r.days(m.DaysLate), Value: &days})
		}
		s.Table.Rows = append(s.Table.Rows, leafRow{texts.Shorten(measureName(r, m), maxMessage), []cell{
			{Text: texts.Shorten(m.Owner.Name, maxName)}, {Text: r.due(m.Due)}, {Text: r.measureState(m)},
		}})
	}
	if out := len(shown) - most; out > 0 {
		s.Table.More = r.T("list.more", "n", out)
	}
	if chart.Drawable(marks) {
		s.Drawing = chart.NewRows(s.Finding, "days", marks, nil)
	}
	if len(shown) == 0 {
		s.Table = nil
	}
	return s
}

// accessSheet shows where the offer lacks most against need, and what lacks there.
func (p *Report) accessSheet(r *Request) leaf {
	s := r.leaf("accessibility")
	if p.ranking == nil || p.ranking.Unpublished != nil {
		return s
	}
	p.use(p.ranking)
	all := slices.DeleteFunc(p.ranking.Ordinary(), func(f gate.Figure) bool { return f.Value == nil })
	slices.SortStableFunc(all, func(x, y gate.Figure) int {
		return cmp.Compare(x.Parts[indicator.PartPlace], y.Parts[indicator.PartPlace])
	})
	s.Finding = (&Underserved{ranking: p.ranking}).finding(r, all)
	if len(all) == 0 {
		return s
	}
	s.Caption = r.T("report.caption.lack", "period", r.Period(p.ranking.From, p.ranking.To))
	s.Table = &leafTable{Caption: s.Caption, Head: r.heads("lack", r.T("by.territory"), "place", "score", "offer", "need")}
	s.Table.Head = append(s.Table.Head, view.Heading{Text: r.T("report.column.lack.why")})
	var marks []chart.Mark
	for _, f := range p.kept(r, all, s.Table) {
		marks = append(marks, chart.Mark{Name: f.Label, Text: r.Exact(p.ranking.About.Unit, *f.Value), Value: f.Value})
		row := leafRow{Name: texts.Shorten(f.Label, maxName)}
		row.Cells = append(row.Cells, p.rankPart(f, indicator.PartPlace, r.Integer), cell{r.Exact(p.ranking.About.Unit, *f.Value), true, datumOf(p.ranking, f.Key, "", f.Value)},
			p.rankPart(f, indicator.PartOffer, r.Integer), p.rankPart(f, indicator.PartNeed, r.Integer))
		row.Cells = append(row.Cells, cell{Text: p.apart(r, f)})
		s.Table.Rows = append(s.Table.Rows, row)
	}
	s.Drawing = chart.NewRows(s.Finding, p.ranking.About.Unit, marks, nil)
	for _, note := range p.ranking.Notes {
		s.Notes = append(s.Notes, r.Spaced(note))
	}
	return s
}

// apart says what sets a place apart; a dash where it lacks no more of that than most.
func (p *Report) apart(r *Request, f gate.Figure) string {
	part, score := setsApart(p.ranking, f)
	if score <= 50 {
		return "–"
	}
	if part.Name == indicator.PartNeed {
		p.use(p.need)
	}
	return texts.Capital(p.why(r, f))
}

// rankPart is a part of a rank.
func (p *Report) rankPart(f gate.Figure, name string, written func(float64) string) cell {
	value, known := f.Parts[name]
	if !known {
		return part(p.ranking, f, name, nil, written)
	}
	return part(p.ranking, f, name, &value, written)
}

// kept are the first figures of a list that fit on a leaf; its table says how many others there are.
func (p *Report) kept(r *Request, all []gate.Figure, t *leafTable) []gate.Figure {
	if out := len(all) - maxSheetRows; out > 0 {
		t.More = r.T("report.more", "n", out)
		return all[:maxSheetRows]
	}
	return all
}

// lowest are the figures of an answer by territory, the lowest first; those without a value last.
func lowest(a *figures.Answer) []gate.Figure {
	all := a.Ordinary()
	slices.SortStableFunc(all, func(x, y gate.Figure) int { return chart.Order(x.Value, y.Value, false) })
	return all
}

// places draws an indicator by territory, the lowest first, beside the network's value; further are the cells that follow each value.
func (p *Report) places(r *Request, s *leaf, one byPlace, heads []view.Heading, further func(gate.Figure) []cell) {
	if one.areas == nil || one.areas.Unpublished != nil {
		return
	}
	a := one.areas
	s.Finding, s.Hidden = chart.Spread(r.Language, a, r.Level(), r.Marks(a))+".", r.Hidden(a)
	values := r.Of(a.About)
	s.Caption = r.T("report.caption.figure", "title", values.Title(), "period", r.Period(a.Question.From, a.Question.To))
	s.Table = &leafTable{Caption: s.Caption, Head: heads}
	var marks []chart.Mark
	for _, f := range p.kept(r, lowest(a), s.Table) {
		value := r.cellOf(a, f)
		marks = append(marks, chart.Mark{Name: f.Label, Text: value.Text, Value: f.Value, Low: f.Low, High: f.High})
		row := leafRow{texts.Shorten(f.Label, maxName), []cell{value}}
		row.Cells = append(row.Cells, further(f)...)
		s.Table.Rows = append(s.Table.Rows, row)
	}
	var line *chart.Mark
	if one.total != nil {
		total := one.total.Total()
		line = &chart.Mark{Name: r.T("place.network") + r.T("words.colon") + values.Value(total), Value: total.Value}
	}
	if chart.Drawable(marks) {
		s.Drawing = chart.NewRows(s.Finding, a.About.Unit, marks, line)
	}
}

// visibilitySheet shows where people who are sent arrive, and where structures work together.
func (p *Report) visibilitySheet(r *Request) leaf {
	s := r.leaf("visibility")
	for _, one := range []byPlace{p.completed, p.connected} {
		if one.total != nil {
			p.use(one.total)
			s.Facts = append(s.Facts, r.fact(one.total))
		}
	}
	p.places(r, &s, p.completed, r.heads("visibility", r.T("by.territory"), "completed", "judged", "connected"), func(f gate.Figure) []cell {
		cells := []cell{part(p.completed.areas, f, "denominator", f.Denominator, r.Integer)}
		if by := p.connected.areas; by != nil {
			return append(cells, r.cellOf(by, by.Figure(f.Key)))
		}
		return append(cells, cell{Text: "–", Number: true})
	})
	return s
}

// impactSheet shows how many people were helped month by month, and what targets ask for.
func (p *Report) impactSheet(r *Request) leaf {
	s := r.leaf("impact")
	for _, one := range []*figures.Answer{p.people, p.progression.total} {
		if one == nil {
			continue
		}
		p.use(one)
		aim := r.aim(p.State, one)
		if aim == "" {
			aim = r.T("report.no_target")
		}
		s.Facts = append(s.Facts, r.fact(one, aim))
	}
	a := p.months
	if a == nil || a.Unpublished != nil {
		return s
	}
	s.Finding, s.Hidden = chart.Course(r.Language, a, r.Months(a))+".", r.Hidden(a)
	values := r.Of(a.About)
	s.Caption = r.T("report.caption.figure", "title", values.Title(), "period", r.Period(a.Question.From, a.Question.To))
	s.Table = &leafTable{Caption: s.Caption, Head: []view.Heading{{Text: r.T("by." + a.Question.By)}, {Text: values.Heading(), Number: true}}}
	var marks []chart.Mark
	for _, f := range p.kept(r, a.Ordinary(), s.Table) {
		marks = append(marks, chart.Mark{Name: r.Month(f.Key), Text: values.Value(f), Value: f.Value})
		s.Table.Rows = append(s.Table.Rows, leafRow{r.Month(f.Key), []cell{r.cellOf(a, f)}})
	}
	if chart.Drawable(marks) {
		s.Drawing = chart.NewRows(s.Finding, a.About.Unit, marks, nil)
	}
	return s
}

// trustSheet shows who reports, who is silent, and what came too late.
func (p *Report) trustSheet(r *Request) leaf {
	s := r.leaf("trust")
	if p.reporting.total != nil {
		p.use(p.reporting.total)
		s.Facts = append(s.Facts, r.fact(p.reporting.total))
	}
	p.places(r, &s, p.reporting, r.heads("trust", r.T("by.territory"), "reporting", "expected", "silent"), func(f gate.Figure) []cell {
		silent := cell{Text: "–", Number: true}
		if n, known := f.Parts["silent"]; known {
			silent = part(p.reporting.areas, f, "silent", &n, r.Integer)
		}
		return []cell{part(p.reporting.areas, f, "denominator", f.Denominator, r.Integer), silent}
	})
	s.Notes = append(s.Notes, r.trust(p.reporting.total).Answer)
	return s
}
