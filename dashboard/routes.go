package dashboard

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"vigie/problem"
)

// reply is what a handler answers; nothing is written before all of it is known.
type reply struct {
	status int
	kind   string // content type
	body   []byte
	tag    string // what the ETag is made from; "": the body
	header map[string]string
	// modified is when what the body shows last changed; zero where that is not known.
	modified time.Time
}

// Routes adds the pages, the API's reading half, /openapi.json and the assets to r, and sets what r answers to an unknown
// path and to a method that a path does not take.
func (d *Dashboard) Routes(r *mux.Router) {
	for _, one := range []pageRoute{
		{path: "/", build: d.overview},
		{path: "/accessibility", build: d.accessibility, further: []string{"map"}},
		{path: "/visibility", build: d.visibility},
		{path: "/impact", build: d.impact},
		{path: "/territories", build: d.territories, further: []string{"sort", "order", "q", "page"}},
		{path: "/territories/{code}", build: d.territory},
		{path: "/indicators", build: d.indicators},
		{path: "/indicators/{id}", build: d.indicator},
		{path: "/help/protection", build: d.protection},
	} {
		d.handle(r, one.path, func(ctx context.Context, req *http.Request) reply { return d.page(ctx, req, one) })
	}
	d.handle(r, "/api/v1/indicators", d.apiIndicators)
	d.handle(r, "/api/v1/indicators/{id}", d.apiIndicator)
	d.handle(r, "/api/v1/editions", d.apiEditions)
	d.handle(r, "/api/v1/editions/{number}", d.apiEdition)
	// What collectors have found changes without the figures, and so does the registry: that is read anew, but not for everyone in a crowd.
	d.handle(r, "/quality", d.share(func(ctx context.Context, req *http.Request) reply {
		return d.page(ctx, req, pageRoute{path: "/quality", build: d.quality, live: true})
	}))
	d.handle(r, "/api/v1/quality/{sheet}", d.share(d.apiQuality))
	d.handle(r, "/api/v1/territories", d.share(d.apiTerritories))
	d.handle(r, "/api/v1/structures", d.share(d.apiStructures))
	d.handle(r, "/openapi.json", d.apiContract)
	r.PathPrefix("/assets/").Handler(d.assets).Methods(http.MethodGet, http.MethodHead)
	r.HandleFunc("/favicon.ico", func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, "/assets/"+d.assets.names["favicon.svg"], http.StatusFound)
	}).Methods(http.MethodGet, http.MethodHead)
	r.NotFoundHandler = d.handler("unknown", d.unknownPath)
	r.MethodNotAllowedHandler = d.handler("unknown", func(_ context.Context, req *http.Request) reply { return d.wrongMethod(r, req) })
}

// handle routes GET and HEAD of a path to a handler.
func (d *Dashboard) handle(r *mux.Router, path string, answer func(context.Context, *http.Request) reply) {
	r.Handle(path, d.handler(path, answer)).Methods(http.MethodGet, http.MethodHead)
}

// handler measures and writes what answer replies, compressed where the reader takes it. route is the template that the
// measurements are kept under.
func (d *Dashboard) handler(route string, answer func(context.Context, *http.Request) reply) http.Handler {
	return d.compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		out := answer(r.Context(), r)
		h := w.Header()
		for name, value := range out.header {
			h.Set(name, value)
		}
		h.Add("Vary", "Accept-Language")
		if out.kind != "" {
			h.Set("Content-Type", out.kind)
		}
		switch {
		case out.status != http.StatusOK:
			h.Set("Cache-Control", "no-store")
		default:
			h.Set("Cache-Control", "no-cache")
			tag := out.tag
			if tag == "" {
				tag = string(out.body)
			}
			sum := sha256.Sum256([]byte(tag))
			etag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
			h.Set("ETag", etag)
			if !out.modified.IsZero() {
				h.Set("Last-Modified", out.modified.UTC().Format(http.TimeFormat))
			}
			if known := r.Header.Get("If-None-Match"); matches(known, etag) || known == "" && out.unchangedSince(r.Header.Get("If-Modified-Since")) {
				out.status, out.body = http.StatusNotModified, nil
			}
		}
		writeBody(w, r, out.status, out.body)
		d.seconds.WithLabelValues(route).Observe(time.Since(start).Seconds())
		d.answers.WithLabelValues(route, strconv.Itoa(out.status)).Inc()
	}))
}

// unchangedSince tells whether the reader has it as it is, by an If-Modified-Since header.
func (out reply) unchangedSince(header string) bool {
	since, err := http.ParseTime(header)
	return err == nil && !out.modified.IsZero() && !out.modified.Truncate(time.Second).After(since)
}

// matches compares an If-None-Match header with a weak tag.
func matches(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

// writeBody writes an answer; to HEAD its headers only. A reader who has gone away is no error of ours.
func writeBody(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	if r.Method == http.MethodHead {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// unknownPath answers a URL that is none of ours: programs get a problem, people a page.
func (d *Dashboard) unknownPath(ctx context.Context, r *http.Request) reply {
	if forPrograms(r.URL.Path) {
		l := d.languages[problem.Language(r)]
		return d.problem(l, explained(http.StatusNotFound, "not_found", l.t("problem.not_found")))
	}
	return d.page(ctx, r, pageRoute{build: func(context.Context, *view) (*page, error) { return nil, errNotFound }})
}

// wrongMethod names the methods that a path takes.
func (d *Dashboard) wrongMethod(router *mux.Router, r *http.Request) reply {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		var match mux.RouteMatch
		if router.Match(other, &match) && match.MatchErr == nil {
			allowed = append(allowed, method)
		}
	}
	allow := strings.Join(allowed, ", ")
	l := d.languages[problem.Language(r)]
	detail := l.t("problem.wrong_method", "given", clip(r.Method), "choices", allow)
	what := explained(http.StatusMethodNotAllowed, "wrong_method", detail)
	what.Given, what.Choices = r.Method, allowed
	out := d.problem(l, what)
	out.header["Allow"] = allow
	return out
}

// forPrograms tells whether a path is read by programs rather than in a browser.
func forPrograms(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/schemas/") || path == "/openapi.json"
}
