// Package pages has the pages, a file each: Ask says which figures it needs, Build makes of them what its template takes.
package pages

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/scope"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/live"
	"vigie/queries/indicator"
)

// Page is a page. One is made for each request: Ask leaves in it what Build needs.
type Page interface {
	// Ask asks for everything that the page needs. The error may be a gate.Refusal, scope.ErrNotFound or Moved.
	Ask(ctx context.Context, r *Request) error
	// Build makes the page of what was asked.
	Build(r *Request) view.Page
}

// Moved is no page but the address of one: what a form changes stands in the address of the page that shows it.
type Moved struct{ To string }

// Error says where to.
func (m Moved) Error() string { return "the page is at " + m.To }

// Request is what a page is made from.
type Request struct {
	view.View
	Figures *figures.Asking
	Live    *live.Reader
	Affairs affairs.Reader
	Borders *chart.Borders
	Logger  *slog.Logger
	Now     time.Time // in Europe/Paris
	Frames  bool      // other sites may show figures in frames
	// Publisher is who publishes the pages, and Contact whom readers ask; "" where nobody is named.
	Publisher, Contact string
}

// of makes the page about a territory or group, whatever place was chosen.
func (r *Request) of(code string) { r.Place, r.Figures.Base.Place = code, code }

// lookBack makes the request one of an edition: its figures, its usual window, and what is said of both. Nil is of before the first one.
func (r *Request) lookBack(published *gate.Publication) {
	r.Published, r.Figures.Published = published, published
	r.Window = r.UsualWindow()
	r.Figures.During(r.Window)
}

// pillar is what the three pillar pages show: one section a question.
type pillar struct {
	Title, Lede string
	Where       string
	Begin       string // where a network without figures is told what to do first; "" for others
	Sections    []view.Section
	// Unpublished are the sections of which nothing is published for the view's window and place: one line each, at the end.
	Unpublished []unpublished
}

// unpublished is an indicator without published figures, and where it has some.
type unpublished struct {
	ID, Name, URL, Text string
	Links               []view.Link
}

// pillar begins the page of a pillar.
func (r *Request) pillar(name string) *pillar {
	return &pillar{Title: r.T(name + ".title"), Lede: r.T(name + ".lede"), Where: r.Where(), Begin: r.Begin()}
}

// page is the page of a pillar, which nobody would read where one empty section followed another.
func (p *pillar) page(r *Request) view.Page {
	p.Sections = slices.DeleteFunc(p.Sections, func(s view.Section) bool {
		if !s.Unpublished() {
			return false
		}
		for i, t := range s.Tiles {
			one := unpublished{Name: t.Name, URL: t.URL, Links: t.Hidden.Links}
			if i == 0 {
				one.ID = s.ID
			}
			if len(one.Links) == 0 {
				one.Text, one.Links = t.Hidden.Text, r.ofNetwork(t.ID)
			}
			p.Unpublished = append(p.Unpublished, one)
		}
		return true
	})
	return view.Page{Title: p.Title, Data: p}
}

// ofNetwork is the link to the same page of the whole network, where an indicator is published of that: for the same window, else for the
// nearest one.
func (r *Request) ofNetwork(id string) []view.Link {
	about, ok := r.Figures.Catalogue.Get(id)
	if !ok || r.Place == "" {
		return nil
	}
	whole := r.Figures.Question(about, indicator.KeyTotal)
	whole.Place = ""
	switch missing := r.Figures.Ask(about, whole).Unpublished; {
	case missing == nil:
		return []view.Link{{Name: r.T("place.whole"), URL: r.Link(r.Path, "territory", "")}}
	case len(missing.Nearest) > 0:
		w := missing.Nearest[0]
		name := r.T("hidden.network_over", "window", r.WindowName(w))
		return []view.Link{{Name: name, URL: r.Link(r.Path, "territory", "", "window", scope.Value(w))}}
	}
	return nil
}

// remaining are the indicators of a pillar that its page does not treat in a way of its own, so that adding an indicator's file
// adds it here too.
type remaining []remains

// remains is an indicator as its page shows it; territory is nil where no territories are ranked by it.
type remains struct{ total, territory *figures.Answer }

// mostRanked is how many of the remaining indicators are ranked by territory on the page of their pillar: with more it would be too large. The own
// page of each has its ranking.
const mostRanked = 2

// remaining asks for every indicator of a pillar but those that the page treats.
func (r *Request) remaining(pillar string, treated ...string) (all remaining) {
	ranked := 0
	done := map[string]bool{}
	for _, id := range treated {
		done[id] = true
	}
	for _, about := range r.Figures.Catalogue.All() {
		if about.Pillar != pillar || done[about.ID] {
			continue
		}
		one := remains{total: r.Figures.About(about.ID, "total")}
		if about.Kind != "count" && ranked < mostRanked { // between places of different size rates are compared
			ranked++
			one.territory = r.Figures.About(about.ID, "territory")
		}
		if one.total != nil {
			all = append(all, one)
		}
	}
	return all
}

// chapter takes those of some indicators out of the remaining ones, in the order of their ids: they continue what the page treats.
func (all *remaining) chapter(ids ...string) (chapter remaining) {
	for _, id := range ids {
		*all = slices.DeleteFunc(*all, func(one remains) bool {
			if one.total.About.ID != id {
				return false
			}
			chapter = append(chapter, one)
			return true
		})
	}
	return chapter
}

// sections adds a section for each of them: its number, its parts or its waterfall, and its ranking of territories,
// where it has them.
func (all remaining) sections(r *Request, p *pillar) {
	for _, one := range all {
		id := anchor(one.total.About.ID)
		s := view.Section{ID: id, Title: r.Say(one.total.About.Title), Lede: r.Say(one.total.About.Definition), Tiles: []view.Tile{r.Tile(one.total, nil)}}
		if len(one.total.About.Waterfall) > 0 {
			s.Figures = append(s.Figures, r.Waterfall(id+"-steps", one.total))
		}
		parts, drawn, told := r.Parts(id+"-parts", one.total)
		if s.Tiles[0].Details = append(s.Tiles[0].Details, told...); drawn {
			s.Figures = append(s.Figures, parts)
		}
		if one.territory != nil && (one.total.Total().Status != gate.StatusProtected || one.territory.Shown()) {
			s.Figures = append(s.Figures, r.ByTerritory(id+"-territories", one.territory))
		}
		p.Sections = append(p.Sections, s)
	}
}

// anchor makes an indicator's id fit for an HTML id.
func anchor(id string) string { return strings.NewReplacer(".", "-", "_", "-").Replace(id) }

// monthsOf is the HTML id of an indicator's course.
func monthsOf(id string) string { return anchor(id) + "-months" }
