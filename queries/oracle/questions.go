package oracle

import (
	"reflect"
	"slices"
	"time"

	"vigie/event"
)

// DrawQuestions draws so many questions about an indicator: by any of its groupings, with filters now and then, of whole months,
// quarters, years and of any days, seen from before, within and after the window.
func DrawQuestions(seed uint64, indicator string, number int) []Question {
	d := newDrawer(seed, 2+uint64(slices.Index(Indicators(), indicator)))
	questions := make([]Question, number)
	for i := range questions {
		questions[i] = d.question(indicator)
	}
	return questions
}

func (d *drawer) question(indicator string) Question {
	q := Question{Indicator: indicator, By: pick(d, Groupings(indicator)), Filters: map[string][]string{}}
	months := func(from, number int) {
		q.From, q.To = event.NewDay(2024, time.Month(1+from), 1), event.NewDay(2024, time.Month(1+from+number), 1)
	}
	switch d.IntN(6) {
	case 0:
		months(d.IntN(16), 1+d.IntN(4))
	case 1:
		months(3*d.IntN(5), 3)
	case 2:
		months(12*d.IntN(2), 12)
	default:
		q.From, q.To = d.day(), d.day()
		q.From, q.To = min(q.From, q.To), max(q.From, q.To)+event.Day(d.IntN(2))
		q.To = max(q.To, q.From+1)
	}
	if q.By == "month" {
		q.To = min(q.To, q.From+70) // each month is a question of its own
	}
	switch n := d.IntN(100); {
	case n < 30:
		q.AsOf = d.day() + 60
	case n < 60:
		q.AsOf = q.From + 1000 // behind all events
	default:
		q.AsOf = q.From + event.Day(d.IntN(300)-40)
	}
	for _, name := range Filters(indicator) {
		if !d.chance(25) {
			continue
		}
		if name == "territory" {
			q.Territories = d.some(2, append([]string{parents[0], parents[1], "across", "nowhere"}, lowest...)...)
		} else if name == "need" {
			q.Filters[name] = []string{pick(d, d.choices(name))}
		} else if values := d.some(3, d.choices(name)...); len(values) > 0 {
			q.Filters[name] = values
		}
	}
	return q
}

// choices are the values that a filter may take.
func (d *drawer) choices(filter string) []string {
	switch filter {
	case "structure":
		return structureIDs
	case "project":
		return projects
	case "format":
		return d.texts(reflect.TypeFor[event.Format]())
	case "service":
		return append(d.texts(reflect.TypeFor[event.Service]()), unknown)
	case "age_band":
		return append(d.texts(reflect.TypeFor[event.AgeBand]()), unknown)
	case "activity":
		return append(d.texts(reflect.TypeFor[event.Activity]()), unknown)
	case "need":
		return []string{"0.25", "0.4", "0.75"}
	case "gender":
		return append(d.texts(reflect.TypeFor[event.Gender]()), unknown)
	}
	panic("oracle: nobody draws values of the filter " + filter)
}
