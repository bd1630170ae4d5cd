// Package reply writes answers: JSON, problems, headers and ETags, compressed and measured, and shared in a crowd.
package reply

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/dashboard/texts"
)

// Content types.
const (
	HTML = "text/html; charset=utf-8"
	JSON = "application/json; charset=utf-8"
	CSV  = "text/csv; charset=utf-8"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// Reply is what a handler answers; nothing is written before all of it is known.
type Reply struct {
	Status int
	Kind   string // content type
	Body   []byte
	Tag    string // what the ETag is made from; "": the body
	Header map[string]string
}

// OK is an answer in a language. header are pairs of names and values.
func OK(l *texts.Language, kind string, body []byte, header ...string) Reply {
	out := Reply{Status: http.StatusOK, Kind: kind, Body: body, Header: map[string]string{"Content-Language": l.Code}}
	for i := 0; i+1 < len(header); i += 2 {
		out.Header[header[i]] = header[i+1]
	}
	return out
}

// SeeOther sends a reader to another address of ours.
func SeeOther(l *texts.Language, to string) Reply {
	out := OK(l, "", nil, "Location", to)
	out.Status = http.StatusSeeOther
	return out
}

// AsJSON is an answer of the API; tag is what its ETag is made from ("": the answer itself).
func AsJSON(l *texts.Language, answer any, tag string) (Reply, error) {
	body, err := json.Marshal(answer)
	if err != nil {
		return Reply{}, fmt.Errorf("write an answer as JSON: %w", err)
	}
	out := OK(l, JSON, append(body, '\n'))
	out.Tag = tag
	return out, nil
}

// Handler answers a request.
type Handler func(context.Context, *http.Request) Reply

// Options are what a Writer needs; all of them are required but Registerer.
type Options struct {
	Today      func() time.Time // the day in Paris
	Now        func() time.Time
	Registerer prometheus.Registerer // nil: nothing is measured
	Logger     *slog.Logger
}

// Writer writes the answers of handlers. It is safe for concurrent use.
type Writer struct {
	Options
	shared   sharing
	compress func(http.Handler) http.HandlerFunc
	seconds  *prometheus.HistogramVec
	answers  *prometheus.CounterVec
}

// New makes a Writer and registers its metrics.
func New(o Options) (*Writer, error) {
	w := &Writer{
		Options: o,
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vigie_page_seconds", Help: "Time to answer a request for a page, the API or an export, by route template.",
			Buckets: []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10},
		}, []string{"route"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_pages_total", Help: "Requests for pages, the API and exports, by route template and status code.",
		}, []string{"route", "code"}),
	}
	var err error
	if w.compress, err = gzhttp.NewWrapper(gzhttp.MinSize(minZipped)); err != nil {
		return nil, err
	}
	if o.Registerer != nil {
		for _, c := range []prometheus.Collector{w.seconds, w.answers} {
			if err := o.Registerer.Register(c); err != nil {
				return nil, fmt.Errorf("register the metrics of the pages: %w", err)
			}
		}
	}
	return w, nil
}

// Handle measures and writes what answer replies, compressed where the reader takes it. route is the template that the
// measurements are kept under.
func (w *Writer) Handle(route string, answer Handler) http.Handler {
	return w.compress(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		start := time.Now()
		a := answer(r.Context(), r)
		a.write(out, r)
		w.seconds.WithLabelValues(route).Observe(time.Since(start).Seconds())
		w.answers.WithLabelValues(route, strconv.Itoa(a.Status)).Inc()
	}))
}

// write writes the answer, or that the reader has it as it is.
func (out *Reply) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for name, value := range out.Header {
		h.Set(name, value)
	}
	h.Add("Vary", "Accept-Language")
	if out.Kind != "" {
		h.Set("Content-Type", out.Kind)
	}
	if out.Status != http.StatusOK {
		h.Set("Cache-Control", "no-store")
	} else {
		h.Set("Cache-Control", "no-cache")
		tag := out.Tag
		if tag == "" {
			tag = string(out.Body)
		}
		sum := sha256.Sum256([]byte(tag))
		etag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", etag)
		if matches(r.Header.Get("If-None-Match"), etag) {
			out.Status, out.Body = http.StatusNotModified, nil
		}
	}
	Body(w, r, out.Status, out.Body)
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

// Body writes the body of an answer; to HEAD its headers only. A reader who has gone away is no error of ours.
func Body(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	if r.Method == http.MethodHead {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// with is the answer with a header more; it changes nothing in the answer itself, which others may share.
func (out Reply) with(name, value string) Reply {
	out.Header = maps.Clone(out.Header)
	if out.Header == nil {
		out.Header = map[string]string{}
	}
	out.Header[name] = value
	return out
}
