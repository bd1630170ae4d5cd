package oracle

import (
	"slices"

	"vigie/event"
)

// Step is a moment at which a history is read.
type Step struct {
	History               // as it is then
	Fresh   []event.Event // those of its events that were received since the step before
}

// Steps are one to three moments of a history drawn from a seed, the last of which knows all of it. Before, events are missing, and
// it may be that structures have not moved yet, that none continues another, that aliases are those of others, and that nothing is set
// aside: what was worked out by then is to change.
func (h History) Steps(seed uint64) []Step {
	d := newDrawer(seed, 0)
	var ends []int
	for range d.IntN(3) {
		ends = append(ends, d.IntN(len(h.Events)))
	}
	slices.Sort(ends)
	var steps []Step
	before := 0
	for _, end := range ends {
		now := h
		now.Events = h.Events[:end]
		if d.chance(50) {
			now.Exclusions = nil
		}
		if d.chance(50) {
			now.Snapshots = earliest(h.Snapshots)
		}
		if d.chance(50) {
			now.Merges = nil
		}
		if d.chance(50) {
			now = now.repointed()
		}
		steps = append(steps, Step{now, h.Events[before:end]})
		before = end
	}
	return append(steps, Step{h, h.Events[before:]})
}

// earliest are the first snapshots of each structure; those of a structure stand in the order of their import.
func earliest(all []Snapshot) []Snapshot {
	return slices.CompactFunc(slices.Clone(all), func(a, b Snapshot) bool { return a.Structure == b.Structure })
}
