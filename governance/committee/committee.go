// Package committee is how a network is governed: bodies and structures on their way into it, committees, meetings and what they decide,
// animators of territories, and figures that are contested.
package committee

import (
	"time"

	"vigie/governance/dated"
)

// Body is an institution: one of the network, or one outside that it deals with.
type Body struct {
	Code string `ch:"code" json:"code"`
	Name string `ch:"name" json:"name"`
	Kind string `ch:"kind" json:"kind"` // Member or External
	Membership
	ImportedAt time.Time `ch:"imported_at" json:"-"`
}

// Kinds of bodies.
const (
	KindMember   = "member"   // of the network, or to become one
	KindExternal = "external" // outside, and to stay there
)

// StructureMembership is a structure's way into the network.
type StructureMembership struct {
	Structure string `ch:"structure" json:"structure"`
	Membership
	ImportedAt time.Time `ch:"imported_at" json:"-"`
}

// Membership is how far somebody has come into the network, from day to day.
type Membership struct {
	Stages []Stage `ch:"stages" json:"stages"`
}

// Stage is how far somebody has come from a day on.
type Stage struct {
	Day   dated.Day `ch:"day" json:"day"`
	Stage string    `ch:"stage" json:"stage"`
}

// Since is the day from which it holds.
func (s Stage) Since() dated.Day { return s.Day }

// The stages.
const (
	Identified = "identified"
	Met        = "met"
	Member     = "member"
	Reporting  = "reporting" // a member that sends what it does
	Left       = "left"
)

// On is the stage at the end of a day; without a name before the first one.
func (m Membership) On(day dated.Day) Stage {
	stage, _ := dated.At(m.Stages, day)
	return stage
}

// IsMember tells whether it is a member at the end of a day.
func (m Membership) IsMember(day dated.Day) bool {
	stage := m.On(day).Stage
	return stage == Member || stage == Reporting
}

// Committee meets.
type Committee struct {
	Code       string    `ch:"code" json:"code"`
	Name       string    `ch:"name" json:"name"`
	Themes     []string  `ch:"themes" json:"themes"`
	From       dated.Day `ch:"since" json:"since,omitempty"` // "": always
	Until      dated.Day `ch:"until" json:"until,omitempty"` // the first day on which it is no more; "": none
	ImportedAt time.Time `ch:"imported_at" json:"-"`
}

// Meeting is a session of a committee, held or to come.
type Meeting struct {
	Code       string    `ch:"code" json:"code"`
	Committee  string    `ch:"committee" json:"committee"`
	Day        dated.Day `ch:"day" json:"day"`
	Agenda     []string  `ch:"agenda" json:"agenda"`
	Present    []string  `ch:"present" json:"present"` // codes of bodies
	Excused    []string  `ch:"excused" json:"excused"`
	ImportedAt time.Time `ch:"imported_at" json:"-"`
}

// Held tells whether the meeting was held by the end of a day.
func (m Meeting) Held(day dated.Day) bool { return m.Day <= day }

// Decision is what a meeting has decided, or is asked to.
type Decision struct {
	Meeting string `ch:"meeting" json:"meeting"`
	Code    string `ch:"code" json:"code"` // within its meeting
	Title   string `ch:"title" json:"title"`
	Owner   string `ch:"owner" json:"owner"` // code of a body
	dated.Due
	Indicator  string    `ch:"indicator" json:"indicator,omitempty"` // that it means to move
	Measure    string    `ch:"measure" json:"measure,omitempty"`     // of the plan, that it serves
	Statuses   []Status  `ch:"statuses" json:"statuses"`
	ImportedAt time.Time `ch:"imported_at" json:"-"`
}

// Status is what has become of a decision from a day on.
type Status struct {
	Day    dated.Day `ch:"day" json:"day"`
	Status string    `ch:"status" json:"status"`
}

// Since is the day from which it holds.
func (s Status) Since() dated.Day { return s.Day }

// The statuses. A decision is a draft before its meeting, and open from then on.
const (
	Draft   = "draft"
	Open    = "open"
	Done    = "done"
	Dropped = "dropped"
)

// DecisionState is a decision at the end of a day.
type DecisionState struct {
	Status   Status `json:"status"`
	Due      bool   `json:"due"`       // its last day has come
	Late     bool   `json:"late"`      // due, and open
	DaysLate int    `json:"days_late"` // since its last day; 0 on that day, and where it is not late
}

// On is the decision at the end of a day; met is the day of its meeting.
func (d Decision) On(day, met dated.Day) DecisionState {
	s := DecisionState{Status: Status{Day: met, Status: Open}, Due: !d.Due.IsZero() && d.Due.Day <= day}
	if day < met {
		s.Status = Status{Status: Draft}
	} else if status, ok := dated.At(d.Statuses, day); ok {
		s.Status = status
	}
	if s.Late = s.Due && s.Status.Status == Open; s.Late {
		s.DaysLate = day.Sub(d.Due.Day)
	}
	return s
}

// Animator is an office: who brings the structures of a territory together.
type Animator struct {
	Territory  string    `ch:"territory" json:"territory"`
	Address    string    `ch:"address" json:"address"` // of the role, never of a person
	From       dated.Day `ch:"from_day" json:"from"`
	To         dated.Day `ch:"to_day" json:"to,omitempty"` // the first day on which it is no longer held; "": none
	ImportedAt time.Time `ch:"imported_at" json:"-"`
}

// InOffice tells whether the office is held on a day.
func (a Animator) InOffice(day dated.Day) bool { return a.From <= day && (a.To == "" || day < a.To) }

// overlaps tells whether both offices are held on some day.
func (a Animator) overlaps(b Animator) bool {
	return (b.To == "" || a.From < b.To) && (a.To == "" || b.From < a.To)
}

// Contest is a figure or a target that a body or a structure does not accept, and what it was answered.
type Contest struct {
	Code        string    `ch:"code" json:"code"`
	About       string    `ch:"about" json:"about"` // Figure or Target
	Indicator   string    `ch:"indicator" json:"indicator"`
	Territory   string    `ch:"territory" json:"territory,omitempty"` // or a group; "": the network
	Body        string    `ch:"body" json:"body,omitempty"`           // who contests: a body …
	Structure   string    `ch:"structure" json:"structure,omitempty"` // … or a structure
	Day         dated.Day `ch:"day" json:"day"`
	Motive      string    `ch:"motive" json:"motive"`
	Answer      string    `ch:"answer" json:"answer,omitempty"`
	AnsweredDay dated.Day `ch:"answered_day" json:"answered_day,omitempty"`
	ImportedAt  time.Time `ch:"imported_at" json:"-"`
}

// What may be contested.
const (
	Figure = "figure"
	Target = "target"
)

// Affairs are all that a network's governance is made of.
type Affairs struct {
	Bodies     []Body                `json:"bodies"`
	Structures []StructureMembership `json:"structures"`
	Committees []Committee           `json:"committees"`
	Meetings   []Meeting             `json:"meetings"`
	Decisions  []Decision            `json:"decisions"`
	Animators  []Animator            `json:"animators"`
	Contests   []Contest             `json:"contests"`
}
