package pages

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/dashboard/affairs"
	"vigie/dashboard/scope"
	"vigie/dashboard/view"
	"vigie/governance/committee"
	"vigie/governance/dated"
)

// Governance is how the network is governed on a day: the next meeting, decisions that wait for somebody, meetings, members and animators.
type Governance struct {
	told
	begun dated.Day // of the first edition, or after all days
}

type governancePage struct {
	Title, Lede string
	Missing     *missing
	Next        *session
	Waiting     []decided
	WaitingText string
	Sessions    []session
	Members     *view.Table
	Counts      []counter // of structures by their stage
	Published   view.Link // to the figure of members by period, which knows the registry as its edition did
	Animators   *view.Table
	Unanimated  string
	JSON        string
}

// session is a meeting, held or to come.
type session struct {
	ID, Title, Agenda, Present, Excused string
	URL, Lock                           string // its page; whether it is frozen, with which edition, since when
	Decisions                           []decided
	None                                string // where it decided nothing
	Print                               []view.Link
}

// decided is a decision and how it stands.
type decided struct {
	Title, Owner, State string
	Late                bool
	Links               []view.Link // to where it was decided, what it means to move, and the measure that it serves
}

// Ask reads how the network is governed.
func (p *Governance) Ask(ctx context.Context, r *Request) (err error) {
	if p.told, err = r.affairsOn(ctx); err != nil {
		return err
	}
	p.begun, err = r.begun(ctx)
	return err
}

// Build shows what is to be done first, then what was.
func (p *Governance) Build(r *Request) view.Page {
	g := p.State.Governance
	data := governancePage{Title: r.T("governance.title"), JSON: p.then(r, "/api/v1/governance", apart...)}
	page := view.Page{Title: data.Title, OfDay: p.choose(r)}
	if len(g.Meetings)+len(g.Committees)+len(p.State.Members.Bodies)+len(g.Animators) == 0 {
		data.Missing = r.missing("governance")
		page.Data = data
		return page
	}
	for _, m := range slices.Backward(g.Meetings) {
		s := p.session(r, m)
		switch {
		case g.Next != nil && m.Code == *g.Next:
			data.Next = &s
			data.Lede = r.T("governance.next", "day", r.Day(string(m.Day)), "committee", m.Committee.Name, "days", r.days(m.Day.Sub(p.Day)))
		case m.Held:
			data.Sessions = append(data.Sessions, s)
		}
	}
	if data.Next == nil {
		data.Lede = r.T("governance.no_next")
	}
	late := 0
	data.Waiting, late = p.waiting(r)
	data.WaitingText = waitingText(r, len(data.Waiting), late)
	data.Members = p.members(r)
	for _, c := range p.State.Members.Counts {
		if c.Structures > 0 {
			data.Counts = append(data.Counts, counter{Name: r.T("stage.structures."+c.Stage, "n", c.Structures), Count: r.Integer(float64(c.Structures))})
		}
	}
	data.Published = r.indicator("visibility.members")
	data.Animators, data.Unanimated = p.animators(r)
	page.Data = data
	return page
}

// session is a meeting as its page shows it.
func (p *Governance) session(r *Request, m affairs.Meeting) session {
	s := session{
		ID: scope.Fragment("meeting", m.Code), Title: r.T("governance.session", "committee", m.Committee.Name, "day", r.Day(string(m.Day))),
		URL: r.Meeting(m.Code), Lock: lockOf(r, m, m.Day >= p.begun), Agenda: r.Spaced(strings.Join(m.Agenda, between)),
	}
	if !m.Held {
		s.Print = append(s.Print, r.briefingOf(m, r.T("report.prepare", "session", s.Title)))
		return s
	}
	s.Print = append(s.Print, r.reportOf(m, r.T("report.of", "session", s.Title)))
	if n, all := len(m.Present), p.memberCount(m.Day); n > 0 {
		s.Present = r.T("governance.present", "n", n, "names", r.List(namesOf(m.Present)))
		if all >= n {
			s.Present = r.T("governance.present_of", "n", n, "all", all, "names", r.List(namesOf(m.Present)))
		}
	}
	if len(m.Excused) > 0 {
		s.Excused = r.T("governance.excused", "n", len(m.Excused), "names", r.List(namesOf(m.Excused)))
	}
	for _, d := range m.Decisions {
		s.Decisions = append(s.Decisions, p.decided(r, d))
	}
	switch {
	case len(s.Decisions) > 0:
	case len(m.Present) == 0: // it is known that it was announced, and no more
		s.None = r.T("governance.no_minutes")
	default:
		s.None = r.T("governance.no_decision")
	}
	return s
}

// memberCount is how many bodies were members on a day.
func (p *Governance) memberCount(day dated.Day) (n int) {
	for _, b := range p.State.Members.Bodies {
		if (committee.Membership{Stages: b.Stages}).IsMember(day) {
			n++
		}
	}
	return n
}

func namesOf(named []affairs.Named) (names []string) {
	for _, n := range named {
		names = append(names, n.Name)
	}
	return names
}

// decided is a decision as pages show it, with what it means to move and the measure that it serves.
func (p *Governance) decided(r *Request, d affairs.Decision) decided {
	one := decided{Title: r.Spaced(d.Title), Owner: d.Owner.Name, State: r.decisionState(d), Late: d.Late}
	if d.Indicator != nil {
		if link := r.indicator(*d.Indicator); link.Name != "" {
			one.Links = append(one.Links, link)
		}
	}
	if d.Measure != nil {
		one.Links = append(one.Links, view.Link{Name: r.T("governance.measure", "code", *d.Measure), URL: scope.To(p.then(r, "/plan"), scope.Fragment("measure", *d.Measure))})
	}
	return one
}

// waiting are the decisions that are open: the late ones first, the longest first, then those that are due next, and how many are late.
func (p *Governance) waiting(r *Request) (all []decided, late int) {
	type open struct {
		affairs.Decision
		meeting affairs.Meeting
	}
	var found []open
	for _, m := range p.State.Governance.Meetings {
		for _, d := range m.Decisions {
			if d.Status == committee.Open {
				found = append(found, open{d, m})
			}
		}
	}
	due := func(d open) dated.Day {
		if d.Due == nil {
			return dated.Latest
		}
		return *d.Due
	}
	slices.SortStableFunc(found, func(a, b open) int { return cmp.Compare(due(a), due(b)) })
	for _, d := range found {
		one := p.decided(r, d.Decision)
		where := view.Link{Name: r.T("governance.session", "committee", d.meeting.Committee.Name, "day", r.Day(string(d.meeting.Day))), URL: "#" + scope.Fragment("meeting", d.meeting.Code)}
		one.Links = slices.Insert(one.Links, 0, where)
		if all = append(all, one); d.Late {
			late++
		}
	}
	return all, late
}

// waitingText says how many decisions are open, and how many of them are late.
func waitingText(r *Request, open, late int) string {
	switch {
	case late > 0:
		return r.T("governance.late", "n", late, "open", open)
	case open > 0:
		return r.T("governance.open", "n", open)
	}
	return r.T("governance.nothing_open")
}

// members are the bodies with their way into the network: the members first.
func (p *Governance) members(r *Request) *view.Table {
	bodies := slices.Clone(p.State.Members.Bodies)
	if len(bodies) == 0 {
		return nil
	}
	order := []string{committee.Reporting, committee.Member, committee.Met, committee.Identified, committee.Left, ""}
	slices.SortStableFunc(bodies, func(a, b affairs.Body) int {
		return cmp.Compare(slices.Index(order, stageOf(a)), slices.Index(order, stageOf(b)))
	})
	t := &view.Table{Caption: r.T("governance.members_caption")}
	for _, column := range []string{"body", "stage", "way"} {
		t.Head = append(t.Head, view.Heading{Text: r.T("governance.column." + column)})
	}
	for _, b := range bodies {
		stage := r.T("stage.external")
		if b.Kind == committee.KindMember {
			stage = r.T("stage.none")
			if b.Stage != nil {
				stage = r.T("stage.since."+*b.Stage, "day", r.Day(string(*b.Since)))
			}
		}
		var way []string
		for _, s := range b.Stages {
			way = append(way, r.T("stage."+s.Stage)+" "+r.Day(string(s.Day)))
		}
		t.Rows = append(t.Rows, view.Row{Name: b.Name, Cells: []string{stage, strings.Join(way, between)}})
	}
	return t
}

func stageOf(b affairs.Body) string {
	if b.Stage == nil {
		return ""
	}
	return *b.Stage
}

// animators are the offices that are held, and how many territories of the level have none.
func (p *Governance) animators(r *Request) (*view.Table, string) {
	t := &view.Table{Caption: r.T("governance.animators_caption")}
	for _, column := range []string{"territory", "address", "since"} {
		t.Head = append(t.Head, view.Heading{Text: r.T("governance.column." + column)})
	}
	held := map[string]bool{}
	for _, a := range p.State.Governance.Animators {
		if a.To != nil {
			continue
		}
		name := r.Name(a.Territory)
		if name == "" {
			name = a.Territory
		}
		held[a.Territory] = true
		t.Rows = append(t.Rows, view.Row{Name: name, URL: r.SheetOf(a.Territory), Cells: []string{a.Address, r.Day(string(a.From))}})
	}
	without := 0
	for _, territory := range r.Lowest() {
		if !slices.ContainsFunc([]string{territory.Code, territory.Parent}, func(code string) bool { return held[code] }) {
			without++
		}
	}
	text := ""
	if without > 0 {
		text = r.T("governance.unanimated", "areas", r.Areas(r.Level(), without))
	}
	if len(t.Rows) == 0 {
		return nil, text
	}
	return t, text
}
