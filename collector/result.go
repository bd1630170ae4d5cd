package collector

import (
	"fmt"
	"strings"

	"vigie/event"
)

// MaxNamed is after how many rejections and conflicts a request ends. A block of events that is already being kept is
// finished, so a few conflicts more may be named.
const MaxNamed = 10_000

const (
	// maxDetailed is of how many rejected events of a request more than the first fault is named, so that an answer stays
	// within a few megabytes.
	maxDetailed = 100
	// maxFaults is the largest number of faults that are named of one event.
	maxFaults = 20
)

// Result says what became of events that were sent together. It is the body of every answer to a readable request.
type Result struct {
	Accepted         int         `json:"accepted"`   // kept now
	Duplicates       int         `json:"duplicates"` // kept before, or earlier in the same request
	Conflicts        []Conflict  `json:"conflicts"`
	Rejected         []Rejection `json:"rejected"`
	CommittedThrough int         `json:"committed_through"` // index of the last event dealt with; -1: none
	Ended            string      `json:"ended,omitempty"`   // why the rest was not looked at
}

// Conflict names an event whose source and id another event had before: that one stays.
type Conflict struct {
	Index int    `json:"index"`
	ID    string `json:"id"` // "" where it may not be given back
}

// Rejection names an event that is not kept, with its first fault.
type Rejection struct {
	Index  int        `json:"index"`
	ID     string     `json:"id"`    // "" where there is none that may be given back
	Field  string     `json:"field"` // such as data.score; "" when the event as a whole is meant
	Code   event.Code `json:"code"`
	Reason string     `json:"reason"`           // what to change; in English until it is sent
	Faults []Fault    `json:"faults,omitempty"` // all of them where there are several, of the first 100 events
}

// Fault is one of the faults of an event that has several.
type Fault struct {
	Field  string     `json:"field"`
	Code   event.Code `json:"code"`
	Reason string     `json:"reason"`
}

// The codes of the faults that only the collector finds.
const (
	CodeSource     event.Code = "source"      // the source is not the token's
	CodeUnknown    event.Code = "unknown"     // there is no such structure or territory
	CodeNotAllowed event.Code = "not_allowed" // the token may not speak for the structure
)

func newResult() *Result {
	return &Result{Conflicts: []Conflict{}, Rejected: []Rejection{}, CommittedThrough: -1}
}

// named is how many events are listed.
func (r *Result) named() int { return len(r.Rejected) + len(r.Conflicts) }

// end notes that the rest is left because enough events were named.
func (r *Result) end() {
	r.Ended = fmt.Sprintf("After %d rejected or conflicting events a request ends. Mend what is named here and go on after index %d.", MaxNamed, r.CommittedThrough)
}

// item is one event of a request on its way: a row to be kept, or the faults for which it is not.
type item struct {
	index  int
	id     string // without the person's reference
	kind   event.Kind
	row    *row
	faults []event.Fault
}

// reject adds the entry of an item with faults.
func (r *Result) reject(i item) {
	first := i.faults[0]
	entry := Rejection{Index: i.index, ID: i.shown(), Field: first.Field, Code: first.Code, Reason: first.Reason}
	if len(i.faults) > 1 && len(r.Rejected) < maxDetailed {
		for _, fault := range i.faults {
			entry.Faults = append(entry.Faults, Fault{Field: fault.Field, Code: fault.Code, Reason: fault.Reason})
		}
	}
	r.Rejected = append(r.Rejected, entry)
}

// shown gives an id that may be given back: not one that is faulty, or looks like what may not be the reference of a person.
func (i item) shown() string {
	for _, fault := range i.faults {
		if fault.Field == "id" || fault.Field == "" {
			return ""
		}
	}
	if personal(i.id) {
		return ""
	}
	return i.id
}

// personal asks the events' own rules whether a text would be refused as the reference of a person.
func personal(text string) bool {
	e := event.Event{Kind: event.KindReferral, Referral: &event.Referral{Person: text}}
	for _, fault := range event.Validate(e, e.Day.Time()) {
		if fault.Field == "data.person" {
			return true
		}
	}
	return false
}

// apart gives an id unless it is, or plainly holds, the reference of the person: that must not live on in the item.
func apart(id, person string) string {
	const telling = 6 // a shorter reference is found in many an id by chance
	if id == person || len(person) >= telling && strings.Contains(id, person) {
		return ""
	}
	return id
}
