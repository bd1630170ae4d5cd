package pages

import (
	"cmp"
	"context"
	"slices"

	"vigie/dashboard/affairs"
	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/signals"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
)

// Briefing is one page for the evening before a meeting.
type Briefing struct {
	occasion
	since     sinceMeeting
	shown     []*figures.Answer
	reporting byPlace
}

type briefingPage struct {
	printed
	Title, Eyebrow, Said string
	Agenda               []string
	Change               string
	Todo                 []signalRow
	TodoText, More       string
	Facts                []fact
	Trust                []string
	Other                view.Link // what else is printed for the meeting
}

// maxFacts is how many figures fit.
const maxFacts = 3

// Ask reads the affairs as of the evening before, and asks for a few figures.
func (p *Briefing) Ask(ctx context.Context, r *Request) (err error) {
	if err = r.onlyMeeting(); err != nil {
		return err
	}
	if p.occasion, err = r.briefed(ctx); err != nil {
		return err
	}
	if p.since, err = lastMeeting(ctx, r, p.earlier()); err != nil {
		return err
	}
	p.reporting = r.everywhere(reporting)
	for _, id := range p.chosen() {
		if one := r.Figures.About(id, "total"); one != nil && len(p.shown) < maxFacts {
			p.shown = append(p.shown, one)
		}
	}
	return nil
}

// briefed is the occasion of a briefing: the meeting that is asked for, else the next one. Of one that was held, it is told as of the evening before.
func (r *Request) briefed(ctx context.Context) (o occasion, err error) {
	if o.Registry, err = r.Affairs.Registry(ctx, r.day()); err != nil {
		return o, err
	}
	if o.meeting, o.is, err = r.meetingAsked(o.Governance); err != nil {
		return o, err
	}
	if next := o.Governance.Next; !o.is && next != nil {
		o.meeting, o.is = o.Governance.Meeting(*next)
	}
	if o.is && o.meeting.Held {
		err = r.then(ctx, &o, o.meeting.Day.Before())
	} else {
		r.lookBack(r.Published)
	}
	o.said = r.asOf(o, "eve")
	return o, err
}

// chosen are indicators of the network in the order in which they are shown: those with a target first.
func (p *Briefing) chosen() (ids []string) {
	add := func(id string) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, id := range headline {
		if _, ok := p.Target(id, ""); ok {
			add(id)
		}
	}
	for _, t := range p.Targets {
		if t.Territory == nil {
			add(t.Indicator)
		}
	}
	for _, id := range headline {
		add(id)
	}
	return ids
}

// Build says what there is to know, and no more than fits.
func (p *Briefing) Build(r *Request) view.Page {
	data := briefingPage{Title: r.T("briefing.today", "day", r.Day(string(p.Day))), Eyebrow: r.Where(), Said: p.said, printed: r.printed()}
	if p.is {
		data.Title = r.T("briefing.title", "session", r.sessionName(p.meeting))
		data.Agenda = shortened(p.meeting.Agenda, maxDecisions)
		data.Other = r.reportOf(p.meeting, r.T("report.whole"))
	}
	data.Change = p.changed(r, p.since).Answer
	p.late(r, &data)
	for _, one := range p.shown {
		aim := r.aim(p.State, one)
		if aim == "" {
			aim = r.T("report.no_target")
		}
		f := r.fact(one, aim)
		f.URL = r.Definition(one.About.ID)
		data.Facts = append(data.Facts, f)
	}
	data.Trust = append(data.Trust, r.trust(p.reporting.total).Answer)
	if weakest := p.weakest(r); weakest != "" {
		data.Trust = append(data.Trust, weakest)
	}
	return view.Page{Title: data.Title, Data: data, Timeless: true}
}

// late lists what is late, and whose it is, the longest first.
func (p *Briefing) late(r *Request, data *briefingPage) {
	all := slices.Concat(signals.Decisions(p.Governance), signals.Measures(p.Plan))
	slices.SortStableFunc(all, func(a, b signals.Signal) int { return cmp.Compare(b.DaysLate, a.DaysLate) })
	for _, row := range r.signalRows(all[:min(len(all), maxTodo)]) {
		row.What.Name, row.Owner = texts.Shorten(row.What.Name, maxMessage), texts.Shorten(row.Owner, maxName)
		data.Todo = append(data.Todo, row)
	}
	if out := len(all) - maxTodo; out > 0 {
		data.More = r.T("list.more", "n", out)
	}
	if len(all) == 0 {
		data.TodoText = r.T("briefing.none_late")
		if len(p.Plan.Measures()) == 0 && !anyDecision(p.Governance) {
			data.TodoText = r.T("briefing.nothing_due")
		}
	}
}

// anyDecision tells whether something was decided.
func anyDecision(g affairs.Governance) bool {
	return slices.ContainsFunc(g.Meetings, func(m affairs.Meeting) bool { return len(m.Decisions) > 0 })
}

// weakest says where the smallest share of structures reports; "" where nothing can be said, or all report.
func (p *Briefing) weakest(r *Request) string {
	if p.reporting.areas == nil {
		return ""
	}
	low, _, n := chart.Extremes(r.Marks(p.reporting.areas))
	if n < 2 || *low[0].Value >= 1 {
		return ""
	}
	share := r.Percent(*low[0].Value, 0)
	all := slices.DeleteFunc(p.reporting.areas.Ordinary(), func(f gate.Figure) bool { return f.Value == nil || r.Percent(*f.Value, 0) != share })
	return r.T("briefing.weakest", "names", texts.Shorten(named(r, all), maxMessage), "share", share)
}
