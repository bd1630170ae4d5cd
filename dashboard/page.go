package dashboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gorilla/mux"

	"vigie/dashboard/figures"
	"vigie/dashboard/pages"
	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/governance/dated"
	"vigie/network"
	"vigie/problem"
)

// page answers with the page of a row: what it asks, then what it builds of that; or with the page of what went wrong.
func (d *Dashboard) page(ctx context.Context, r *http.Request, row pageRow) reply.Reply {
	l := d.languages[problem.Language(r)]
	v := view.View{Language: l, Fixed: row.fixed, Scope: scope.New(r, mux.Vars(r), l.Code, d.today(), scope.NewPlaces(network.Snapshot{}))}
	p, err := d.ask(ctx, r, &v, row)
	if err == nil {
		return d.render(v, row, p, nil)
	}
	var moved pages.Moved
	if errors.As(err, &moved) {
		return reply.SeeOther(l, moved.To)
	}
	what := d.replies.Explain(l, err, r.URL.Path)
	row.template = "mishap"
	return d.render(v, row, mishap(v, what), &what)
}

// ask reads the registry once, then the request, and has the page ask and build.
func (d *Dashboard) ask(ctx context.Context, r *http.Request, v *view.View, row pageRow) (view.Page, error) {
	registry, err := d.Registry.Snapshot(ctx)
	if err != nil {
		return view.Page{}, err
	}
	v.Places = scope.NewPlaces(registry)
	if v.Met, err = d.affairs().LastMeeting(ctx, dated.Of(d.Now())); err != nil {
		return view.Page{}, err
	}
	source := figures.Source{Editions: d.Editions, Catalogue: d.Catalogue}
	published := func(edition string) (*gate.Publication, error) { return source.Publication(ctx, edition) }
	if err := v.Read(r, published, row.parameters...); err != nil {
		return view.Page{}, err
	}
	if row.page == nil {
		return view.Page{}, scope.ErrNotFound
	}
	if row.lifted {
		v.Lift()
	}
	if !row.live {
		if err := v.OnlyPublished(); err != nil {
			return view.Page{}, err
		}
	}
	asking := &figures.Asking{Source: source, Published: v.Published, Base: gate.Question{Place: v.Place, Lang: v.Code}}
	asking.During(v.Window)
	request := &pages.Request{View: *v, Figures: asking, Live: d.Live, Affairs: d.affairs(), Borders: &d.borders, Publisher: d.Publisher, Contact: d.Contact, Logger: d.Logger, Now: d.Now().In(d.paris), Frames: d.Frames}
	p := row.page()
	if err := p.Ask(ctx, request); err != nil {
		return view.Page{}, err
	}
	if err := asking.Err(); err != nil {
		return view.Page{}, err
	}
	return p.Build(request), nil
}

// render writes the page of a row in its frame, or bare; what, if not nil, is what went wrong.
func (d *Dashboard) render(v view.View, row pageRow, p view.Page, what *reply.Explanation) reply.Reply {
	var b bytes.Buffer
	around := "frame.html"
	if row.bare {
		around = "bare"
	}
	t, ok := d.templates[v.Code][row.template]
	err := fmt.Errorf("there is no template %q", row.template)
	if ok {
		err = t.ExecuteTemplate(&b, around, v.Frame(p, d.Version, what == nil))
	}
	if err != nil {
		d.Logger.Error("write the page "+v.Path, "error", err)
		return reply.Reply{Status: http.StatusInternalServerError, Kind: "text/plain; charset=utf-8", Body: []byte(v.T("problem.unavailable"))}
	}
	if what != nil {
		return what.As(v.Language, reply.HTML, b.Bytes())
	}
	return reply.OK(v.Language, reply.HTML, b.Bytes())
}

// mishap is the page of what went wrong: what to change, what can be chosen, where to go from here.
func mishap(v view.View, what reply.Explanation) view.Page {
	var choices []view.Link
	for _, w := range what.Windows {
		choices = append(choices, v.WindowLink(w))
	}
	for _, choice := range what.Choices {
		switch what.Code {
		case gate.RefusedTerritory:
			choices = append(choices, view.Link{Name: v.Name(choice) + " (" + choice + ")", URL: v.Link(v.Path, "territory", choice)})
		case gate.RefusedIndicator:
			choices = append(choices, view.Link{Name: choice, URL: v.Link("/indicators/" + url.PathEscape(choice))})
		}
	}
	return view.Page{Title: what.Title, Data: struct {
		Title, Detail, Home string
		Choices             []view.Link
	}{what.Title, what.Detail, "/?lang=" + v.Code, choices}}
}
