package network

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Fault is one thing wrong in an imported file. Reason is an English sentence that says what to change.
type Fault struct {
	Line   int    `json:"line,omitempty"` // first line of the record, from 1; 0 where the records have no lines
	ID     string `json:"id,omitempty"`   // of the record, where it could be read
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
	// Kept tells that the record was imported all the same, without the value at fault.
	Kept bool `json:"kept"`
	// Warned tells that the record was imported as it is: somebody should look at it. It is Kept, too.
	Warned bool `json:"warned,omitempty"`
}

// maxFaults bounds the memory of a report on a file that is wrong throughout; the counts stay exact.
const maxFaults = 1000

// Report is what an import did. Read = New + Changed + Unchanged + Refused.
type Report struct {
	Kind      string         `json:"kind"` // what was imported, in the plural: territories, structures, calls, …
	Format    string         `json:"format,omitempty"`
	Read      int            `json:"read"`
	New       int            `json:"new"`
	Changed   int            `json:"changed"`
	Unchanged int            `json:"unchanged"`
	Refused   int            `json:"refused"`
	Attached  map[string]int `json:"attached"` // how a structure was attached → how many
	// Territories counts the structures attached to each territory, by its code and name such as "74010 Annecy".
	Territories map[string]int `json:"territories"`
	// Unattached names the structures of the file that stand in no territory of the registry.
	Unattached []string `json:"unattached"`
	// Unmatched names what refers to a territory that the registry lacks: features of an outline file, members of groups.
	Unmatched  []string `json:"unmatched"`
	Faults     []Fault  `json:"faults"`
	MoreFaults int      `json:"more_faults"` // faults beyond those listed
	// Absent names the records that are known and not taken from the file, which lacks them or was refused: they stay as they are.
	Absent []string `json:"absent,omitempty"`
	// Moved counts the structures, of this file or not, whose territory changed with this import.
	Moved int `json:"moved"`
}

// addFaults adds to a list of faults, up to the bound, and counts those beyond it.
func addFaults(list []Fault, beyond int, more []Fault) ([]Fault, int) {
	room := min(max(maxFaults-len(list), 0), len(more))
	return append(list, more[:room]...), beyond + len(more) - room
}

// Add lists faults, up to a bound.
func (r *Report) Add(faults ...Fault) {
	r.Faults, r.MoreFaults = addFaults(r.Faults, r.MoreFaults, faults)
}

// Refuse adds the faults of rows that were read before the import, each of them refused unless its fault is Kept.
func (r *Report) Refuse(faults []Fault) {
	for _, f := range faults {
		if !f.Kept {
			r.Read++
			r.Refused++
		}
	}
	r.Add(faults...)
}

// WriteTo writes the report for a person at a terminal, in English.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d read, %d new, %d changed, %d unchanged, %d refused", r.Kind, r.Read, r.New, r.Changed, r.Unchanged, r.Refused)
	if r.Format != "" {
		fmt.Fprintf(&b, " (%s)", r.Format)
	}
	b.WriteByte('\n')
	if attached := r.attached(); attached != "" {
		fmt.Fprintf(&b, "attached to a territory: %s\n", attached)
	}
	r.listTerritories(&b)
	if r.Moved > 0 {
		fmt.Fprintf(&b, "structures whose territory changed: %d\n", r.Moved)
	}
	r.listUnattached(&b)
	list(&b, "not among the territories of the registry (import them first)", r.Unmatched)
	list(&b, "known, and not taken from the file: they stay as they are", r.Absent)
	for _, f := range r.Faults {
		b.WriteString(f.String())
		b.WriteByte('\n')
	}
	if r.MoreFaults > 0 {
		fmt.Fprintf(&b, "… and %d more faults\n", r.MoreFaults)
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// attached says how many structures were attached in each way, the surest first.
func (r Report) attached() string {
	said := map[string]string{byDeclaration: "declared", byINSEE: "by INSEE code", byPostcode: "by postcode", byName: "by name", byPosition: "by position"}
	var parts []string
	total := 0
	for _, how := range ways() {
		if n := r.Attached[how]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, said[how]))
			total += n
		}
	}
	if total == 0 {
		return ""
	}
	return fmt.Sprintf("%d (%s)", total, strings.Join(parts, ", "))
}

// String is the fault on one line, such as: line 12, id 4, field date_maj: refused: …
func (f Fault) String() string {
	var where []string
	if f.Line > 0 {
		where = append(where, fmt.Sprintf("line %d", f.Line))
	}
	if f.ID != "" {
		where = append(where, "id "+f.ID)
	}
	if f.Field != "" {
		where = append(where, "field "+f.Field)
	}
	verdict := "refused"
	switch {
	case f.Warned:
		verdict = "warning"
	case f.Kept:
		verdict = "kept without this value"
	}
	if len(where) == 0 {
		return verdict + ": " + f.Reason
	}
	return strings.Join(where, ", ") + ": " + verdict + ": " + f.Reason
}

func list(b *strings.Builder, title string, names []string) {
	if len(names) == 0 {
		return
	}
	fmt.Fprintf(b, "%s: %d\n", title, len(names))
	for _, name := range names {
		fmt.Fprintf(b, "  %s\n", name)
	}
}

// mostTerritories bounds the territories that a report names.
const mostTerritories = 30

// listTerritories says how many structures of a file are in which territory, those with most of them first.
func (r Report) listTerritories(b *strings.Builder) {
	if r.Kind != "structures" || len(r.Territories) == 0 {
		return
	}
	territories := slices.SortedFunc(maps.Keys(r.Territories), func(x, y string) int {
		return cmp.Or(r.Territories[y]-r.Territories[x], cmp.Compare(x, y))
	})
	var parts []string
	for _, territory := range territories[:min(len(territories), mostTerritories)] {
		parts = append(parts, fmt.Sprintf("%d in %s", r.Territories[territory], territory))
	}
	if more := len(territories) - mostTerritories; more > 0 {
		parts = append(parts, fmt.Sprintf("the others in %d more territories", more))
	}
	fmt.Fprintf(b, "  %s\n", strings.Join(parts, ", "))
}

// listUnattached names the structures of a file that are in no territory; of all the registry's, it gives their number.
func (r Report) listUnattached(b *strings.Builder) {
	if r.Kind == "structures" || len(r.Unattached) == 0 {
		list(b, "in no territory of the registry", r.Unattached)
		return
	}
	fmt.Fprintf(b, "structures in no territory of the registry: %d\n", len(r.Unattached))
}
