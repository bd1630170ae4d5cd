package dashboard

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"vigie/editions/gate"
	"vigie/problem"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are the pages of one language by the name of their file.
type templates map[string]*template.Template

// page is what a builder hands to its template.
type page struct {
	template string // name of the file in templates/, without .html
	title    string
	data     any
}

// builder makes the page of a view.
type builder func(ctx context.Context, v *view) (*page, error)

// frame is what templates/frame.html puts around every page.
type frame struct {
	Title, Network string
	Demo           bool
	Lang, Version  string
	Nav            []navItem
	Tongues        []navItem
	Choice         *choice
	Edition        *editionLine
	Protection     string // address of the page that says how people are protected
	Data           any
}

type navItem struct {
	Name, URL, Lang string
	Current         bool
}

// editionLine is what every page says at its foot of what it was made from.
type editionLine struct{ Number, Day, Late string }

// edition is that line; nil where nothing is published.
func (v *view) edition() *editionLine {
	if v.published == nil {
		return nil
	}
	e := v.published.Edition
	line := &editionLine{Number: itoa(int(e.Number)), Day: v.day(e.Day.Format(dayForm))}
	if e.Events > 0 {
		line.Late = v.percent(lateShare(e), 0)
	}
	return line
}

// readTemplates parses every page once for each language.
func (d *Dashboard) readTemplates() (map[string]templates, error) {
	files, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	all := map[string]templates{}
	for code, l := range d.languages {
		functions := template.FuncMap{"t": l.t, "asset": d.assets.url}
		shared, err := template.New("frame.html").Funcs(functions).ParseFS(templateFiles, "templates/frame.html", "templates/parts_*.html")
		if err != nil {
			return nil, fmt.Errorf("read the templates: %w", err)
		}
		all[code] = templates{}
		for _, f := range files {
			name := strings.TrimSuffix(f.Name(), ".html")
			if name == "frame" || strings.HasPrefix(name, "parts_") {
				continue
			}
			own, err := shared.Clone()
			if err == nil {
				own, err = own.ParseFS(templateFiles, path.Join("templates", f.Name()))
			}
			if err != nil {
				return nil, fmt.Errorf("read templates/%s: %w", f.Name(), err)
			}
			all[code][name] = own
		}
	}
	return all, nil
}

// pageRoute is a page and where it is.
type pageRoute struct {
	path    string
	build   builder
	further []string // parameters of its own
	live    bool     // it shows no figure but what is published, and the rest of any days
}

// page answers with what a route makes of the request's view, or with the page of what went wrong.
func (d *Dashboard) page(ctx context.Context, r *http.Request, route pageRoute) reply {
	v, err := d.look(ctx, r, route.further...)
	v.vars = pathVars(r)
	status := http.StatusOK
	var p *page
	if err == nil && !route.live {
		err = v.onlyPublished()
	}
	if err == nil {
		p, err = route.build(ctx, v)
	}
	if err != nil {
		what := d.explain(v.language, err, r.URL.Path)
		status, p = what.Status, v.mishap(what)
	}
	body, err := d.render(v, p, status)
	if err != nil {
		d.log.Error("write the page "+r.URL.Path, "error", err)
		return reply{status: http.StatusInternalServerError, kind: "text/plain; charset=utf-8", body: []byte(v.t("problem.unavailable"))}
	}
	out := reply{status: status, kind: "text/html; charset=utf-8", body: body, header: map[string]string{"Content-Language": v.code}}
	if status == http.StatusServiceUnavailable {
		out.header["Retry-After"] = retryAfter
	}
	return out
}

// render writes a page in its frame.
func (d *Dashboard) render(v *view, p *page, status int) ([]byte, error) {
	f := frame{
		Title: p.title, Network: v.network, Demo: v.demo, Lang: v.code, Version: d.version, Data: p.data,
		Nav: v.navigation(), Tongues: v.tongues(), Protection: v.link("/help/protection"),
	}
	if status == http.StatusOK {
		f.Choice, f.Edition = v.choice(), v.edition()
	}
	t, ok := d.pages[v.code][p.template]
	if !ok {
		return nil, fmt.Errorf("there is no template %q", p.template)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, f); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// navigation is the list of the pages; the view's filters go along.
func (v *view) navigation() []navItem {
	var items []navItem
	for _, path := range []string{"/", "/accessibility", "/visibility", "/impact", "/territories", "/quality", "/indicators"} {
		name := strings.TrimPrefix(path, "/")
		if name == "" {
			name = "overview"
		}
		current := v.path == path || (path != "/" && strings.HasPrefix(v.path, path+"/"))
		items = append(items, navItem{Name: v.t("nav." + name), URL: v.link(path), Current: current})
	}
	return items
}

// tongues are the other languages, each a link to this very page in it.
func (v *view) tongues() []navItem {
	var items []navItem
	for _, code := range problem.Languages() {
		if code == v.code {
			continue
		}
		values := url.Values{}
		for name, all := range v.asked {
			values[name] = slices.Clone(all)
		}
		values.Set("lang", code)
		items = append(items, navItem{Name: v.t("tongue." + code), Lang: code, URL: (&url.URL{Path: v.path, RawQuery: values.Encode()}).String()})
	}
	return items
}

// mishap is the page of what went wrong: what to change, what can be chosen, where to go from here.
func (v *view) mishap(what explanation) *page {
	title := v.t("problem.title." + statusWord(what.Status))
	var choices []navItem
	for _, w := range what.windows {
		choices = append(choices, v.windowLink(w))
	}
	for _, choice := range what.Choices {
		switch what.Code {
		case gate.RefusedTerritory:
			choices = append(choices, navItem{Name: v.placeName(choice) + " (" + choice + ")", URL: v.link(v.path, "territory", choice)})
		case gate.RefusedIndicator:
			choices = append(choices, navItem{Name: choice, URL: v.link("/indicators/" + url.PathEscape(choice))})
		}
	}
	return &page{template: "mishap", title: title, data: struct {
		Title, Detail, Home string
		Choices             []navItem
	}{title, what.Detail, "/?lang=" + v.code, choices}}
}
