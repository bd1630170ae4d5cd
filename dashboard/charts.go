package dashboard

import (
	"encoding/json"
	"fmt"
	"html/template"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Colours of charts: the accent of the style sheet, a quiet grey for what stands aside, the ink and the lines.
const (
	inkAccent = "#0b4a5e"
	inkAside  = "#8b9498"
	inkText   = "#1b2428"
	inkQuiet  = "#4a565b"
	inkLine   = "#d5d2c8"
)

// scale is the sequential scale of maps and matrices, light to dark; it reads the same to colour-blind eyes and in grey.
var scale = []string{"#dcebef", "#abd0da", "#72abba", "#2a7589", "#0b4a5e"}

// mostBars bounds a ranking: of longer ones both ends are drawn, and the table has them all.
const mostBars = 40

// chart is what the script draws: the options of echarts and the texts of the values in the reader's language.
type chart struct {
	ID    string // of the element with the options
	Label string // what the chart shows, for those who do not see it
	JSON  template.JS
}

// mark is one value of a chart.
type mark struct {
	name, text string
	value      *float64
	low, high  *float64
	aside      bool // unknown, outside: not one of the ranked
	quiet      bool // not of the chosen place
}

// marks are the figures of an answer as values of a chart, in their order.
func (v *view) marks(a *asked) []mark {
	var all []mark
	for _, f := range a.answer.Figures {
		if f.Key == indicator.KeyTotal {
			continue
		}
		m := mark{name: f.Label, value: drawn(a.about, f), low: f.Low, high: f.High, aside: f.Key == indicator.KeyUnknown || f.Key == indicator.KeyOutside}
		m.quiet = a.answer.By == "territory" && !v.within(f.Key)
		m.text = v.said(a.about, f)
		all = append(all, m)
	}
	return all
}

// drawable tells whether there is anything to see: a value other than none and zero.
func drawable(all []mark) bool {
	return slices.ContainsFunc(all, func(m mark) bool { return m.value != nil && *m.value != 0 })
}

// said is a figure in words: its value with its unit's sign, its interval, its part of what.
func (v *view) said(about indicator.Indicator, f gate.Figure) string {
	text := v.value(about, f)
	if f.Low != nil && f.High != nil {
		text += " (" + v.t("figure.between", "low", v.amount(about.Unit, *f.Low), "high", v.amount(about.Unit, *f.High)) + ")"
	}
	if estimate := v.estimate(about, f); estimate != "" {
		text += " (" + estimate + ")"
	}
	return text
}

// estimate says that a figure is one, and between what bounds where its parts low and high have them; "" for all others.
func (v *view) estimate(about indicator.Indicator, f gate.Figure) string {
	if f.Status != gate.StatusEstimate {
		return ""
	}
	low, bounded := f.Parts["low"]
	high, also := f.Parts["high"]
	if !bounded || !also {
		return v.t("figure.estimate")
	}
	return v.t("figure.bounds", "low", v.amount(about.Unit, low), "high", v.amount(about.Unit, high))
}

// value is a figure's value in the unit of its indicator: "31 %", "> 60 jours" for a median beyond its limit, or words for none.
func (v *view) value(about indicator.Indicator, f gate.Figure) string {
	switch {
	case beyond(about, f):
		return v.limit(about)
	case f.Value == nil:
		return v.t("figure." + f.Status)
	}
	return v.amount(about.Unit, *f.Value)
}

// limit says that something is more than a median is told up to: "> 60 jours".
func (v *view) limit(about indicator.Indicator) string {
	return v.t("figure.beyond", "limit", v.amount(about.Unit, *about.Limit))
}

// beyond tells whether a median is more than the limit up to which it is told.
func beyond(about indicator.Indicator, f gate.Figure) bool {
	return about.Limit != nil && f.Value == nil && f.Status == gate.StatusOK
}

// drawn is how long a figure is drawn: its value, or the limit where it lies beyond.
func drawn(about indicator.Indicator, f gate.Figure) *float64 {
	if beyond(about, f) {
		return about.Limit
	}
	return f.Value
}

// ranked sorts marks by value, the highest first, those without a value and those aside last.
func ranked(all []mark) []mark {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b mark) int {
		switch {
		case a.aside != b.aside:
			return order(b.aside, a.aside)
		case (a.value == nil) != (b.value == nil):
			return order(b.value == nil, a.value == nil)
		case a.value == nil || *a.value == *b.value:
			return 0
		case *a.value > *b.value:
			return -1
		}
		return 1
	})
	return all
}

// order compares truths: what is true comes first.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// ends leaves both ends of a ranking that is too long to draw, and tells how many it left out.
func ends(all []mark) ([]mark, int) {
	if len(all) <= mostBars {
		return all, 0
	}
	kept := slices.Concat(all[:mostBars/2], all[len(all)-mostBars/2:])
	return kept, len(all) - len(kept)
}

// envelope is a chart's options with what the script adds to them: the names and the values in words that a reader gets who
// points at a value, and the labels that stand beside the values where a series shows them. series is which one is read out.
func envelope(id, label string, option map[string]any, unit string, height, series int, names, texts, labels []string) (*chart, error) {
	text, err := json.Marshal(map[string]any{
		"option": option, "unit": unit, "height": height, "series": series, "names": names, "texts": texts, "labels": labels,
	})
	if err != nil {
		return nil, fmt.Errorf("write the options of chart %s: %w", id, err)
	}
	return &chart{ID: id, Label: label, JSON: template.JS(text)}, nil
}

// bars draws marks as horizontal bars, one under the other, each with its value at its end; line, if not nil, is a value to
// compare with, such as that of the whole network.
func (v *view) bars(id, label, unit string, all []mark, line *mark) (*chart, error) {
	var names, texts []string
	var data []opts.BarData
	for _, m := range all {
		names, texts = append(names, m.name), append(texts, m.text)
		colour := inkAccent
		if m.aside || m.quiet {
			colour = inkAside
		}
		data = append(data, opts.BarData{Name: m.name, Value: number(m.value), ItemStyle: &opts.ItemStyle{Color: colour}})
	}
	c := charts.NewBar()
	top := "8"
	series := []charts.SeriesOpts{
		charts.WithBarChartOpts(opts.BarChart{BarCategoryGap: "34%"}),
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "right", Color: inkText, FontSize: 14}),
	}
	if line != nil && line.value != nil {
		top = "30"
		series = append(series, charts.WithMarkLineNameXAxisItemOpts(opts.MarkLineNameXAxisItem{Name: line.name, XAxis: *line.value}), lineStyle())
	}
	c.SetXAxis(names).AddSeries("", data, series...)
	c.SetGlobalOptions(sideways(unit, top, all)...)
	c.XYReversal()
	c.Validate()
	return envelope(id, label, c.JSON(), unit, 48+26*len(all), 0, names, texts, texts)
}

// intervals draws marks as points on the span of their 95 % interval.
func (v *view) intervals(id, label, unit string, all []mark, line *mark) (*chart, error) {
	var names, texts, labels []string
	var base, span []opts.BarData
	var points []opts.ScatterData
	for i, m := range all {
		names, texts = append(names, m.name), append(texts, m.text)
		low, high := 0.0, 0.0
		if m.low != nil && m.high != nil {
			low, high = *m.low, *m.high
		}
		base = append(base, opts.BarData{Name: m.name, Value: low})
		span = append(span, opts.BarData{Name: m.name, Value: high - low})
		label := ""
		if m.value != nil {
			label = v.amount(unit, *m.value)
		}
		labels = append(labels, label)
		symbol := "circle"
		if m.quiet {
			symbol = "emptyCircle"
		}
		points = append(points, opts.ScatterData{Name: m.name, Value: []any{number(m.value), i}, Symbol: symbol, SymbolSize: 11})
	}
	c := charts.NewBar()
	top := "8"
	series := []charts.SeriesOpts{
		charts.WithBarChartOpts(opts.BarChart{Stack: "interval", BarWidth: "7"}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: scale[2]}),
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "right", Color: inkText, FontSize: 14}),
	}
	if line != nil && line.value != nil {
		top = "30"
		series = append(series, charts.WithMarkLineNameXAxisItemOpts(opts.MarkLineNameXAxisItem{Name: line.name, XAxis: *line.value}), lineStyle())
	}
	c.SetXAxis(names).
		AddSeries("", base, charts.WithBarChartOpts(opts.BarChart{Stack: "interval", BarWidth: "7"}), charts.WithItemStyleOpts(opts.ItemStyle{Color: "transparent"})).
		AddSeries("", span, series...)
	dots := charts.NewScatter()
	dots.AddSeries("", points, charts.WithItemStyleOpts(opts.ItemStyle{Color: inkAccent}))
	c.Overlap(dots)
	c.SetGlobalOptions(sideways(unit, top, all)...)
	c.XYReversal()
	c.Validate()
	return envelope(id, label, c.JSON(), unit, 70+26*len(all), 2, names, texts, labels)
}

// sideways are the axes of bars that lie one under the other: names at the left, values below. A scale of shares that comes
// near the whole ends there.
func sideways(unit, top string, all []mark) []charts.GlobalOpts {
	var end any
	if unit == "share" && slices.ContainsFunc(all, func(m mark) bool { return (m.value != nil && *m.value > 0.8) || (m.high != nil && *m.high > 0.8) }) {
		end = 1
	}
	return []charts.GlobalOpts{
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "0", Right: "64", Top: top, Bottom: "4", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "value", Min: 0, Max: end, AxisLabel: &opts.AxisLabel{Color: inkQuiet, FontSize: 13, HideOverlap: opts.Bool(true)},
			SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: inkLine}}, SplitNumber: 4,
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "category", Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{Color: inkText, FontSize: 14},
			AxisLine: &opts.AxisLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: inkText}},
		}),
	}
}

// lineStyle draws the value to compare with as a dashed line with its name on top.
func lineStyle() charts.SeriesOpts {
	return charts.WithMarkLineStyleOpts(opts.MarkLineStyle{
		Symbol: []string{"none", "none"}, Label: &opts.Label{Show: opts.Bool(true), Formatter: "{b}", Position: "start", Color: inkText, FontSize: 13},
		LineStyle: &opts.LineStyle{Color: inkText, Type: "dashed", Width: 1},
	})
}

// months draws the figures of an answer by month as standing bars.
func (v *view) months(id, label string, a *asked) (*chart, error) {
	var ticks, names, texts []string
	var data []opts.BarData
	for i, f := range a.ordinary() {
		ticks = append(ticks, v.tick(f.Key, i == 0))
		names = append(names, v.month(f.Key))
		texts = append(texts, v.said(a.about, f))
		data = append(data, opts.BarData{Name: names[i], Value: number(drawn(a.about, f)), ItemStyle: &opts.ItemStyle{Color: inkAccent}})
	}
	c := charts.NewBar()
	c.SetXAxis(ticks).AddSeries("", data, charts.WithBarChartOpts(opts.BarChart{BarCategoryGap: "30%"}))
	c.SetGlobalOptions(
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "0", Right: "4", Top: "12", Bottom: "4", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "category", AxisLabel: &opts.AxisLabel{Color: inkText, FontSize: 13, HideOverlap: opts.Bool(true)},
			AxisTick: &opts.AxisTick{Show: opts.Bool(false)},
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "value", Min: 0, AxisLabel: &opts.AxisLabel{Color: inkQuiet, FontSize: 13}, SplitNumber: 4,
			SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: inkLine}},
		}),
	)
	c.Validate()
	return envelope(id, label, c.JSON(), a.about.Unit, 260, 0, names, texts, nil)
}

// number is a value as echarts wants it: "-" leaves a gap.
func number(value *float64) any {
	if value == nil {
		return "-"
	}
	return *value
}
