package network

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Identity is what aliases and merges say of a structure.
type Identity struct {
	Aliases []string `json:"aliases,omitempty"` // its other ids, sorted
	// MergedInto is the structure that continues it from the day MergedFrom on, on which it is no longer open; "" where there is none.
	MergedInto string   `json:"merged_into,omitempty"`
	MergedFrom string   `json:"merged_from,omitempty"`
	Continues  []string `json:"continues,omitempty"` // the structures that it continues itself, sorted
}

// Refusal is why the registry does not do what a person asks.
type Refusal struct {
	Code     string // for programs
	Sentence string // in English: what is wrong, and what to change
}

// Error is the sentence.
func (r Refusal) Error() string { return r.Sentence }

// Codes of refusals.
const (
	CodeEmpty     = "empty"
	CodeTooLong   = "too_long"
	CodeNoDay     = "no_day"
	CodeItself    = "itself"              // a structure is to be an alias of itself, or to be continued by itself
	CodeUnknown   = "unknown_structure"   // the registry has none of the id
	CodeAlias     = "is_alias"            // the id is another one of a structure, and not its own
	CodeStructure = "is_structure"        // the id is to be an alias, and is a structure's own
	CodeTaken     = "taken"               // the id is an alias already
	CodeMerged    = "merged_already"      // another structure continues it already
	CodeCircle    = "circle"              // structures would continue each other
	CodeBackwards = "backwards"           // a structure would go on after it had ended, or before it began
	CodeNone      = "nothing_of_the_kind" // there is no such alias or merge in force
)

func refuse(code, format string, args ...any) error {
	return Refusal{code, fmt.Sprintf(format, args...)}
}

// identity is the aliases and merges in force.
type identity struct {
	aliases map[string]Alias // by the other id
	merges  map[string]Merge // by the structure that is continued
}

func newIdentity(aliases []Alias, merges []Merge) identity {
	i := identity{make(map[string]Alias), make(map[string]Merge)}
	for _, a := range aliases {
		if !a.Removed {
			i.aliases[a.Alias] = a
		}
	}
	for _, m := range merges {
		if !m.Undone {
			i.merges[m.Structure] = m
		}
	}
	return i
}

// tell says of each structure what is known of its identity.
func (i identity) tell(structures []Structure) {
	of := make(map[string]Identity)
	for _, a := range i.aliases {
		told := of[a.Structure]
		told.Aliases = append(told.Aliases, a.Alias)
		of[a.Structure] = told
	}
	for _, m := range i.merges {
		ended, successor := of[m.Structure], of[m.Successor]
		ended.MergedInto, ended.MergedFrom = m.Successor, m.From
		successor.Continues = append(successor.Continues, m.Structure)
		of[m.Structure], of[m.Successor] = ended, successor
	}
	for n := range structures {
		told := of[structures[n].ID]
		slices.Sort(told.Aliases)
		slices.Sort(told.Continues)
		structures[n].Identity = told
	}
}

// named refuses an id that is no structure's own.
func (k *known) named(field, id string) error {
	if alias, is := k.identity.aliases[id]; is {
		return refuse(CodeAlias, "%s: %q is another id of %q: name that one", field, shorten(id, maxID), alias.Structure)
	}
	if _, found := k.structure(id); !found {
		return refuse(CodeUnknown, "%s: the registry has none of the id %q: correct it, or import the structure first", field, shorten(id, maxID))
	}
	return nil
}

// structure is the one of an id.
func (k *known) structure(id string) (s Structure, found bool) {
	n, found := slices.BinarySearchFunc(k.structures, id, func(s Structure, id string) int { return strings.Compare(s.ID, id) })
	if found {
		s = k.structures[n]
	}
	return s, found
}

// ownRecords gives records that bear another id of a structure its own id, and tells of them; where a file has a record of both ids, that
// of the structure's own counts.
func (k *known) ownRecords(report *Report, structures []Structure) (own []Structure) {
	in := make(map[string]bool, len(structures))
	for _, s := range structures {
		in[s.ID] = true
	}
	for _, s := range structures {
		alias, is := k.identity.aliases[s.ID]
		if is && in[alias.Structure] {
			report.Refused++
			report.Add(Fault{ID: s.ID, Field: "id",
				Reason: fmt.Sprintf("it is another id of %s, of which there is a record, too: that one counts", alias.Structure)})
			continue
		}
		if is {
			report.Add(Fault{ID: s.ID, Field: "id", Kept: true, Warned: true,
				Reason: fmt.Sprintf("it is another id of %s: the record is that structure's", alias.Structure)})
			s.ID = alias.Structure
			in[s.ID] = true
		}
		own = append(own, s)
	}
	return own
}

// Owners are the structures' ids by their aliases.
func Owners(structures []Structure) map[string]string {
	owners := make(map[string]string)
	for _, s := range structures {
		for _, alias := range s.Aliases {
			owners[alias] = s.ID
		}
	}
	return owners
}

// checkedID is an id that a person gives: one that events can name.
func checkedID(field, id string) (string, error) {
	id = clean(id)
	if id == "" {
		return "", refuse(CodeEmpty, "%s: it is empty: give the id as events name it", field)
	}
	id, err := checkID(id)
	if err != nil {
		return "", refuse(CodeTooLong, "%s: %v", field, err)
	}
	return id, nil
}

// checkedWhy is a reason on one line, as lists show it. It may be empty.
func checkedWhy(why string) (string, error) {
	why = strings.Join(strings.Fields(clean(why)), " ")
	if utf8.RuneCountInString(why) > maxWhy {
		return "", refuse(CodeTooLong, "why: it has more than %d characters: shorten it", maxWhy)
	}
	return why, nil
}
