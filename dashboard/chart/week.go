package chart

import (
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vigie/dashboard/texts"
)

const (
	hourOpens  = 7  // first hour of the day that a week shows; many earlier openings move it
	hourCloses = 22 // first hour it does not show; later ones move it
)

// Week counts what is open in each hour of a week that begins on Monday, of so many that are known.
type Week struct {
	Open  [7][24]int
	Known int
}

// Hours are the hours of the day to draw, [first, last): the usual ones, and any earlier or later one in which one in twenty
// is open; the few that never close would only add empty columns.
func (w Week) Hours() (first, last int) {
	first, last = hourOpens, hourCloses
	for _, day := range w.Open {
		for hour, n := range day {
			if 20*n > w.Known {
				first, last = min(first, hour), max(last, hour+1)
			}
		}
	}
	return first, last
}

// Peak is how many are open in the hour in which most are.
func (w Week) Peak() (peak int) {
	for _, day := range w.Open {
		peak = max(peak, slices.Max(day[:]))
	}
	return peak
}

// Draw draws the week as a heat map.
func (w Week) Draw(l *texts.Language, id string) *Chart {
	var columns, days, names, said []string
	first, last := w.Hours()
	for hour := first; hour < last; hour++ {
		columns = append(columns, l.T("hours.hour", "hour", hour))
	}
	var data []opts.HeatMapData
	var peaks []Mark
	for day := range 7 {
		name := l.T("weekday." + strconv.Itoa(day+1))
		days = append(days, name)
		peak := slices.Max(w.Open[day][:])
		most := float64(peak)
		peaks = append(peaks, Mark{Name: name, Value: &most, Text: l.T("hours.open", "n", peak)})
		for hour := first; hour < last; hour++ {
			n := w.Open[day][hour]
			data = append(data, opts.HeatMapData{Value: []int{hour - first, day, n}})
			names = append(names, l.T("hours.at", "day", name, "hour", hour))
			said = append(said, l.T("hours.open", "n", n))
		}
	}
	c := charts.NewHeatMap()
	c.SetXAxis(columns).AddSeries("", data, charts.WithItemStyleOpts(opts.ItemStyle{BorderColor: inkAccent, BorderWidth: 0.75}))
	c.SetGlobalOptions(
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "0", Right: "4", Top: "4", Bottom: "4", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Data: columns, AxisLabel: &opts.AxisLabel{Color: inkText, FontSize: 13, HideOverlap: opts.Bool(true)},
			AxisTick: &opts.AxisTick{Show: opts.Bool(false)}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: days, Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{Color: inkText, FontSize: 13}}),
		charts.WithVisualMapOpts(opts.VisualMap{Type: "continuous", Show: opts.Bool(false), Min: 0, Max: float32(max(w.Peak(), 1)),
			InRange: &opts.VisualMapInRange{Color: append([]string{"#ffffff"}, scale...)}}),
	)
	c.Validate()
	return &Chart{ID: id, Label: Tell(l, "structures", peaks, nil), unit: "structures", option: optionOf(c), height: 280, names: names, texts: said}
}
