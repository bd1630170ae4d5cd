package pages

import (
	"slices"

	"vigie/dashboard/affairs"
	"vigie/dashboard/chart"
	"vigie/dashboard/texts"
	"vigie/governance/dated"
)

// callsSheet sets each call against its target and what was expected of it by then, with what a person cost beside the mix of forms of help; those
// farthest from their target first, never by cost.
func (p *Report) callsSheet(r *Request) leaf {
	s := r.leaf("calls")
	if len(p.Calls) == 0 {
		s.Finding = r.T("calls.empty") + "."
		return s
	}
	if p.reached == nil {
		s.Finding = r.T("calls.unpublished")
		return s
	}
	p.use(p.reached, p.cost)
	type judged struct {
		affairs.Call
		account
	}
	var all []judged
	for _, c := range p.Calls {
		all = append(all, judged{c, (&Calls{bought: p.bought}).account(r, c)})
	}
	slices.SortStableFunc(all, func(a, b judged) int { return chart.Order(a.share, b.share, false) })
	s.Finding, s.Hidden = r.T("calls.lede", "n", len(all)), r.Hidden(p.reached)
	s.Caption = r.T("report.caption.calls", "day", r.Day(r.LastDay()))
	s.Table = &leafTable{Caption: s.Caption, Head: r.heads("calls", r.T("by.call"), "people", "target", "reached", "expected", "cost")}
	drawing := &chart.Rows{Label: s.Caption}
	const most = 8
	for _, one := range all[:min(len(all), most)] {
		name := texts.Shorten(one.Name, maxName)
		f, cost := figureOf(p.reached, one.Code), figureOf(p.cost, one.Code)
		if one.Bullet != nil {
			drawing.Rows = append(drawing.Rows, chart.Row{Name: name, Text: r.Percent(*f.Value, 0), Bullet: one.Bullet})
		}
		row := leafRow{Name: name, Cells: []cell{
			part(p.reached, f, "numerator", f.Numerator, r.Integer), part(p.reached, f, "denominator", f.Denominator, r.Integer), r.cellOf(p.reached, f),
			{Text: p.expected(r, one.Call), Number: true}, {Text: "–", Number: true},
		}}
		if p.cost != nil {
			row.Cells[len(row.Cells)-1] = r.cellOf(p.cost, cost)
		}
		s.Table.Rows = append(s.Table.Rows, row)
		if mix := p.mix(r, one.Code); mix != "" {
			s.Notes = append(s.Notes, name+r.T("words.colon")+texts.Lower(mix)+".")
			p.use(p.formats[one.Code])
		}
	}
	if out := len(all) - most; out > 0 {
		s.Table.More = r.T("list.more", "n", out)
	}
	if len(drawing.Rows) > 0 {
		s.Drawing = drawing
	}
	s.Notes = append(s.Notes, p.association(r))
	return s
}

// expected is the part of its target that a call should have reached by the end of the window; a dash where it has none.
func (p *Report) expected(r *Request, c affairs.Call) string {
	expected, target := c.ExpectedBefore(dated.Day(r.To()))
	if target == 0 {
		return "–"
	}
	return r.Percent(expected/target, 0)
}
