package pages

import (
	"context"

	"vigie/dashboard/view"
)

// Help says what these pages are and how to read a figure.
type Help struct{}

type helpPage struct {
	Title   string
	Reading []said // what stands where a figure is expected, and what it means
	Pages   []said
	Links   []view.Link
	Contact contact
}

// said is a name with what it means.
type said struct{ Name, URL, Text string }

// contact is whom readers ask; URL is "" of what is no address, and both are of nobody.
type contact struct{ Name, URL string }

// Ask asks nothing.
func (*Help) Ask(context.Context, *Request) error { return nil }

// Build shows the words of figures, and where each question is answered.
func (*Help) Build(r *Request) view.Page {
	data := helpPage{Title: r.T("help.title"), Contact: r.contact()}
	data.Reading = []said{
		{Name: r.T("table.interval"), Text: r.T("help.means.interval")}, {Name: r.T("figure.estimate"), Text: r.T("help.means.estimate")},
		{Name: r.T("figure.protected"), Text: r.T("help.means.protected")}, {Name: r.T("figure.unpublished"), Text: r.T("help.means.unpublished")},
		{Name: r.T("help.word.waiting"), Text: r.T("help.means.waiting")}, {Name: r.T("figure.no_data"), Text: r.T("help.means.no_data")},
		{Name: r.T("figure.changed"), Text: r.T("help.means.changed")}, {Name: r.T("help.word.stable"), Text: r.T("help.means.stable")},
		{Name: r.T("help.word.dash"), Text: r.T("help.means.dash")},
	}
	for _, name := range []string{"places", "accessibility", "visibility", "impact", "territories", "structures", "plan", "governance", "calls", "quality", "indicators"} {
		data.Pages = append(data.Pages, said{Name: r.T("nav." + name), URL: r.Link("/" + name), Text: r.T("help.page." + name)})
	}
	data.Links = []view.Link{
		{Name: r.T("protection.title"), URL: r.Link("/help/protection")}, {Name: r.T("help.definitions"), URL: r.Link("/indicators")},
		{Name: r.T("statement.title"), URL: r.Link("/accessibility-statement")}, {Name: r.T("legal.title"), URL: r.Link("/legal")},
	}
	return view.Page{Title: data.Title, Timeless: true, Data: data}
}
