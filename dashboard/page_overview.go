package dashboard

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/network"
	"vigie/queries/engine"
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
	Server                          string
	Wider                           string // address of the view that has figures, where only the period is empty
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
	both := q.wantBoth()
	density, reach := q.about("accessibility.structures_per_10k", "territory"), q.about("accessibility.reach_per_1000", "territory")
	people := q.about("impact.people_helped", "month")
	if err := q.run(ctx); err != nil {
		return nil, err
	}
	data := overviewData{Title: v.t("overview.title"), Network: v.where()}
	if data.Start, err = d.begin(ctx, v, structures, reporting); err != nil {
		return nil, err
	}
	if data.Start != nil && (data.Start.Territories || data.Start.Structures) {
		return &page{template: "overview", title: data.Title, data: data}, nil
	}
	if reporting != nil {
		if f := reporting.total(); f.Value != nil && f.Numerator != nil {
			data.Reporting = v.t("overview.reporting", "n", int(*f.Numerator), "total", v.integer(*f.Denominator), "share", v.percent(*f.Value, 0))
		}
	}
	for i, one := range now {
		data.Tiles = append(data.Tiles, v.tile(one, before[i]))
	}
	data.Changed = v.changes(now, before, both)
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
	return &page{template: "overview", title: data.Title, data: data, refreshed: q.refreshed()}, nil
}

// both are the answers that compare the structures which reported in both periods.
type both struct{ reportingNow, reportingBefore, now, before *asked }

// wantBoth asks what is needed to compare like with like: who reported, and participations, structure by structure.
func (a *asking) wantBoth() *both {
	b := both{reportingNow: a.about("visibility.reporting_rate", "structure"), now: a.about("impact.participations", "structure")}
	if b.reportingNow == nil || b.now == nil {
		return nil
	}
	b.reportingBefore, b.before = a.earlier(b.reportingNow), a.earlier(b.now)
	return &b
}

// sums are the participations of the structures that reported in both periods, and how many those are.
func (b *both) sums() (before, now float64, n int) {
	earlier := map[string]bool{}
	for _, f := range b.reportingBefore.ordinary() {
		earlier[f.Key] = f.Value != nil && *f.Value > 0
	}
	kept := map[string]bool{}
	for _, f := range b.reportingNow.ordinary() {
		if f.Value != nil && *f.Value > 0 && earlier[f.Key] {
			kept[f.Key] = true
		}
	}
	sum := func(a *asked) (total float64) {
		for _, f := range a.ordinary() {
			if kept[f.Key] && f.Value != nil {
				total += *f.Value
			}
		}
		return total
	}
	return sum(b.before), sum(b.now), len(kept)
}

// changes says in at most two sentences what moved since the period before.
func (v *view) changes(now, before []*asked, both *both) []string {
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
			if earlier.Value != nil && later.Value != nil {
				moved = append(moved, v.t("change.progression", "before", v.percent(*earlier.Value, 0), "now", v.percent(*later.Value, 0)))
			}
		}
	}
	moved = slices.DeleteFunc(moved, func(text string) bool { return text == "" })
	if len(moved) == 0 {
		return nil
	}
	from, to := v.before()
	said := []string{sentence(v.t("change.all", "period", v.period(from, to), "changes", v.list(moved)))}
	if both != nil {
		earlier, later, n := both.sums()
		if text := v.change("participations", &earlier, &later); n > 0 && text != "" {
			said = append(said, sentence(v.t("change.both", "n", n, "change", text)))
		}
	}
	return said
}

// lowestThree are the three territories with the least of an indicator; nil where there are too few to tell.
func (v *view) lowestThree(a *asked) *lowestList {
	if a == nil {
		return nil
	}
	figures := slices.DeleteFunc(a.ordinary(), func(f engine.Figure) bool { return f.Value == nil })
	if len(figures) < 4 {
		return nil
	}
	slices.SortStableFunc(figures, func(x, y engine.Figure) int { return cmp.Compare(*x.Value, *y.Value) })
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

// begin tells what a network without figures lacks: territories, structures, events, or only events in this period.
func (d *Dashboard) begin(ctx context.Context, v *view, structures []network.Structure, reporting *asked) (*start, error) {
	s := &start{Territories: len(v.areas) == 0, Structures: len(structures) == 0, Server: v.server}
	if s.Territories || s.Structures {
		s.Events = true
		return s, nil
	}
	if reporting == nil || reporting.total().Numerator == nil || *reporting.total().Numerator > 0 {
		return nil, nil
	}
	ever := d.ask(v)
	about := reporting.about
	one := ever.add(about, engine.Question{Indicator: about.ID, From: firstDay, To: shift(v.today.Format(dayForm), 0, 1), Lang: v.code})
	if err := ever.run(ctx); err != nil {
		return nil, err
	}
	if n := one.total().Numerator; n != nil && *n > 0 {
		s.Wider = v.link(v.path, "from", shift(v.today.Format(dayForm), -24, 1), "to", shift(v.today.Format(dayForm), 0, 1), "territory", "")
		return s, nil
	}
	s.Events = true
	return s, nil
}
