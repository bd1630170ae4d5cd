package view

import (
	"slices"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/editions/cells"
	"vigie/queries/indicator"
)

// leastParts is how many parts of one unit are drawn at least: fewer are told in words.
const leastParts = 3

// bounds are the parts between which an estimate lies: the tile says them.
var bounds = []string{"low", "high"}

// Parts draws what an indicator's total is made of, or what stands beside it: the parts of the unit that most of them have. The others are told in
// words. There is no figure where few are to be drawn, or where they are drawn in another way.
func (v View) Parts(id string, a *figures.Answer) (f Figure, drawn bool, told []string) {
	total := a.Total()
	units := make(map[string]int)
	var shown []indicator.Part
	hidden := false
	for _, p := range a.About.Parts {
		if p.Rest || p.Passage != nil || slices.Contains(bounds, p.Name) {
			continue
		}
		if _, ok := total.Parts[p.Name]; !ok {
			hidden = true
			continue
		}
		units[p.Unit]++
		shown = append(shown, p)
	}
	if total.Value == nil || len(shown) == 0 || len(a.About.Waterfall) > 0 {
		return f, false, nil
	}
	most := slices.MaxFunc(shown, func(a, b indicator.Part) int { return units[a.Unit] - units[b.Unit] }).Unit
	var marks []chart.Mark
	for _, p := range shown {
		x := total.Parts[p.Name]
		if p.Unit != most || units[most] < leastParts {
			told = append(told, v.Say(p.Title)+v.T("words.colon")+v.Amount(p.Unit, x))
			continue
		}
		marks = append(marks, chart.Mark{Name: v.Say(p.Title), Value: &x, Text: v.Amount(p.Unit, x)})
	}
	if !chart.Drawable(marks) {
		return f, false, told
	}
	f = v.Figure(id, v.leading(a.About, most, marks, hidden), a)
	f.Chart = chart.Bars(v.Language, id+"-options", most, marks, nil)
	t := Table{Caption: f.Title, Head: []Heading{{Text: v.T("parts.part")}, {Text: v.unit(most), Number: true}}}
	for _, m := range marks {
		t.Rows = append(t.Rows, Row{Name: m.Name, Cells: []string{m.Text}})
	}
	f.Table = &t
	return f, true, told
}

// unit heads a column of values of a unit.
func (v View) unit(unit string) string {
	if key := "heading." + unit; v.Has(key) {
		return v.T(key)
	}
	return v.T("parts.number")
}

// leading is the title of parts, which make the value up or stand beside it: which is clearly the largest, else between what they lie. What is hidden
// may be as many as the largest count that is.
func (v View) leading(about indicator.Indicator, unit string, marks []chart.Mark, hidden bool) string {
	ranked := chart.Ranked(marks)
	first, second, last := ranked[0], ranked[1], ranked[len(ranked)-1]
	leads, ties := "parts.leading", "parts.between"
	if unit != about.Unit {
		leads, ties = "parts.beside", "parts.beside_between"
	}
	near := texts.Still(*second.Value, *first.Value) || hidden && texts.Still(cells.ShownFrom-1, *first.Value)
	if unit != "share" && near || first.Text == second.Text {
		return v.T(ties, "title", v.Say(about.Title), "low", last.Text, "high", first.Text)
	}
	return v.T(leads, "title", v.Say(about.Title), "name", first.Name, "value", first.Text)
}
