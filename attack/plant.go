package main

import (
	"fmt"
	"time"

	"vigie/event"
)

// lateLevels has, in every place, somebody new assessed in June 2026 whose assessment comes after the first version of the windows to July.
func (d *drawing) lateLevels() {
	for _, place := range d.shape.lowest() {
		day := event.NewDay(2026, time.June, 10)
		h := d.open(place, day)[0]
		number := len(d.people)
		d.people = append(d.people, person{ref: "late-" + place})
		d.assess(number, day, h, 1+d.random.IntN(4), d.after(planted[1])+1)
		d.late = append(d.late, len(d.findings)-1)
	}
}

// latePassages has, in every place, somebody assessed in January 2026 and again in June, who is known to be only after the first version of the windows
// to July.
func (d *drawing) latePassages() {
	first, again := event.NewDay(2026, time.January, 20), event.NewDay(2026, time.June, 12)
	for _, place := range d.shape.lowest() {
		h := d.open(place, again)[0]
		number := len(d.people)
		d.people = append(d.people, person{ref: "again-" + place})
		d.assess(number, first, h, 1+d.random.IntN(3), d.after(first))
		d.assess(number, again, h, 1+d.random.IntN(4), d.after(planted[1])+1)
	}
}

// planted is the quarter in which the insider invents visits.
var planted = [2]event.Day{event.NewDay(2026, time.April, 1), event.NewDay(2026, time.July, 1)}

// perClass is how many of the insider's dummies there are of each class.
const perClass = 15

// plantedPlaces is in how many places the insider is at work.
const plantedPlaces = 6

// plant draws the visits that the insider invents: 15 of each class of each field in some places. They are edited before each edition
// between the two versions of the quarter.
func (d *drawing) plant() {
	genders := append([]event.Gender{""}, event.GenderValues()...)
	for _, place := range d.shape.lowest()[:min(plantedPlaces, len(d.shape.lowest()))] {
		near := d.open(place, planted[0])
		for n := range perClass * (len(event.AgeBandValues()) + 1) {
			ages, activities := append([]event.AgeBand{""}, event.AgeBandValues()...), append([]event.Activity{""}, event.ActivityValues()...)
			p := person{ref: fmt.Sprint("dummy-", place, "-", n), profile: event.Profile{AgeBand: ages[n%len(ages)], Activity: activities[n%len(activities)], Gender: genders[n%len(genders)]}}
			h := near[n%len(near)]
			v := visit{
				since: d.after(planted[1]), until: never, person: len(d.people), day: planted[0].AddDays(n % 13), structure: h.id, place: h.place, minutes: 60,
				format: event.FormatValues()[n%len(event.FormatValues())], source: insider, deed: deed{project: d.projectOf(h.id)},
			}
			d.people = append(d.people, p)
			id := d.nextID()
			d.tell(v.since, d.eventOf(v, id, event.Edit{}))
			for phase := v.since + 1; phase < len(d.shape.editions); phase++ {
				edited := v
				v.until = phase
				d.note(v)
				v = edited
				v.since, v.day = phase, v.day.AddDays(7)
				d.tell(phase, d.eventOf(v, d.nextID(), event.Edit{Record: id, Revision: uint64(phase)}))
			}
			d.note(v)
		}
	}
}
