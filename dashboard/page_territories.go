package dashboard

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

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
	Search             string // what is searched for
	Found              []listedPlace
	Many               bool // there are more territories than a page shows
	Pages              []navItem
	Hidden             *hidden
	Begin              string
}

// listedPlace is a territory that was searched for, with the one that holds it.
type listedPlace struct{ Name, URL, Within string }

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
	asked     []*asked
}

type sortedCell struct {
	Text   string
	Sorted bool
}

// perPage is how many territories the table of a page has.
const perPage = 50

// territories ranks the territories by any indicator that is known by territory, a page of them at a time.
func (d *Dashboard) territories(_ context.Context, v *view) (*page, error) {
	data := territoriesData{Title: v.t("territories.title"), Lede: v.t("territories.lede"), Where: v.where(), Search: v.asked.Get("q")}
	areas := v.found(data.Search)
	data.Empty, data.Many = len(v.lowest()) == 0, len(v.lowest()) > perPage
	data.Begin = v.begun()
	if v.published == nil {
		return &page{template: "territories", title: data.Title, data: data}, nil
	}
	if data.Search != "" {
		return v.search(data, areas)
	}
	var columns []indicator.Indicator
	for _, about := range d.catalogue.All() {
		if about.HasGrouping("territory") {
			columns = append(columns, about)
		}
	}
	by, falling := v.asked.Get("sort"), v.asked.Get("order") != "asc"
	if by != "" {
		about, known := d.catalogue.Get(by)
		if !known || !about.HasGrouping("territory") {
			return nil, gate.Refusal{Code: gate.RefusedValue, Field: "sort", Given: clip(by), Choices: ids(columns)}
		}
		if err := d.sortAreas(v, areas, about, falling); err != nil {
			return nil, err
		}
	}
	number, err := v.pageNumber(len(areas))
	if err != nil {
		return nil, err
	}
	shown := areas[number*perPage : min(len(areas), (number+1)*perPage)]
	q := d.ask(v)
	for _, t := range shown {
		r := territoryRow{Name: t.Name, URL: v.sheet(t.Code)}
		for _, about := range columns {
			question := v.question(about, indicator.KeyTotal)
			question.Place, question.Brief = t.Code, true
			r.asked = append(r.asked, q.add(about, question))
		}
		data.Rows = append(data.Rows, r)
	}
	if err := q.run(); err != nil {
		return nil, err
	}
	var all []*asked
	for i := range data.Rows {
		r := &data.Rows[i]
		all = append(all, r.asked...)
		for _, one := range r.asked {
			r.Cells = append(r.Cells, sortedCell{v.short(one.about, one.total()), one.about.ID == by})
		}
	}
	if data.Hidden, err = v.hiddenAmong(all); err != nil {
		return nil, err
	}
	data.Pages = v.pages(number, len(areas))
	v.head(&data, columns, by, falling)
	return &page{template: "territories", title: data.Title, data: data}, nil
}

// search lists what was found: a search is for a sheet, and most of what it finds has few figures of its own.
func (v *view) search(data territoriesData, found []network.Territory) (*page, error) {
	number, err := v.pageNumber(len(found))
	if err != nil {
		return nil, err
	}
	for _, t := range found[number*perPage : min(len(found), (number+1)*perPage)] {
		data.Found = append(data.Found, listedPlace{t.Name, v.sheet(t.Code), v.byCode[t.Parent].Name})
	}
	data.Pages = v.pages(number, len(found))
	return &page{template: "territories", title: data.Title, data: data}, nil
}

// hiddenAmong is hidden for brief answers: where the first protected figure of them is shown is asked once more.
func (v *view) hiddenAmong(all []*asked) (*hidden, error) {
	at := slices.IndexFunc(all, func(a *asked) bool { return a.answer.Status == gate.StatusProtected })
	if at >= 0 {
		question := all[at].question
		question.Brief = false
		answer, err := v.published.Ask(question)
		if err != nil {
			return nil, err
		}
		all[at].answer = answer
	}
	return v.hidden(all...), nil
}

func ids(of []indicator.Indicator) (all []string) {
	for _, about := range of {
		all = append(all, about.ID)
	}
	return all
}

// found are the territories of the published level in the chosen place; with a search, all territories whose name or code has it.
func (v *view) found(search string) []network.Territory {
	if search == "" {
		return slices.DeleteFunc(slices.Clone(v.lowest()), func(t network.Territory) bool { return !v.within(t.Code) })
	}
	search = plainLetters(search)
	return slices.DeleteFunc(slices.Clone(v.areas), func(t network.Territory) bool {
		known := false
		if v.published != nil {
			_, known = v.published.Area(t.Code)
		}
		return !known || !strings.Contains(plainLetters(t.Name), search) && !strings.HasPrefix(t.Code, search)
	})
}

// plainLetters are the lower-case letters of a text without accents, with spaces for hyphens and apostrophes.
func plainLetters(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case r == '-' || r == '\'' || r == '’':
			b.WriteByte(' ')
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// sortAreas sorts areas by an indicator; those without a value come last.
func (d *Dashboard) sortAreas(v *view, areas []network.Territory, about indicator.Indicator, falling bool) error {
	q := d.ask(v)
	question := v.question(about, "territory")
	question.Brief = true
	all := q.add(about, question)
	if err := q.run(); err != nil {
		return err
	}
	values := make(map[string]*float64, len(areas))
	for _, t := range areas {
		values[t.Code] = drawn(about, all.figure(t.Code))
	}
	slices.SortStableFunc(areas, func(x, y network.Territory) int {
		a, b := values[x.Code], values[y.Code]
		if a == nil || b == nil {
			return order(b == nil, a == nil)
		}
		if falling {
			return cmp.Compare(*b, *a)
		}
		return cmp.Compare(*a, *b)
	})
	return nil
}

// pageNumber is the number of the page that is asked for, from 0 on, of a list.
func (v *view) pageNumber(of int) (int, error) {
	asked := v.asked.Get("page")
	if asked == "" {
		return 0, nil
	}
	last := max(1, (of+perPage-1)/perPage)
	number, err := strconv.Atoi(asked)
	if err != nil || number < 1 || number > last {
		return 0, gate.Refusal{Code: gate.RefusedValue, Field: "page", Given: clip(asked), Choices: []string{"1 – " + itoa(last)}}
	}
	return number - 1, nil
}

// pages are the links to the other pages of a list; none where it has one page.
func (v *view) pages(number, of int) (links []navItem) {
	last := (of + perPage - 1) / perPage
	link := func(n int, name string) {
		links = append(links, navItem{Name: name, URL: v.link(v.path, "page", itoa(n+1), "sort", v.asked.Get("sort"), "order", v.asked.Get("order"), "q", v.asked.Get("q"))})
	}
	if number > 0 {
		link(number-1, v.t("list.previous"))
	}
	if number+1 < last {
		link(number+1, v.t("list.next"))
	}
	return links
}

// head heads the columns, each a link that sorts by it.
func (v *view) head(data *territoriesData, columns []indicator.Indicator, by string, falling bool) {
	data.Head = append(data.Head, sortable{Name: v.t("by.territory"), URL: v.link(v.path), Sort: "none"})
	data.Caption = v.t("territories.caption")
	for _, about := range columns {
		pillar := v.t("nav." + about.Pillar)
		if n := len(data.Pillars); n == 0 || data.Pillars[n-1].Title != pillar {
			data.Pillars = append(data.Pillars, columnGroup{Title: pillar})
		}
		data.Pillars[len(data.Pillars)-1].Columns++
		h := sortable{Name: v.say(about.Title), URL: v.link(v.path, "sort", about.ID), Sort: "none", Number: true}
		if about.ID == by {
			h.Sort = "ascending"
			if falling {
				h.Sort = "descending"
				h.URL = v.link(v.path, "sort", by, "order", "asc")
			}
			data.Caption = v.t("territories.sorted."+h.Sort, "title", h.Name)
		}
		data.Head = append(data.Head, h)
	}
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
