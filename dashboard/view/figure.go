package view

import (
	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/editions/gate"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// Tile is one large number with what is needed to judge it.
type Tile struct {
	ID               string // of its indicator
	Name, URL, Value string
	None             bool // there is no value; Value says so
	Details          []string
	Hidden           *Hidden // why there is none, and where there is one
}

// Tile writes the figure of everything together; earlier, if not nil, is the same question about the period before.
func (v View) Tile(a, earlier *figures.Answer) Tile {
	values, unit, f := v.Of(a.About), a.About.Unit, a.Total()
	t := Tile{ID: a.About.ID, Name: values.Title(), URL: v.Definition(a.About.ID), Value: values.Value(f)}
	if figures.Drawn(a.About, f) == nil {
		t.None, t.Hidden = true, v.Hidden(a)
	} else {
		if text := values.Estimate(f); text != "" {
			t.Details = append(t.Details, text)
		}
		if text := values.Interval(f); text != "" {
			t.Details = append(t.Details, text)
		}
		if unit == "share" && f.Numerator != nil && f.Denominator != nil {
			t.Details = append(t.Details, v.T("tile.of", "numerator", v.Integer(*f.Numerator), "denominator", v.Integer(*f.Denominator)))
		}
	}
	if text := values.Reference(); text != "" {
		t.Details = append(t.Details, text)
	}
	if earlier != nil {
		if before := earlier.Total(); before.Value != nil && f.Value != nil {
			t.Details = append(t.Details, v.T("tile.before", "value", v.Amount(unit, *before.Value)))
		}
	}
	return t
}

// Figure is a chart, map, matrix or waterfall with its title, its table, its files and its definition.
type Figure struct {
	ID, Title, Note string
	Chart           *chart.Chart
	Map             *chart.Map
	Switch          []Link // other indicators that the same drawing can show
	Matrix          *chart.Matrix
	Waterfall       *chart.Waterfall
	Streams         *chart.Streams
	Graph           *chart.Graph
	Table           *Table
	Ways            *Ways // the table of a graph
	Hidden          *Hidden
	CSV, XLSX       string
	Excel           string // the CSV file of spreadsheets in French; only where there is room for it
	Definition      string
	Source          string // what the figures are from; "" where there are none
	Cite            string // address of the text that cites them
}

// Figure puts a title, a table and the links of the very same question around what is drawn.
func (v View) Figure(id, title string, a *figures.Answer) Figure {
	f := Figure{ID: id, Title: title, Hidden: v.Hidden(a), Definition: v.Definition(a.About.ID)}
	if a.Unpublished != nil { // there is nothing to list, and no file
		return f
	}
	t := v.Table(a, title)
	f.Table, f.CSV, f.XLSX = &t, v.API(a.Question, "csv"), v.API(a.Question, "xlsx")
	f.Source, f.Cite = v.Source(a), v.Link("/indicators/"+a.About.ID, "territory", v.Place)+"#cite"
	return f
}

// Marks are the figures of an answer as a chart draws them. Where a territory has no structure, that is why it has no data.
func (v View) Marks(a *figures.Answer) []chart.Mark {
	all := chart.Marks(v.Language, a, v.Inside())
	for i := range all {
		if one := &all[i]; v.Bare(a, one.Key, one.Status) {
			one.Text, one.Short = v.T("figure.no_structure"), ""
		}
	}
	return all
}

// Bare tells of a figure of an answer, by its key and status, whether it has no data because no structure is open in its territory. What is counted
// per inhabitant, of need or of distances lacks something else.
func (v View) Bare(a *figures.Answer, key, status string) bool {
	if a.By != "territory" || status != gate.StatusNoData || a.About.UsesPopulation() || a.About.UsesNeed() || a.About.UsesDistance() {
		return false
	}
	_, special := indicator.SpecialName(key)
	return !special && !v.Equipped(key)
}

// ByTerritory draws an indicator by territory, from the highest to the lowest, each beside the network's value.
func (v View) ByTerritory(id string, a *figures.Answer) Figure {
	return v.Ranking(id, chart.Spread(v.Language, a, v.Level(), v.Marks(a)), a)
}

// Ranking draws the figures of an answer from the highest to the lowest; territories beside the network's value.
func (v View) Ranking(id, title string, a *figures.Answer) Figure {
	f := v.Figure(id, title, a)
	all := chart.Ranked(v.Marks(a))
	if _, _, n := chart.Extremes(all); n == 0 || !chart.Drawable(all) {
		return f
	}
	kept, out := chart.Ends(chart.Told(all))
	if out > 0 {
		f.Note = v.T("figure.ends", "each", chart.MaxBars/2, "n", out)
	}
	var line *chart.Mark
	if a.Network != nil && a.Network.Total().Value != nil && a.About.Kind != "count" {
		value := a.Network.Total().Value
		line = &chart.Mark{Name: v.T("place.network") + v.T("words.colon") + v.Amount(a.About.Unit, *value), Value: value}
	}
	if a.About.Interval {
		f.Chart = chart.Intervals(v.Language, id+"-options", a.About.Unit, kept, line)
	} else {
		f.Chart = chart.Bars(v.Language, id+"-options", a.About.Unit, kept, line)
	}
	return f
}

// InOrder draws figures with intervals in the order of the answer: age bands are not sorted by size.
func (v View) InOrder(id string, a *figures.Answer) Figure {
	all := v.Marks(a)
	f := v.Figure(id, chart.Spread(v.Language, a, v.Level(), all), a)
	if _, _, n := chart.Extremes(all); n > 0 && chart.Drawable(all) {
		f.Chart = chart.Intervals(v.Language, id+"-options", a.About.Unit, all, nil)
	}
	return f
}

// ByMonth draws an indicator month by month.
func (v View) ByMonth(id string, a *figures.Answer) Figure { return v.course(id, a, v.Months(a), 0) }

// Multiples draw counts month by month, each under its id, on one scale: they are seen beside each other.
func (v View) Multiples(id func(indicator string) string, answers []*figures.Answer) (figures []Figure) {
	var all [][]chart.Mark
	for _, a := range answers {
		all = append(all, v.Months(a))
	}
	for i, a := range answers {
		figures = append(figures, v.course(id(a.About.ID), a, all[i], chart.Top(all...)))
	}
	return figures
}

// course draws the marks of an answer by month.
func (v View) course(id string, a *figures.Answer, all []chart.Mark, top float64) Figure {
	f := v.Figure(id, chart.Course(v.Language, a, all), a)
	if chart.Drawable(all) {
		f.Chart = chart.Months(v.Language, id+"-options", a, all, top)
	}
	return f
}

// Months are the marks of an answer by month. Those that began before the month after that of the first event count less than there was.
func (v View) Months(a *figures.Answer) []chart.Mark {
	all := v.Marks(a)
	if v.Published == nil || v.Published.Edition.First.IsZero() {
		return all
	}
	whole := period.MonthOf(v.Published.Edition.First).AddDate(0, 1, 0)
	for i, f := range a.Ordinary() {
		if w, ok := period.Parse(f.Key); ok && w.From.Before(whole) {
			all[i].Cut = true
		}
	}
	return all
}

// Counted are the parts of an indicator that are counted in a unit, each with its share of the denominator.
func (v View) Counted(a *figures.Answer, unit string) []chart.Mark {
	total := a.Total()
	var all []chart.Mark
	for _, p := range a.About.Parts {
		n, ok := total.Parts[p.Name]
		if !ok || p.Unit != unit {
			continue
		}
		text := v.Integer(n)
		if total.Denominator != nil && *total.Denominator > 0 {
			text += " (" + v.Percent(n / *total.Denominator, 0) + ")"
		}
		all = append(all, chart.Mark{Name: v.Say(p.Title), Text: text, Value: &n})
	}
	return all
}

// Persons draws the parts of a share of persons that are counted in persons; titled is given the figure of everything
// together and its denominator in words.
func (v View) Persons(id string, a *figures.Answer, titled func(total gate.Figure, people string) string) Figure {
	total := a.Total()
	if total.Value == nil || total.Denominator == nil {
		return v.Figure(id, v.Nothing(a), a)
	}
	title := titled(total, v.T("count.people", "n", int(*total.Denominator)))
	f := v.Figure(id, title, a)
	f.Chart = chart.Bars(v.Language, id+"-options", "persons", v.Counted(a, "persons"), nil)
	return f
}
