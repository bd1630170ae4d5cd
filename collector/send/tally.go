package send

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"vigie/collector"
)

// maxFirst is how many rejections and conflicts a tally names.
const maxFirst = 20

// Tally counts what became of the lines of a file. Read is the sum of the others but Broken.
type Tally struct {
	Read       int // lines that are not blank
	Accepted   int // kept now
	Duplicates int // kept before, also by a request of this run whose answer never came
	Conflicts  int // not kept: another event of the same source and id was kept before
	Rejected   int // not kept: to be mended
	Unsent     int // read, and not answered for
	Broken     int // connections that broke before the answer

	FirstRejected  []Line // the first 20
	FirstConflicts []Line // the first 20
}

// Line names a line of the file.
type Line struct {
	Number int    // from 1
	ID     string // of the event, where it can be told
	Field  string // of a rejection; "" when the event as a whole is meant
	Reason string // of a rejection
}

// add counts the first lines of a piece as an answer says.
func (t *Tally) add(result *collector.Result, p *piece) {
	number := func(index int) int {
		if index < 0 || index >= p.len() {
			return 0
		}
		return p.numbers[index]
	}
	t.Accepted += result.Accepted
	t.Duplicates += result.Duplicates
	t.Conflicts += len(result.Conflicts)
	for _, conflict := range result.Conflicts[:min(len(result.Conflicts), maxFirst-len(t.FirstConflicts))] {
		t.FirstConflicts = append(t.FirstConflicts, Line{Number: number(conflict.Index), ID: conflict.ID})
	}
	for _, rejection := range result.Rejected {
		t.reject(number(rejection.Index), rejection)
	}
}

func (t *Tally) reject(number int, rejection collector.Rejection) {
	t.Rejected++
	t.FirstRejected = append(t.FirstRejected, Line{Number: number, ID: rejection.ID, Field: rejection.Field, Reason: rejection.Reason})
	// Lines that were never sent are noted before the answers for those that were.
	slices.SortStableFunc(t.FirstRejected, func(a, b Line) int { return a.Number - b.Number })
	t.FirstRejected = t.FirstRejected[:min(len(t.FirstRejected), maxFirst)]
}

// WriteTo prints the tally for people.
func (t Tally) WriteTo(w io.Writer) (int64, error) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "read        %d\naccepted    %d\nduplicates  %d\nconflicts   %d\nrejected    %d\nnot sent    %d\n",
		t.Read, t.Accepted, t.Duplicates, t.Conflicts, t.Rejected, t.Unsent)
	if t.Broken > 0 {
		fmt.Fprintf(&text, "%d connections broke: what the collector had kept by then is among the duplicates.\n", t.Broken)
	}
	for _, line := range t.FirstRejected {
		fmt.Fprintf(&text, "line %d%s rejected: %s%s\n", line.Number, line.shownID(), line.shownField(), line.Reason)
	}
	if more := t.Rejected - len(t.FirstRejected); more > 0 {
		fmt.Fprintf(&text, "… and %d more rejected\n", more)
	}
	for _, line := range t.FirstConflicts {
		fmt.Fprintf(&text, "line %d%s conflicts with an event of the same source and id that was kept before\n", line.Number, line.shownID())
	}
	if more := t.Conflicts - len(t.FirstConflicts); more > 0 {
		fmt.Fprintf(&text, "… and %d more in conflict\n", more)
	}
	return text.WriteTo(w)
}

func (l Line) shownID() string {
	if l.ID == "" {
		return ""
	}
	return " (" + l.ID + ")"
}

func (l Line) shownField() string {
	if l.Field == "" {
		return ""
	}
	return l.Field + ": "
}
