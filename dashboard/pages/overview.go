package pages

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vigie/dashboard/figures"
	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
	"vigie/dashboard/view"
	"vigie/editions/gate"
)

// headline are the indicators of the overview, in the order of its tiles.
var headline = []string{
	"impact.people_helped", "impact.participations", "impact.support_hours", "impact.progression",
	"accessibility.reach_per_1000", "accessibility.structures_per_10k", "visibility.referral_completion", "visibility.fresh_records",
}

// compared are those that the overview sets beside the period before: what its first sentence speaks of.
var compared = []string{"impact.people_helped", "impact.participations", "impact.progression"}

// Overview is the first page: what the network did in the period, what changed, where it is thinnest.
type Overview struct {
	start          *start
	reporting      *figures.Answer
	now, before    []*figures.Answer // of the tiles; before is nil where nothing is compared
	density, reach *figures.Answer
	people         *figures.Answer
}

type overview struct {
	Title, Network string
	Reporting      string
	Changed        []string
	Start          *start // what a new network has to do first; nil once there are figures
	Tiles          []view.Tile
	Lowest         []lowest
	LowestTitle    string
	Underserved    string // address of the page that ranks all territories
	Figures        []view.Figure
}

// start says what is missing before there can be figures.
type start struct {
	Territories, Structures, Events bool // missing
	Publish                         bool // there are events, and nothing is published
	Server                          string
}

type lowest struct {
	Title string
	Items []lowestItem
	Ties  string // how many more are as low as the last of them
}

type lowestItem struct{ Name, URL, Value string }

// Ask asks for the headline figures, or for what a new network lacks.
func (p *Overview) Ask(ctx context.Context, r *Request) (err error) {
	if r.Published == nil {
		p.start, err = begin(ctx, r)
		return err
	}
	p.reporting = r.Figures.About("visibility.reporting_rate", "total")
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
	p.density, p.reach = r.Figures.About("accessibility.structures_per_10k", "territory"), r.Figures.About("accessibility.reach_per_1000", "territory")
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
	for i, one := range p.now {
		data.Tiles = append(data.Tiles, r.Tile(one, p.before[i]))
	}
	data.Changed = p.changes(r)
	for _, one := range []*figures.Answer{p.density, p.reach} {
		if list := lowestThree(r, one); list != nil {
			data.Lowest = append(data.Lowest, *list)
		}
	}
	data.Underserved = r.Link("/underserved")
	data.LowestTitle = r.T("overview.lowest", "level", r.T("plural."+r.KnownLevel(r.Level())))
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
			moved = append(moved, r.Change("people", earlier.Value, later.Value))
		case "impact.participations":
			moved = append(moved, r.Change("participations", earlier.Value, later.Value))
		case "impact.progression":
			moved = append(moved, r.ChangedShare(earlier, later))
		}
	}
	moved = slices.DeleteFunc(moved, func(text string) bool { return text == "" })
	if len(moved) == 0 {
		return nil
	}
	period := r.Period(before.From.Format(time.DateOnly), before.To.Format(time.DateOnly))
	return []string{texts.Sentence(r.T("change.all", "period", period, "changes", r.List(moved)))}
}

// lowestThree are the three territories with the least of an indicator; nil where there are too few to tell.
func lowestThree(r *Request, a *figures.Answer) *lowest {
	if a == nil {
		return nil
	}
	all := slices.DeleteFunc(a.Ordinary(), func(f gate.Figure) bool { return f.Value == nil })
	if len(all) < 4 {
		return nil
	}
	slices.SortStableFunc(all, func(x, y gate.Figure) int { return cmp.Compare(*x.Value, *y.Value) })
	list := &lowest{Title: r.Say(a.About.Title)}
	for _, f := range all[:3] {
		list.Items = append(list.Items, lowestItem{f.Label, r.Sheet(f.Key), r.Amount(a.About.Unit, *f.Value)})
	}
	ties := 0
	for _, f := range all[3:] {
		if *f.Value == *all[2].Value {
			ties++
		}
	}
	if ties > 0 {
		list.Ties = r.T("overview.ties", "n", ties)
	}
	return list
}
