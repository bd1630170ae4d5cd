package view

import (
	"strconv"
	"strings"
	"time"

	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/problem"
)

// Frame is what templates/frame.html puts around every page.
type Frame struct {
	Title, Network string
	Printed        string // at the head of each sheet of paper
	Address        string // at its foot
	Demo           bool
	Lang, Version  string
	Nav            []Link
	Tongues        []Link
	Choice         *Choice
	OfDay          *DayChoice
	Lifted         string // that the page is of what the chosen place lies in
	Edition        *Edition
	Protection     string // address of the page that says how people are protected
	About          []Link // pages about these pages
	Data           any
}

// Edition is what every page says at its foot of what it was made from.
type Edition struct{ Number, Day, Late string }

// Frame puts a page into its frame; version is Vigie's. Chosen says whether the page is of what was chosen, and says so.
func (v View) Frame(p Page, version string, chosen bool) Frame {
	f := Frame{
		Title: p.Title, Network: v.Network, Demo: v.Demo, Lang: v.Code, Version: version, Data: p.Data,
		Printed: v.printed(p.Title), Address: v.Address(),
		Nav: v.navigation(), Tongues: v.tongues(), Protection: v.Link("/help/protection"),
		About: []Link{
			{Name: v.T("foot.data"), URL: v.Link("/data")},
			{Name: v.T("help.title"), URL: v.Link("/help")},
			{Name: v.T("foot.statement"), URL: v.Link("/accessibility-statement")},
			{Name: v.T("legal.title"), URL: v.Link("/legal")},
		},
	}
	if chosen && !p.Timeless && p.OfDay == nil {
		f.Choice = v.choice()
	}
	if v.Lifted != "" {
		f.Lifted = v.T("place.lifted", "place", v.Name(v.Lifted), "name", v.Name(v.Place))
	}
	if chosen {
		f.OfDay, f.Edition = p.OfDay, v.edition()
	}
	return f
}

// printed names the page and the network, as short as fits on a line of paper.
func (v View) printed(title string) string {
	const most = 90
	if v.Network != "" {
		title = v.Network + " · " + title
	}
	return texts.Shorten(title, most)
}

// edition is what the page was made from; nil where nothing is published.
func (v View) edition() *Edition {
	if v.Published == nil {
		return nil
	}
	e := v.Published.Edition
	line := &Edition{Number: strconv.Itoa(int(e.Number)), Day: v.Day(e.Day.Format(time.DateOnly))}
	if e.Events > 0 {
		line.Late = v.Percent(figures.LateShare(e), 0)
	}
	return line
}

// partOf are pages that are a part of what another page of the list is about.
var partOf = map[string]string{"/underserved": "/accessibility", "/compare": "/territories", "/report": "/governance"}

// navigation is the list of the pages; the view's parameters go along.
func (v View) navigation() []Link {
	var items []Link
	here := v.Path
	for path, page := range partOf {
		if under(here, path) {
			here = page
			break
		}
	}
	for _, path := range []string{"/", "/places", "/accessibility", "/visibility", "/impact", "/territories", "/structures", "/plan", "/governance", "/calls", "/quality", "/indicators"} {
		name := strings.TrimPrefix(path, "/")
		if name == "" {
			name = "overview"
		}
		current := under(here, path)
		items = append(items, Link{Name: v.T("nav." + name), URL: v.Link(path), Current: current})
	}
	return items
}

// under tells whether a path is another one, or below it.
func under(path, other string) bool { return path == other || strings.HasPrefix(path, other+"/") }

// tongues are the other languages, each a link to this very page in it.
func (v View) tongues() []Link {
	var items []Link
	for _, code := range problem.Languages() {
		if code != v.Code {
			items = append(items, Link{Name: v.T("tongue." + code), Lang: code, URL: v.In(code)})
		}
	}
	return items
}
