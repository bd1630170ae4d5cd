// Package places knows what questions may be about: the registry's territories, groups of them and structures, as they were read at once.
package places

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Territory is one of the registry.
type Territory struct {
	Code   string `ch:"code"`
	Name   string `ch:"name"`
	Parent string `ch:"parent"`
	People uint64 `ch:"people"` // inhabitants
}

// Group is territories that a question may name together.
type Group struct {
	Code    string   `ch:"code"`
	Members []string `ch:"members"`
}

// Structure is one of the registry under its latest name, and the territory where it stands today.
type Structure struct {
	ID        string `ch:"id"`
	Name      string `ch:"name"`
	Territory string `ch:"territory"`
}

// Title names a call for projects, or a project whose grant stands.
type Title struct {
	Kind  string `ch:"kind"` // "call" or "project"
	Code  string `ch:"code"`
	Title string `ch:"title"`
	Call  string `ch:"call"` // of a project
}

// Snapshot is the registry at one moment. It never changes, so it is safe for concurrent use.
type Snapshot struct {
	territories map[string]Territory
	children    map[string][]string
	groups      map[string][]string
	structures  map[string]Structure
	titles      map[[2]string]Title // by kind and code
	rough       map[string]bool
	// codes of the territories and ids of the structures are sorted.
	codes, ids []string
}

// UnknownError is a code that is neither a territory's nor a group's.
type UnknownError struct{ Code string }

// Error says that the registry has no such code.
func (e UnknownError) Error() string {
	return fmt.Sprintf("there is no territory or group %q in the registry", e.Code)
}

// New makes a snapshot of what the registry holds. Rough are the codes that say only roughly where something is.
func New(territories []Territory, groups []Group, structures []Structure, rough []string) *Snapshot {
	s := &Snapshot{
		territories: make(map[string]Territory),
		children:    make(map[string][]string),
		groups:      make(map[string][]string),
		structures:  make(map[string]Structure),
		rough:       make(map[string]bool),
	}
	for _, t := range territories {
		s.territories[t.Code] = t
		s.children[t.Parent] = append(s.children[t.Parent], t.Code)
	}
	for _, g := range groups {
		s.groups[g.Code] = g.Members
	}
	for _, st := range structures {
		s.structures[st.ID] = st
	}
	for _, code := range rough {
		s.rough[code] = true
	}
	s.codes, s.ids = slices.Sorted(maps.Keys(s.territories)), slices.Sorted(maps.Keys(s.structures))
	return s
}

// WithTitles is the snapshot with the titles of calls and projects.
func (s *Snapshot) WithTitles(titles []Title) *Snapshot {
	with := *s
	with.titles = make(map[[2]string]Title, len(titles))
	for _, t := range titles {
		with.titles[[2]string{t.Kind, t.Code}] = t
	}
	return &with
}

// Expand turns codes of territories and groups into the codes of all territories that they hold, sorted. A territory holds itself and
// all below it, a group what its members hold. A code that the registry does not have is an UnknownError.
func (s *Snapshot) Expand(codes []string) ([]string, error) {
	chosen := make(map[string]bool)
	var hold func(code string)
	hold = func(code string) {
		if chosen[code] {
			return
		}
		chosen[code] = true
		for _, child := range s.children[code] {
			hold(child)
		}
	}
	for _, code := range codes {
		if s.Registered(code) {
			hold(code)
			continue
		}
		members, ok := s.groups[code]
		if !ok {
			return nil, UnknownError{code}
		}
		for _, member := range members {
			// A member that the registry does not hold has nothing to count; the import of groups names it.
			if s.Registered(member) {
				hold(member)
			}
		}
		if len(chosen) == 0 {
			// A group of nothing must not become a question about everything.
			chosen[code] = true
		}
	}
	return slices.Sorted(maps.Keys(chosen)), nil
}

// Codes are those that Expand takes: groups, then territories.
func (s *Snapshot) Codes() []string { return append(slices.Sorted(maps.Keys(s.groups)), s.codes...) }

// Keys are those that figures by territory or by structure always have, within a choice of territories and of structures. A choice is
// sorted; nil is all.
func (s *Snapshot) Keys(by string, territories, structures []string) []string {
	var keys []string
	switch by {
	case "territory":
		for _, code := range s.codes {
			if s.Lowest(code) && within(territories, code) {
				keys = append(keys, code)
			}
		}
	case "structure":
		for _, id := range s.ids {
			if within(territories, s.structures[id].Territory) && within(structures, id) {
				keys = append(keys, id)
			}
		}
	}
	return keys
}

// Name is the name of a territory, a structure, a call or a project, or its key where the registry has none.
func (s *Snapshot) Name(by, key string) string {
	var name string
	switch by {
	case "territory":
		name = s.territories[key].Name
	case "structure":
		name = s.structures[key].Name
	default:
		name = s.titles[[2]string{by, key}].Title
	}
	if strings.TrimSpace(name) == "" {
		return key
	}
	return name
}

// CallOf is the code of a project's call; "" of a project that the registry lacks, or whose grant does not stand.
func (s *Snapshot) CallOf(project string) string { return s.titles[[2]string{"project", project}].Call }

// Population is the inhabitants per key within a sorted choice of territories (nil: all): by territory those of each lowest one, else
// under "total" those of the territories that no other of the choice holds.
func (s *Snapshot) Population(by string, chosen []string) map[string]float64 {
	people := make(map[string]float64)
	for key, territories := range s.Inhabited(by, chosen) {
		for _, t := range territories {
			people[key] += float64(t.People)
		}
	}
	return people
}

// Inhabited are the territories whose inhabitants Population adds up, per key.
func (s *Snapshot) Inhabited(by string, chosen []string) map[string][]Territory {
	keys := make(map[string][]Territory)
	for _, code := range s.codes {
		if !within(chosen, code) {
			continue
		}
		t := s.territories[code]
		switch {
		case by != "territory" && !(s.Registered(t.Parent) && within(chosen, t.Parent)):
			keys["total"] = append(keys["total"], t)
		case by == "territory" && s.Lowest(code):
			keys[code] = []Territory{t}
		}
	}
	return keys
}

// Structure is the structure of an id, if the registry has it.
func (s *Snapshot) Structure(id string) (Structure, bool) {
	st, ok := s.structures[id]
	return st, ok
}

// StructureIDs are those of all structures, sorted.
func (s *Snapshot) StructureIDs() []string { return slices.Clone(s.ids) }

// Registered tells whether a code is a territory's of the registry.
func (s *Snapshot) Registered(code string) bool {
	_, ok := s.territories[code]
	return ok
}

// Rough tells whether a code says only roughly where something is.
func (s *Snapshot) Rough(code string) bool { return s.rough[code] }

// RoughCodes are those that Rough tells, sorted.
func (s *Snapshot) RoughCodes() []string { return slices.Sorted(maps.Keys(s.rough)) }

// Lowest tells whether a code is that of a territory that holds no other.
func (s *Snapshot) Lowest(code string) bool { return s.Registered(code) && len(s.children[code]) == 0 }

func within(chosen []string, key string) bool {
	if chosen == nil {
		return true
	}
	_, found := slices.BinarySearch(chosen, key)
	return found
}

// Territories are all territories, by code.
func (s *Snapshot) Territories() []Territory {
	all := make([]Territory, len(s.codes))
	for i, code := range s.codes {
		all[i] = s.territories[code]
	}
	return all
}

// Groups are the codes of all groups, sorted.
func (s *Snapshot) Groups() []string { return slices.Sorted(maps.Keys(s.groups)) }

// Parent is the code of the territory that holds another, where the registry has it.
func (s *Snapshot) Parent(code string) (string, bool) {
	parent := s.territories[code].Parent
	return parent, s.Registered(parent)
}
