package oracle

import (
	"slices"
	"time"

	"vigie/event"
)

// registeredStream is the stream of random numbers that calls, projects and need are drawn from: it leaves the rest of a history as it is.
const registeredStream = 1 << 32

// registered draws two calls, the projects that events name and one that none does, rates and ages, each of them in one or two states.
func (d *drawer) registered() (r Registered) {
	funders := []string{"Ville", "CAF", "Europe"}
	for _, code := range []string{"one", "two"} {
		d.states(func(imported time.Time) {
			c := Call{Code: code, Imported: imported}
			for _, of := range d.some(3, funders...) {
				c.Funders = append(c.Funders, Amount{of, pick(d, []int64{0, 100, 333, 1000})})
			}
			r.Calls = append(r.Calls, c)
		})
	}
	for _, code := range append(slices.Clone(projects), "R") {
		d.states(func(imported time.Time) { r.Projects = append(r.Projects, d.project(code, imported)) })
	}
	for _, code := range append(slices.Clone(lowest), parents[0]) {
		if d.chance(60) {
			d.states(func(imported time.Time) {
				r.Rates = append(r.Rates, Rate{Territory: code, Year: 2023 + d.IntN(3), Rate: float64(d.IntN(11)) / 20, Imported: imported})
			})
		}
		if d.chance(50) {
			r.Ages = append(r.Ages, Ages{Territory: code, Year: 2023 + d.IntN(3), Imported: firstDay.Time(), Groups: []AgeGroup{
				{0, 17, d.IntN(100)}, {18, 49, d.IntN(100)}, {50, 69, d.IntN(100)}, {70, -1, d.IntN(100)},
			}})
		}
	}
	return r
}

// states gives the times of one or two imports, the second on a later day.
func (d *drawer) states(take func(imported time.Time)) {
	imported := firstDay.Time().Add(time.Duration(d.IntN(200)-100)*24*time.Hour + 12*time.Hour)
	take(imported)
	if d.chance(50) {
		take(imported.Add(time.Duration(1+d.IntN(300)) * 24 * time.Hour))
	}
}

func (d *drawer) project(code string, imported time.Time) Project {
	p := Project{
		Code: code, Call: pick(d, []string{"one", "two", "gone"}), Structure: pick(d, structureIDs), Imported: imported,
		Stage: pick(d, []string{"granted", "granted", "paid", "closed", "submitted", "refused"}), Granted: int64(d.IntN(3) * d.IntN(1_000_000)),
		Territories: d.some(2, append([]string{parents[0], "75113"}, lowest...)...),
	}
	if d.chance(50) {
		p.CoFunders = []Amount{{"CAF", int64(d.IntN(100_000))}}
	}
	for range d.IntN(4) {
		p.Payments = append(p.Payments, Payment{d.day(), int64(d.IntN(100_000)), pick(d, []string{"", "", "CAF", "Europe"})})
	}
	if d.chance(90) {
		p.Starts = d.day() - event.Day(d.IntN(60))
		p.Ends = p.Starts + event.Day(d.IntN(200)-1)
	}
	if d.chance(70) {
		p.Target = new(d.IntN(12))
	}
	return p
}
