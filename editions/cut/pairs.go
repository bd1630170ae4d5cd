package cut

import (
	"math/bits"
	"slices"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// sent is the component whose referrals pairs tell by both ends.
const sent = "sent"

// senders are the years in which each structure sent somebody to another one.
type senders map[string]map[int]bool

func sendersOf(pairs []engine.Pair) senders {
	of := make(senders)
	for _, p := range pairs {
		if of[p.Sender] == nil {
			of[p.Sender] = make(map[int]bool)
		}
		of[p.Sender][int(p.Year)] = true
	}
	return of
}

// in tells whether a structure sent somebody in a year that a window has days of: who did is published, of whole years.
func (s senders) in(structure string, w period.Window) bool {
	for year := range s[structure] {
		if w.From.Year() <= year && year <= w.To.AddDate(0, 0, -1).Year() {
			return true
		}
	}
	return false
}

// pairs draws the noise of how often structures sent people to each other. Where those of a pair are all that were sent from an area they are drawn as
// these: who else sent nobody is published.
func (t *tables) pairs(of []engine.Pair, by presences) (published []store.Cell) {
	kinds := t.List.KindsOfFamily(cells.Edges, cells.Structure, "")
	components := t.List.Components()
	number := slices.IndexFunc(components, func(c indicator.Component) bool { return c.Name == sent })
	if len(kinds) == 0 || number < 0 {
		return nil
	}
	component := components[number]
	as, named, turn := t.List.DrawnAs(component, t.Catalogue), t.namer(component, by), rotation(t.alias(component, engine.PairsMeasure))
	for i, w := range t.edition.Windows {
		if !cells.Meet(kinds, cells.PublishedKinds(w.Window)) {
			continue
		}
		for _, p := range of {
			if int(p.Year) != w.From.Year() {
				continue
			}
			n := count{p.Referrals, bits.RotateLeft64(p.Records, turn)}
			sender := cells.Area{Kind: cells.Structure, Code: p.Sender}
			under, class := name{sender, w.Window}, [2]string{cells.Receiver, p.Receiver}
			if area, whole := t.whole(key{component: uint16(number), window: uint16(i)}, p.At, n); whole {
				under, class = named(area, w.Window), [2]string{}
			}
			published = append(published, store.Cell{
				Cell:    cells.Cell{Component: cells.Pairs, Area: sender, Window: w.Window, Field: cells.Receiver, Key: p.Receiver},
				Version: w.Version, Value: float64(n.sum + t.drawn(component, as, under, class, w, n)),
			})
		}
	}
	return published
}

// whole is the smallest area of a place with a published cell, beside its area as the key, that counts the very same.
func (t *tables) whole(of key, place string, n count) (area uint32, found bool) {
	component, w := t.List.Components()[of.component], t.edition.Windows[of.window].Window
	for _, number := range t.areas.ofPlace(place) {
		if of.area = number; t.counts[of] != n || !cells.Meet(t.List.Kinds(component.Name, t.areas.all[number].Kind, ""), cells.PublishedKinds(w)) {
			continue
		}
		if !found || compareSize(t.areas.all[number], t.areas.all[area]) < 0 {
			area, found = number, true
		}
	}
	return area, found
}
