package signals

import (
	"context"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/figures"
	"vigie/dashboard/scope"
	"vigie/editions/gate"
	"vigie/governance/dated"
	"vigie/queries/indicator"
)

// Source is where signals are read from.
type Source struct {
	Affairs affairs.Reader
	Figures figures.Source
	Places  *scope.Places
}

// Read are the signals of a day: what the registry knows then, beside what is published, each figure in the window that is shown unasked.
// published is nil before the first edition.
func (s Source) Read(ctx context.Context, day dated.Day, published *gate.Publication) ([]Signal, error) {
	state, err := s.Affairs.On(ctx, day)
	if err != nil {
		return nil, err
	}
	known := Known{State: state}
	if published == nil {
		return Of(known), nil
	}
	calls, err := s.Affairs.Calls(ctx, day)
	if err != nil {
		return nil, err
	}
	e := published.Edition
	known.Edition = Edition{Number: int(e.Number), Day: dated.Day(e.Day.Format(time.DateOnly)), Late: figures.LateShare(e)}
	asking := &figures.Asking{Source: s.Figures, Published: published, Base: gate.Question{Brief: true}}
	known.Projects = s.projects(calls, asking.About("impact.target_reached", "project"))
	known.Reporting = reporting(asking.About("visibility.reporting_rate", indicator.KeyTotal), asking.About("visibility.reporting_rate", "territory"))
	if err := asking.Err(); err != nil {
		return nil, err
	}
	for _, t := range state.Targets {
		aim, err := s.aim(t, published)
		if err != nil {
			return nil, err
		}
		if aim != nil {
			known.Aims = append(known.Aims, *aim)
		}
	}
	return Of(known), nil
}

// projects are those of which something is published and expected. One that names no territory is where its structure is.
func (s Source) projects(calls []affairs.Call, helped *figures.Answer) (all []Project) {
	if helped == nil || helped.Unpublished != nil {
		return nil
	}
	at := map[string]string{}
	for _, one := range s.Places.Structures {
		at[one.ID] = one.Territory
	}
	for _, call := range calls {
		for _, p := range call.Projects {
			if expected, ok := p.ExpectedBefore(dated.Day(helped.To)); ok {
				if place := at[p.Structure]; len(p.Territories) == 0 && place != "" {
					p.Territories = []string{place}
				}
				all = append(all, Project{Project: p, Call: call, Helped: helped.Figure(p.Code), Expected: expected, Day: dated.Day(helped.To).Before()})
			}
		}
	}
	return all
}

// reporting is what is published of the network, and of its territories.
func reporting(network, territories *figures.Answer) (all []Reporting) {
	if network != nil && network.Unpublished == nil {
		all = append(all, Reporting{Figure: network.Total(), Day: dated.Day(network.To).Before()})
	}
	if territories != nil && territories.Unpublished == nil {
		for _, f := range territories.Ordinary() {
			all = append(all, Reporting{Place: f.Key, Figure: f, Day: dated.Day(territories.To).Before()})
		}
	}
	return all
}

// aim sets what is published beside a target; nil where nothing is, or nothing is expected yet.
func (s Source) aim(t affairs.Target, published *gate.Publication) (*Aim, error) {
	about, known := s.Figures.Catalogue.Get(t.Indicator)
	if !known {
		return nil, nil
	}
	answer, err := figures.Latest(published, t.Indicator, t.Place())
	if err != nil || answer == nil {
		return nil, err
	}
	day := dated.Day(answer.To).Before()
	expected := t.ExpectedOn(day)
	if expected == nil {
		return nil, nil
	}
	return &Aim{Target: t, About: about, Figure: answer.Figure(indicator.KeyTotal), Expected: *expected, Day: day}, nil
}
