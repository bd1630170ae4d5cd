package cut

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/places"
)

// groupsOf are areas of a registry of some territories in which each group holds the first of them and, of its letters, the others.
func groupsOf(groups map[string]string) (cells.Areas, *places.Snapshot) {
	territories := []places.Territory{{Code: "A", People: 5000}}
	for letter := 'b'; letter <= 'i'; letter++ {
		territories = append(territories, places.Territory{Code: string(letter), People: 5000})
	}
	var all []places.Group
	for code, others := range groups {
		g := places.Group{Code: code, Members: []string{"A"}}
		for _, letter := range others {
			g.Members = append(g.Members, string(letter))
		}
		all = append(all, g)
	}
	registry := places.New(territories, all, nil, nil)
	return cells.AreasOf(registry, 0), registry
}

// Of a territory three groups are counted at a time, and six over time; one with members that were counted goes on under any name.
func TestTooManyGroups(t *testing.T) {
	var before []store.Edition
	for n, c := range []struct {
		groups  map[string]string
		refused []string
		always  []string // groups that are counted as of the first edition
	}{
		{map[string]string{"1": "b", "2": "c", "3": "d", "4": "e"}, []string{"4"}, []string{"1", "2", "3"}},
		{map[string]string{"0": "f", "1": "b", "2": "c", "3": "d"}, []string{"0"}, []string{"1", "2", "3"}}, // who was first stays
		{map[string]string{"0": "f", "1": "b", "again": "c"}, nil, []string{"1", "again"}},
		{map[string]string{"0": "g", "1": "h", "2": "b"}, nil, []string{"2"}}, // A has been in b, c, d, f, g, h
		{map[string]string{"0": "i", "2": "b", "8": "A"}, []string{"0"}, []string{"2"}},
		{map[string]string{"0": "h", "2": "b", "9": "c"}, nil, []string{"2", "9"}},
	} {
		day := day("2026-01-15").AddDate(0, n, 0)
		areas, registry := groupsOf(c.groups)
		now, refused := held(areas, registry, day, before)
		var codes, always []string
		for _, why := range refused {
			var many TooManyGroupsError
			if !errors.As(why, &many) || many.Territory != "A" {
				t.Errorf("%d: %v", n, why)
			}
			codes = append(codes, many.Group)
		}
		for area, a := range now {
			if a.Since.Equal(store.Always) && area.Code != cells.Network {
				always = append(always, area.Code)
			}
		}
		slices.Sort(always)
		if !slices.Equal(codes, c.refused) || !slices.Equal(always, c.always) {
			t.Errorf("%d: refused %v, not %v; from the first edition on %v, not %v", n, codes, c.refused, always, c.always)
		}
		e := store.Edition{Number: uint32(n + 1), Day: day, Areas: changes(now, day, before)}
		for i := range e.Areas {
			e.Areas[i].Edition = e.Number
		}
		before = append(before, e)
	}
	// What was kept tells what was held, edition by edition.
	areas := store.AreasOf(before)
	for n, want := range []string{"[A b]", "[A b]", "[A b]", "[A h]", "[]", "[]"} {
		if got := areas.At(cells.Area{Kind: cells.Group, Code: "1"}, uint32(n+1)).Members; fmt.Sprint(got) != want {
			t.Errorf("in edition %d the group 1 held %v, not %s", n+1, got, want)
		}
	}
}
