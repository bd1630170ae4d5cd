package pages

import (
	"context"
	"slices"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/figures"
	"vigie/dashboard/scope"
	"vigie/dashboard/signals"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/governance/dated"
)

// headline are the four outcomes of the overview, in the order of its tiles.
var headline = []string{"impact.people_helped", "impact.progression", "visibility.referral_completion", "accessibility.reach_per_1000"}

// compared are those that the overview sets beside the period before: what its first sentence speaks of.
var compared = []string{"impact.people_helped", "impact.progression"}

// maxTodo is how many signals are listed on the first page.
const maxTodo = 5

// Overview is the first page: how the network stands, what is to be decided, what came of it in the period.
type Overview struct {
	start       *start
	affairs     affairs.State
	ranking     rankedPlaces
	reporting   *figures.Answer
	meeting     sinceMeeting
	signals     []signals.Signal
	now, before []*figures.Answer // of the tiles; before is nil where nothing is compared
	people      *figures.Answer
}

type overview struct {
	Title, Network string
	Reporting      string
	Changed        []string
	Start          *start // what a new network has to do first; nil once there are figures
	Verdicts       []verdict
	Todo           []signalRow
	Signals        view.Link // to all of them
	Prepare        []view.Link
	Tiles          []view.Tile
	Figures        []view.Figure
}

// start says what is missing before there can be figures.
type start struct {
	Territories, Structures, Events bool // missing
	Publish                         bool // there are events, and nothing is published
	Server                          string
}

// Ask asks for the headline figures, or for what a new network lacks.
func (p *Overview) Ask(ctx context.Context, r *Request) (err error) {
	if r.Published == nil {
		p.start, err = begin(ctx, r)
		return err
	}
	if p.affairs, err = r.Affairs.On(ctx, r.day()); err != nil {
		return err
	}
	if p.meeting, err = lastMeeting(ctx, r, p.affairs.Governance.Meetings); err != nil {
		return err
	}
	if p.signals, err = r.readSignals(ctx); err != nil {
		return err
	}
	p.reporting, p.ranking = r.Figures.About(reporting, "total"), r.rankedPlaces()
	for _, id := range headline {
		one := r.Figures.About(id, "total")
		if one == nil {
			continue
		}
		var earlier *figures.Answer
		if _, since := r.Published.SinceDate(r.Window); !since && slices.Contains(compared, id) { // there is no such window before
			earlier = r.Figures.Over(scope.Before(r.Window), one)
		}
		p.now, p.before = append(p.now, one), append(p.before, earlier)
	}
	p.people = r.Figures.About("impact.people_helped", "month")
	return nil
}

// begin tells what a network without figures lacks: territories, structures, events, or an edition.
func begin(ctx context.Context, r *Request) (*start, error) {
	s := &start{Territories: len(r.Territories) == 0, Structures: len(r.Structures) == 0, Events: true, Server: r.Server}
	if s.Territories || s.Structures {
		return s, nil
	}
	any, err := r.Live.AnyEvents(ctx, r.Today)
	s.Events, s.Publish = !any, any
	return s, err
}

// Build shows the headline figures.
func (p *Overview) Build(r *Request) view.Page {
	data := overview{Title: r.T("overview.title"), Network: r.Where(), Start: p.start}
	page := view.Page{Title: data.Title, Data: &data}
	if p.start != nil {
		return page
	}
	if p.reporting != nil {
		if f := p.reporting.Total(); f.Value != nil && f.Numerator != nil {
			data.Reporting = r.T("overview.reporting", "n", int(*f.Numerator), "total", r.Integer(*f.Denominator), "share", r.Percent(*f.Value, 0))
		}
	}
	edition := r.Published.Edition
	data.Verdicts = []verdict{
		planVerdict(r, p.affairs.Plan), worstVerdict(r, p.ranking), changeVerdict(r, p.meeting),
		trustVerdict(r, silence(p.reporting), figures.LateShare(edition), edition.Events > 0, slices.ContainsFunc(p.signals, signals.Signal.Doubtful)),
	}
	todo := slices.DeleteFunc(signals.InTurn(p.signals), signals.Signal.Doubtful)
	for _, s := range todo[:min(len(todo), maxTodo)] {
		data.Todo = append(data.Todo, r.signal(s))
	}
	data.Signals = view.Link{Name: r.T("signal.all", "n", len(p.signals)), URL: r.Link("/signals")}
	data.Prepare = r.prepare(p.affairs.Governance)
	for i, one := range p.now {
		tile := r.Tile(one, p.before[i])
		if aim := r.aim(p.affairs, one); aim != "" {
			tile.Details = append(tile.Details, aim)
		}
		data.Tiles = append(data.Tiles, tile)
	}
	data.Changed = p.changes(r)
	if p.people != nil {
		data.Figures = append(data.Figures, r.ByMonth("people-by-month", p.people))
	}
	return page
}

// changes says in a sentence what moved since the window before, where something can be said of it.
func (p *Overview) changes(r *Request) []string {
	before := scope.Before(r.Window)
	if before.From.Before(r.Published.Edition.First.AddDate(0, 1, 0)) {
		return nil // what began in the middle of a window says nothing of a change
	}
	var moved []string
	for i, one := range p.now {
		if p.before[i] == nil {
			continue
		}
		earlier, later := p.before[i].Total(), one.Total()
		switch one.About.ID {
		case "impact.people_helped":
			moved = append(moved, r.Changed("people", one.About, earlier, later))
		case "impact.progression":
			moved = append(moved, r.ChangedShare(one.About, earlier, later))
		}
	}
	moved = slices.DeleteFunc(moved, func(text string) bool { return text == "" })
	if len(moved) == 0 {
		return nil
	}
	period := r.Period(before.From.Format(time.DateOnly), before.To.Format(time.DateOnly))
	return []string{texts.Sentence(r.T("change.all", "period", period, "changes", r.Semicolons(moved)))}
}

// silence is how many structures are silent; nil where that is not known.
func silence(reporting *figures.Answer) *float64 {
	if reporting == nil {
		return nil
	}
	if n, known := reporting.Total().Parts["silent"]; known {
		return &n
	}
	return nil
}

// aim says what the target of an indicator expects at the end of the window, and by when it is to be reached; "" where there is none.
func (r *Request) aim(s affairs.State, one *figures.Answer) string {
	target, ok := s.Target(one.About.ID, r.Place)
	if !ok {
		return ""
	}
	last := r.LastDay()
	expected := target.ExpectedOn(dated.Day(last))
	if expected == nil {
		return ""
	}
	unit := one.About.Unit
	return r.T("overview.aim", "expected", r.Amount(unit, *expected), "day", r.Day(last), "target", r.Amount(unit, target.Value), "due", r.by(target.Due))
}
