package collector

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/gorilla/mux"
)

const (
	// maxErasure is the largest body of a request to erase a person, in bytes.
	maxErasure = 16 << 10
	// erasureWait is how long an answer waits for the erasure to be done; one that takes longer goes on after it.
	erasureWait = 5 * time.Second
)

// What is wrong with a request to erase a person. No text of the request is ever part of an error.
var (
	errNotJSON     = errors.New("the body is not application/json")
	errErasureBody = errors.New("the body is no request to erase a person")
	errNoReceipt   = errors.New("there is no erasure with this receipt")
)

// textError says that a field is missing, or no text that a reference or a space can be.
type textError struct{ field string }

func (e textError) Error() string { return e.field + " is not fit" }

// Receipt is the answer about an erasure.
type Receipt struct {
	Receipt string     `json:"receipt"` // 32 hexadecimal digits
	State   string     `json:"state"`   // under_way or done
	AskedAt time.Time  `json:"asked_at"`
	DoneAt  *time.Time `json:"done_at"` // null while it is under way, as are the counts
	Events  *uint64    `json:"events"`  // that were removed from the warehouse
	Spooled *uint64    `json:"spooled"` // that were removed from this collector's spool, on their way to the warehouse
}

// receiptDocument is how an entry of the list is answered.
func (a erasure) receiptDocument() Receipt {
	r := Receipt{Receipt: hex.EncodeToString(a.receipt[:]), State: "under_way", AskedAt: milliseconds(a.askedAt)}
	if a.state == erasureDone {
		r.State, r.DoneAt, r.Events, r.Spooled = "done", &a.changedAt, &a.events, &a.spooled
	}
	return r
}

// serveErasures answers POST /api/v1/erasures.
func (c *Collector) serveErasures(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		c.refuse(w, r, refusal{kind: problemMethod}, nil)
		return
	}
	if !c.letAdministrator(w, r) {
		return
	}
	defer c.leave()
	pseudonym, err := c.readErasure(w, r)
	if err != nil {
		c.refuse(w, r, refusalOf(err), nil)
		return
	}
	j, err := c.eraser.ask(pseudonym)
	if err != nil {
		c.log.Error("take an erasure", "error", err)
		c.refuse(w, r, refusalOf(err), nil)
		return
	}
	timer := time.NewTimer(erasureWait)
	defer timer.Stop()
	select {
	case <-j.told:
	case <-timer.C:
	case <-c.stopping:
	case <-r.Context().Done():
	}
	entry, err := c.eraser.listed(j.receipt)
	if err != nil {
		entry = j.begun() // it was taken; the list can be read later
	}
	c.answerErasure(w, entry)
}

// serveErasure answers GET /api/v1/erasures/{receipt}.
func (c *Collector) serveErasure(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		c.refuse(w, r, refusal{kind: problemMethod}, nil)
		return
	}
	if !c.letAdministrator(w, r) {
		return
	}
	defer c.leave()
	receipt, err := hex.DecodeString(mux.Vars(r)["receipt"])
	if err != nil || len(receipt) != len(hash128{}) {
		c.refuse(w, r, refusalOf(errNoReceipt), nil)
		return
	}
	entry, err := c.eraser.find(r.Context(), hash128(receipt))
	if err != nil {
		c.report(r, "look an erasure up", err)
		c.refuse(w, r, refusalOf(err), nil)
		return
	}
	c.answerErasure(w, entry)
}

func (c *Collector) answerErasure(w http.ResponseWriter, entry erasure) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if document := entry.receiptDocument(); entry.state == erasureDone {
		c.reply(w, http.StatusOK, document)
	} else {
		w.Header().Set("Location", "/api/v1/erasures/"+document.Receipt)
		w.Header().Set("Retry-After", "5")
		c.reply(w, http.StatusAccepted, document)
	}
}

// letAdministrator counts an administrator's request in, or refuses it.
func (c *Collector) letAdministrator(w http.ResponseWriter, r *http.Request) bool {
	if !c.enter() {
		c.refuse(w, r, refusalOf(errClosed), nil)
		return false
	}
	if err := c.access.administrator(r); err != nil {
		c.leave()
		c.report(r, "let an administrator in", err)
		c.refuse(w, r, refusalOf(err), nil)
		return false
	}
	return true
}

// readErasure reads whom a request is about, as the pseudonym.
func (c *Collector) readErasure(w http.ResponseWriter, r *http.Request) (hash128, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return hash128{}, errNotJSON
	}
	body, err := io.ReadAll(io.LimitReader(newIncoming(w, r, c.patience), maxErasure+1))
	if err != nil {
		return hash128{}, err
	}
	if len(body) > maxErasure {
		return hash128{}, errErasureBody
	}
	defer clear(body)
	var request struct {
		Person *string `json:"person"`
		Space  *string `json:"space"`
	}
	in := json.NewDecoder(bytes.NewReader(body))
	in.DisallowUnknownFields()
	if in.Decode(&request) != nil {
		return hash128{}, errErasureBody
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return hash128{}, errErasureBody
	}
	for _, field := range []struct {
		name string
		text *string
	}{{"person", request.Person}, {"space", request.Space}} {
		if field.text == nil || !plain(*field.text) || !utf8.ValidString(*field.text) {
			return hash128{}, textError{field.name}
		}
	}
	return c.pseudonymizer.person(*request.Space, *request.Person), nil
}

// find gives the latest entry of a receipt, also of one that another collector gave.
func (e *eraser) find(ctx context.Context, receipt hash128) (erasure, error) {
	entry, err := e.listed(receipt)
	if err == nil && entry.state == erasureDone || err != nil && !errors.Is(err, errNoReceipt) {
		return entry, err
	}
	ctx, cancel := context.WithTimeout(ctx, erasureWait)
	defer cancel()
	if away := e.forgotten.refresh(ctx); away != nil {
		if err != nil {
			return erasure{}, away
		}
		return entry, nil
	}
	return e.listed(receipt)
}

// listed looks a receipt up among those that this collector works on, and in its list.
func (e *eraser) listed(receipt hash128) (erasure, error) {
	for _, j := range e.pending() {
		if j.receipt == receipt {
			return j.begun(), nil
		}
	}
	list, err := ReadErasures(e.forgotten.list.path)
	if err != nil {
		return erasure{}, err
	}
	entry, err := erasure{}, errNoReceipt
	for _, a := range list.asked {
		if a.receipt == receipt && (err != nil || a.state == erasureDone) {
			entry, err = a, nil
		}
	}
	return entry, err
}
