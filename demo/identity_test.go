package demo_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"vigie/demo"
	"vigie/event"
	"vigie/network"
)

// owned gives the events, and those that call a structure by an alias as if they did by its own id.
func owned(n *demo.Network) iter.Seq[event.Event] {
	owner := map[string]string{}
	for _, a := range n.Aliases() {
		owner[a.Alias] = a.Structure
	}
	return func(yield func(event.Event) bool) {
		for e := range n.Events() {
			for _, id := range named(e) {
				if own, is := owner[*id]; is {
					*id = own
				}
			}
			if !yield(e) {
				return
			}
		}
	}
}

// named are the ids of structures that an event gives.
func named(e event.Event) []*string {
	switch {
	case e.Assessment != nil:
		return []*string{&e.Assessment.Structure}
	case e.Attendance != nil:
		return []*string{&e.Attendance.Structure}
	case e.Referral != nil:
		return []*string{&e.Referral.From, &e.Referral.To}
	case e.Declaration != nil:
		return []*string{&e.Declaration.Structure}
	}
	return nil
}

// TestIdentity looks for a structure that has an alias, and one that another continues, in networks of every shape: each has events before and
// after, by either name.
func TestIdentity(t *testing.T) {
	for _, shape := range []demo.Shape{demo.Paris, demo.Small, demo.Rural} {
		o := shaped(t, shape, 1)
		o.People = min(o.People, 6000)
		n := demo.New(o)
		last := o.Registered()
		aliases, merges := n.Aliases(), n.Merges(last)
		if len(aliases) != 1 || len(merges) != 1 {
			t.Fatalf("%s: aliases %+v, merges %+v", shape, aliases, merges)
		}
		alias, merge := aliases[0], merges[0]
		isStructure := func(id string) bool {
			return slices.ContainsFunc(n.StructuresOn(o.Snapshots()[0]), func(s network.Structure) bool { return s.ID == id })
		}
		if !isStructure(alias.Structure) || isStructure(alias.Alias) || !isStructure(merge.Structure) || !isStructure(merge.Successor) ||
			merge.Structure == merge.Successor || merge.Structure == alias.Structure {
			t.Errorf("%s: %+v, %+v", shape, alias, merge)
		}
		if early := n.Merges(o.Snapshots()[0]); len(early) > 0 || merge.From <= o.From.String() || merge.From >= last.String() {
			t.Errorf("%s: merged from %s on, and known before: %+v", shape, merge.From, early)
		}
		count := map[string]int{}
		for e := range n.Events() {
			for _, id := range named(e) {
				when := " before"
				if e.Day.String() >= merge.From {
					when = " after"
				}
				count[*id+when]++
			}
			if e.Attendance != nil && e.Attendance.Structure == alias.Alias && !strings.HasPrefix(alias.Alias, e.Source[strings.LastIndex(e.Source, "/")+1:]) {
				t.Errorf("%s: the alias %s is used by %s", shape, alias.Alias, e.Source)
			}
		}
		for _, id := range []string{alias.Alias, merge.Structure, merge.Successor} {
			if count[id+" before"] == 0 || count[id+" after"] == 0 {
				t.Errorf("%s: %d events name %s before the merge, %d after", shape, count[id+" before"], id, count[id+" after"])
			}
		}
	}
}
