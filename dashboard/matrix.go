package dashboard

import (
	"slices"

	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// matrix is a table whose cells are coloured by their number: services in columns, territories in rows.
type matrix struct {
	Caption string
	Head    []string
	Rows    []matrixRow
	Legend  []legendItem
}

type matrixRow struct {
	Name, URL string
	Cells     []matrixCell
}

type matrixCell struct {
	Text  string
	Class int // 0: none offers it
}

// varietyFigure shows how many open structures offer each service in each territory, from the parts of service_variety.
func (v *view) varietyFigure(a *asked) (figure, bool) {
	var services []indicator.Part
	for _, p := range a.about.Parts {
		if p.Unit == "structures" && hasPart(a.answer.Figures, p.Name) {
			services = append(services, p)
		}
	}
	rows, empty := offering(a.ordinary(), services)
	shown := rows[:min(len(rows), mostTableRows)]
	if len(services) == 0 || len(rows) == 0 {
		return figure{}, false
	}
	m := &matrix{Caption: v.t("matrix.caption")}
	absent := make([]int, len(services))
	lacking := 0
	var offered []float64
	for _, p := range services {
		m.Head = append(m.Head, v.say(p.Title))
	}
	for _, f := range rows {
		for _, p := range services {
			if n := f.Parts[p.Name]; n > 0 {
				offered = append(offered, n)
			}
		}
	}
	c := newClasses("structures", offered)
	for _, f := range rows {
		r := matrixRow{Name: f.Label}
		if _, known := v.byCode[f.Key]; known {
			r.URL = v.sheet(f.Key)
		}
		none := false
		for i, p := range services {
			n := f.Parts[p.Name]
			cell := matrixCell{Text: v.integer(n)}
			if n > 0 {
				cell.Class = c.of(n)
			} else {
				absent[i]++
				none = true
			}
			r.Cells = append(r.Cells, cell)
		}
		if none {
			lacking++
		}
		if len(m.Rows) < len(shown) {
			m.Rows = append(m.Rows, r)
		}
	}
	title := v.t("matrix.everywhere", "areas", v.t(v.levelKey(), "n", len(rows)))
	if lacking > 0 {
		rarest := slices.Index(absent, slices.Max(absent))
		title = v.t("matrix.lacking", "n", lacking, "areas", v.t(v.levelKey(), "n", lacking), "total", len(rows),
			"service", v.say(services[rarest].Title), "absent", v.t(v.levelKey(), "n", absent[rarest]))
	}
	f := v.figure("variety", title, a)
	f.Matrix = m
	if out := len(rows) - len(shown); out > 0 {
		f.Note = v.t("sheet.more", "n", out)
	} else if empty > 0 {
		f.Note = v.t("matrix.without", "n", empty, "areas", v.t(v.levelKey(), "n", empty))
	}
	return f, true
}

// offering leaves out the territories where nothing is offered at all when they would make the matrix too long to read, and
// tells how many they are.
func offering(all []gate.Figure, services []indicator.Part) (kept []gate.Figure, empty int) {
	if len(all) <= mostBars {
		return all, 0
	}
	for _, f := range all {
		if slices.ContainsFunc(services, func(p indicator.Part) bool { return f.Parts[p.Name] > 0 }) {
			kept = append(kept, f)
		}
	}
	return kept, len(all) - len(kept)
}
