package demo

import (
	"vigie/event"
	"vigie/network"
)

// snapshotMonths is how many months lie between two imports of the registry: each takes as long as some ten thousand events.
const snapshotMonths = 3

// recheck is how many days after a record was checked it is checked again, at least.
const recheck = 90

// Registered is the day on which the registry of the network is imported last: the last before the month of To, so that a period of
// whole months knows it at its end.
func (o Options) Registered() event.Day { return (event.MonthOf(o.To) - 1).Last() }

// Snapshots are the days on which the registry is imported, oldest first: the ends of months, the first of which lies before From.
func (o Options) Snapshots() []event.Day {
	month := event.MonthOf(o.To) - 1
	days := 1
	for ; month.Last() > o.From; days++ {
		month -= snapshotMonths
	}
	list := make([]event.Day, days)
	for i := range list {
		list[i] = month.Last()
		month += snapshotMonths
	}
	return list
}

// Structures lists the invented structures as they are registered in the end, sorted by id. They depend on People only in their
// weekly capacity.
func (n *Network) Structures() []network.Structure { return n.StructuresOn(n.options.Registered()) }

// StructuresOn lists the structures as they are registered on one of the days of Snapshots: with what opens, closes and is signed
// before the next.
func (n *Network) StructuresOn(day event.Day) []network.Structure {
	next := (event.MonthOf(day) + snapshotMonths).Last()
	final := day >= n.options.Registered()
	var list []network.Structure
	for i := range n.sites {
		if s := &n.sites[i]; final || s.opened < next {
			r := n.structure(i, day)
			if !final && r.ClosedOn >= next.String() {
				r.ClosedOn = ""
			}
			if r.CharterSignedOn >= next.String() {
				r.CharterSignedOn = ""
			}
			list = append(list, r)
		}
	}
	return list
}

// checked is when a record was last checked by a day, of one that was checked last on a given day, by the day of the last import. It
// had been checked at even distances before.
func checked(last, registered, by event.Day) event.Day {
	every := max(recheck, 2*registered.Sub(last))
	if last > by {
		last = last.AddDays(-(last.Sub(by) + every - 1) / every * every)
	}
	return last
}
