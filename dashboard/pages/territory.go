package pages

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vigie/dashboard/figures"
	"vigie/dashboard/nearby"
	"vigie/dashboard/scope"
	"vigie/dashboard/signals"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
)

// Territory is the sheet of one territory, or of a group: each indicator beside the network's, the months, the structures.
type Territory struct {
	pairs   []struct{ here, network *figures.Answer }
	months  []*figures.Answer
	signals []signals.Signal
}

type territoryPage struct {
	Title, About, Back string
	Begin              string
	Above              *view.Link // to what the place lies in, where nothing is published of it by itself
	Signals            []signalRow
	Sheet              string // address of the one-page sheet
	Pillars            []pillarRows
	Figures            []view.Figure
	Structures         []structureRow
	StructuresTitle    string
	Together           *view.Link // to who refers to whom here
	More               string
	Head               []string
}

type pillarRows struct {
	Title string
	Rows  []comparison
}

// comparison is an indicator here and in the whole network.
type comparison struct {
	Name, URL     string
	Unit          string // "" where the values say it
	Here, Network stated
	Hidden        *view.Hidden // where a figure is shown that is not shown here; nil where it is
}

// stated is a value with its unit, and how sure it is; "" where nothing is said of that.
type stated struct{ Value, Sure string }

type structureRow struct{ Name, Ended, Services, Hours, Updated string }

// maxStructures bounds the list of a territory's structures on its page.
const maxStructures = 200

// Ask asks for every indicator here and in the network.
func (p *Territory) Ask(ctx context.Context, r *Request) error {
	code := r.Vars["code"]
	if r.Name(code) == "" {
		return scope.ErrNotFound
	}
	r.of(code)
	all, err := r.readSignals(ctx)
	if err != nil {
		return err
	}
	if p.signals = signals.About(all, r.Inside(), false); r.Published == nil {
		return nil
	}
	for _, about := range r.Figures.Catalogue.All() {
		if given := r.Figures.Readable(about); !given.HasFilter("territory") || !given.HasGrouping("total") {
			continue
		}
		everywhere := r.Figures.Question(about, "total")
		everywhere.Place = ""
		p.pairs = append(p.pairs, struct{ here, network *figures.Answer }{r.Figures.Want(about, "total"), r.Figures.Ask(about, everywhere)})
	}
	for _, id := range []string{"impact.people_helped", "impact.participations"} {
		if one := r.Figures.About(id, "month"); one != nil {
			p.months = append(p.months, one)
		}
	}
	return nil
}

// Build sets what is here beside the network.
func (p *Territory) Build(r *Request) view.Page {
	data := territoryPage{Title: r.Name(r.Place), About: describe(r), Begin: r.Begin(), Back: r.Link("/territories", "territory", ""), Signals: r.signalRows(p.signals),
		Sheet: r.Link("/territories/"+url.PathEscape(r.Place)+"/sheet", "territory", ""),
	}
	if above := r.Above(r.Place); above != "" {
		data.Above = &view.Link{Name: r.T("place.above", "place", data.Title, "name", r.Name(above)), URL: r.Sheet(above)}
	}
	for _, pair := range p.pairs {
		about := pair.here.About
		if data.Above != nil && pair.here.Total().Value == nil {
			continue
		}
		values, pillar := r.Of(about), r.T("nav."+about.Pillar)
		if n := len(data.Pillars); n == 0 || data.Pillars[n-1].Title != pillar {
			data.Pillars = append(data.Pillars, pillarRows{Title: pillar})
		}
		rows, f := &data.Pillars[len(data.Pillars)-1], pair.here.Total()
		row := comparison{Name: values.Title(), Unit: values.Unit(), URL: r.Definition(about.ID), Here: state(values, f), Network: state(values, pair.network.Total())}
		if hidden := r.Hidden(pair.here); f.Value == nil && hidden != nil {
			row.Hidden = hidden
		}
		rows.Rows = append(rows.Rows, row)
	}
	order := r.Order()
	for _, pillar := range data.Pillars {
		slices.SortStableFunc(pillar.Rows, func(a, b comparison) int { return order(a.Name, b.Name) })
	}
	if data.Above == nil {
		data.Figures = r.Multiples(monthsOf, p.months)
	}
	data.list(r)
	data.Together = togetherIn(r, r.Place)
	return view.Page{Title: data.Title, Data: data}
}

// state writes a figure with its unit, and its interval or bounds.
func state(values texts.Values, f gate.Figure) stated {
	return stated{values.Value(f), cmp.Or(values.Interval(f), values.Estimate(f))}
}

// describe says what the place is: its level and its population, or its members.
func describe(r *Request) string {
	if g, ok := r.Group(r.Place); ok {
		var names []string
		for _, m := range g.Members {
			if r.Knows(m) {
				names = append(names, r.Territory(m).Name)
			}
		}
		return r.T("territory.group", "members", r.List(names))
	}
	t := r.Territory(r.Place)
	level := t.Level
	if key := "level_name." + t.Level; r.Has(key) {
		level = r.T(key)
	}
	if t.Population == 0 {
		return level
	}
	return r.T("territory.about", "level", level, "population", r.Integer(float64(t.Population)), "year", strconv.Itoa(int(t.PopulationYear)), "source", t.PopulationSource)
}

// list lists the structures of the place, by name; behind them those that are closed, or that another continues, which say so.
func (data *territoryPage) list(r *Request) {
	var all []structureRow
	open := 0
	inside, names := r.Inside(), make(map[string]string, len(r.Structures))
	for _, s := range r.Structures {
		names[s.ID] = s.Name
	}
	for _, s := range r.Structures {
		if s.Territory == "" || !inside(s.Territory) {
			continue
		}
		row := structureRow{Name: s.Name, Services: r.Integer(float64(len(s.Services))), Updated: r.Day(s.UpdatedOn)}
		switch {
		case s.MergedInto != "" && s.MergedFrom <= r.LastDay():
			row.Ended = r.T("structure.merged", "name", names[s.MergedInto], "day", r.Day(s.MergedFrom))
		case !s.Open(r.LastDay()):
			row.Ended = r.T("structure.closed")
		default:
			open++
		}
		row.Hours = r.T(map[nearby.Answer]string{
			nearby.Unsaid: "structure.hours_unknown", nearby.Yes: "structure.hours_late", nearby.No: "structure.hours_day",
		}[nearby.AfterHours(s)])
		all = append(all, row)
	}
	order := r.Order()
	slices.SortStableFunc(all, func(x, y structureRow) int {
		if (x.Ended == "") != (y.Ended == "") {
			return strings.Compare(x.Ended, y.Ended)
		}
		return order(x.Name, y.Name)
	})
	data.StructuresTitle = r.T("territory.structures", "n", open)
	if ended := len(all) - open; ended > 0 {
		data.StructuresTitle += r.T("territory.ended", "n", ended)
	}
	if len(all) > maxStructures {
		data.More = r.T("list.more", "n", len(all)-maxStructures)
		all = all[:maxStructures]
	}
	data.Structures = all
	data.Head = []string{r.T("structure.name"), r.T("structure.services"), r.T("structure.hours"), r.T("structure.updated")}
}
