package api

import (
	"context"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/figures"
	"vigie/dashboard/reply"
	"vigie/dashboard/scope"
	"vigie/editions/gate"
	"vigie/governance/dated"
	"vigie/queries/indicator"
)

// asOf is the day as of which a request asks for the committee's affairs; it takes no other parameter of its own.
func (a API) asOf(r Request) (dated.Day, error) {
	asked, err := scope.Parameters(r.Request, "as_of", "lang")
	if err != nil {
		return "", err
	}
	day, err := scope.AsOf(asked, a.Today())
	return dated.Day(day.Format(time.DateOnly)), err
}

// state is what there was on the day that a request asks about.
func (a API) state(ctx context.Context, r Request) (affairs.State, error) {
	day, err := a.asOf(r)
	if err != nil {
		return affairs.State{}, err
	}
	return a.Affairs.On(ctx, day)
}

// Plan answers with the plan of action as it stood on a day.
func (a API) Plan(ctx context.Context, r Request) (reply.Reply, error) {
	s, err := a.state(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	return reply.AsJSON(r.Language, struct {
		affairs.When
		affairs.Plan
	}{s.When, s.Plan}, "")
}

// Governance answers with committees, meetings, decisions, animators and contests as they stood on a day.
func (a API) Governance(ctx context.Context, r Request) (reply.Reply, error) {
	s, err := a.state(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	return reply.AsJSON(r.Language, struct {
		affairs.When
		affairs.Governance
	}{s.When, s.Governance}, "")
}

// Members answers with how far bodies and structures had come into the network by a day.
func (a API) Members(ctx context.Context, r Request) (reply.Reply, error) {
	s, err := a.state(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	return reply.AsJSON(r.Language, struct {
		affairs.When
		affairs.Members
	}{s.When, s.Members}, "")
}

// Calls answers with the calls for projects, and the projects whose grant stood on a day.
func (a API) Calls(ctx context.Context, r Request) (reply.Reply, error) {
	day, err := a.asOf(r)
	if err != nil {
		return reply.Reply{}, err
	}
	calls, err := a.Affairs.Calls(ctx, day)
	if err != nil {
		return reply.Reply{}, err
	}
	return reply.AsJSON(r.Language, struct {
		Day   dated.Day      `json:"as_of"`
		Calls []affairs.Call `json:"calls"`
	}{day, calls}, "")
}

// aim is a target beside the figure that is to reach it.
type aim struct {
	affairs.Target
	Figure *reached `json:"figure"` // nil where the indicator is not published for the place, or not yet on the day
}

// reached is a published figure and how far it has come towards its target. What is not known is nil.
type reached struct {
	From     string   `json:"from"`
	To       string   `json:"to"` // first day after the window
	Edition  uint32   `json:"edition"`
	Version  uint16   `json:"version"`
	Status   string   `json:"status"`
	Value    *float64 `json:"value"`
	Expected *float64 `json:"expected"` // at the window's end
	Progress *float64 `json:"progress"` // from 0 to 1; nil where the target equals its baseline, too
	Held     *bool    `json:"held"`     // of a target that equals its baseline
	Reached  *bool    `json:"reached"`
}

// Targets answers with what indicators were to become, as of a day, beside what had been published of them by then.
func (a API) Targets(ctx context.Context, r Request) (reply.Reply, error) {
	s, err := a.state(ctx, r)
	if err != nil {
		return reply.Reply{}, err
	}
	published, err := a.PublicationOn(ctx, s.Day.Time())
	if err != nil {
		return reply.Reply{}, err
	}
	aims := []aim{}
	for _, t := range s.Targets {
		figure, err := figureOf(t, published)
		if err != nil {
			return reply.Reply{}, err
		}
		aims = append(aims, aim{t, figure})
	}
	return reply.AsJSON(r.Language, struct {
		affairs.When
		Targets []aim `json:"targets"`
	}{s.When, aims}, "")
}

// figureOf sets the latest published figure of its place beside a target; nil where there is none. What an edition refuses is not published.
func figureOf(t affairs.Target, published *gate.Publication) (*reached, error) {
	answer, err := figures.Latest(published, t.Indicator, t.Place())
	if err != nil || answer == nil {
		return nil, err
	}
	f := answer.Figure(indicator.KeyTotal)
	told := &reached{From: answer.From, To: answer.To, Edition: answer.Edition, Version: answer.Version, Status: f.Status, Value: f.Value}
	told.Expected = t.ExpectedOn(dated.Day(answer.To).Before())
	if f.Value != nil {
		is := t.Reached(*f.Value)
		if told.Progress, told.Reached = t.Progress(*f.Value), &is; told.Progress == nil {
			told.Held = &is
		}
	}
	return told, nil
}
