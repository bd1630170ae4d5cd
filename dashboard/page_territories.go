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
