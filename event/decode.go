package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Decoder reads events. It may be used by several goroutines at once.
type Decoder struct {
	now func() time.Time
}

// NewDecoder makes a decoder that refuses days in the future of now.
func NewDecoder(now func() time.Time) *Decoder { return &Decoder{now: now} }

// Decode reads one event as CloudEvents JSON and reports everything that is wrong with
// it, at most one fault a field and a hundred in all. With faults, the event holds only
// its id (shortened to 200 bytes), and its source and kind where those are good.
func (d *Decoder) Decode(raw []byte) (Event, []Fault) {
	if fault, broken := brokenJSON(raw); broken {
		return Event{}, []Fault{fault}
	}
	r := reader{cursor: cursor{text: raw}}
	if !utf8.Valid(raw) {
		r.add("", CodeSyntax, "Send the event as UTF-8 text.")
	}
	if r.kind() != '{' {
		r.add("", CodeType, "Send each event as one JSON object.")
		return Event{}, r.faults
	}
	e := r.event()
	e.check(&r.faults, DayOf(d.now()))
	if len(r.faults) > 0 {
		known := Event{ID: cut(strings.ToValidUTF8(e.ID, "\ufffd"))}
		if !r.has("source") {
			known.Source = e.Source
		}
		if !r.has("type") {
			known.Kind = e.Kind
		}
		return known, r.faults
	}
	e.fill()
	return e, nil
}

// Validate reports what is wrong with an event made in Go, by the rules of Decode.
func Validate(e Event, now time.Time) []Fault {
	var f faults
	e.check(&f, DayOf(now))
	return f
}

// brokenJSON tells whether the text is no JSON, and where it breaks.
func brokenJSON(raw []byte) (Fault, bool) {
	if json.Valid(raw) {
		return Fault{}, false
	}
	reason := "Send each event as valid JSON: this is none."
	var value json.RawMessage
	var syntax *json.SyntaxError
	if errors.As(json.Unmarshal(raw, &value), &syntax) {
		reason = fmt.Sprintf("Send each event as valid JSON: this breaks at byte %d.", syntax.Offset)
	}
	return Fault{Code: CodeSyntax, Reason: reason}, true
}
