package dashboard

import (
	"context"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"vigie/dashboard/affairs"
	"vigie/dashboard/api"
	"vigie/dashboard/figures"
	"vigie/dashboard/pages"
	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/problem"
)

// pageRow is a page, and where it is.
type pageRow struct {
	path       string
	template   string // name of the file in templates/, without .html
	page       func() pages.Page
	parameters []string // of its own, beside those that every page takes
	bare       bool     // it stands in a frame of another site: nothing is around it
	live       bool     // it is of today and of any days, and shows no figure but what is published
	lifted     bool     // of a place without figures it shows those of what the place lies in
	fixed      bool     // its address says of which places it is, and takes no other
}

// fresh makes a page anew for each request.
func fresh[P any, Page interface {
	*P
	pages.Page
}]() pages.Page {
	return Page(new(P))
}

// pageRows are all pages.
var pageRows = []pageRow{
	{path: "/", template: "overview", page: fresh[pages.Overview], lifted: true},
	{path: "/places", template: "places", page: fresh[pages.Places], parameters: []string{"q", "free", "late", "service", "page"}, live: true},
	{path: "/accessibility", template: "pillar", page: fresh[pages.Accessibility], parameters: []string{"map"}, lifted: true},
	{path: "/underserved", template: "underserved", page: fresh[pages.Underserved], parameters: []string{"need"}, lifted: true},
	{path: "/underserved/what-if", template: "whatif", page: fresh[pages.WhatIf], parameters: pages.WhatIfParameters()},
	{path: "/visibility", template: "pillar", page: fresh[pages.Visibility], parameters: []string{"graph"}, lifted: true},
	{path: "/impact", template: "pillar", page: fresh[pages.Impact], lifted: true},
	{path: "/territories", template: "territories", page: fresh[pages.Territories], parameters: []string{"show", "sort", "order", "q", "page"}},
	{path: "/territories/{code}", template: "territory", page: fresh[pages.Territory], fixed: true},
	{path: "/territories/{code}/sheet", template: "sheet", page: fresh[pages.Sheet], fixed: true},
	{path: "/compare", template: "compare", page: fresh[pages.Compare], parameters: []string{"first", "second", "third", "fourth"}, fixed: true},
	{path: "/structures", template: "structures", page: fresh[pages.Structures], parameters: []string{"show", "q", "page"}},
	{path: "/plan", template: "plan", page: fresh[pages.Plan], parameters: []string{"as_of", "show"}, live: true},
	{path: "/governance", template: "governance", page: fresh[pages.Governance], parameters: []string{"as_of"}, live: true},
	{path: "/governance/{meeting}", template: "meeting", page: fresh[pages.Meeting]},
	{path: "/report", template: "report", page: fresh[pages.Report], parameters: []string{"meeting"}, live: true},
	{path: "/report/briefing", template: "briefing", page: fresh[pages.Briefing], parameters: []string{"meeting"}, live: true},
	{path: "/calls", template: "calls", page: fresh[pages.Calls]},
	{path: "/calls/{code}", template: "call", page: fresh[pages.Call], fixed: true},
	{path: "/calls/{code}/account", template: "grant", page: fresh[pages.Grant], parameters: []string{"project"}, fixed: true},
	{path: "/quality", template: "quality", page: fresh[pages.Quality], live: true},
	{path: "/signals", template: "signals", page: fresh[pages.Signals], live: true},
	{path: "/indicators", template: "indicators", page: fresh[pages.Indicators]},
	{path: "/indicators/{id}", template: "indicator", page: fresh[pages.Indicator], lifted: true},
	{path: "/embed/{id}", template: "embed", page: fresh[pages.Embed], parameters: []string{"by"}, bare: true},
	{path: "/data", template: "data", page: fresh[pages.Data]},
	{path: "/help", template: "help", page: fresh[pages.Help]},
	{path: "/help/protection", template: "protection", page: fresh[pages.Protection]},
	{path: "/accessibility-statement", template: "statement", page: fresh[pages.Statement]},
	{path: "/legal", template: "legal", page: fresh[pages.Legal]},
}

// Paths are the addresses of all pages; a name in braces stands for what differs.
func Paths() []string {
	var all []string
	for _, row := range pageRows {
		all = append(all, row.path)
	}
	return all
}

// apiRow is what programs ask, and where it is.
type apiRow struct {
	path   string
	answer func(api.API, context.Context, api.Request) (reply.Reply, error)
}

// apiRows are the API's reading half.
var apiRows = []apiRow{
	{path: "/api/v1/indicators", answer: api.API.Indicators},
	{path: "/api/v1/indicators/{id}", answer: api.API.Indicator},
	{path: "/api/v1/editions", answer: api.API.ListEditions},
	{path: "/api/v1/editions/{number}", answer: api.API.Edition},
	{path: "/data/schema.json", answer: api.API.Schema},
	{path: "/api/v1/pairs", answer: api.API.Pairs},
	{path: "/api/v1/quality/{sheet}", answer: api.API.Quality},
	{path: "/api/v1/territories", answer: api.API.Territories},
	{path: "/api/v1/structures", answer: api.API.Structures},
	{path: "/api/v1/calls", answer: api.API.Calls},
	{path: "/api/v1/plan", answer: api.API.Plan},
	{path: "/api/v1/governance", answer: api.API.Governance},
	{path: "/api/v1/members", answer: api.API.Members},
	{path: "/api/v1/targets", answer: api.API.Targets},
	{path: "/api/v1/signals", answer: api.API.Signals},
	{path: "/signals.atom", answer: api.API.SignalsFeed},
}

// Routes adds the pages, the API's reading half, /openapi.json and the assets to r, and sets what r answers to an unknown
// path and to a method that a path does not take.
func (d *Dashboard) Routes(r *mux.Router) {
	handle := func(path string, answer reply.Handler) {
		r.Handle(path, d.replies.Handle(path, d.replies.Share(answer))).Methods(http.MethodGet, http.MethodHead)
	}
	for _, row := range pageRows {
		handle(row.path, func(ctx context.Context, req *http.Request) reply.Reply { return d.page(ctx, req, row) })
	}
	answers := api.API{Source: figures.Source{Editions: d.Editions, Catalogue: d.Catalogue}, Registry: d.Registry, Live: d.Live, Affairs: d.affairs(), Today: d.today}
	for _, row := range apiRows {
		handle(row.path, func(ctx context.Context, req *http.Request) reply.Reply {
			l := d.languages[problem.Language(req)]
			out, err := row.answer(answers, ctx, api.Request{Request: req, Language: l, French: d.languages["fr"], Vars: mux.Vars(req)})
			if err != nil {
				return d.replies.Explain(l, err, req.URL.Path).Reply(l)
			}
			return out
		})
	}
	handle("/openapi.json", func(context.Context, *http.Request) reply.Reply {
		return reply.Reply{Status: http.StatusOK, Kind: reply.JSON, Body: d.contract}
	})
	r.PathPrefix("/assets/").Handler(d.assets).Methods(http.MethodGet, http.MethodHead)
	r.HandleFunc("/favicon.ico", func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, "/assets/"+d.assets.names["favicon.svg"], http.StatusFound)
	}).Methods(http.MethodGet, http.MethodHead)
	r.NotFoundHandler = d.replies.Handle("unknown", d.unknownPath)
	r.MethodNotAllowedHandler = d.replies.Handle("unknown", func(_ context.Context, req *http.Request) reply.Reply { return d.wrongMethod(r, req) })
}

// affairs are the committee's, as anybody may read them.
func (d *Dashboard) affairs() affairs.Reader {
	return affairs.Reader{Governance: d.Governance, Funding: d.Funding}
}

// unknownPath answers a URL that is none of ours: programs get a problem, people a page.
func (d *Dashboard) unknownPath(ctx context.Context, r *http.Request) reply.Reply {
	for _, ofPrograms := range []string{"/api/", "/schemas/", "/data/schema", "/openapi.json"} {
		if strings.HasPrefix(r.URL.Path, ofPrograms) {
			l := d.languages[problem.Language(r)]
			return d.replies.Explain(l, scope.ErrNotFound, r.URL.Path).Reply(l)
		}
	}
	return d.page(ctx, r, pageRow{})
}

// wrongMethod names the methods that a path takes.
func (d *Dashboard) wrongMethod(router *mux.Router, r *http.Request) reply.Reply {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		var match mux.RouteMatch
		if router.Match(other, &match) && match.MatchErr == nil {
			allowed = append(allowed, method)
		}
	}
	return reply.WrongMethod(d.languages[problem.Language(r)], r.Method, allowed)
}
