package chart

import (
	"slices"

	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Matrix is a table whose cells are coloured by their number: services in columns, territories in rows.
type Matrix struct {
	Caption string
	Label   string // what it shows, for those who do not see it
	Head    []string
	Rows    []MatrixRow
}

// MatrixRow is a territory with a cell a service.
type MatrixRow struct {
	Name, URL string
	Cells     []MatrixCell
}

// MatrixCell is how many structures of a territory offer a service.
type MatrixCell struct {
	Text  string
	Class int // 0: none offers it
}

// Offering is which services structures offer in which territories, from the parts of an answer that are counted in structures.
type Offering struct {
	Services []indicator.Part
	Rows     []gate.Figure // one a territory
	Empty    int           // territories left out, since nothing is offered there and there are too many to read
	Lacking  int           // territories that lack some service
	Absent   []int         // of each service, how many territories lack it
}

// NewOffering reads the services of an answer by territory.
func NewOffering(a *figures.Answer) Offering {
	var o Offering
	for _, p := range a.About.Parts {
		if p.Unit == "structures" && a.HasPart(p.Name) {
			o.Services = append(o.Services, p)
		}
	}
	o.Rows, o.Absent = a.Ordinary(), make([]int, len(o.Services))
	if all := len(o.Rows); all > MaxBars {
		offers := func(f gate.Figure) bool {
			return slices.ContainsFunc(o.Services, func(p indicator.Part) bool { return f.Parts[p.Name] > 0 })
		}
		o.Rows = slices.DeleteFunc(o.Rows, func(f gate.Figure) bool { return !offers(f) })
		o.Empty = all - len(o.Rows)
	}
	for _, f := range o.Rows {
		lacks := false
		for i, p := range o.Services {
			if f.Parts[p.Name] <= 0 {
				o.Absent[i]++
				lacks = true
			}
		}
		if lacks {
			o.Lacking++
		}
	}
	return o
}

// Draw draws the first rows, up to a bound. href is where a territory's name leads, "" for nowhere.
func (o Offering) Draw(l *texts.Language, bound int, href func(code string) string) *Matrix {
	m := &Matrix{Caption: l.T("matrix.caption"), Label: o.tell(l)}
	var offered []float64
	for _, p := range o.Services {
		m.Head = append(m.Head, l.Say(p.Title))
	}
	for _, f := range o.Rows {
		for _, p := range o.Services {
			if n := f.Parts[p.Name]; n > 0 {
				offered = append(offered, n)
			}
		}
	}
	c := newClasses("structures", offered)
	for _, f := range o.Rows[:min(len(o.Rows), bound)] {
		r := MatrixRow{Name: f.Label, URL: href(f.Key)}
		for _, p := range o.Services {
			n := f.Parts[p.Name]
			cell := MatrixCell{Text: l.Integer(n)}
			if n > 0 {
				cell.Class = c.of(n)
			}
			r.Cells = append(r.Cells, cell)
		}
		m.Rows = append(m.Rows, r)
	}
	return m
}

// Rarest are the services that most territories lack: all that as many do.
func (o Offering) Rarest() (services []indicator.Part, absent int) {
	absent = slices.Max(o.Absent)
	for i, p := range o.Services {
		if o.Absent[i] == absent {
			services = append(services, p)
		}
	}
	return services, absent
}

// tell says which territories have the most services, and which the fewest.
func (o Offering) tell(l *texts.Language) string {
	var all []Mark
	for _, f := range o.Rows {
		n := 0
		for _, p := range o.Services {
			if f.Parts[p.Name] > 0 {
				n++
			}
		}
		offered := float64(n)
		all = append(all, Mark{Name: f.Label, Value: &offered, Text: l.T("matrix.services", "n", n, "total", len(o.Services))})
	}
	return Tell(l, "services", all, nil)
}
