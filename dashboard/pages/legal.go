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
	Rights                       string // of whoever was helped
	Contact                      contact
}

// Ask asks nothing.
func (*Legal) Ask(context.Context, *Request) error { return nil }

// Build names who is named in the settings, and nobody else.
func (*Legal) Build(r *Request) view.Page {
	data := legalPage{Title: r.T("legal.title"), Publisher: r.Publisher, Protection: r.Link("/help/protection"), Contact: r.contact()}
	above := ""
	if data.Contact.Name != "" {
		above = r.T("legal.contact_above")
	}
	data.Rights = r.T("legal.rights", "contact", above)
	return view.Page{Title: data.Title, Timeless: true, Data: data}
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
