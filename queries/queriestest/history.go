package queriestest

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"vigie/event"
	"vigie/queries/oracle"
)

// RegistryOf is the registry of a history.
func RegistryOf(h oracle.History) (r Registry) {
	for _, x := range h.Territories {
		r.Territories = append(r.Territories, Territory{Code: x.Code, Name: x.Code, Parent: x.Parent, Population: uint32(x.Population), Outline: x.Outline})
	}
	for _, x := range h.Groups {
		r.Groups = append(r.Groups, Group{Code: x.Code, Members: x.Members})
	}
	for _, x := range h.Snapshots {
		r.Snapshots = append(r.Snapshots, Snapshot{
			Structure: x.Structure, Territory: x.Territory, Imported: x.Imported, Updated: dayOf(x.Updated), Opened: optionalDay(x.Opened), Closed: optionalDay(x.Closed),
			Offer: x.Offer,
		})
	}
	for _, x := range h.Exclusions {
		r.Exclusions = append(r.Exclusions, Exclusion{Source: x.Source, Structure: x.Structure, From: dayOf(x.From), To: dayOf(x.To)})
	}
	for _, x := range h.Aliases {
		r.Aliases = append(r.Aliases, Alias{Alias: x.Alias, Structure: x.Structure})
	}
	for _, x := range h.Merges {
		r.Merges = append(r.Merges, Merge{Structure: x.Structure, Successor: x.Successor, From: dayOf(x.From)})
	}
	r.Registered = h.Registered
	return r
}

// Receive has the collector take events of a history in their order.
func (n *Network) Receive(t testing.TB, h oracle.History, events []event.Event) {
	t.Helper()
	for _, batch := range batches(events) {
		var raw [][]byte
		for _, e := range batch {
			text, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			raw = append(raw, text)
		}
		space := batch[0].Source
		if given, ok := h.Spaces[space]; ok {
			space = given
		}
		n.take(t, space, raw...)
	}
	n.collector.Settle(t.Context())
}

// batches are events of one source each and without an id twice.
func batches(events []event.Event) (all [][]event.Event) {
	for _, e := range events {
		last := len(all) - 1
		if last < 0 || all[last][0].Source != e.Source || slices.ContainsFunc(all[last], func(other event.Event) bool { return other.ID == e.ID }) {
			all = append(all, nil)
			last++
		}
		all[last] = append(all[last], e)
	}
	return all
}

func dayOf(d event.Day) time.Time {
	if d == 0 {
		return time.Time{}
	}
	return d.Time()
}

func optionalDay(d event.Day) *time.Time {
	if d == 0 {
		return nil
	}
	at := d.Time()
	return &at
}

func months(numbers []int) (all []uint8) {
	for _, n := range numbers {
		all = append(all, uint8(n))
	}
	return all
}
