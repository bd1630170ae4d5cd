package affairs

import (
	"time"

	"vigie/governance"
	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/governance/freeze"
)

// Governance is how the network is governed.
type Governance struct {
	Next       *string     `json:"next_meeting"` // code of the first meeting after the day; nil where none is known
	Committees []Committee `json:"committees"`
	Meetings   []Meeting   `json:"meetings"` // the earliest first
	Animators  []Animator  `json:"animators"`
	Contests   []Contest   `json:"contests"`
}

// Committee meets.
type Committee struct {
	Code   string     `json:"code"`
	Name   string     `json:"name"`
	Themes []string   `json:"themes"`
	From   *dated.Day `json:"since"` // nil: always
	Until  *dated.Day `json:"until"` // the first day on which it is no more; nil: none is known
}

// Meeting is a session of a committee, held or to come, with what it decided.
type Meeting struct {
	Code      string     `json:"code"`
	Committee Named      `json:"committee"`
	Day       dated.Day  `json:"day"`
	Held      bool       `json:"held"`
	Agenda    []string   `json:"agenda"`
	Present   []Named    `json:"present"`
	Excused   []Named    `json:"excused"`
	Decisions []Decision `json:"decisions"`
	Frozen    *Mark      `json:"frozen"` // nil where it was not by the end of the day
}

// Mark is with which edition a meeting was frozen, and when.
type Mark struct {
	Edition uint32    `json:"edition"`
	At      time.Time `json:"at"` // UTC
}

// Decision is what a meeting has decided, as it stands.
type Decision struct {
	Code  string     `json:"code"` // within its meeting
	Title string     `json:"title"`
	Owner Named      `json:"owner"`
	Due   *dated.Day `json:"due"`      // the last day on which it is in time; nil where none was set
	Year  bool       `json:"due_year"` // only the year was given
	// Indicator is the one that it means to move, Measure that of the plan which it serves; nil for none.
	Indicator *string            `json:"indicator"`
	Measure   *string            `json:"measure"`
	Status    string             `json:"status"`
	Since     dated.Day          `json:"since"` // of the status
	Late      bool               `json:"late"`  // its last day has come, and it is open
	DaysLate  int                `json:"days_late"`
	Statuses  []committee.Status `json:"statuses"`
}

// Animator is an office: who brings the structures of a territory together.
type Animator struct {
	Territory string     `json:"territory"`
	Address   string     `json:"address"` // of the role
	From      dated.Day  `json:"from"`
	To        *dated.Day `json:"to"` // the first day on which it is no longer held; nil: it is
}

// Contest is a figure or a target that somebody does not accept, and what was answered.
type Contest struct {
	Code       string     `json:"code"`
	About      string     `json:"about"` // figure or target
	Indicator  string     `json:"indicator"`
	Territory  *string    `json:"territory"` // nil: the network
	Body       *Named     `json:"body"`      // who contests: a body …
	Structure  *string    `json:"structure"` // … or a structure
	Day        dated.Day  `json:"day"`
	Motive     string     `json:"motive"`
	Answer     *string    `json:"answer"`
	AnsweredOn *dated.Day `json:"answered_on"`
}

func governanceOn(s governance.State, n names, frozen map[string]freeze.Kept) Governance {
	g := Governance{Committees: []Committee{}, Meetings: []Meeting{}, Animators: []Animator{}, Contests: []Contest{}}
	if next, ok := s.Next(); ok {
		g.Next = &next.Code
	}
	for _, c := range s.Committees {
		g.Committees = append(g.Committees, Committee{c.Code, c.Name, listed(c.Themes), optional(c.From), optional(c.Until)})
	}
	for _, m := range s.Meetings {
		told := Meeting{
			Code: m.Code, Committee: n.of("committee", m.Committee), Day: m.Day, Held: m.Held(s.Day), Agenda: listed(m.Agenda),
			Present: n.all("body", m.Present), Excused: n.all("body", m.Excused), Decisions: decisionsOf(s, m, n),
		}
		if kept, is := frozen[m.Code]; is && dated.Of(kept.At) <= s.Day {
			told.Frozen = &Mark{kept.Edition, kept.At}
		}
		g.Meetings = append(g.Meetings, told)
	}
	for _, a := range s.Animators {
		if a.From > s.Day {
			continue
		}
		if a.To > s.Day {
			a.To = ""
		}
		g.Animators = append(g.Animators, Animator{a.Territory, a.Address, a.From, optional(a.To)})
	}
	for _, c := range s.Contests {
		if c.Day <= s.Day {
			g.Contests = append(g.Contests, contestOn(c, s.Day, n))
		}
	}
	return g
}

// decisionsOf are those of a meeting but for drafts.
func decisionsOf(s governance.State, m committee.Meeting, n names) []Decision {
	told := []Decision{}
	for _, d := range s.Decisions {
		state := d.On(s.Day, m.Day)
		if d.Meeting != m.Code || state.Status.Status == committee.Draft {
			continue
		}
		told = append(told, Decision{
			Code: d.Code, Title: d.Title, Owner: n.of("body", d.Owner), Due: optional(d.Due.Day), Year: d.Due.Year,
			Indicator: optional(d.Indicator), Measure: optional(d.Measure), Status: state.Status.Status, Since: state.Status.Day,
			Late: state.Late, DaysLate: state.DaysLate, Statuses: until(d.Statuses, s.Day),
		})
	}
	return told
}

func contestOn(c committee.Contest, day dated.Day, n names) Contest {
	told := Contest{
		Code: c.Code, About: c.About, Indicator: c.Indicator, Territory: optional(c.Territory), Structure: optional(c.Structure), Day: c.Day, Motive: c.Motive,
	}
	if c.Body != "" {
		body := n.of("body", c.Body)
		told.Body = &body
	}
	if c.AnsweredDay != "" && c.AnsweredDay <= day {
		told.Answer, told.AnsweredOn = &c.Answer, &c.AnsweredDay
	}
	return told
}
