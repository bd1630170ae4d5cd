// Package funding keeps calls for projects, their projects, campaigns that recruit volunteers and trainings that bodies declare, each with
// every former state, and works out what they come to in a window of days.
//
// A window is [from, to): the day to is the first one after it. Whether a project has events is not known here: a project that runs without
// any is for those to tell who read events.
package funding

import (
	"context"
	"slices"
	"time"

	"vigie/network"
	"vigie/network/records"
	"vigie/warehouse"
)

// Call is a call for projects.
type Call struct {
	Code     string
	Title    string
	Funders  []Amount // who pays, with their part of the budget; 0 where the parts are not said
	Budget   Cents
	OpensOn  string   // first day of applications
	ClosesOn string   // last day of applications
	Ceilings []Amount // by territory, the most that may be granted there
}

// Amount is the euros of something: of a funder, or for a territory.
type Amount struct {
	Of    string `ch:"of"`
	Cents Cents  `ch:"cents"`
}

// Project is what a structure applied for, and what became of it.
type Project struct {
	Code           string // as events name it
	Call           string
	Structure      string
	Title          string
	Stages         []Step // by day
	Requested      *Cents
	Granted        *Cents // by the call
	Payments       []Payment
	Spent          *Cents
	CoFunders      []Amount   // what others grant beside the call
	FTE            *float64   // full-time equivalents that are paid for
	ServicesBought []Purchase // instead of posts, or beside them
	StartsOn       string
	EndsOn         string // its last day
	TargetPeople   *uint32
	Territories    []string // sorted; none: that of its structure
	ReportDue      string
	ReportReceived string
}

// Step is a stage that a project reached on a day.
type Step struct {
	Stage string `ch:"stage"`
	Day   string `ch:"day"`
}

// Stages of a project, in their order; a project is granted or refused.
const (
	Submitted = "submitted"
	Examined  = "examined"
	Granted   = "granted"
	Refused   = "refused"
	Paid      = "paid"
	Closed    = "closed"
)

// stages are all of them, in their order.
func stages() []string { return []string{Submitted, Examined, Granted, Refused, Paid, Closed} }

// Payment is a sum that a funder paid on a day.
type Payment struct {
	Day    string `ch:"day"`
	Cents  Cents  `ch:"cents"`
	Funder string `ch:"funder"` // "": those of the call
}

// Purchase is a service and how often it is bought, such as 24 workshops.
type Purchase struct {
	Service  string `ch:"service"`
	Quantity uint32 `ch:"quantity"`
}

// Campaign recruits volunteers. Results that are not known yet are absent.
type Campaign struct {
	Code        string
	Title       string
	Territories []string // sorted; none: the whole network
	StartsOn    string
	EndsOn      string // its last day
	Target      *uint32
	Candidates  *uint32
	Engaged     *uint32
	Active      *uint32
}

// Training is one of helpers, as a body declares it.
type Training struct {
	Code      string
	Body      string
	Title     string
	Territory string // "": the whole network
	StartsOn  string
	EndsOn    string // its last day
	Trainees  []Trainees
}

// Trainees counts the helpers of a kind who were trained.
type Trainees struct {
	Trainee string `ch:"trainee"` // as events have it: agent, mediator, public_writer, volunteer, ambassador
	Helpers uint32 `ch:"helpers"`
}

// trainees are the kinds of helpers that events know.
func trainees() []string {
	return []string{"agent", "mediator", "public_writer", "volunteer", "ambassador"}
}

// Registry keeps them, with every former state.
type Registry struct {
	Calls     *records.Store[Call]
	Projects  *records.Store[Project]
	Campaigns *records.Store[Campaign]
	Trainings *records.Store[Training]
}

// New returns the registry of a warehouse whose schema is up to date. now is the clock that dates imports.
func New(w *warehouse.Warehouse, places *network.Registry, now func() time.Time) *Registry {
	r := &Registry{Calls: records.NewStore(callKind(places), w, now)}
	r.Projects = records.NewStore(projectKind(places, r.Calls), w, now)
	r.Campaigns = records.NewStore(campaignKind(places), w, now)
	r.Trainings = records.NewStore(trainingKind(places), w, now)
	return r
}

// Snapshot is what was known on a day, each list sorted by code.
type Snapshot struct {
	Calls     []Call
	Projects  []Project
	Campaigns []Campaign
	Trainings []Training
}

// On is what was known on a day, such as 2026-01-31.
func (r *Registry) On(ctx context.Context, day string) (s Snapshot, err error) {
	if s.Calls, err = r.Calls.On(ctx, day); err != nil {
		return s, err
	}
	if s.Projects, err = r.Projects.On(ctx, day); err != nil {
		return s, err
	}
	if s.Campaigns, err = r.Campaigns.On(ctx, day); err != nil {
		return s, err
	}
	s.Trainings, err = r.Trainings.On(ctx, day)
	return s, err
}

// Stage is what the project has reached, "" where it has reached none.
func (p Project) Stage() string {
	if len(p.Stages) == 0 {
		return ""
	}
	return p.Stages[len(p.Stages)-1].Stage
}

// Funded tells whether the project's grant stands: it is granted, paid or closed.
func (p Project) Funded() bool {
	return slices.Contains([]string{Granted, Paid, Closed}, p.Stage())
}

// asOf takes out of the project what came after a day. A project that reached no stage by then was not there.
func (p *Project) asOf(day string) bool {
	p.Stages = slices.DeleteFunc(p.Stages, func(s Step) bool { return s.Day > day })
	p.Payments = slices.DeleteFunc(p.Payments, func(y Payment) bool { return y.Day > day })
	if p.ReportReceived > day {
		p.ReportReceived = ""
	}
	return len(p.Stages) > 0
}
