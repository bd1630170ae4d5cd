package view

import (
	"vigie/dashboard/figures"
	"vigie/editions/gate"
	"vigie/queries/period"
)

// Hidden says why a figure is not there, and where one is.
type Hidden struct {
	Text  string
	Where string // before the links, that they lead to where a figure is shown; "" where they lead elsewhere
	Links []Link
	// Unpublished tells that the figure is of what is not published, and not that it can't be shown.
	Unpublished bool
}

// Hidden is what to say of answers in which figures are missing for being too few people, or not published; nil where there are none.
func (v View) Hidden(answers ...*figures.Answer) *Hidden {
	protected, waiting, changed := 0, 0, 0
	var shown *gate.Wider
	for _, a := range answers {
		if a.Unpublished != nil {
			if len(answers) == 1 {
				return v.Unpublished(*a.Unpublished)
			}
			continue
		}
		for _, f := range a.Figures {
			switch f.Status {
			case gate.StatusProtected:
				if protected++; shown == nil {
					shown = f.Wider
				}
			case gate.StatusUnpublished:
				waiting++
			case gate.StatusChanged:
				changed++
			}
		}
	}
	switch {
	case protected == 0 && waiting == 0 && changed == 0:
		return nil
	case protected == 0 && changed > 0:
		return &Hidden{Text: v.T("hidden.changed", "n", changed)}
	case protected == 0:
		return &Hidden{Text: v.T("hidden.waiting", "n", waiting)}
	}
	h := &Hidden{Text: v.T("hidden.protected", "n", protected)}
	if len(answers) == 1 && len(answers[0].Figures) == 1 {
		h.Text = v.T("hidden.one")
	}
	if h.Links = v.wider(shown); len(h.Links) > 0 {
		h.Where = v.T("hidden.wider")
		return h
	}
	h.Links = []Link{{Name: v.T("protection.title"), URL: v.Link("/help/protection")}}
	return h
}

// wider are the links to where a protected figure is shown.
func (v View) wider(w *gate.Wider) (links []Link) {
	if w == nil {
		return nil
	}
	here := v.Place == "" && !v.Fixed && v.Name(w.Area) == "" // what is wider is the page itself
	if w.Area != "" && w.Area != v.Place && !here {
		links = append(links, v.areaLink(w.Area))
	}
	if w.Window != (period.Window{}) {
		links = append(links, v.WindowLink(w.Window))
	}
	return links
}

// areaLink is the link to this very page of a wider area, a place or the network; where the page takes no other place, to the page of that area.
func (v View) areaLink(code string) Link {
	name := v.Name(code)
	switch {
	case name == "" && v.Fixed: // the network has no sheet
		return Link{Name: v.T("place.whole"), URL: v.Link("/impact", "territory", "")}
	case name == "":
		return Link{Name: v.T("place.whole"), URL: v.Link(v.Path, "territory", "")}
	case v.Fixed:
		return Link{Name: name, URL: v.Sheet(code)}
	}
	return Link{Name: name, URL: v.Link(v.Path, "territory", code)}
}

// Unpublished says for which windows a figure is published that is not for the view's.
func (v View) Unpublished(u gate.UnpublishedError) *Hidden {
	if v.Published == nil {
		return &Hidden{Text: v.T("hidden.nothing"), Links: []Link{{Name: v.T("nav.overview"), URL: v.Link("/")}}}
	}
	h := &Hidden{Text: v.T("hidden.unpublished"), Unpublished: true}
	if u.Later {
		h.Text = v.T("hidden.later")
	}
	for _, w := range u.Nearest[:min(2, len(u.Nearest))] {
		h.Links = append(h.Links, v.WindowLink(w))
	}
	if len(h.Links) > 0 {
		h.Where = v.T("hidden.shown")
	}
	return h
}
