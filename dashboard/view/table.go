package view

import (
	"vigie/dashboard/figures"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Table is the figures of a chart as people read them.
type Table struct {
	Caption string
	Head    []Heading
	Rows    []Row
	More    string // how many others the files have
}

// MaxRows bounds a table on a page; its files have all rows.
const MaxRows = 60

// Heading heads a column.
type Heading struct {
	Text   string
	Number bool
}

// Row is a row of a table.
type Row struct {
	Name, URL string
	Cells     []string
}

// Ways is a table of what goes from one thing to another.
type Ways struct {
	Caption string
	Head    []Heading
	Rows    []Way
	More    string // how many others the files have
}

// Way is a row of Ways.
type Way struct {
	From, To Link
	Cells    []string
}

// Table writes an answer as a table: value, interval, numerator and denominator where there are, and the parts.
func (v View) Table(a *figures.Answer, caption string) Table {
	about, values := a.About, v.Of(a.About)
	t := Table{Caption: caption, Head: []Heading{{Text: v.T("by." + a.By)}, {Text: values.Heading(), Number: true}}}
	add := func(text string) { t.Head = append(t.Head, Heading{text, true}) }
	if about.Interval {
		add(v.T("table.interval"))
	}
	counted := about.Denominator != nil
	if counted {
		add(v.T("table.numerator"))
		add(v.T("table.denominator"))
	}
	var parts []indicator.Part
	for _, p := range about.Parts {
		if a.HasPart(p.Name) && p.Passage == nil { // passages have a table of their own
			parts = append(parts, p)
			add(v.Say(p.Title))
		}
	}
	shown := a.Figures
	if out := len(shown) - MaxRows; out > 0 {
		shown, t.More = shown[:MaxRows], v.T("sheet.more", "n", out)
	}
	for _, f := range shown {
		r := Row{Name: f.Label, Cells: []string{values.Short(f)}}
		if (a.By == "month" || a.By == "quarter") && f.Key != indicator.KeyTotal {
			r.Name = v.Month(f.Key)
		}
		if a.By == "territory" {
			r.URL = v.SheetOf(f.Key)
		}
		if about.Interval {
			between := "–"
			if f.Low != nil && f.High != nil {
				between = v.T("figure.between", "low", v.Exact(about.Unit, *f.Low), "high", v.Exact(about.Unit, *f.High))
			}
			r.Cells = append(r.Cells, between)
		}
		if counted {
			r.Cells = append(r.Cells, v.cell(f.Numerator), v.cell(f.Denominator))
		}
		for _, p := range parts {
			if x, ok := f.Parts[p.Name]; ok {
				r.Cells = append(r.Cells, v.Exact(p.Unit, x))
			} else if about.Limit != nil && p.Unit == about.Unit && f.Status == gate.StatusOK {
				r.Cells = append(r.Cells, values.Limit())
			} else {
				r.Cells = append(r.Cells, "–")
			}
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// cell writes a whole number that may be missing.
func (v View) cell(value *float64) string {
	if value == nil {
		return "–"
	}
	return v.Integer(*value)
}
