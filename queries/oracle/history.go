package oracle

import (
	"time"

	"vigie/event"
)

// History is all that figures are worked out from.
type History struct {
	Territories []Territory
	Groups      []Group
	Snapshots   []Snapshot
	Exclusions  []Exclusion
	Aliases     []Alias
	Merges      []Merge
	Registered
	// Events are in the order of their reception, with those that come again or contradict an earlier one.
	Events []event.Event
	// Spaces are those of the sources: the same reference in two spaces means two persons.
	Spaces map[string]string
}

// Territory is a territory of the registry.
type Territory struct {
	Code, Parent string
	Population   int // 0: that of its children, if they have any
	// Outline are the corners of its border, one after the other; nil where none is known.
	Outline []Point
}

// Point is a place, in degrees.
type Point struct{ North, East float64 }

// Group is a named choice of territories.
type Group struct {
	Code    string
	Members []string
}

// Snapshot is what an import said of a structure.
type Snapshot struct {
	Structure      string
	Imported       time.Time
	Territory      string    // that it is attached to, "" where none
	Opened, Closed event.Day // 0: it always was, it never will be
	Updated        event.Day // 0: not known
	Offer
}

// Offer is what a structure tells of itself.
type Offer struct {
	Services     []string
	Fees         []string
	AccessModes  []string
	Adapted      []string
	Programmes   []string
	Labels       []string
	OtherLabels  []string
	Position     bool  // it is known
	At           Point // if it is
	Phone        string
	Email        string
	Website      string
	HoursKnown   bool
	Evening      int // minutes a week after 18:00, Monday to Friday
	Weekend      int // minutes a week
	ClosedMonths []int
	Devices      *int
	Wifi         *bool
	Signed       event.Day // 0: not
	StaffFTE     *float64
	StaffedHours *float64 // a week
	Capacity     *int     // participations a week
}

// Exclusion sets the events of a source, or of one structure of it, aside.
type Exclusion struct {
	Source    string
	Structure string // "": all of the source's
	From, To  event.Day
}

// Network is a history as it counts.
type Network struct {
	history History
	rows    []row // the events that count, declarations among them
	// What figures are counted of: public attendances, declarations that no event sets aside, assessments and public attendances by
	// person, and referrals.
	public       []row
	declarations []row
	assessed     map[string][]row
	scored       map[questioned][]row
	attended     map[string][]row
	sendings     []sending
}

// Read finds out what of a history counts.
func Read(h History) *Network {
	n := &Network{history: h, rows: h.effective()}
	n.public, n.declarations = public(n.rows), standing(n.rows)
	n.scored = scored(n.rows)
	n.assessed, n.attended = assessed(n.rows), n.visits()
	n.sendings = h.sendings(n.rows, n.attended)
	return n
}
