// Package plan is a network's plan of action: axes, actions and dated measures, read from YAML, judged as of a day, and written back.
package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigie/governance/dated"
)

// Title is a name in French, and in English where there is one.
type Title struct {
	FR string `ch:"title_fr" json:"fr"`
	EN string `ch:"title_en" json:"en,omitempty"`
}

// In is the title in a language, in French where it has none.
func (t Title) In(language string) string {
	if language == "en" && t.EN != "" {
		return t.EN
	}
	return t.FR
}

// Heading is the plan itself, an axis or an action.
type Heading struct {
	Kind string `ch:"kind" json:"-"` // Plan, Axis or Action
	Code string `ch:"code" json:"code"`
	Axis string `ch:"axis" json:"axis,omitempty"` // of an action
	Title
	Source     string    `ch:"source" json:"source,omitempty"` // of the plan: where it was published
	ImportedAt time.Time `ch:"imported_at" json:"-"`
}

// Kinds of headings.
const (
	KindPlan   = "plan"
	KindAxis   = "axis"
	KindAction = "action"
)

// Measure is what somebody is to do by a day.
type Measure struct {
	Code   string `ch:"code" json:"code"`
	Action string `ch:"action" json:"action"`
	Title
	Owner string    `ch:"owner" json:"owner"` // code of a body
	Start dated.Day `ch:"start" json:"start,omitempty"`
	dated.Due
	Indicators  []string     `ch:"indicators" json:"indicators"`
	After       []string     `ch:"after" json:"after"` // codes of the measures that it waits for
	Statuses    []Status     `ch:"statuses" json:"statuses"`
	Confidences []Confidence `ch:"confidences" json:"confidences"`
	ImportedAt  time.Time    `ch:"imported_at" json:"-"`
}

// Status is what has become of a measure from a day on.
type Status struct {
	Day    dated.Day `ch:"day" json:"day"`
	Status string    `ch:"status" json:"status"`
}

// Since is the day from which it holds.
func (s Status) Since() dated.Day { return s.Day }

// The statuses; a measure is planned before its first one.
const (
	Planned = "planned"
	Started = "started"
	Done    = "done"
	Dropped = "dropped"
)

// Confidence is what the owner of a measure thinks of it from a day on.
type Confidence struct {
	Day     dated.Day `ch:"day" json:"day"`
	Level   string    `ch:"level" json:"level"`
	Comment string    `ch:"comment" json:"comment,omitempty"`
}

// Since is the day from which it holds.
func (c Confidence) Since() dated.Day { return c.Day }

// The levels of confidence.
const (
	OnTrack = "on_track"
	AtRisk  = "at_risk"
	Stuck   = "stuck"
)

// State is a measure at the end of a day.
type State struct {
	Status     Status     `json:"status"`     // without a day where it never had one
	Confidence Confidence `json:"confidence"` // without a level where the owner said nothing
	Due        bool       `json:"due"`        // its last day has come
	Late       bool       `json:"late"`       // due, and neither done nor dropped
	DaysLate   int        `json:"days_late"`  // since its last day; 0 on that day, and where it is not late
}

// On is the measure at the end of a day.
func (m Measure) On(day dated.Day) State {
	s := State{Status: Status{Status: Planned}}
	if status, ok := dated.At(m.Statuses, day); ok {
		s.Status = status
	}
	s.Confidence, _ = dated.At(m.Confidences, day)
	s.Due = m.Due.Day <= day
	if s.Late = s.Due && s.Status.Status != Done && s.Status.Status != Dropped; s.Late {
		s.DaysLate = day.Sub(m.Due.Day)
	}
	return s
}

// Plan is a plan with all that stands in it. Axes, actions and measures are in the order of their codes.
type Plan struct {
	Title
	Source string `json:"source,omitempty"`
	Axes   []Axis `json:"axes"`
}

// Axis is a part of a plan.
type Axis struct {
	Code string `json:"code"`
	Title
	Actions []Action `json:"actions"`
}

// Action is a part of an axis.
type Action struct {
	Code string `json:"code"`
	Title
	Measures []Measure `json:"measures"`
}

// Measures are all of the plan.
func (p Plan) Measures() (all []Measure) {
	for _, axis := range p.Axes {
		for _, action := range axis.Actions {
			all = append(all, action.Measures...)
		}
	}
	return all
}

// Headings are the plan's own, those of its axes and of their actions.
func (p Plan) Headings() []Heading {
	var all []Heading
	if p.Title != (Title{}) || p.Source != "" {
		all = append(all, Heading{Kind: KindPlan, Title: p.Title, Source: p.Source})
	}
	for _, axis := range p.Axes {
		all = append(all, Heading{Kind: KindAxis, Code: axis.Code, Title: axis.Title})
		for _, action := range axis.Actions {
			all = append(all, Heading{Kind: KindAction, Code: action.Code, Axis: axis.Code, Title: action.Title})
		}
	}
	return all
}

// Of puts a plan together.
func Of(headings []Heading, measures []Measure) (p Plan) {
	byCode := func(a, b Heading) int { return CompareCodes(a.Code, b.Code) }
	measures = slices.SortedFunc(slices.Values(measures), func(a, b Measure) int { return CompareCodes(a.Code, b.Code) })
	headings = slices.SortedFunc(slices.Values(headings), byCode)
	for _, h := range headings {
		switch h.Kind {
		case KindPlan:
			p.Title, p.Source = h.Title, h.Source
		case KindAxis:
			axis := Axis{Code: h.Code, Title: h.Title, Actions: []Action{}}
			for _, inner := range headings {
				if inner.Kind == KindAction && inner.Axis == h.Code {
					axis.Actions = append(axis.Actions, actionOf(inner, measures))
				}
			}
			p.Axes = append(p.Axes, axis)
		}
	}
	return p
}

func actionOf(h Heading, measures []Measure) Action {
	action := Action{Code: h.Code, Title: h.Title, Measures: []Measure{}}
	for _, m := range measures {
		if m.Action == h.Code {
			action.Measures = append(action.Measures, m)
		}
	}
	return action
}

// CompareCodes orders codes as people do: 1.2 comes before 1.10.
func CompareCodes(a, b string) int {
	first, second := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(first), len(second)) {
		x, y := strings.TrimLeft(first[i], "0"), strings.TrimLeft(second[i], "0")
		numbers := strings.Trim(x+y, "0123456789") == ""
		if numbers && len(x) != len(y) {
			return cmp.Compare(len(x), len(y))
		}
		if order := cmp.Compare(x, y); order != 0 {
			return order
		}
	}
	return cmp.Or(cmp.Compare(len(first), len(second)), cmp.Compare(a, b))
}

// Progress counts the measures of a plan at the end of a day. Due = DueDone + Dropped + Late: what is dropped stays among those due.
type Progress struct {
	Measures int `json:"measures"`
	Due      int `json:"due"`      // whose last day has come
	DueDone  int `json:"due_done"` // of these, done
	Dropped  int `json:"dropped"`  // of these, dropped
	Late     int `json:"late"`     // of these, neither
	Done     int `json:"done"`     // done, whether due or not
	Stuck    int `json:"stuck"`    // neither done nor dropped, and stuck in the words of the owner
}

// Progress counts the measures at the end of a day.
func (p Plan) Progress(day dated.Day) (n Progress) {
	for _, m := range p.Measures() {
		s := m.On(day)
		n.Measures++
		done, dropped := s.Status.Status == Done, s.Status.Status == Dropped
		count := func(counter *int, is bool) {
			if is {
				*counter++
			}
		}
		count(&n.Due, s.Due)
		count(&n.DueDone, s.Due && done)
		count(&n.Dropped, s.Due && dropped)
		count(&n.Late, s.Late)
		count(&n.Done, done)
		count(&n.Stuck, !done && !dropped && s.Confidence.Level == Stuck)
	}
	return n
}
