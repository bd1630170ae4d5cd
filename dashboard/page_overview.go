package dashboard

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/editions/gate"
	"vigie/network"
)

// headline are the indicators of the overview, in the order of its tiles.
var headline = []string{
	"impact.people_helped", "impact.participations", "impact.support_hours", "impact.progression",
	"accessibility.reach_per_1000", "accessibility.structures_per_10k", "visibility.referral_completion", "visibility.fresh_records",
}

// compared are those that the overview sets beside the period before: what its first sentence speaks of.
var compared = []string{"impact.people_helped", "impact.participations", "impact.progression"}

type overviewData struct {
	Title, Network string
	Reporting      string
	Changed        []string
	Start          *start // what a new network has to do first; nil once there are figures
	Tiles          []tile
	Lowest         []lowestList
	LowestTitle    string
	Figures        []figure
}

// start says what is missing before there can be figures.
type start struct {
	Territories, Structures, Events bool // missing
	Publish                         bool // there are events, and nothing is published
	Server                          string
}

type lowestList struct {
	Title string
	Items []lowestItem
	Ties  string // how many more are as low as the last of them
}

type lowestItem struct{ Name, URL, Value string }

// overview is the first page: what the network did in the period, what changed, where it is thinnest.
func (d *Dashboard) overview(ctx context.Context, v *view) (*page, error) {
	structures, err := d.registry.Structures(ctx)
	if err != nil {
		return nil, err
	}
	data := overviewData{Title: v.t("overview.title"), Network: v.where()}
	if data.Start, err = d.begin(ctx, v, structures); err != nil {
		return nil, err
	}
	if data.Start != nil {
		return &page{template: "overview", title: data.Title, data: data}, nil
	}
	q := d.ask(v)
	reporting := q.about("visibility.reporting_rate", "total")
	var now, before []*asked
	for _, id := range headline {
		one := q.about(id, "total")
		if one == nil {
			continue
		}
		now, before = append(now, one), append(before, nil)
		if slices.Contains(compared, id) {
			before[len(before)-1] = q.earlier(one)
		}
	}
	density, reach := q.about("accessibility.structures_per_10k", "territory"), q.about("accessibility.reach_per_1000", "territory")
	people := q.about("impact.people_helped", "month")
	if err := q.run(); err != nil {
		return nil, err
	}
	if reporting != nil {
		if f := reporting.total(); f.Value != nil && f.Numerator != nil {
			data.Reporting = v.t("overview.reporting", "n", int(*f.Numerator), "total", v.integer(*f.Denominator), "share", v.percent(*f.Value, 0))
		}
	}
	for i, one := range now {
		data.Tiles = append(data.Tiles, v.tile(one, before[i]))
	}
	data.Changed = v.changes(now, before)
	for _, one := range []*asked{density, reach} {
		if list := v.lowestThree(one); list != nil {
			data.Lowest = append(data.Lowest, *list)
		}
	}
	data.LowestTitle = v.t("overview.lowest", "level", v.t("plural."+strings.TrimPrefix(v.levelKey(), "level.")))
	if people != nil {
		f, err := v.byMonth("people-by-month", people)
		if err != nil {
			return nil, err
		}
		data.Figures = append(data.Figures, f)
	}
	return &page{template: "overview", title: data.Title, data: data}, nil
}

// changes says in a sentence what moved since the window before, where something can be said of it.
func (v *view) changes(now, before []*asked) []string {
	from, to := v.before()
	if first := v.published.Edition.First.AddDate(0, 1, 0).Format(dayForm); from < first {
		return nil // what began in the middle of a window says nothing of a change
	}
	var moved []string
	for i, one := range now {
		if before[i] == nil {
			continue
		}
		earlier, later := before[i].total(), one.total()
		switch one.about.ID {
		case "impact.people_helped":
			moved = append(moved, v.change("people", earlier.Value, later.Value))
		case "impact.participations":
			moved = append(moved, v.change("participations", earlier.Value, later.Value))
		case "impact.progression":
			moved = append(moved, v.changedShare(earlier, later))
		}
	}
	moved = slices.DeleteFunc(moved, func(text string) bool { return text == "" })
	if len(moved) == 0 {
		return nil
	}
	return []string{sentence(v.t("change.all", "period", v.period(from, to), "changes", v.list(moved)))}
}

// lowestThree are the three territories with the least of an indicator; nil where there are too few to tell.
func (v *view) lowestThree(a *asked) *lowestList {
	if a == nil {
		return nil
	}
	figures := slices.DeleteFunc(a.ordinary(), func(f gate.Figure) bool { return f.Value == nil })
	if len(figures) < 4 {
		return nil
	}
	slices.SortStableFunc(figures, func(x, y gate.Figure) int { return cmp.Compare(*x.Value, *y.Value) })
	list := &lowestList{Title: v.say(a.about.Title)}
	for _, f := range figures[:3] {
		list.Items = append(list.Items, lowestItem{f.Label, v.sheet(f.Key), v.amount(a.about.Unit, *f.Value)})
	}
	ties := 0
	for _, f := range figures[3:] {
		if *f.Value == *figures[2].Value {
			ties++
		}
	}
	if ties > 0 {
		list.Ties = v.t("overview.ties", "n", ties)
	}
	return list
}

// begin tells what a network without figures lacks: territories, structures, events, or an edition; nil where figures are published.
func (d *Dashboard) begin(ctx context.Context, v *view, structures []network.Structure) (*start, error) {
	if v.published != nil {
		return nil, nil
	}
	s := &start{Territories: len(v.areas) == 0, Structures: len(structures) == 0, Server: v.server}
	if !s.Territories && !s.Structures {
		if _, err := d.facts(ctx); err != nil {
			return nil, err
		}
		ever, err := d.sheets.Reporting(ctx, v.today.AddDate(-yearsBack, 0, 0), v.today.AddDate(0, 0, 1), v.today)
		if err != nil {
			return nil, err
		}
		s.Events, s.Publish = len(ever) == 0, len(ever) > 0
		return s, nil
	}
	s.Events = true
	return s, nil
}

// yearsBack is how far back a network that publishes nothing yet is looked at for events.
const yearsBack = 10
