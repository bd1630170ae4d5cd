package dashboard

import (
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// table is the figures of a chart as people read them.
type table struct {
	Caption string
	Head    []heading
	Rows    []row
	More    string // how many others the files have
}

// mostTableRows bounds a table on a page; its files have all rows.
const mostTableRows = 60

type heading struct {
	Text   string
	Number bool
}

type row struct {
	Name, URL string
	Cells     []string
}

// table writes an answer as a table: value, interval, numerator and denominator where there are, and the parts.
func (v *view) table(a *asked, caption string) table {
	about := a.about
	t := table{Caption: caption, Head: []heading{{Text: v.t("by." + a.answer.By)}, {Text: v.unitWords(about), Number: true}}}
	add := func(text string) { t.Head = append(t.Head, heading{text, true}) }
	if about.Interval {
		add(v.t("table.interval"))
	}
	counted := about.Kind != "count"
	if counted {
		add(v.t("table.numerator"))
		add(v.t("table.denominator"))
	}
	var parts []indicator.Part
	for _, p := range about.Parts {
		if hasPart(a.answer.Figures, p.Name) {
			parts = append(parts, p)
			add(v.say(p.Title))
		}
	}
	figures := a.answer.Figures
	if out := len(figures) - mostTableRows; out > 0 {
		figures, t.More = figures[:mostTableRows], v.t("sheet.more", "n", out)
	}
	for _, f := range figures {
		r := row{Name: f.Label}
		if (a.answer.By == "month" || a.answer.By == "quarter") && f.Key != indicator.KeyTotal {
			r.Name = v.month(f.Key)
		}
		if _, known := v.byCode[f.Key]; known && a.answer.By == "territory" {
			r.URL = v.sheet(f.Key)
		}
		r.Cells = append(r.Cells, v.short(about, f))
		if about.Interval {
			between := "–"
			if f.Low != nil && f.High != nil {
				between = v.t("figure.between", "low", v.exact(about.Unit, *f.Low), "high", v.exact(about.Unit, *f.High))
			}
			r.Cells = append(r.Cells, between)
		}
		if counted {
			r.Cells = append(r.Cells, v.cell("", f.Numerator), v.cell("", f.Denominator))
		}
		for _, p := range parts {
			if x, ok := f.Parts[p.Name]; ok {
				r.Cells = append(r.Cells, v.exact(p.Unit, x))
			} else if about.Limit != nil && p.Unit == about.Unit && f.Status == gate.StatusOK {
				r.Cells = append(r.Cells, v.limit(about))
			} else {
				r.Cells = append(r.Cells, "–")
			}
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// estimateMark stands behind a value that is an estimate; its bounds are parts, with columns of their own.
func (v *view) estimateMark(f gate.Figure) string {
	if f.Status != gate.StatusEstimate {
		return ""
	}
	return " (" + v.t("figure.estimate") + ")"
}

// exactly is a value with one decimal more than in sentences.
func (v *view) exactly(about indicator.Indicator, f gate.Figure) string {
	if beyond(about, f) {
		return v.value(about, f)
	}
	return v.exact(about.Unit, *f.Value)
}

// cell writes a number that may be missing.
func (v *view) cell(unit string, value *float64) string {
	if value == nil {
		return "–"
	}
	return v.exact(unit, *value)
}

// unitWords heads the column of an indicator's values: its unit, or its title where the unit alone would not say enough.
func (v *view) unitWords(about indicator.Indicator) string {
	if key := "heading." + about.Unit; v.has(key) {
		return v.t(key)
	}
	return v.say(about.Title)
}

func hasPart(figures []gate.Figure, name string) bool {
	for _, f := range figures {
		if _, ok := f.Parts[name]; ok {
			return true
		}
	}
	return false
}
