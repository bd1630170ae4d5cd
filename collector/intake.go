package collector

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"vigie/event"
)

// The types of body that are taken.
const (
	typeSingle = "application/cloudevents+json"
	typeBatch  = "application/cloudevents-batch+json"
	typeLines  = "application/x-ndjson"
)

// blockSize is the largest number of events that a request hands over to be kept at once.
const blockSize = 5_000

// serveEvents answers POST /api/v1/events.
func (c *Collector) serveEvents(w http.ResponseWriter, r *http.Request) {
	begun := c.now()
	c.receive(counted{w, func(status int) {
		c.metrics.requests.WithLabelValues(strconv.Itoa(status)).Inc()
		c.metrics.seconds.Observe(c.now().Sub(begun).Seconds())
	}}, r)
}

// counted tells the status of an answer before it leaves.
type counted struct {
	http.ResponseWriter
	count func(status int)
}

// WriteHeader counts the answer.
func (c counted) WriteHeader(status int) {
	c.count(status)
	c.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (c counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// receive lets a sender in, deals with the body and answers.
func (c *Collector) receive(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		c.refuse(w, r, refusal{kind: problemMethod}, nil)
		return
	}
	if !c.enter() {
		c.refuse(w, r, refusalOf(errClosed), nil)
		return
	}
	defer c.leave()
	sender, err := c.admit(r)
	if err != nil {
		c.report(r, "let a sender in", err)
		c.refuse(w, r, refusalOf(err), nil)
		return
	}
	result, err := c.take(w, r, sender)
	if errors.Is(err, errCutOff) || errors.Is(err, errSilent) {
		c.log.Info("a sender stopped in the middle", "source", sender.Source, "accepted", result.Accepted, "committed_through", result.CommittedThrough)
	}
	if err != nil {
		c.report(r, "take events in", err)
		c.refuse(w, r, refusalOf(err), result)
		return
	}
	c.answer(w, r, result)
}

// take deals with the body of a request. It finishes what it began also when the sender is gone. Before the answer leaves, the
// sender may have another request under way.
func (c *Collector) take(w http.ResponseWriter, r *http.Request, sender Sender) (*Result, error) {
	if !c.requests.take(sender.token) {
		return nil, errBusy
	}
	defer c.requests.give(sender.token)
	result := newResult()
	in := newIncoming(w, r, c.patience)
	var memory int64
	defer func() { c.bodies.give(memory) }()
	events, err := c.open(r, in, &memory)
	if err != nil {
		return result, err
	}
	return result, c.stream(context.WithoutCancel(r.Context()), sender, events, in, result)
}

// report logs what is not the sender's fault.
func (c *Collector) report(r *http.Request, doing string, err error) {
	if refusalOf(err).kind == problemWarehouse && r.Context().Err() == nil {
		c.log.Error(doing, "error", err)
	}
}

// admit checks the token, and that there is anything at all that may be sent with it.
func (c *Collector) admit(r *http.Request) (Sender, error) {
	sender, err := c.access.sender(r)
	if err != nil || len(sender.Structures) == 0 {
		return sender, err
	}
	known, err := c.structures.containing(r.Context(), slices.Values(sender.Structures))
	if err != nil {
		return sender, err
	}
	for _, id := range sender.Structures {
		if known[id] {
			return sender, nil
		}
	}
	return sender, errNothing
}

// errNothing says that a token is restricted to structures that the registry does not have.
var errNothing = errors.New("the token may send nothing")

// open finds out how a body is to be read.
func (c *Collector) open(r *http.Request, in *incoming, memory *int64) (source, error) {
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	binary := kind == typeData && len(missingHeaders(r)) == 0
	if err != nil || !binary && kind != typeSingle && kind != typeBatch && kind != typeLines {
		return nil, mediaRefusal(r, kind)
	}
	if charset := strings.ToLower(parameters["charset"]); charset != "" && charset != "utf-8" && charset != "us-ascii" {
		return nil, errCharset
	}
	var body io.Reader = in
	switch encoding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		if body, err = newInflater(in); err != nil {
			return nil, err
		}
	default:
		return nil, encodingRefusal(encoding)
	}
	if kind == typeLines {
		return newLines(body), nil
	}
	text, err := whole(body, c.bodies, memory)
	if err != nil {
		return nil, err
	}
	switch kind {
	case typeSingle:
		return newSingle(text)
	case typeData:
		return newBinary(r, text), nil
	}
	return newArray(text)
}

// errCharset says that a body is in another character set.
var errCharset = errors.New("the body is not UTF-8")

// stream reads events and has them kept block by block, reading ahead a little. Whole events that arrived before the body
// broke are kept.
func (c *Collector) stream(ctx context.Context, sender Sender, events source, in *incoming, result *Result) error {
	var broken error
	seen := false
	err := c.pipe(ctx, sender, blockSize, result, in.stop, func(items chan<- item) {
		broken, seen = c.readAll(sender, events, items)
	})
	switch {
	case err != nil:
		return err
	case result.Ended != "":
		return nil
	case broken != nil:
		return broken
	case !seen:
		if _, ok := events.(*array); !ok {
			return errEmpty
		}
	}
	return nil
}

// readAll decodes the events of a body, and tells whether there were any.
func (c *Collector) readAll(sender Sender, events source, items chan<- item) (broken error, seen bool) {
	for {
		index, raw, fault, err := events.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil, seen
		case err != nil:
			return err, seen
		case fault != nil:
			items <- item{index: index, faults: []event.Fault{*fault}}
		default:
			items <- c.decode(sender, index, raw, c.now())
		}
		seen = true
	}
}

// serveSchema answers GET /schemas/{type}.json.
func (c *Collector) serveSchema(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		c.refuse(w, r, refusal{kind: problemMethod}, nil)
		return
	}
	for _, kind := range event.Kinds() {
		if string(kind) == mux.Vars(r)["type"] {
			w.Header().Set("Content-Type", "application/schema+json")
			w.Header().Set("Cache-Control", "public, max-age=3600")
			_, _ = w.Write(event.Schema(kind)) // an error here is the reader's broken connection
			return
		}
	}
	c.refuse(w, r, refusal{kind: problemNoSchema, values: []any{joinKinds()}}, nil)
}

func joinKinds() string {
	var names []string
	for _, kind := range event.Kinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}
