package pages

import (
	"strconv"

	"vigie/dashboard/chart"
	"vigie/dashboard/view"
	"vigie/network"
)

// drawHours shows how many of the open structures are open in each hour of a week.
func (p *Accessibility) drawHours(r *Request) view.Figure {
	week := openHours(p.open)
	f := view.Figure{ID: "hours", Title: busiest(r, week)}
	if p.late != nil {
		f.Definition = r.Definition(p.late.About.ID)
	}
	if week.Known == 0 {
		return f
	}
	f.Note = r.T("hours.note", "known", r.Integer(float64(week.Known)), "total", r.Integer(float64(len(p.open))))
	t := view.Table{Caption: f.Title, Head: []view.Heading{{Text: r.T("hours.day")}}}
	first, last := week.Hours()
	for hour := first; hour < last; hour++ {
		t.Head = append(t.Head, view.Heading{Text: r.T("hours.hour", "hour", hour), Number: true})
	}
	for day := range 7 {
		row := view.Row{Name: r.T("weekday." + strconv.Itoa(day+1))}
		for hour := first; hour < last; hour++ {
			row.Cells = append(row.Cells, r.Integer(float64(week.Open[day][hour])))
		}
		t.Rows = append(t.Rows, row)
	}
	f.Table, f.Chart = &t, week.Draw(r.Language, "hours-options")
	return f
}

// openHours counts the structures that are open in each hour of a week. A structure counts in an hour in which it is open for at
// least half of it.
func openHours(structures []network.Structure) (week chart.Week) {
	for _, s := range structures {
		if !s.HoursKnown {
			continue
		}
		week.Known++
		for hour := range 7 * 24 {
			if openMinutes(s.Week, hour*60, hour*60+60) >= 30 {
				week.Open[hour/24][hour%24]++
			}
		}
	}
	return week
}

// openMinutes is how long spans of a week overlap [from, to), in minutes since Monday 00:00.
func openMinutes(week [][2]int, from, to int) int {
	total := 0
	for _, span := range week {
		total += max(0, min(span[1], to)-max(span[0], from))
	}
	return total
}

// busiest is the title of the week: when most structures are open, and how many at most on a weekend or in the evening.
func busiest(r *Request, week chart.Week) string {
	if week.Known == 0 {
		return r.T("hours.none")
	}
	var peak, tied, day, hour, evening, weekend int
	for i := range week.Open {
		for j, n := range week.Open[i] {
			switch {
			case n > peak:
				peak, tied, day, hour = n, 1, i, j
			case n == peak:
				tied++
			}
			if i < 5 && j >= 18 {
				evening = max(evening, n)
			}
			if i >= 5 {
				weekend = max(weekend, n)
			}
		}
	}
	when := r.T("hours.when", "day", r.T("weekday."+strconv.Itoa(day+1)), "hour", hour)
	if tied > 1 {
		when = r.T("hours.tied", "n", tied)
	}
	return r.T("hours.title", "peak", r.T("hours.structures", "n", peak), "when", when, "evening", r.Integer(float64(evening)), "weekend", r.Integer(float64(weekend)))
}
