package dashboard

import (
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vigie/network"
)

const (
	hourOpens  = 7  // first hour of the day that the heat map shows; many earlier openings move it
	hourCloses = 22 // first hour it does not show; later ones move it
)

// hoursFigure shows how many of the structures are open in each hour of a week. A structure counts in an hour in which it is
// open for at least half of it.
func (v *view) hoursFigure(structures []network.Structure, a *asked) (figure, error) {
	var open [7][24]int
	known := 0
	for _, s := range structures {
		if !s.HoursKnown {
			continue
		}
		known++
		for hour := range 7 * 24 {
			if openMinutes(s.Week, hour*60, hour*60+60) >= 30 {
				open[hour/24][hour%24]++
			}
		}
	}
	first, last := shownHours(open, known)
	title, peak := v.busiest(open, known)
	f := figure{ID: "hours", Title: title}
	if a != nil {
		f.Definition = v.definition(a.about)
	}
	if known == 0 {
		return f, nil
	}
	f.Note = v.t("hours.note", "known", v.integer(float64(known)), "total", v.integer(float64(len(structures))))
	t := table{Caption: title, Head: []heading{{Text: v.t("hours.day")}}}
	var columns, days, names, texts []string
	for hour := first; hour < last; hour++ {
		columns = append(columns, v.t("hours.hour", "hour", hour))
		t.Head = append(t.Head, heading{v.t("hours.hour", "hour", hour), true})
	}
	var data []opts.HeatMapData
	for day := range 7 {
		name := v.t("weekday." + strconv.Itoa(day+1))
		days = append(days, name)
		r := row{Name: name}
		for hour := first; hour < last; hour++ {
			n := open[day][hour]
			r.Cells = append(r.Cells, v.integer(float64(n)))
			data = append(data, opts.HeatMapData{Value: []int{hour - first, day, n}})
			names = append(names, v.t("hours.at", "day", name, "hour", hour))
			texts = append(texts, v.t("hours.open", "n", n))
		}
		t.Rows = append(t.Rows, r)
	}
	f.Table = &t
	c := charts.NewHeatMap()
	c.SetXAxis(columns).AddSeries("", data, charts.WithItemStyleOpts(opts.ItemStyle{BorderColor: "#fdfcf9", BorderWidth: 2}))
	c.SetGlobalOptions(
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "0", Right: "4", Top: "4", Bottom: "4", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Data: columns, AxisLabel: &opts.AxisLabel{Color: inkText, FontSize: 13, HideOverlap: opts.Bool(true)},
			AxisTick: &opts.AxisTick{Show: opts.Bool(false)}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: days, Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{Color: inkText, FontSize: 13}}),
		charts.WithVisualMapOpts(opts.VisualMap{Type: "continuous", Show: opts.Bool(false), Min: 0, Max: float32(max(peak, 1)),
			InRange: &opts.VisualMapInRange{Color: append([]string{"#ffffff"}, scale...)}}),
	)
	c.Validate()
	var err error
	f.Chart, err = envelope("hours-options", title, c.JSON(), "structures", 280, 0, names, texts, nil)
	return f, err
}

// openMinutes is how long spans of a week overlap [from, to), in minutes since Monday 00:00.
func openMinutes(week [][2]int, from, to int) int {
	total := 0
	for _, span := range week {
		total += max(0, min(span[1], to)-max(span[0], from))
	}
	return total
}

// shownHours are the hours of the day to draw: the usual ones, and any earlier or later one in which one structure in twenty
// is open; the few that never close would only add empty columns.
func shownHours(open [7][24]int, known int) (first, last int) {
	first, last = hourOpens, hourCloses
	for _, day := range open {
		for hour, n := range day {
			if 20*n > known {
				first, last = min(first, hour), max(last, hour+1)
			}
		}
	}
	return first, last
}

// busiest is the title of the heat map: when most structures are open, and how many at most on a weekend or in the evening.
func (v *view) busiest(open [7][24]int, known int) (title string, peak int) {
	if known == 0 {
		return v.t("hours.none"), 0
	}
	var day, hour, evening, weekend int
	for i := range open {
		for j, n := range open[i] {
			if n > peak {
				peak, day, hour = n, i, j
			}
			if i < 5 && j >= 18 {
				evening = max(evening, n)
			}
			if i >= 5 {
				weekend = max(weekend, n)
			}
		}
	}
	return v.t("hours.title", "peak", v.t("hours.structures", "n", peak), "day", v.t("weekday."+strconv.Itoa(day+1)), "hour", hour,
		"evening", v.integer(float64(evening)), "weekend", v.integer(float64(weekend))), peak
}
