package pages

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/scenario"
	"vigie/dashboard/view"
	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// whatIfPath is where the page is.
const whatIfPath = "/underserved/what-if"

// Indicators beside the ranking: which structures open after hours, and what is granted to a territory.
const (
	openLate = "accessibility.open_after_hours"
	funding  = "impact.funding_per_1000"
)

// WhatIf tells how the ranking of the most lacking would change if the registry were otherwise. Nothing is written: the scenario is in the address.
type WhatIf struct {
	changes       []scenario.Change
	known         scenario.Known
	before, after Underserved
	money         [2]*figures.Answer // before and after
	late          *figures.Answer    // by structure
	search        string
}

type whatIfPage struct {
	Title, Lede, Where, Begin string
	Hidden                    *view.Hidden
	Weights                   []view.Link
	Scenario                  []view.Option // its changes in words, with their numbers
	Code                      string        // of the chosen place
	Plain                     view.Link
	Chart                     *chart.Slope
	ChartTitle, ChartNote     string
	Caption                   string
	Head                      []view.Heading
	Rows                      []movedRow
	More                      string
	Money                     []string
	Supposed                  []string // what was assumed, and what can't be predicted
	Adding                    *adding
	Kept                      []view.Option // parameters that the forms keep
}

// movedRow is a territory that the scenario moves or touches.
type movedRow struct {
	Name, URL   string
	Place, Span string
	Score       string
	Chosen      bool
	Marks       []movedMark
}

// movedMark is a part of a rank before and after.
type movedMark struct {
	Title         string
	Before, After string // where the dots are, of 100; "" where that is unknown
	Points, Value string
	Half          bool
}

// Ask works the scenario out, after what the form adds to it or takes from it.
func (p *WhatIf) Ask(ctx context.Context, r *Request) (err error) {
	text, edited, err := formed(r)
	if err != nil {
		return err
	}
	if p.changes, err = scenario.Parse(text); err != nil {
		return err
	}
	if p.search, err = typed(r); err != nil {
		return err
	}
	if err := p.before.Ask(ctx, r); err != nil || p.before.ranking.Unpublished != nil {
		return err
	}
	open, err := r.Figures.Editions.Registered(ctx, r.Published, r.Window)
	if err != nil {
		return err
	}
	p.known = scenario.Known{Territories: r.Published.Territories(), Structures: open}
	supposed, err := p.known.Supposed(p.changes)
	if err != nil {
		return err
	}
	if edited {
		return Moved{r.Link(r.Path, append(r.kept(indicator.FilterNeed), scenario.Field, scenario.Write(p.changes))...)}
	}
	after := *r
	after.Figures = r.Figures.Supposing(r.Published.Suppose(r.Window, supposed))
	if err := p.after.Ask(ctx, &after); err != nil {
		return err
	}
	p.money = [2]*figures.Answer{r.Figures.About(funding, "territory"), after.Figures.About(funding, "territory")}
	p.late = r.Figures.About(openLate, cells.Structure)
	if err := after.Figures.Err(); err != nil {
		return err
	}
	return r.Figures.Err()
}

// Build sets before and after side by side.
func (p *WhatIf) Build(r *Request) view.Page {
	data := whatIfPage{
		Title: r.T("whatif.title"), Lede: r.T("whatif.lede"), Where: r.Where(), Begin: r.Begin(), Hidden: r.Hidden(p.before.ranking),
		Plain: view.Link{Name: r.T("whatif.plain"), URL: r.Link("/underserved", r.kept(indicator.FilterNeed)...)},
	}
	page := view.Page{Title: data.Title, Data: &data}
	if p.before.ranking.Unpublished != nil {
		return page
	}
	data.Kept, data.Code = p.kept(r), r.Place
	data.Adding = p.adding(r)
	data.Supposed = p.supposed(r)
	if weighed(p.before.ranking.Ordinary()) {
		data.Weights = weightLinks(r, scenario.Field)
	}
	if len(p.changes) == 0 {
		return page
	}
	for i, c := range p.changes {
		data.Scenario = append(data.Scenario, view.Option{Value: strconv.Itoa(i + 1), Name: p.said(r, c)})
	}
	data.Money = p.granted(r)
	steps := p.steps()
	finding := p.finding(r, steps)
	if data.Lede, data.ChartTitle = "", finding; len(steps) == 0 { // no territory is ranked, and there is no chart
		data.Lede = finding
	}
	label := finding
	if list := p.moves(r, steps); list != "" {
		label += " " + list
	}
	left := 0
	if data.Chart, left = chart.Slopes(label, steps); left > 0 {
		data.ChartNote = r.T("whatif.left", "n", left)
	}
	p.rows(r, &data)
	return page
}

// steps are the ranked territories, before and after, as they are ranked before.
func (p *WhatIf) steps() (all []chart.Step) {
	for _, f := range p.before.ranking.Ordinary() {
		after := p.after.ranking.Figure(f.Key)
		if f.Value == nil || after.Value == nil {
			continue
		}
		all = append(all, chart.Step{Key: f.Key, Name: f.Label, Before: placeOf(f), After: placeOf(after)})
	}
	return all
}

// placeOf is a territory's place in the ranking.
func placeOf(f gate.Figure) int { return int(f.Parts[indicator.PartPlace]) }

// touched tells whether a change is about a territory.
func (p *WhatIf) touched(code string) bool {
	return slices.ContainsFunc(p.changes, func(c scenario.Change) bool {
		s, _ := p.known.Structure(c.Structure)
		return code == cmp.Or(c.Territory, s.Territory)
	})
}

// finding says which territory moves furthest, one that is touched before others, and how many others move.
func (p *WhatIf) finding(r *Request, steps []chart.Step) string {
	moved := movedOf(steps)
	if len(moved) == 0 {
		return r.T("whatif.still")
	}
	first, still := moved[0], ""
	if at := slices.IndexFunc(moved, func(s chart.Step) bool { return p.touched(s.Key) }); at >= 0 {
		first = moved[at]
	} else if slices.ContainsFunc(steps, func(s chart.Step) bool { return p.touched(s.Key) }) {
		still = r.T("whatif.touched_still")
	}
	if others := len(moved) - 1; others > 0 {
		return still + r.T("whatif.moves_others", "name", first.Name, "before", first.Before, "after", first.After, "n", others)
	}
	return still + r.T("whatif.moves", "name", first.Name, "before", first.Before, "after", first.After)
}

// movedOf are those that move, the furthest first.
func movedOf(steps []chart.Step) []chart.Step {
	moved := slices.DeleteFunc(slices.Clone(steps), func(s chart.Step) bool { return !s.Moved() })
	slices.SortStableFunc(moved, func(a, b chart.Step) int { return cmp.Compare(b.Distance(), a.Distance()) })
	return moved
}

// moves says what moved from where to where, up to a bound.
func (p *WhatIf) moves(r *Request, steps []chart.Step) string {
	const told = 10
	var all []string
	moved := movedOf(steps)
	for _, s := range moved[:min(told, len(moved))] {
		all = append(all, r.T("whatif.move", "name", s.Name, "before", s.Before, "after", s.After))
	}
	return r.Semicolons(all)
}

// granted says what money changes: what is granted to a territory, and no rank.
func (p *WhatIf) granted(r *Request) (all []string) {
	if p.money[0] == nil {
		return nil
	}
	for _, f := range p.money[0].Ordinary() {
		after := p.money[1].Figure(f.Key)
		if !slices.ContainsFunc(p.changes, func(c scenario.Change) bool { return c.Kind == scenario.Fund && c.Territory == f.Key }) || f.Value == nil || after.Value == nil {
			continue
		}
		unit := p.money[0].About.Unit
		all = append(all, r.T("whatif.money", "name", f.Label, "before", r.Amount(unit, *f.Value), "after", r.Amount(unit, *after.Value)))
	}
	return all
}

// supposed says what was assumed, and what can't be predicted.
func (p *WhatIf) supposed(r *Request) []string {
	return []string{
		r.T("whatif.supposed.formulas", "day", r.Day(r.LastDay())),
		r.T("whatif.supposed.people"), r.T("whatif.supposed.hours"), r.T("whatif.supposed.money"),
	}
}

// rows are the territories that the scenario moves or touches, as they are ranked after it.
func (p *WhatIf) rows(r *Request, data *whatIfPage) {
	about := p.before.ranking.About
	columns := []string{indicator.PartOffer}
	for _, part := range about.Rank.Offer {
		if !part.People {
			columns = append(columns, part.Name())
		}
	}
	for _, name := range columns {
		data.Head = append(data.Head, view.Heading{Text: p.before.title(r, name)})
	}
	var shown []gate.Figure
	for _, f := range p.after.ranking.Ordinary() {
		if before := p.before.ranking.Figure(f.Key); placeOf(before) != placeOf(f) || p.touched(f.Key) {
			shown = append(shown, f)
		}
	}
	slices.SortStableFunc(shown, func(a, b gate.Figure) int { return cmp.Compare(placeOf(a), placeOf(b)) })
	if out := len(shown) - view.MaxRows; out > 0 {
		shown, data.More = shown[:view.MaxRows], r.T("sheet.more", "n", out)
	}
	for _, after := range shown {
		data.Rows = append(data.Rows, p.row(r, columns, p.before.ranking.Figure(after.Key), after))
	}
	data.Caption = r.T("whatif.caption", "period", r.Period(p.before.ranking.From, p.before.ranking.To))
}

func (p *WhatIf) row(r *Request, columns []string, before, after gate.Figure) movedRow {
	row := movedRow{Name: after.Label, URL: r.Sheet(after.Key), Chosen: p.touched(after.Key)}
	place := func(f gate.Figure) string {
		if f.Value == nil {
			return r.T("figure.unranked")
		}
		return strconv.Itoa(placeOf(f))
	}
	score := func(f gate.Figure) string {
		if f.Value == nil {
			return "–"
		}
		return r.Exact(p.before.ranking.About.Unit, *f.Value)
	}
	row.Place, row.Score = turned(place(before), place(after)), turned(score(before), score(after))
	span := func(f gate.Figure) string {
		first, last := int(f.Parts[indicator.PartFirstPlace]), int(f.Parts[indicator.PartLastPlace])
		if first == last {
			return strconv.Itoa(first)
		}
		return strconv.Itoa(first) + "–" + strconv.Itoa(last)
	}
	if before.Value != nil && after.Value != nil && weighed(p.before.ranking.Ordinary()) {
		row.Span = r.T("whatif.span", "span", turned(span(before), span(after)))
	}
	for _, name := range columns {
		row.Marks = append(row.Marks, p.mark(r, name, before, after))
	}
	return row
}

func (p *WhatIf) mark(r *Request, name string, before, after gate.Figure) movedMark {
	m := movedMark{Title: p.before.title(r, name), Half: name == indicator.PartOffer}
	read := func(f gate.Figure) (at, points string) {
		value, known := f.Parts[name]
		if !known {
			return "", r.T("underserved.unknown")
		}
		return strconv.FormatFloat(value, 'f', 1, 64), r.Integer(value)
	}
	var was, is string
	m.Before, was = read(before)
	m.After, is = read(after)
	m.Points = turned(was, is)
	if of := p.before.values[name]; of != nil {
		said := func(a *figures.Answer) string { return r.Of(a.About).Value(a.Figure(after.Key)) }
		m.Value = turned(said(of), said(p.after.values[name]))
	}
	return m
}

// turned writes what something was and is; once where it is what it was.
func turned(was, is string) string {
	if was == is {
		return is
	}
	return strings.Join([]string{was, is}, " → ")
}
