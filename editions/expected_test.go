package editions_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"vigie/editions/cells"
	"vigie/event"
	"vigie/queries/indicator"
	"vigie/queries/oracle"
	"vigie/queries/period"
)

// expecting works published cells out by the oracle.
type expecting struct {
	network   *oracle.Network
	catalogue *indicator.Catalogue
	asOf      event.Day
	asked     map[string]map[string]oracle.Figure
}

// counted are the indicators whose figures hold components, and where.
var counted = map[string]struct {
	indicator string
	in        func(oracle.Figure) float64
}{
	"maybe_helped":      {"impact.people_helped", func(f oracle.Figure) float64 { return f.Parts["high"] - f.Parts["low"] }},
	"helping_minutes":   {"impact.support_hours", func(f oracle.Figure) float64 { return math.Round(value(f) * 60) }},
	"attended_declared": {"impact.participations", part("declared")},
	"lower":             {"impact.progression", func(f oracle.Figure) float64 { return math.Round(f.Parts["lower"] * denominator(f)) }},
	"due_again":         {"impact.progression", func(f oracle.Figure) float64 { return math.Round(denominator(f) / f.Parts["reassessed"]) }},

	"cents_paid":       {"impact.funding_by_source", func(f oracle.Figure) float64 { return math.Round(value(f) * 100) }},
	"cents_of_call":    {"impact.funding_per_1000", func(f oracle.Figure) float64 { return math.Round(f.Parts["call"] * 100) }},
	"cents_of_funders": {"impact.funding_per_1000", func(f oracle.Figure) float64 { return math.Round(f.Parts["funders"] * 100) }},
	"points_gained":    {"impact.score_gain", func(f oracle.Figure) float64 { return math.Round(numerator(f) * 100) }},

	"session_minutes_given": {"impact.mediator_hours", func(f oracle.Figure) float64 { return math.Round(value(f) * 60) }},
}

// holding tells in which indicator's figure, by a field of classes, a component stands as it is, and where; no indicator where the oracle does not tell it.
func holding(catalogue *indicator.Catalogue, component, field string) (id string, in func(oracle.Figure) float64) {
	if of, known := counted[component]; known {
		return of.indicator, of.in
	}
	alone := func(f *indicator.Formula) bool {
		p, ok := f.Published()
		if !ok || !slices.Equal(p.Components, []string{component}) {
			return false
		}
		n, ok := p.Number(map[string]float64{component: 7})
		return ok && n == 7
	}
	for _, i := range catalogue.All() {
		switch {
		case field != "" && !i.HasGrouping(field):
			continue
		case alone(i.Value):
			return i.ID, value
		case alone(i.Numerator):
			return i.ID, numerator
		case alone(i.Denominator):
			return i.ID, denominator
		}
		for _, p := range i.Parts {
			if alone(p.Formula) {
				return i.ID, part(p.Name)
			}
		}
	}
	return "", nil
}

// waits are the classes of waits, in days.
var waits = map[string][2]int{"waited_7": {0, 7}, "waited_14": {8, 14}, "waited_30": {15, 30}, "waited_60": {31, 60}, "waited_longer": {61, 61}}

// compared are the components that look at two windows a year apart.
var compared = map[string]func(oracle.Change) float64{
	"new_reporting":   func(c oracle.Change) float64 { return c.New },
	"gone_silent":     func(c oracle.Change) float64 { return c.Gone },
	"still_reporting": func(c oracle.Change) float64 { return c.Still },
	"reported_before": func(c oracle.Change) float64 { return c.Before },
}

func value(f oracle.Figure) float64       { return told(f.Value) }
func numerator(f oracle.Figure) float64   { return told(f.Numerator) }
func denominator(f oracle.Figure) float64 { return told(f.Denominator) }

func part(name string) func(oracle.Figure) float64 {
	return func(f oracle.Figure) float64 { return f.Parts[name] }
}

func told(n *float64) float64 {
	if n == nil {
		return 0
	}
	return *n
}

// question asks an indicator about an area and a window, by a field of classes or all together; the figure of an area as a whole has
// the key.
func (x expecting) question(id string, area cells.Area, w period.Window, field string) (q oracle.Question, key string) {
	dayOf := func(s string) event.Day {
		var y, m, d int
		if _, err := fmt.Sscanf(s, "%d-%d-%d", &y, &m, &d); err != nil {
			panic(err)
		}
		return event.NewDay(y, time.Month(m), d)
	}
	q = oracle.Question{Indicator: id, From: dayOf(w.From.Format("2006-01-02")), To: dayOf(w.To.Format("2006-01-02")), AsOf: x.asOf, By: "total", Filters: map[string][]string{}}
	key = "total"
	switch area.Kind {
	case cells.Elsewhere:
		q.By, key = "territory", area.Code
	case cells.Structure, cells.Project:
		q.Filters[area.Kind] = []string{area.Code}
	case cells.Call:
		q.Filters[cells.Project] = x.network.ProjectsOf(area.Code, x.asOf)
	case cells.Funder:
		q.By, key = cells.Funder, area.Code
	default:
		if area.Code != cells.Network {
			q.Territories = []string{area.Code}
		}
	}
	if field != "" {
		q.By = field
	}
	return q, key
}

// figures answers a question once.
func (x expecting) figures(q oracle.Question) map[string]oracle.Figure {
	if f, known := x.asked[q.String()]; known {
		return f
	}
	f := x.network.Ask(q)
	x.asked[q.String()] = f
	return f
}

// count is what a cell of a component holds; not known where the oracle does not tell it.
func (x expecting) count(c cells.Cell) (n float64, known bool) {
	if of, known := compared[c.Component]; known {
		q, key := x.question("impact.change_explained", c.Area, c.Window, "")
		return of(x.network.Changes(q)[key]), true
	}
	waited := waits[c.Component]
	id, in := holding(x.catalogue, c.Component, c.Field)
	if waited != [2]int{} {
		id = "accessibility.wait_days"
	}
	if id == "" {
		return 0, false
	}
	q, key := x.question(id, c.Area, c.Window, c.Field)
	if c.Field != "" {
		key = c.Key
	}
	if waited != [2]int{} {
		for days, referrals := range x.network.Waits(q)[key] {
			if days >= waited[0] && days <= waited[1] {
				n += referrals
			}
		}
		return n, true
	}
	n = in(x.figures(q)[key])
	return n, !math.IsNaN(n) && !math.IsInf(n, 0)
}

// slot is what a formula over structures gives; nothing is published where none is open.
func (x expecting) slot(i indicator.Indicator, slot cells.Slot, area cells.Area, w period.Window, field, class string) float64 {
	if x.open(area, w) == 0 {
		return 0
	}
	q, key := x.question(i.ID, area, w, field)
	if field != "" {
		key = class
	}
	f := x.figures(q)[key]
	switch strings.TrimPrefix(slot.Name, i.ID+"/") {
	case cells.Value:
		return value(f)
	case cells.Numerator:
		return numerator(f)
	case cells.Denominator:
		return denominator(f)
	}
	return f.Parts[slot.Part]
}

// open is how many structures an area has on a window's last day.
func (x expecting) open(area cells.Area, w period.Window) float64 {
	q, key := x.question("accessibility.free_offer", area, w, "")
	f := x.figures(q)[key]
	return denominator(f) + f.Parts["unknown"]
}
