package chart

import (
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
)

// Bars draws marks as horizontal bars, one under the other, each with its value at the right; line, if not nil, is a value to
// compare each with, such as that of the whole network.
func Bars(l *texts.Language, id, unit string, all []Mark, line *Mark) *Chart {
	var names, said, labels []string
	var data []opts.BarData
	for _, m := range all {
		label := m.missing()
		if m.Value != nil {
			label = m.short()
		}
		names, said, labels = append(names, m.Name), append(said, m.Text), append(labels, label)
		bar := opts.BarData{Value: number(m.Value)}
		if m.Aside || m.Quiet {
			bar.ItemStyle = &opts.ItemStyle{Color: inkAside}
		}
		data = append(data, bar)
	}
	c := charts.NewBar()
	c.AddSeries("", data, charts.WithBarChartOpts(opts.BarChart{BarCategoryGap: "34%"}), charts.WithItemStyleOpts(opts.ItemStyle{Color: inkAccent}))
	c.SetGlobalOptions(sideways(unit, all, line)...)
	c.XYReversal()
	c.Validate()
	one := &Chart{ID: id, Label: Tell(l, unit, all, line), unit: unit, option: optionOf(c), height: sidewaysHeight(all), names: names, texts: said, labels: labels}
	return one.against(line)
}

// Intervals draws marks as points on the span of their 95 % interval.
func Intervals(l *texts.Language, id, unit string, all []Mark, line *Mark) *Chart {
	var names, said, labels []string
	var base, span []opts.BarData
	var points []opts.ScatterData
	for i, m := range all {
		names, said = append(names, m.Name), append(said, m.Text)
		low, high := 0.0, 0.0
		if m.Low != nil && m.High != nil {
			low, high = *m.Low, *m.High
		}
		base = append(base, opts.BarData{Value: drawn(low)})
		span = append(span, opts.BarData{Value: drawn(high - low)})
		label := m.missing()
		if m.Value != nil {
			label = l.Amount(unit, *m.Value)
		}
		labels = append(labels, label)
		point := opts.ScatterData{Value: []any{number(m.Value), i}}
		if m.Quiet {
			point.Symbol = "emptyCircle"
		}
		points = append(points, point)
	}
	c := charts.NewBar()
	c.AddSeries("", base, charts.WithBarChartOpts(opts.BarChart{Stack: "interval", BarWidth: "7"}), charts.WithItemStyleOpts(opts.ItemStyle{Color: "transparent"})).
		AddSeries("", span, charts.WithBarChartOpts(opts.BarChart{Stack: "interval", BarWidth: "7"}), charts.WithItemStyleOpts(opts.ItemStyle{Color: inkSpan}))
	dots := charts.NewScatter()
	dots.AddSeries("", points, charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "circle", SymbolSize: 11}), charts.WithItemStyleOpts(opts.ItemStyle{Color: inkAccent}))
	c.Overlap(dots)
	c.SetGlobalOptions(sideways(unit, all, line)...)
	c.XYReversal()
	c.Validate()
	one := &Chart{
		ID: id, Label: Tell(l, unit, all, line), Spans: slices.ContainsFunc(all, func(m Mark) bool { return m.Low != nil }),
		Quiet: slices.ContainsFunc(all, func(m Mark) bool { return m.Quiet && m.Value != nil }), unit: unit, option: optionOf(c),
		height: sidewaysHeight(all), series: 2, names: names, texts: said, labels: labels,
	}
	return one.against(line)
}

// whole tells whether a scale ends at the whole: one of shares that holds more than a half does.
func whole(unit string, all []Mark) bool {
	return unit == "share" && slices.ContainsFunc(all, func(m Mark) bool { return (m.Value != nil && *m.Value > 0.5) || (m.High != nil && *m.High > 0.5) })
}

// sideways are the axes of bars that lie one under the other: names at the left, which the script sets, values below.
func sideways(unit string, all []Mark, line *Mark) []charts.GlobalOpts {
	var end any
	if line != nil {
		all = append(slices.Clone(all), *line)
	}
	if whole(unit, all) {
		end = 1
	}
	return []charts.GlobalOpts{
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "0", Right: "4", Top: "8", Bottom: "4", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "value", Min: least(all), Max: end, AxisLabel: &opts.AxisLabel{Color: inkQuiet, FontSize: 13, HideOverlap: opts.Bool(true)},
			SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: inkLine}}, SplitNumber: 4,
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "category", Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{Color: inkText, FontSize: 14},
			AxisLine: &opts.AxisLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: inkText}},
		}),
	}
}

// least is where a scale begins: at 0, unless something lies below.
func least(all []Mark) any {
	if slices.ContainsFunc(all, func(m Mark) bool { return m.Value != nil && *m.Value < 0 }) {
		return nil
	}
	return 0
}

// sidewaysHeight is how high bars are that lie one under the other; the script makes more room for names that need it.
func sidewaysHeight(all []Mark) int { return 48 + 26*len(all) }

// Months draws the figures of an answer by month, or by quarter, as standing bars; their marks are in the order of the answer. top is where
// the scale ends that it shares with others, 0 for one of its own.
func Months(l *texts.Language, id string, a *figures.Answer, all []Mark, top float64) *Chart {
	var ticks, names, said []string
	var data []opts.BarData
	for i, f := range a.Ordinary() {
		ticks = append(ticks, l.Tick(f.Key, i == 0))
		names, said = append(names, all[i].Name), append(said, all[i].Text)
		data = append(data, opts.BarData{Value: number(all[i].Value)})
	}
	var end any
	height, steps := 260, 4
	if top > 0 {
		end, height, steps = top, 200, Steps(top)
	}
	c := charts.NewBar()
	c.SetXAxis(ticks).AddSeries("", data, charts.WithBarChartOpts(opts.BarChart{BarCategoryGap: "30%"}), charts.WithItemStyleOpts(opts.ItemStyle{Color: inkAccent}))
	c.SetGlobalOptions(
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "0", Right: "4", Top: "12", Bottom: "4", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "category", AxisLabel: &opts.AxisLabel{Color: inkText, FontSize: 13, HideOverlap: opts.Bool(true)},
			AxisTick: &opts.AxisTick{Show: opts.Bool(false)},
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "value", Min: least(all), Max: end, AxisLabel: &opts.AxisLabel{Color: inkQuiet, FontSize: 13}, SplitNumber: steps,
			SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: inkLine}},
		}),
	)
	c.Validate()
	return &Chart{ID: id, Label: TellCourse(l, a.About, a.By, all), unit: a.About.Unit, option: optionOf(c), height: height, names: names, texts: said}
}

// Steps are in how many a scale is to be cut that ends at a number that Top gives: of four up to a power of ten the drawing would make three, and a
// rest.
func Steps(top float64) int {
	if power := math.Log10(top); math.Abs(power-math.Round(power)) < 1e-9 {
		return 5
	}
	return 4
}

// Top is a round number at which a scale ends that holds all marks; 0 where there is nothing to hold.
func Top(of ...[]Mark) float64 {
	most := 0.0
	for _, all := range of {
		for _, m := range all {
			if m.Value != nil {
				most = max(most, *m.Value)
			}
		}
	}
	if most <= 0 {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(most)))
	for _, digit := range []float64{1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8} {
		if digit*power >= most {
			return digit * power
		}
	}
	return 10 * power
}
