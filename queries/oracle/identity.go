package oracle

import (
	"slices"

	"vigie/event"
)

// Alias is another id of a structure.
type Alias struct {
	Alias, Structure string
	// Before is the structure that it was another id of until somebody thought better of it, as early steps have it.
	Before string
}

// Merge has a structure continued by another from a day on.
type Merge struct {
	Structure, Successor string
	From                 event.Day
}

// line is an id that an event of a day gives, and the structures that it stands for then, each standing for the one before: the last is
// the one that the event is of.
func (h History) line(id string, day event.Day) []string {
	line := []string{id}
	for _, a := range h.Aliases {
		if a.Alias == id {
			line = append(line, a.Structure)
		}
	}
	for {
		i := slices.IndexFunc(h.Merges, func(m Merge) bool { return m.Structure == line[len(line)-1] && m.From <= day })
		if i < 0 {
			return line
		}
		line = append(line, h.Merges[i].Successor)
	}
}

// owner is the structure that an id stands for on a day.
func (h History) owner(id string, day event.Day) string {
	line := h.line(id, day)
	return line[len(line)-1]
}

// ended is what the registry says of a structure, which is closed from the day on which another continues it.
func (h History) ended(s Snapshot) Snapshot {
	for _, m := range h.Merges {
		if m.Structure == s.Structure && (s.Closed == 0 || m.From < s.Closed) {
			s.Closed = m.From
		}
	}
	return s
}

// span is some days of a structure.
type span struct {
	structure string
	from, to  event.Day // [from, to)
}

// spans are the days [from, to) of the structures that an id stands for on them.
func (h History) spans(id string, from, to event.Day) (spans []span) {
	days := []event.Day{from, to}
	for _, m := range h.Merges {
		if from < m.From && m.From < to {
			days = append(days, m.From)
		}
	}
	slices.Sort(days)
	for i := 1; i < len(days); i++ {
		spans = append(spans, span{h.owner(id, days[i-1]), days[i-1], days[i]})
	}
	return spans
}

// repointed is a history before aliases were thought better of.
func (h History) repointed() History {
	h.Aliases = slices.Clone(h.Aliases)
	for i := range h.Aliases {
		h.Aliases[i].Structure = h.Aliases[i].Before
	}
	return h
}

// identityStream is the stream of random numbers that aliases and merges are drawn from: it leaves the rest of a history as it is.
const identityStream = 1 << 33

// aliasIDs are what aliases can be.
var aliasIDs = []string{"x", "y"}

// identity draws aliases, and up to two merges: one after the other, each later than the one before, or both into one structure.
func (d *drawer) identity(h *History) {
	for _, alias := range aliasIDs {
		if d.chance(60) {
			h.Aliases = append(h.Aliases, Alias{alias, pick(d, structureIDs), pick(d, structureIDs)})
		}
	}
	day, number, chained := d.day(), d.IntN(3), d.chance(60)
	order := d.Perm(len(structureIDs))
	for i := range number {
		into := number
		if chained {
			into = i + 1
		}
		h.Merges = append(h.Merges, Merge{structureIDs[order[i]], structureIDs[order[into]], day})
		day += event.Day(1 + d.IntN(60))
	}
}

// rename has an event name a structure by another id, now and then.
func (d *drawer) rename(e event.Event, aliases []Alias) {
	var ids []*string
	switch {
	case e.Assessment != nil:
		ids = append(ids, &e.Assessment.Structure)
	case e.Attendance != nil:
		ids = append(ids, &e.Attendance.Structure)
	case e.Referral != nil:
		ids = append(ids, &e.Referral.From, &e.Referral.To)
	case e.Declaration != nil:
		ids = append(ids, &e.Declaration.Structure)
	}
	for _, id := range ids {
		for _, a := range aliases {
			if *id == a.Structure && d.chance(35) {
				*id = a.Alias
			}
		}
	}
}
