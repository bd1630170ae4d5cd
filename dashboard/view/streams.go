package view

import (
	"slices"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Streams draws how many people passed from each level to each, as parts of an indicator count them; none where no such part is shown.
func (v View) Streams(id string, a *figures.Answer) (f Figure, ok bool) {
	all, total := v.passages(a), a.Total()
	streams := chart.NewStreams(v.Language, all)
	if streams == nil || total.Denominator == nil {
		return Figure{}, false
	}
	f = v.Figure(id, v.passed(total, all), a)
	f.Streams = streams
	hidden := 0
	for _, p := range all {
		if p.Value == nil {
			hidden++
		}
	}
	f.Note = v.T("streams.noise")
	if hidden > 0 {
		f.Note = v.T("streams.hidden", "n", hidden, "all", len(all)) + " " + f.Note
	}
	table := v.passageTable(f.Title, all)
	f.Table = &table
	return f, true
}

// passages are the parts of an answer that are passages, those that are not shown without a value.
func (v View) passages(a *figures.Answer) (all []chart.Passage) {
	total := a.Total()
	for _, part := range a.About.Parts {
		if part.Passage == nil {
			continue
		}
		p := chart.Passage{Passage: *part.Passage, Mark: chart.Mark{Name: v.Say(part.Title), Status: gate.StatusProtected, Text: v.T("figure.protected")}}
		if n, ok := total.Parts[part.Name]; ok {
			p.Value, p.Text, p.Status = &n, v.Integer(n), gate.StatusOK
		}
		all = append(all, p)
	}
	return all
}

// mostPassages is how many passages a title names.
const mostPassages = 2

// passed is the title of streams: the passages from one level to another that most people made, where few stand out.
func (v View) passed(total gate.Figure, all []chart.Passage) string {
	people := v.T("count.people", "n", int(*total.Denominator))
	moved := slices.DeleteFunc(slices.Clone(all), func(p chart.Passage) bool { return p.Value == nil || p.Kind() == "same" })
	slices.SortStableFunc(moved, func(a, b chart.Passage) int { return chart.Order(a.Value, b.Value, true) })
	hidden := slices.ContainsFunc(all, func(p chart.Passage) bool { return p.Value == nil && p.Kind() != "same" })
	if hidden && len(moved) > 0 && texts.Still(cells.ShownFrom-1, *moved[0].Value) { // what is hidden may be as many
		return v.T("streams.title", "people", people)
	}
	alike := slices.IndexFunc(moved, func(p chart.Passage) bool { return !texts.Still(*p.Value, *moved[0].Value) })
	if alike < 0 {
		alike = len(moved)
	}
	if alike == 0 || alike > mostPassages {
		return v.T("streams.title", "people", people)
	}
	var names []string
	for _, p := range moved[:alike] {
		names = append(names, v.T("streams.passage", "name", texts.Lower(p.Name), "n", p.Text))
	}
	return v.T("streams.most", "n", alike, "people", people, "names", v.List(names))
}

// passageTable has a row for each level at first, and a column for each now.
func (v View) passageTable(caption string, all []chart.Passage) Table {
	t := Table{Caption: caption, Head: []Heading{{Text: v.T("streams.before")}}}
	for _, level := range indicator.Levels {
		t.Head = append(t.Head, Heading{v.T("streams.after", "level", texts.Lower(v.Say(level.Name))), true})
	}
	for from, level := range indicator.Levels {
		row := Row{Name: v.Say(level.Name)}
		for to := range indicator.Levels {
			at := slices.IndexFunc(all, func(p chart.Passage) bool { return p.From == from && p.To == to })
			if at < 0 { // whoever was autonomous at first is not counted
				break
			}
			row.Cells = append(row.Cells, all[at].Text)
		}
		if len(row.Cells) > 0 {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}
