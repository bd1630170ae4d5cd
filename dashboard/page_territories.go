package dashboard

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/editions/gate"
	"vigie/network"
	"vigie/queries/indicator"
)

type territoriesData struct {
	Title, Lede, Where string
	Empty              bool
	Caption            string
	Pillars            []columnGroup
	Head               []sortable
	Rows               []territoryRow
	Hidden             *hidden
	Begin              string
}

// columnGroup is a pillar above the columns of its indicators.
type columnGroup struct {
	Title   string
	Columns int
}

type sortable struct {
	Name, URL, Sort string // Sort: ascending, descending or "none"
	Number          bool
}

type territoryRow struct {
	Name, URL string
	Cells     []sortedCell
	values    map[string]*float64
}

type sortedCell struct {
	Text   string
	Sorted bool
}

// territories ranks the territories by any indicator that is known by territory.
func (d *Dashboard) territories(ctx context.Context, v *view) (*page, error) {
	q := d.ask(v)
	var columns []*asked
	for _, about := range d.catalogue.All() {
		if one := q.about(about.ID, "territory"); one != nil {
			columns = append(columns, one)
		}
	}
	if err := q.run(); err != nil {
		return nil, err
	}
	areas := slices.DeleteFunc(v.lowest(), func(t network.Territory) bool { return !v.within(t.Code) })
	data := territoriesData{Title: v.t("territories.title"), Lede: v.t("territories.lede"), Where: v.where(), Empty: len(areas) == 0, Hidden: v.hidden(columns...), Begin: v.begun()}
	by, falling := v.asked.Get("sort"), v.asked.Get("order") != "asc"
	sorted := slices.ContainsFunc(columns, func(c *asked) bool { return c.about.ID == by })
	for _, t := range areas {
		r := territoryRow{Name: t.Name, URL: v.sheet(t.Code), values: map[string]*float64{}}
		for _, c := range columns {
			r.values[c.about.ID] = drawn(c.about, c.figure(t.Code))
			r.Cells = append(r.Cells, sortedCell{v.short(c.about, c.figure(t.Code)), c.about.ID == by})
		}
		data.Rows = append(data.Rows, r)
	}
	if sorted {
		slices.SortStableFunc(data.Rows, func(x, y territoryRow) int {
			a, b := x.values[by], y.values[by]
			if a == nil || b == nil {
				return order(b == nil, a == nil)
			}
			if falling {
				return cmp.Compare(*b, *a)
			}
			return cmp.Compare(*a, *b)
		})
	}
	data.Head = append(data.Head, sortable{Name: v.t("by.territory"), URL: v.link(v.path), Sort: "none"})
	data.Caption = v.t("territories.caption")
	for _, c := range columns {
		pillar := v.t("nav." + c.about.Pillar)
		if n := len(data.Pillars); n == 0 || data.Pillars[n-1].Title != pillar {
			data.Pillars = append(data.Pillars, columnGroup{Title: pillar})
		}
		data.Pillars[len(data.Pillars)-1].Columns++
		h := sortable{Name: v.say(c.about.Title), URL: v.link(v.path, "sort", c.about.ID), Sort: "none", Number: true}
		if c.about.ID == by {
			h.Sort = "ascending"
			if falling {
				h.Sort = "descending"
				h.URL = v.link(v.path, "sort", by, "order", "asc")
			}
			data.Caption = v.t("territories.sorted."+h.Sort, "title", h.Name)
		}
		data.Head = append(data.Head, h)
	}
	return &page{template: "territories", title: data.Title, data: data}, nil
}

// short is a value without its unit; its column says it.
func (v *view) short(about indicator.Indicator, f gate.Figure) string {
	switch {
	case drawn(about, f) != nil:
		return v.exactly(about, f) + v.estimateMark(f)
	case f.Status == gate.StatusProtected, f.Status == gate.StatusUnpublished:
		return v.t("figure." + f.Status)
	}
	return "–"
}

type territoryData struct {
	Title, About, Back string
	Begin              string
	Pillars            []pillarRows
	Figures            []figure
	Structures         []structureRow
	StructuresTitle    string
	More               string
	Head               []string
}

type pillarRows struct {
	Title string
	Rows  []comparison
}

// comparison is an indicator here and in the whole network.
type comparison struct {
	Name, URL, Here, Interval, Network string
	Wider                              []navItem // where a figure is shown that is protected here
}

type structureRow struct {
	Name, Services, Hours, Updated string
	Closed                         bool
}

// mostStructures bounds the list of a territory's structures on its page.
const mostStructures = 200

// territory is the sheet of one territory, or of a group: each indicator beside the network's, the months, the structures.
func (d *Dashboard) territory(ctx context.Context, v *view) (*page, error) {
	code := v.vars["code"]
	name := v.placeName(code)
	if name == "" {
		return nil, errNotFound
	}
	structures, err := d.registry.Structures(ctx)
	if err != nil {
		return nil, err
	}
	lowest := slices.ContainsFunc(v.lowest(), func(t network.Territory) bool { return t.Code == code })
	v.places = []string{code}
	q := d.ask(v)
	type pair struct {
		here, network *asked
		key           string // of the figure that is about here
	}
	var pairs []pair
	for _, about := range d.catalogue.All() {
		if !about.HasFilter("territory") || v.published == nil {
			continue
		}
		everywhere := v.question(about, "total")
		everywhere.Place = ""
		p := pair{network: q.add(about, everywhere), key: indicator.KeyTotal}
		if lowest && about.HasGrouping("territory") {
			// Each of the lowest territories is a row of an answer that all their sheets share.
			everywhere.By = "territory"
			p.here, p.key = q.add(about, everywhere), code
		} else {
			p.here = q.want(about, "total")
		}
		pairs = append(pairs, p)
	}
	var months []*asked
	for _, id := range []string{"impact.people_helped", "impact.participations"} {
		if one := q.about(id, "month"); one != nil {
			months = append(months, one)
		}
	}
	if err := q.run(); err != nil {
		return nil, err
	}
	data := territoryData{Title: name, About: v.describe(code), Begin: v.begun(), Back: v.link("/territories", "territory", "")}
	for _, p := range pairs {
		about := p.here.about
		if n := len(data.Pillars); n == 0 || data.Pillars[n-1].Title != v.t("nav."+about.Pillar) {
			data.Pillars = append(data.Pillars, pillarRows{Title: v.t("nav." + about.Pillar)})
		}
		rows := &data.Pillars[len(data.Pillars)-1]
		f := p.here.figure(p.key)
		c := comparison{Name: v.say(about.Title), URL: v.definition(about), Here: v.short(about, f), Network: v.short(about, p.network.total()), Wider: v.wider(f.Wider)}
		if f.Low != nil && f.High != nil {
			c.Interval = v.t("tile.interval", "low", v.amount(about.Unit, *f.Low), "high", v.amount(about.Unit, *f.High))
		}
		rows.Rows = append(rows.Rows, c)
	}
	for _, one := range months {
		f, err := v.byMonth(anchor(one.about.ID)+"-months", one)
		if err != nil {
			return nil, err
		}
		data.Figures = append(data.Figures, f)
	}
	v.listStructures(&data, structures)
	return &page{template: "territory", title: name, data: data}, nil
}

// describe says what a place is: its level and its population, or its members.
func (v *view) describe(code string) string {
	for _, g := range v.groups {
		if g.Code == code {
			var names []string
			for _, m := range g.Members {
				if t, ok := v.byCode[m]; ok {
					names = append(names, t.Name)
				}
			}
			return v.t("territory.group", "members", v.list(names))
		}
	}
	t := v.byCode[code]
	level := t.Level
	if key := "level_name." + t.Level; v.has(key) {
		level = v.t(key)
	}
	if t.Population == 0 {
		return level
	}
	return v.t("territory.about", "level", level, "population", v.integer(float64(t.Population)), "year", itoa(int(t.PopulationYear)), "source", t.PopulationSource)
}

// listStructures lists the structures of the view's places, by name; those that are closed say so.
func (v *view) listStructures(data *territoryData, structures []network.Structure) {
	var all []structureRow
	for _, s := range structures {
		if s.Territory == "" || !v.within(s.Territory) {
			continue
		}
		r := structureRow{Name: s.Name, Services: v.integer(float64(len(s.Services))), Updated: v.day(s.UpdatedOn), Closed: !s.Open(v.lastDay())}
		switch {
		case !s.HoursKnown:
			r.Hours = v.t("structure.hours_unknown")
		case s.EveningMinutes >= 120 || s.WeekendMinutes > 0:
			r.Hours = v.t("structure.hours_late")
		default:
			r.Hours = v.t("structure.hours_day")
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(x, y structureRow) int { return strings.Compare(x.Name, y.Name) })
	data.StructuresTitle = v.t("territory.structures", "n", len(all))
	if len(all) > mostStructures {
		data.More = v.t("list.more", "n", len(all)-mostStructures)
		all = all[:mostStructures]
	}
	data.Structures = all
	data.Head = []string{v.t("structure.name"), v.t("structure.services"), v.t("structure.hours"), v.t("structure.updated")}
}
