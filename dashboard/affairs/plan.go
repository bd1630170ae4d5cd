package affairs

import (
	"vigie/governance"
	"vigie/governance/dated"
	"vigie/governance/plan"
)

// Plan is the plan of action.
type Plan struct {
	Title    plan.Title    `json:"title"`
	Source   string        `json:"source"`
	Progress plan.Progress `json:"progress"`
	Axes     []Axis        `json:"axes"`
}

// Axis is a part of a plan.
type Axis struct {
	Code    string     `json:"code"`
	Title   plan.Title `json:"title"`
	Actions []Action   `json:"actions"`
}

// Action is a part of an axis.
type Action struct {
	Code     string     `json:"code"`
	Title    plan.Title `json:"title"`
	Measures []Measure  `json:"measures"`
}

// Measure is what somebody is to do by a day, as it stands.
type Measure struct {
	Code  string     `json:"code"`
	Title plan.Title `json:"title"`
	Owner Named      `json:"owner"`
	Start *dated.Day `json:"start"`
	dated.Due
	Status string     `json:"status"`
	Since  *dated.Day `json:"since"` // of the status; nil where it never had one
	// Confidence is the owner's, without the comment; nil where nothing was said.
	Confidence  *string       `json:"confidence"`
	Past        bool          `json:"past_due"` // its last day has come
	Late        bool          `json:"late"`     // past due, and neither done nor dropped
	DaysLate    int           `json:"days_late"`
	Indicators  []string      `json:"indicators"`
	After       []string      `json:"after"` // codes of the measures that it waits for
	Statuses    []plan.Status `json:"statuses"`
	Confidences []Confidence  `json:"confidences"`
}

// Confidence is how an owner judges a measure from a day on.
type Confidence struct {
	Day   dated.Day `json:"day"`
	Level string    `json:"level"`
}

// Measures are all of the plan, in its order.
func (p Plan) Measures() (all []Measure) {
	for _, axis := range p.Axes {
		for _, action := range axis.Actions {
			all = append(all, action.Measures...)
		}
	}
	return all
}

func planOn(s governance.State, n names) Plan {
	p := Plan{Title: s.Plan.Title, Source: s.Plan.Source, Progress: s.Plan.Progress(s.Day), Axes: []Axis{}}
	for _, known := range s.Plan.Axes {
		axis := Axis{Code: known.Code, Title: known.Title, Actions: []Action{}}
		for _, known := range known.Actions {
			action := Action{Code: known.Code, Title: known.Title, Measures: []Measure{}}
			for _, m := range known.Measures {
				action.Measures = append(action.Measures, measureOn(m, s.Day, n))
			}
			axis.Actions = append(axis.Actions, action)
		}
		p.Axes = append(p.Axes, axis)
	}
	return p
}

func measureOn(m plan.Measure, day dated.Day, n names) Measure {
	state := m.On(day)
	told := Measure{
		Code: m.Code, Title: m.Title, Owner: n.of("body", m.Owner), Start: optional(m.Start), Due: m.Due,
		Status: state.Status.Status, Since: optional(state.Status.Day), Confidence: optional(state.Confidence.Level),
		Past: state.Due, Late: state.Late, DaysLate: state.DaysLate,
		Indicators: listed(m.Indicators), After: listed(m.After), Statuses: until(m.Statuses, day), Confidences: []Confidence{},
	}
	for _, c := range until(m.Confidences, day) {
		told.Confidences = append(told.Confidences, Confidence{c.Day, c.Level})
	}
	return told
}
