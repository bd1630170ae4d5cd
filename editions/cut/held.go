package cut

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/places"
)

// Groups that a territory is in overlap, and what is published of one beside another tells of the difference: only so many are counted.
const (
	mostGroups     = 3 // of a territory, at a time
	mostGroupsEver = 6
)

// held works out what the areas of several lowest territories hold in an edition of a day, and since when they are counted so: in the first edition
// always, after that from the day on. Those that held the same before, under whatever name, go on. The network is always counted: what is given
// outside of all territories is in it, too. What are refused are groups of a territory that has too many.
func held(areas cells.Areas, registry *places.Snapshot, day time.Time, before []store.Edition) (now map[cells.Area]store.Area, refused []error) {
	history := store.AreasOf(before)
	since := make(map[string]time.Time)
	history.Each(func(a store.Area) {
		if known, ok := since[setOf(a.Members)]; a.Code != cells.Network && (!ok || a.Since.Before(known)) {
			since[setOf(a.Members)] = a.Since
		}
	})
	now = make(map[cells.Area]store.Area)
	for area, members := range areas.Members {
		whole := area.Code == cells.Network
		if len(members) < 2 && !whole {
			continue
		}
		one := store.Area{Area: area, Members: members, Since: day}
		known, counted := since[setOf(members)]
		switch {
		case whole || !history.Known():
			one.Since = store.Always
		case counted && !known.Equal(store.Never):
			one.Since = known
		}
		now[area] = one
	}
	return now, limit(now, history, registry)
}

// limit takes the groups out that are too many for a territory, those that were counted last first.
func limit(now map[cells.Area]store.Area, history store.Areas, registry *places.Snapshot) (refused []error) {
	ever, today := make(map[string]map[string]bool), make(map[string]map[string]bool)
	note := func(into map[string]map[string]bool, a store.Area) {
		for _, code := range a.Members {
			if into[code] == nil {
				into[code] = make(map[string]bool)
			}
			into[code][setOf(a.Members)] = true
		}
	}
	named := func(a store.Area) bool {
		return a.Kind == cells.Group && a.Code != cells.Network && !registry.Registered(a.Code) && !a.Since.Equal(store.Never)
	}
	history.Each(func(a store.Area) {
		if named(a) {
			note(ever, a)
		}
	})
	groups := slices.SortedFunc(maps.Values(now), func(a, b store.Area) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Code, b.Code)) })
	for _, g := range slices.DeleteFunc(groups, func(a store.Area) bool { return !named(a) }) {
		set := setOf(g.Members)
		full := slices.IndexFunc(g.Members, func(code string) bool {
			return !today[code][set] && len(today[code]) == mostGroups || !ever[code][set] && len(ever[code]) == mostGroupsEver
		})
		if full < 0 {
			note(ever, g)
			note(today, g)
			continue
		}
		g.Since = store.Never
		now[g.Area] = g
		refused = append(refused, TooManyGroupsError{g.Code, g.Members[full]})
	}
	return refused
}

// setOf is the same for the same members.
func setOf(members []string) string { return strings.Join(members, "|") }

// changes are what of the areas is not as it was before, by kind and code.
func changes(now map[cells.Area]store.Area, day time.Time, before []store.Edition) (changed []store.Area) {
	then := make(map[cells.Area]store.Area)
	for _, e := range before {
		for _, a := range e.Areas {
			then[a.Area] = a
		}
	}
	for area, a := range then {
		if _, there := now[area]; !there && len(a.Members) > 0 {
			changed = append(changed, store.Area{Area: area, Since: day})
		}
	}
	for area, a := range now {
		if known, there := then[area]; !there || !a.Same(known) {
			changed = append(changed, a)
		}
	}
	slices.SortFunc(changed, func(a, b store.Area) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Code, b.Code)) })
	return changed
}
