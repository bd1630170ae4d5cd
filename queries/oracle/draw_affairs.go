package oracle

import (
	"slices"
	"time"

	"vigie/event"
)

// affairsStream is the stream of random numbers that affairs are drawn from.
const affairsStream = 1 << 33

// affairs draws a plan, bodies and structures, offices and campaigns, each in one state or more.
func (d *drawer) affairs() (a Affairs) {
	for _, code := range []string{"1.1", "1.2", "2.1", "2.2", "3.1"} {
		d.imports(func(imported time.Time) {
			a.Measures = append(a.Measures, Measure{
				Code: code, Due: d.day(), Statuses: d.steps("planned", "started", "done", "dropped"), Imported: imported,
			})
		})
	}
	stages := []string{"identified", "met", "member", "member", "reporting", "left"}
	for _, code := range []string{"ville", "caf", "cpam"} {
		d.imports(func(imported time.Time) {
			a.Actors = append(a.Actors, Actor{Code: code, External: d.chance(20), Stages: d.steps(stages...), Imported: imported})
		})
	}
	for _, code := range structureIDs {
		d.imports(func(imported time.Time) {
			a.Actors = append(a.Actors, Actor{Code: code, Structure: true, Stages: d.steps(stages...), Imported: imported})
		})
	}
	for range 4 {
		office := Animator{Territory: pick(d, slices.Concat(parents, lowest)), Address: pick(d, []string{"x", "y"}), From: d.day()}
		d.imports(func(imported time.Time) {
			if office.To = 0; d.chance(50) {
				office.To = office.From + 1 + event.Day(d.IntN(200))
			}
			office.Imported = imported
			a.Animators = append(a.Animators, office)
		})
	}
	for _, code := range []string{"one", "two"} {
		d.imports(func(imported time.Time) {
			c := Campaign{Code: code, Starts: d.day(), Imported: imported}
			for _, number := range []**int{&c.Target, &c.Candidates, &c.Engaged, &c.Active} {
				if d.chance(80) {
					*number = new(1 + d.IntN(50))
				}
			}
			a.Campaigns = append(a.Campaigns, c)
		})
	}
	return a
}

// steps draws what holds from some days on.
func (d *drawer) steps(what ...string) (steps []Dated) {
	day := d.day()
	for range d.IntN(4) {
		steps = append(steps, Dated{day, pick(d, what)})
		day += event.Day(1 + d.IntN(120))
	}
	return steps
}

// imports gives the times of one or two days of imports, now and then of two on a day.
func (d *drawer) imports(take func(imported time.Time)) {
	d.states(func(imported time.Time) {
		for range 1 + d.IntN(4)/3 {
			imported = imported.Add(time.Duration(1+d.IntN(200)) * time.Minute)
			take(imported)
		}
	})
}
