package affairs

import (
	"vigie/governance"
	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/governance/target"
)

// Members are bodies and structures on their way into the network.
type Members struct {
	Counts     []Count     `json:"counts"`
	Bodies     []Body      `json:"bodies"`
	Structures []Structure `json:"structures"`
}

// Count is how many are at a stage. Every stage is there, in the order of the way.
type Count struct {
	Stage      string `json:"stage"`
	Bodies     int    `json:"bodies"`
	Structures int    `json:"structures"`
}

// Body is an institution: one of the network, or one outside that it deals with.
type Body struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Kind string `json:"kind"` // member or external
	Way
}

// Structure is one by its id.
type Structure struct {
	ID string `json:"structure"`
	Way
}

// Way is how far somebody has come, from day to day.
type Way struct {
	Stage  *string           `json:"stage"` // nil before the first one
	Since  *dated.Day        `json:"since"`
	Stages []committee.Stage `json:"stages"`
}

func wayOn(m committee.Membership, day dated.Day) Way {
	at := m.On(day)
	return Way{optional(at.Stage), optional(at.Day), until(m.Stages, day)}
}

func membersOn(s governance.State) Members {
	m := Members{Bodies: []Body{}, Structures: []Structure{}}
	bodies, structures := s.Members()
	for _, stage := range []string{committee.Identified, committee.Met, committee.Member, committee.Reporting, committee.Left} {
		m.Counts = append(m.Counts, Count{stage, bodies[stage], structures[stage]})
	}
	for _, b := range s.Bodies {
		m.Bodies = append(m.Bodies, Body{b.Code, b.Name, b.Kind, wayOn(b.Membership, s.Day)})
	}
	for _, one := range s.Structures {
		m.Structures = append(m.Structures, Structure{one.Structure, wayOn(one.Membership, s.Day)})
	}
	return m
}

// Target is what an indicator is to become, in its unit.
type Target struct {
	Indicator  string        `json:"indicator"`
	Territory  *string       `json:"territory"` // of a territory or group; nil: the network
	Baseline   float64       `json:"baseline"`
	BaselineOn dated.Day     `json:"baseline_on"`
	Steps      []target.Step `json:"steps"`
	Value      float64       `json:"value"`
	dated.Due
	Direction string   `json:"direction"`
	DecidedIn *string  `json:"decided_in"` // code of a meeting, or words
	Expected  *float64 `json:"expected"`   // at the end of the day; nil before the baseline's
}

// known is the target as the registry judges it.
func (t Target) known() target.Target {
	return target.Target{Baseline: t.Baseline, BaselineDay: t.BaselineOn, Steps: t.Steps, Value: t.Value, Due: t.Due, Direction: t.Direction}
}

// Place is the code of the territory or group that it is of; "" for the network.
func (t Target) Place() string {
	if t.Territory == nil {
		return ""
	}
	return *t.Territory
}

// ExpectedOn is the value expected at the end of a day; nil before the day of the baseline.
func (t Target) ExpectedOn(day dated.Day) *float64 {
	if value, ok := t.known().Expected(day); ok {
		return &value
	}
	return nil
}

// Progress is the part of the way from baseline to target that an actual value has come, from 0 to 1; nil where both are equal: then the target is
// held or not, as Reached tells.
func (t Target) Progress(actual float64) *float64 {
	if part, ok := t.known().Progress(actual); ok {
		return &part
	}
	return nil
}

// Reached tells whether an actual value is at the target, or beyond it.
func (t Target) Reached(actual float64) bool { return t.known().Reached(actual) }

func targetsOn(s governance.State) []Target {
	told := []Target{}
	for _, known := range s.Targets {
		t := Target{
			Indicator: known.Indicator, Territory: optional(known.Territory), Baseline: known.Baseline, BaselineOn: known.BaselineDay, Steps: listed(known.Steps),
			Value: known.Value, Due: known.Due, Direction: known.Direction, DecidedIn: optional(known.DecidedIn),
		}
		t.Expected = t.ExpectedOn(s.Day)
		told = append(told, t)
	}
	return told
}

// Target is that of an indicator in a place, "" for the network; false where there is none.
func (s State) Target(indicator, place string) (Target, bool) {
	for _, t := range s.Targets {
		if t.Indicator == indicator && (t.Territory == nil && place == "" || t.Territory != nil && *t.Territory == place) {
			return t, true
		}
	}
	return Target{}, false
}
