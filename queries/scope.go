package queries

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// scope is what questions may be about: the registry's territories, groups and structures.
type scope struct {
	territories map[string]territory
	children    map[string][]string
	groups      map[string][]string
	structures  map[string]structure
	// states are those of all structures.
	states []structureState
	// rough are the codes that say only roughly where something is.
	rough map[string]bool
	// lowest are the codes of the territories that are nobody's parent, sorted.
	lowest []string
	// structureIDs are sorted.
	structureIDs []string
}

type territory struct {
	Code   string `ch:"code"`
	Name   string `ch:"name"`
	Parent string `ch:"parent"`
	Lowest bool   `ch:"lowest"`
	People uint64 `ch:"people"` // inhabitants
}

type group struct {
	Code    string   `ch:"code"`
	Members []string `ch:"members"`
}

type structure struct {
	ID        string `ch:"id"`
	Name      string `ch:"name"`
	Territory string `ch:"territory"`
}

// readScope reads the registry.
func readScope(ctx context.Context, conn driver.Conn) (*scope, error) {
	var territories []territory
	var groups []group
	var structures []structure
	var rough []struct {
		Code string `ch:"code"`
	}
	s := &scope{
		territories: make(map[string]territory),
		children:    make(map[string][]string),
		groups:      make(map[string][]string),
		structures:  make(map[string]structure),
		rough:       make(map[string]bool),
	}
	for _, read := range []struct {
		file string
		into any
	}{{"territories", &territories}, {"groups", &groups}, {"structures", &structures}, {"rough", &rough}, {"states", &s.states}} {
		if err := conn.Select(ctx, read.into, scopeSQL(read.file)); err != nil {
			return nil, fmt.Errorf("read the %s of the registry: %w", read.file, err)
		}
	}
	for _, t := range territories {
		s.territories[t.Code] = t
		s.children[t.Parent] = append(s.children[t.Parent], t.Code)
		if t.Lowest {
			s.lowest = append(s.lowest, t.Code)
		}
	}
	for _, r := range rough {
		s.rough[r.Code] = true
	}
	for _, g := range groups {
		s.groups[g.Code] = g.Members
	}
	for _, st := range structures {
		s.structures[st.ID] = st
		s.structureIDs = append(s.structureIDs, st.ID)
	}
	return s, nil
}

// scopeSQL is the text of a file in scope/.
func scopeSQL(name string) string { return fileSQL(scopeFolder, name) }

func fileSQL(folder, name string) string {
	text, err := files.ReadFile(folder + "/" + name + ".sql")
	if err != nil {
		panic(fmt.Sprintf("queries: the program was built without %s/%s.sql", folder, name))
	}
	return string(text)
}

// expand turns codes of territories and groups into the codes of all territories that they hold, sorted: a territory holds
// itself and all below it, a group what its members hold. Overlapping ones are a union.
func (s *scope) expand(given []string) ([]string, error) {
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
	for _, code := range given {
		if _, ok := s.territories[code]; ok {
			hold(code)
			continue
		}
		members, ok := s.groups[code]
		if !ok {
			return nil, refuse(RefusedTerritory, "territory", code, s.places())
		}
		for _, member := range members {
			// A member that the registry does not hold has nothing to count; the import of groups names it.
			if _, ok := s.territories[member]; ok {
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

// places are the codes that a question may name: groups, then territories.
func (s *scope) places() []string {
	return append(slices.Sorted(maps.Keys(s.groups)), slices.Sorted(maps.Keys(s.territories))...)
}

// keys are the keys that figures by territory or structure always have, within a choice of territories (nil: all) and
// structures (nil: all).
func (s *scope) keys(by string, territories, structures []string) []string {
	var keys []string
	switch by {
	case "territory":
		for _, code := range s.lowest {
			if territories == nil || containsSorted(territories, code) {
				keys = append(keys, code)
			}
		}
	case "structure":
		for _, id := range s.structureIDs {
			in := territories == nil || containsSorted(territories, s.structures[id].Territory)
			if in && (structures == nil || slices.Contains(structures, id)) {
				keys = append(keys, id)
			}
		}
	}
	return keys
}

// name is the name of a territory or structure, or its code where the registry has none.
func (s *scope) name(by, key string) string {
	name := s.structures[key].Name
	if by == "territory" {
		name = s.territories[key].Name
	}
	if strings.TrimSpace(name) == "" {
		return key
	}
	return name
}

func containsSorted(sorted []string, s string) bool {
	_, found := slices.BinarySearch(sorted, s)
	return found
}

// inhabited are the territories whose people are those of each figure by territory, or of the total, within a choice (nil: all).
func (s *scope) inhabited(by string, chosen []string) []territory {
	var all []territory
	for code, t := range s.territories {
		if chosen != nil && !containsSorted(chosen, code) {
			continue
		}
		_, below := s.territories[t.Parent]
		if chosen != nil {
			below = containsSorted(chosen, t.Parent)
		}
		if by == "territory" && t.Lowest || by != "territory" && !below {
			all = append(all, t)
		}
	}
	return all
}
