package pages

import (
	"context"
	"net/mail"
	"net/url"

	"vigie/dashboard/view"
)

// Legal says who publishes these pages, under which licence, and what is kept of their readers.
type Legal struct{}

type legalPage struct {
	Title, Publisher, Protection string
	Contact                      contact
}

// Ask asks nothing.
func (*Legal) Ask(context.Context, *Request) error { return nil }

// Build names who is named in the settings, and nobody else.
func (*Legal) Build(r *Request) view.Page {
	title := r.T("legal.title")
	return view.Page{Title: title, Timeless: true, Data: legalPage{title, r.Publisher, r.Link("/help/protection"), r.contact()}}
}

// contact is whom readers ask, as a link where that is an address.
func (r *Request) contact() contact {
	if at, err := mail.ParseAddress(r.Contact); err == nil {
		return contact{r.Contact, "mailto:" + at.Address}
	}
	if at, err := url.Parse(r.Contact); err == nil && (at.Scheme == "https" || at.Scheme == "http") && at.Host != "" {
		return contact{r.Contact, r.Contact}
	}
	return contact{Name: r.Contact}
}
