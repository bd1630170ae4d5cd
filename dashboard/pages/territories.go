package pages

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/network"
	"vigie/network/national"
	"vigie/queries/indicator"
)

// Territories ranks the territories by any indicator that is known by territory, a page of them at a time and a pillar at a time, or lists those that
// are searched.
type Territories struct {
	search  string
	show    string // the pillar whose indicators have columns; "": the main ones
	columns []indicator.Indicator
	by      string // the indicator that they are sorted by; "" for the order of codes
	falling bool
	areas   []network.Territory // all of them, sorted
	number  int                 // of the page, from 0 on
	rows    []rankedTerritory
	hidden  *view.Hidden
}

// rankedTerritory is a territory with the figures of its row.
type rankedTerritory struct {
	network.Territory
	answers []*figures.Answer
}

type territoriesPage struct {
	Title, Lede, Where string
	Empty              bool
	Caption            string
	Choices            []view.Link // what has columns
	Pillars            []columnGroup
	Head               []sortable
	Rows               []territoryRow
	Search             string // what is searched for
	Found              []foundPlace
	Many               bool // there are more territories than a page shows
	Pages              []view.Link
	Hidden             *view.Hidden
	Begin              string
	Compare            string // address of the page that sets places side by side
}

// foundPlace is a territory that was searched for, with the one that holds it.
type foundPlace struct{ Name, URL, Within string }

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
}

type sortedCell struct {
	Text   string
	Sorted bool
}

// perPage is how many territories the table of a page has.
const perPage = 50

// Ask asks for the figures of the territories that the page shows; which those are is asked first where they are sorted by a figure.
func (p *Territories) Ask(_ context.Context, r *Request) (err error) {
	p.search = r.Asked.Get("q")
	if r.Published == nil {
		return nil
	}
	p.areas = found(r, p.search)
	if p.search == "" {
		if err := p.choose(r); err != nil {
			return err
		}
		if err := p.sort(r); err != nil {
			return err
		}
	}
	if p.number, err = pageNumber(r, len(p.areas)); err != nil || p.search != "" {
		return err
	}
	var all []*figures.Answer
	whole := network.Territory{Name: r.T("place.whole")}
	for i, t := range slices.Insert(slices.Clone(p.shown()), 0, whole) {
		row := rankedTerritory{Territory: t}
		for _, about := range p.columns {
			question := r.Figures.Question(about, indicator.KeyTotal)
			question.Place, question.Brief = t.Code, true
			row.answers = append(row.answers, r.Figures.Ask(about, question))
		}
		if i > 0 { // of the network nothing is wider
			all = append(all, row.answers...)
		}
		p.rows = append(p.rows, row)
	}
	p.hidden = hiddenAmong(r, all)
	return nil
}

// choose chooses the columns: the main indicators or those of a pillar, and the one that is sorted by.
func (p *Territories) choose(r *Request) error {
	p.show, p.by, p.falling = r.Asked.Get("show"), r.Asked.Get("sort"), r.Asked.Get("order") != "asc"
	if p.show != "" && !slices.Contains(pillars, p.show) {
		return gate.Refusal{Code: gate.RefusedValue, Field: "show", Given: p.show, Choices: pillars}
	}
	var all []string
	for _, about := range r.Figures.Catalogue.All() {
		if given := r.Figures.Readable(about); !given.HasGrouping("territory") || !given.HasGrouping("total") {
			continue
		}
		all = append(all, about.ID)
		if about.Pillar == p.show || p.show == "" && slices.Contains(onSheet, about.ID) || about.ID == p.by {
			p.columns = append(p.columns, about)
		}
	}
	if p.by != "" && !slices.Contains(all, p.by) {
		return gate.Refusal{Code: gate.RefusedValue, Field: "sort", Given: p.by, Choices: all}
	}
	return nil
}

// pillars are those of the indicators.
var pillars = []string{"accessibility", "visibility", "impact"}

// shown are the territories of the page.
func (p *Territories) shown() []network.Territory {
	return onPage(p.areas, p.number)
}

// sort sorts the areas by the chosen indicator; those without a value come last.
func (p *Territories) sort(r *Request) error {
	i := slices.IndexFunc(p.columns, func(about indicator.Indicator) bool { return about.ID == p.by })
	if i < 0 {
		return nil
	}
	question := r.Figures.Question(p.columns[i], "territory")
	question.Brief = true
	answer := r.Figures.Ask(p.columns[i], question)
	values := make(map[string]*float64, len(p.areas))
	for _, t := range p.areas {
		values[t.Code] = figures.Drawn(answer.About, answer.Figure(t.Code))
	}
	slices.SortStableFunc(p.areas, func(x, y network.Territory) int { return chart.Order(values[x.Code], values[y.Code], p.falling) })
	return r.Figures.Err()
}

// hiddenAmong says what is hidden of brief answers: where the first protected figure of them is shown is asked once more.
func hiddenAmong(r *Request, all []*figures.Answer) *view.Hidden {
	at := slices.IndexFunc(all, func(a *figures.Answer) bool { return a.Status == gate.StatusProtected })
	if at >= 0 {
		question := all[at].Question
		question.Brief = false
		all[at] = r.Figures.Ask(all[at].About, question)
	}
	return r.Hidden(all...)
}

// Build shows the ranking, or what was found.
func (p *Territories) Build(r *Request) view.Page {
	data := territoriesPage{
		Title: r.T("territories.title"), Lede: r.T("territories.lede"), Where: r.Where(), Search: p.search, Begin: r.Begin(), Compare: r.Link("/compare", "territory", ""),
		Empty: len(r.Lowest()) == 0, Many: len(r.Lowest()) > perPage, Hidden: p.hidden, Pages: r.pages(p.number, len(p.areas), "show", "sort", "order", "q"),
	}
	switch {
	case r.Published == nil:
	case p.search != "": // a search is for a sheet, and most of what it finds has few figures of its own
		for _, t := range p.shown() {
			data.Found = append(data.Found, foundPlace{t.Name, r.Sheet(t.Code), r.Territory(t.Parent).Name})
		}
	default:
		for _, t := range p.rows {
			row := territoryRow{Name: t.Name, URL: r.SheetOf(t.Code)}
			for _, one := range t.answers {
				row.Cells = append(row.Cells, sortedCell{r.Of(one.About).Short(one.Total()), one.About.ID == p.by})
			}
			data.Rows = append(data.Rows, row)
		}
		p.head(r, &data)
	}
	return view.Page{Title: data.Title, Data: data}
}

// head heads the columns, each a link that sorts by it.
func (p *Territories) head(r *Request, data *territoriesPage) {
	for _, show := range append([]string{""}, pillars...) {
		name := r.T("territories.main")
		if show != "" {
			name = r.T("nav." + show)
		}
		data.Choices = append(data.Choices, view.Link{Name: name, URL: r.Link(r.Path, append(r.kept("sort", "order"), "show", show)...), Current: show == p.show})
	}
	link := func(pairs ...string) string { return r.Link(r.Path, append(r.kept("show"), pairs...)...) }
	data.Head = append(data.Head, sortable{Name: r.T("by.territory"), URL: link(), Sort: "none"})
	data.Caption = r.T("territories.caption")
	for _, about := range p.columns {
		pillar := r.T("nav." + about.Pillar)
		if n := len(data.Pillars); n == 0 || data.Pillars[n-1].Title != pillar {
			data.Pillars = append(data.Pillars, columnGroup{Title: pillar})
		}
		data.Pillars[len(data.Pillars)-1].Columns++
		h := sortable{Name: r.Say(about.Title), URL: link("sort", about.ID), Sort: "none", Number: true}
		if about.ID == p.by {
			h.Sort = "ascending"
			if p.falling {
				h.Sort = "descending"
				h.URL = link("sort", p.by, "order", "asc")
			}
			data.Caption = r.T("territories.sorted."+h.Sort, "title", h.Name)
		}
		data.Head = append(data.Head, h)
	}
}

// found are the territories of the published level in the chosen place; with a search, all territories whose name or code has it.
func found(r *Request, search string) []network.Territory {
	if search == "" {
		inside := r.Inside()
		return slices.DeleteFunc(slices.Clone(r.Lowest()), func(t network.Territory) bool { return !inside(t.Code) })
	}
	named, coded := national.Fold(search), strings.ToUpper(search)
	return slices.DeleteFunc(slices.Clone(r.Territories), func(t network.Territory) bool {
		_, known := r.Published.Area(t.Code)
		return !known || (named == "" || !strings.Contains(national.Fold(t.Name), named)) && !strings.HasPrefix(t.Code, coded)
	})
}

// pageNumber is the number of the page that is asked for, from 0 on, of a list.
func pageNumber(r *Request, of int) (int, error) {
	asked := r.Asked.Get("page")
	if asked == "" {
		return 0, nil
	}
	last := max(1, (of+perPage-1)/perPage)
	number, err := strconv.Atoi(asked)
	if err != nil || number < 1 || number > last {
		return 0, gate.Refusal{Code: gate.RefusedValue, Field: "page", Given: asked, Choices: []string{"1 – " + strconv.Itoa(last)}}
	}
	return number - 1, nil
}

// pages are the links to the pages of a list before and after one, which is numbered from 0 on; own are parameters of the page that stay.
func (r *Request) pages(number, of int, own ...string) (links []view.Link) {
	link := func(n int, name string) {
		links = append(links, view.Link{Name: r.T(name), URL: r.Link(r.Path, append(r.kept(own...), "page", strconv.Itoa(n+1))...)})
	}
	if number > 0 {
		link(number-1, "list.previous")
	}
	if (number+1)*perPage < of {
		link(number+1, "list.next")
	}
	return links
}

// kept are parameters of the page with what was asked, as Link takes them.
func (r *Request) kept(own ...string) (pairs []string) {
	for _, name := range own {
		pairs = append(pairs, name, r.Asked.Get(name))
	}
	return pairs
}

// onPage are those of a list that stand on a page, which is numbered from 0 on.
func onPage[T any](list []T, number int) []T {
	return list[min(len(list), number*perPage):min(len(list), (number+1)*perPage)]
}
