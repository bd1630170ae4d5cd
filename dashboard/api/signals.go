package api

import (
	"context"
	"encoding/xml"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/dashboard/signals"
	"vigie/governance/dated"
)

// signal is a signal as the API tells of it.
type signal struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	What     string    `json:"what"`
	Says     string    `json:"says"`
	Since    dated.Day `json:"since"`
	DaysLate int       `json:"days_late"`
	Owner    *string   `json:"owner"` // nil where nobody is written down
	Places   []string  `json:"places"`
	Updated  dated.Day `json:"updated"`
	Page     string    `json:"page"` // path, with its parameters
}

// rule says from where on there is a signal of a kind.
type rule struct {
	Kind string `json:"kind"`
	Says string `json:"says"`
}

// told are the signals of today in the reader's language, and as of which day and edition (0: none) they are.
type told struct {
	Day     dated.Day `json:"as_of"`
	Edition uint32    `json:"edition"`
	Rules   []rule    `json:"rules"`
	Signals []signal  `json:"signals"`
	updated dated.Day // the latest of them, or of the edition
}

// signals reads the signals of today for a request that takes no parameters of its own.
func (a API) signals(ctx context.Context, r Request) (told, error) {
	if _, err := scope.Parameters(r.Request, "lang"); err != nil {
		return told{}, err
	}
	registry, err := a.Registry.Snapshot(ctx)
	if err != nil {
		return told{}, err
	}
	published, err := a.Publication(ctx, "")
	if err != nil {
		return told{}, err
	}
	places := scope.NewPlaces(registry)
	out := told{Day: dated.Day(a.Today().Format(time.DateOnly)), Rules: []rule{}, Signals: []signal{}}
	all, err := signals.Source{Affairs: a.Affairs, Figures: a.Source, Places: places}.Read(ctx, out.Day, published)
	if err != nil {
		return told{}, err
	}
	if out.updated = out.Day; published != nil {
		out.Edition, out.updated = published.Edition.Number, dated.Day(published.Edition.Day.Format(time.DateOnly))
	}
	words := signals.Words{Language: r.Language, Name: places.Name}
	for _, kind := range signals.Kinds() {
		out.Rules = append(out.Rules, rule{kind, words.Rule(kind)})
	}
	link := (&scope.Scope{Asked: url.Values{"lang": {r.Language.Code}}}).Link
	for _, s := range all {
		one := signal{
			ID: s.ID(), Kind: s.Kind, What: words.What(s), Says: words.Says(s), Since: s.Since, DaysLate: s.DaysLate, Places: orEmpty(s.Places), Updated: s.Updated,
			Page: s.Page(link),
		}
		if s.Owner != "" {
			one.Owner = &s.Owner
		}
		out.Signals, out.updated = append(out.Signals, one), max(out.updated, s.Updated)
	}
	return out, nil
}

// Signals answers with what somebody should look at.
func (a API) Signals(ctx context.Context, r Request) (reply.Reply, error) {
	out, err := a.signals(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	return reply.AsJSON(r.Language, out, "")
}

// feed is an Atom feed (RFC 4287), entry one of its entries.
type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string   `xml:"xml:lang,attr"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Links   []link   `xml:"link"`
	Entries []entry  `xml:"entry"`
}

type entry struct {
	ID       string   `xml:"id"`
	Title    string   `xml:"title"`
	Updated  string   `xml:"updated"`
	Category category `xml:"category"`
	Link     link     `xml:"link"`
	Summary  string   `xml:"summary"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type category struct {
	Term string `xml:"term,attr"`
}

// SignalsFeed answers with the same as an Atom feed. Its ids are those of this server, whatever the language.
func (a API) SignalsFeed(ctx context.Context, r Request) (reply.Reply, error) {
	out, err := a.signals(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	l, server := r.Language, address(r.Request)
	f := feed{
		Lang: l.Code, ID: tag(r.Request, "signals/"+l.Code), Title: l.T("signal.feed"), Updated: midnight(out.updated), Author: "Vigie",
		Links: []link{{"self", server + "/signals.atom?lang=" + l.Code}, {"alternate", server + "/signals?lang=" + l.Code}},
	}
	for _, s := range out.Signals {
		f.Entries = append(f.Entries, entry{
			ID: tag(r.Request, "signals/"+s.ID), Title: s.What, Updated: midnight(s.Updated), Category: category{s.Kind}, Link: link{"alternate", server + s.Page},
			Summary: l.T("signal.entry", "what", s.What, "says", s.Says),
		})
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return reply.Reply{}, fmt.Errorf("write the feed of signals: %w", err)
	}
	return reply.OK(l, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), append(body, '\n')...)), nil
}

// address is that of this server, as the reader knows it.
func address(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// tag is an id (RFC 4151) of something of this server, which stays the same.
func tag(r *http.Request, of string) string {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	return "tag:" + host + ",2026:" + (&url.URL{Path: of}).EscapedPath()
}

// midnight is the beginning of a day as Atom writes it.
func midnight(day dated.Day) string { return string(day) + "T00:00:00Z" }
