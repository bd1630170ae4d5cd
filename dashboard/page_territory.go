package dashboard

import (
	"context"
	"slices"
	"strings"

	"vigie/network"
)

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
	v.places = []string{code}
	q := d.ask(v)
	type pair struct {
		here, network *asked
	}
	var pairs []pair
	for _, about := range d.catalogue.All() {
		if !about.HasFilter("territory") || v.published == nil {
			continue
		}
		everywhere := v.question(about, "total")
		everywhere.Place = ""
		pairs = append(pairs, pair{q.want(about, "total"), q.add(about, everywhere)})
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
		f := p.here.total()
		c := comparison{Name: v.say(about.Title), URL: v.definition(about), Here: v.short(about, f), Network: v.short(about, p.network.total())}
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
