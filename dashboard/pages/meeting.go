package pages

import (
	"context"
	"slices"
	"strings"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/figures"
	"vigie/dashboard/scope"
	"vigie/dashboard/view"
	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/governance/dated"
)

// Meeting sets what a committee had before it at a meeting beside what there is today.
type Meeting struct {
	meeting affairs.Meeting
	begun   dated.Day        // of the first edition, or after all days
	known   affairs.Registry // of the meeting's day, as it is known today
	then    affairs.Registry // what is kept, or else what is known today
	now     affairs.Registry
	at      *figures.Asking // the edition of then; nil where nothing was published
	figures []*pair
	aims    map[string]*pair // figures that decisions mean to move, by indicator
	why     []string         // of editions that have published the window of then anew
}

type meetingPage struct {
	session
	Back, Freeze      string
	Kinds             []view.Link
	Then, Now         column
	Figures, Registry *besides
	Explained         []string
	Aims              *besides
}

// column heads what is of one of the two days.
type column struct{ Name, Edition, Period string }

// besides is a table of figures of two days.
type besides struct {
	Caption   string
	Then, Now column
	Rows      []beside
}

// beside is a figure on both days, and how it moved.
type beside struct {
	Name, URL, Note string
	Then, Now       side
	Moved           string
}

type side struct {
	Value, Note string
	Hidden      *view.Hidden
}

// Ask asks for the figures of both days.
func (p *Meeting) Ask(ctx context.Context, r *Request) (err error) {
	if p.now, err = r.Affairs.Registry(ctx, r.day()); err != nil {
		return err
	}
	var known bool
	if p.meeting, known = p.now.Governance.Meeting(r.Vars["meeting"]); !known {
		return scope.ErrNotFound
	}
	if p.begun, err = r.begun(ctx); err != nil {
		return err
	}
	frozen, err := r.Affairs.Frozen(ctx, p.meeting.Code)
	if err != nil || frozen == nil && !p.meeting.Held {
		return err
	}
	day := p.meeting.Day
	if frozen != nil {
		day = frozen.State.Day
	}
	if p.known, err = r.Affairs.Registry(ctx, day); err != nil {
		return err
	}
	if p.then = p.known; frozen != nil {
		p.then = frozen.Registry
	}
	if p.at, err = r.askingAt(ctx, p.meeting); err != nil || p.at == nil {
		return err
	}
	return p.compare(ctx, r)
}

// compare asks for each figure then and now.
func (p *Meeting) compare(ctx context.Context, r *Request) error {
	kinds := windowKinds
	if !r.Usual {
		if asked := cells.KindsOf(r.Window); len(asked) > 0 {
			kinds = slices.Concat(asked, kinds)
		}
	}
	now := r.asking(r.Published)
	for _, id := range headline {
		if one := r.pairOf(p.at, now, id, kinds); one != nil {
			p.figures = append(p.figures, one)
		}
	}
	p.aims = map[string]*pair{}
	for _, d := range p.meeting.Decisions {
		if d.Indicator != nil {
			p.aims[*d.Indicator] = r.pairOf(p.at, now, *d.Indicator, kinds)
		}
	}
	if err := p.at.Err(); err != nil {
		return err
	}
	if err := now.Err(); err != nil || len(p.figures) == 0 {
		return err
	}
	all, err := r.Figures.Editions.Editions(ctx)
	if err != nil {
		return err
	}
	from, to := p.figures[0].then.Question.From, p.figures[0].then.Question.To
	for _, e := range all {
		if e.Number <= p.at.Published.Edition.Number || e.Number > r.Published.Edition.Number || e.Why == "" {
			continue
		}
		for _, w := range e.Windows {
			if w.From.Format(time.DateOnly) == from && w.To.Format(time.DateOnly) == to {
				p.why = append(p.why, e.Why)
			}
		}
	}
	return nil
}

// Build sets both days side by side.
func (p *Meeting) Build(r *Request) view.Page {
	governance := Governance{told: told{State: p.now.State, today: true}, begun: p.begun}
	data := meetingPage{session: governance.session(r, p.meeting), Back: r.Link("/governance")}
	page := view.Page{Title: data.Title, Data: &data, Timeless: true}
	if p.meeting.Frozen == nil {
		data.Freeze = r.T("meeting.how_text")
	}
	if p.then.Day == "" {
		return page
	}
	data.Then = column{Name: r.T("meeting.then", "day", r.Day(string(p.then.Day)))}
	data.Now = column{Name: r.T("meeting.now", "day", r.Day(string(p.now.Day)))}
	data.Registry = &besides{Caption: r.T("meeting.registry_caption"), Then: data.Then, Now: data.Now, Rows: p.registry(r)}
	if p.at == nil {
		return page
	}
	data.Then.Edition, data.Now.Edition = p.edition(r, p.at), p.edition(r, r.Figures)
	if len(p.figures) > 0 {
		first := p.figures[0]
		data.Then.Period, data.Now.Period = r.Period(first.then.Question.From, first.then.Question.To), r.Period(first.now.Question.From, first.now.Question.To)
	}
	data.Kinds = p.kinds(r)
	data.Figures = &besides{Caption: r.T("meeting.figures_caption", "place", r.Where()), Then: data.Then, Now: data.Now}
	for _, one := range p.figures {
		data.Figures.Rows = append(data.Figures.Rows, p.row(r, one))
	}
	data.Explained = p.explained(r)
	aims := &besides{Caption: r.T("meeting.aims_caption", "place", r.Where()), Then: data.Then, Now: data.Now}
	for _, d := range p.meeting.Decisions {
		if d.Indicator == nil || p.aims[*d.Indicator] == nil {
			continue
		}
		row := p.row(r, p.aims[*d.Indicator])
		row.Note = r.T("meeting.decided", "title", r.Spaced(d.Title), "owner", d.Owner.Name, "state", r.decisionState(d))
		aims.Rows = append(aims.Rows, row)
	}
	if len(aims.Rows) > 0 {
		data.Aims = aims
	}
	return page
}

// begun is the day of the first edition; one after all days where there is none.
func (r *Request) begun(ctx context.Context) (dated.Day, error) {
	all, err := r.Figures.Editions.Editions(ctx)
	day := dated.Latest
	for _, e := range all {
		day = min(day, dated.Day(e.Day.Format(time.DateOnly)))
	}
	return day, err
}

// lockOf says whether a meeting is frozen, with which edition, and since when, or whether there was something then to freeze; "" of one that is to
// come and is not frozen.
func lockOf(r *Request, m affairs.Meeting, published bool) string {
	switch {
	case m.Frozen != nil:
		return r.T("meeting.frozen", "edition", int(m.Frozen.Edition), "day", r.Day(string(dated.Of(m.Frozen.At))))
	case m.Held && !published:
		return r.T("meeting.nothing_then")
	case m.Held:
		return r.T("meeting.not_frozen")
	}
	return ""
}

// edition names the edition of figures.
func (p *Meeting) edition(r *Request, of *figures.Asking) string {
	e := of.Published.Edition
	return r.T("meeting.edition", "number", int(e.Number), "day", r.Day(e.Day.Format(time.DateOnly)))
}

// kinds are the kinds of windows that the page can compare.
func (p *Meeting) kinds(r *Request) (links []view.Link) {
	for _, kind := range []string{"latest-year", "latest-quarter"} {
		chosen := len(p.figures) > 0 && slices.Contains(cells.KindsOf(r.Window), map[string]string{"latest-year": cells.Year, "latest-quarter": cells.Quarter}[kind])
		links = append(links, view.Link{Name: r.T("meeting.kind." + kind), URL: r.Link(r.Path, "window", kind), Current: chosen})
	}
	return links
}

// row is a figure on both days.
func (p *Meeting) row(r *Request, one *pair) beside {
	usual := p.figures[0]
	row := beside{
		Name: r.Say(one.about.Title), URL: r.Definition(one.about.ID), Moved: one.moved(r, p.at.Published),
		Then: sideOf(r, one.then, usual.then.Question), Now: sideOf(r, one.now, usual.now.Question),
	}
	if one.again != nil && one.again.Total().Value != nil && one.then.Question.From != one.now.Question.From {
		row.Then.Note = joined(row.Then.Note, r.T("meeting.again", "value", r.Of(one.about).Value(one.again.Total())))
	}
	return row
}

// sideOf is a figure of one day; where its window is not the usual one it says so.
func sideOf(r *Request, a *figures.Answer, usual gate.Question) side {
	values, f := r.Of(a.About), a.Total()
	s := side{Value: values.Value(f), Note: joined(values.Estimate(f), values.Interval(f))}
	switch {
	case figures.Drawn(a.About, f) == nil:
		s.Hidden = r.Hidden(a)
	case a.Question.From != usual.From || a.Question.To != usual.To:
		s.Note = joined(r.Period(a.Question.From, a.Question.To), s.Note)
	}
	return s
}

// joined puts a note after another.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	if strings.HasSuffix(a, ".") {
		return a + " " + b
	}
	return a + between + b
}

// registry are counts of the registry on both days. What is known of that day only since then is said beside.
func (p *Meeting) registry(r *Request) (rows []beside) {
	then, now, known := countsOf(p.then), countsOf(p.now), countsOf(p.known)
	for _, name := range []string{"due", "late", "done", "open", "overdue", "members", "projects"} {
		row := beside{Name: r.T("meeting.count." + name), Then: side{Value: r.Integer(float64(then[name]))}, Now: side{Value: r.Integer(float64(now[name]))}}
		if known[name] != then[name] {
			row.Then.Note = r.T("meeting.known", "n", known[name])
		}
		switch d := now[name] - then[name]; {
		case d > 0:
			row.Moved = r.T("moved.plus", "n", d)
		case d < 0:
			row.Moved = r.T("moved.minus", "n", -d)
		default:
			row.Moved = r.T("moved.equal")
		}
		rows = append(rows, row)
	}
	return rows
}

// countsOf are what stands how in a registry, by the names of the table.
func countsOf(r affairs.Registry) map[string]int {
	n, progress := r.Counts(), r.Plan.Progress
	return map[string]int{
		"due": progress.Due, "late": progress.Late, "done": progress.Done, "open": n.Open, "overdue": n.Overdue, "members": n.Members, "projects": n.Projects,
	}
}

// explained says what may make figures of both days differ beside what happened.
func (p *Meeting) explained(r *Request) (all []string) {
	then, now := p.at.Published.Edition, r.Published.Edition
	if len(p.figures) > 0 {
		first := p.figures[0]
		switch {
		case first.then.Question.From != first.now.Question.From:
			all = append(all, r.T("meeting.moved_window", "then", r.Period(first.then.Question.From, first.then.Question.To), "now", r.Period(first.now.Question.From, first.now.Question.To)))
		case first.again == nil:
			all = append(all, r.T("meeting.same_window"))
		}
		if first.again != nil {
			all = append(all, r.T("meeting.new_version", "period", r.Period(first.then.Question.From, first.then.Question.To), "version", int(first.again.Version)))
		}
	}
	for _, why := range p.why {
		all = append(all, r.T("meeting.reissued", "why", r.Spaced(why)))
	}
	if then.Events > 0 && now.Events > 0 {
		all = append(all, r.T("meeting.late", "then", r.Percent(figures.LateShare(then), 0), "now", r.Percent(figures.LateShare(now), 0)))
	}
	return all
}
