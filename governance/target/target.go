// Package target is what a network wants its figures to become, by when, and how far it has come.
package target

import (
	"math"
	"time"

	"vigie/governance/dated"
)

// Target is a value that an indicator is to reach, in the indicator's own unit.
type Target struct {
	Indicator   string    `ch:"indicator" json:"indicator"`           // id
	Territory   string    `ch:"territory" json:"territory,omitempty"` // code of a territory or group; "": the network
	Baseline    float64   `ch:"baseline" json:"baseline"`
	BaselineDay dated.Day `ch:"baseline_day" json:"baseline_on"`
	Steps       []Step    `ch:"steps" json:"steps"` // between baseline and target, in the order of their days
	Value       float64   `ch:"value" json:"value"`
	dated.Due
	Direction  string    `ch:"direction" json:"direction"`             // Up or Down
	DecidedIn  string    `ch:"decided_in" json:"decided_in,omitempty"` // code of a meeting, or words
	ImportedAt time.Time `ch:"imported_at" json:"-"`
}

// Step is a value that is to be reached on the way.
type Step struct {
	Day   dated.Day `ch:"day" json:"day"`
	Value float64   `ch:"value" json:"value"`
}

// Since is the day of the step.
func (s Step) Since() dated.Day { return s.Day }

// Directions: a target that rises is reached from below, one that falls from above.
const (
	Up   = "up"
	Down = "down"
)

// Expected is the value expected at the end of a day, straight between baseline, steps and target, and the target's from its last day
// on. It is false before the day of the baseline, when nothing is expected yet.
func (t Target) Expected(day dated.Day) (float64, bool) {
	if day < t.BaselineDay {
		return 0, false
	}
	from := Step{t.BaselineDay, t.Baseline}
	for _, to := range append(t.Steps[:len(t.Steps):len(t.Steps)], Step{t.Due.Day, t.Value}) {
		if day < to.Day {
			passed := float64(day.Sub(from.Day)) / float64(to.Day.Sub(from.Day))
			return from.Value + passed*(to.Value-from.Value), true
		}
		from = to
	}
	return t.Value, true
}

// Progress is the part of the way from baseline to target that an actual value has come, from 0 to 1. It is false where target and
// baseline are equal: such a target is held or not.
func (t Target) Progress(actual float64) (float64, bool) {
	if t.Value == t.Baseline {
		return 0, false
	}
	return math.Min(math.Max((actual-t.Baseline)/(t.Value-t.Baseline), 0), 1), true
}

// Reached tells whether an actual value is at the target, or beyond it. Of a target that equals its baseline this says that it is held.
func (t Target) Reached(actual float64) bool {
	if t.Direction == Down {
		return actual <= t.Value
	}
	return actual >= t.Value
}
