package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// versions is how often a window is published at most, as the cutter has it.
const mostVersions = 2

// draws counts how many noisy numbers there are of one small set of people: in each window and area the components that count the very same
// people or visits, in all their versions. What is counted by class, too, adds to them where a class holds everybody: of those nobody knows.
func (s *site) draws() result {
	r := result{attack: "3 draws of one set, at most 12"}
	over, sets, most := 0, 0, 0
	var widest []string
	overs := make(map[string]int)
	for _, e := range s.editions {
		components := slices.Sorted(maps.Keys(counted))
		for c, n := range e.truth {
			if c.component != "followed" || c.field != "" || n < 1 || n > 10 || !s.listed(c) {
				continue
			}
			var same []string
			for _, component := range components {
				other := c
				other.component = component
				count := e.truth[other]
				if component == "helping_minutes" { // hours are noised as the participations are
					other.component = "attended"
					count = e.truth[other]
					other.component = component
				}
				if count == n && s.listed(other) && !residential[component] {
					same = append(same, component)
				}
			}
			sets++
			if draws := len(same) * mostVersions; draws > most {
				most, widest = draws, same
			}
			if len(same)*mostVersions > mostDraws {
				over++
				overs[c.kind+" "+strings.Join(c.kinds(), "/")]++
			}
		}
	}
	r.failed = most > mostDraws
	r.note = fmt.Sprintf("%d small sets, at most %d draws: %s", sets, most, strings.Join(widest, ", "))
	if over > 0 {
		r.note += fmt.Sprintf("; more than allowed of %d: %v", over, overs)
	}
	return r
}

// residential are the components that count by where people live: other areas.
var residential = map[string]bool{"reached": true}
