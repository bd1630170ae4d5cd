package affairs

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vigie/funding"
	"vigie/governance/dated"
)

// Euros is money.
type Euros float64

// Call is a call for projects, and what was granted in it.
type Call struct {
	Code     string     `json:"code"`
	Title    string     `json:"title"`
	Funders  []Funder   `json:"funders"`
	Budget   Euros      `json:"budget"`
	OpensOn  *dated.Day `json:"opens_on"`  // first day of applications
	ClosesOn *dated.Day `json:"closes_on"` // last day of applications
	Ceilings []Ceiling  `json:"ceilings"`
	// Granted is what all funders of its projects grant, Own the call's part of it; Paid is what all of them paid.
	Granted  Euros     `json:"granted"`
	Own      Euros     `json:"granted_by_call"`
	Paid     Euros     `json:"paid"`
	Projects []Project `json:"projects"`
}

// Funder pays a part.
type Funder struct {
	Name  string `json:"name"`
	Euros *Euros `json:"euros"` // nil where the part is not said
}

// Ceiling is the most that may be granted in a territory.
type Ceiling struct {
	Territory string `json:"territory"`
	Euros     Euros  `json:"euros"`
}

// Project is one whose grant stands.
type Project struct {
	Code      string `json:"code"` // as events name it
	Title     string `json:"title"`
	Structure string `json:"structure"`
	Stage     string `json:"stage"`
	Stages    []Step `json:"stages"` // since it was granted
	// Granted is what all its funders grant, Own the call's part of it; Paid is what all of them paid.
	Granted        Euros      `json:"granted"`
	Own            Euros      `json:"granted_by_call"`
	Paid           Euros      `json:"paid"`
	Payments       []Payment  `json:"payments"` // the earliest first
	CoFunders      []Funder   `json:"cofunders"`
	FTE            *float64   `json:"fte"` // full-time equivalents that are paid for
	Services       []Purchase `json:"services_bought"`
	StartsOn       *dated.Day `json:"starts_on"`
	EndsOn         *dated.Day `json:"ends_on"` // its last day
	TargetPeople   *uint32    `json:"target_people"`
	Expected       *float64   `json:"expected_people"` // by the end of the day; nil without a target or dates
	Territories    []string   `json:"territories"`
	ReportDue      *dated.Day `json:"report_due"`
	ReportReceived *dated.Day `json:"report_received"`
	ReportLate     int        `json:"report_days_late"` // when it came, or until the day
}

// Step is a stage from a day on.
type Step struct {
	Stage string    `json:"stage"`
	Day   dated.Day `json:"day"`
}

// Payment is a sum that was paid on a day.
type Payment struct {
	Day    dated.Day `json:"day"`
	Euros  Euros     `json:"euros"`
	Funder *string   `json:"funder"` // nil: those of the call
}

// Purchase is a service and how often it is bought.
type Purchase struct {
	Service  string `json:"service"`
	Quantity uint32 `json:"quantity"`
}

// Calls are those known at the end of a day.
func (r Reader) Calls(ctx context.Context, day dated.Day) ([]Call, error) {
	calls, err := r.Funding.Calls.On(ctx, string(day))
	if err != nil {
		return nil, err
	}
	projects, err := r.Funding.Projects.On(ctx, string(day))
	if err != nil {
		return nil, err
	}
	late := map[string]int{}
	for _, report := range funding.Reports(projects, string(day)) {
		late[report.Project] = report.Late
	}
	told := []Call{}
	for _, known := range calls {
		c := Call{
			Code: known.Code, Title: known.Title, Funders: funders(known.Funders), Budget: euros(known.Budget), OpensOn: optional(dated.Day(known.OpensOn)),
			ClosesOn: optional(dated.Day(known.ClosesOn)), Ceilings: []Ceiling{}, Projects: []Project{},
		}
		for _, a := range known.Ceilings {
			c.Ceilings = append(c.Ceilings, Ceiling{a.Of, euros(a.Cents)})
		}
		var all, own, paid funding.Cents
		for _, known := range projects {
			if known.Call != c.Code || !known.Funded() {
				continue
			}
			p := projectOn(known, day)
			p.ReportLate = late[p.Code]
			all, own, paid = all+known.Grant().All, own+known.Grant().Call, paid+paidTo(known)
			c.Projects = append(c.Projects, p)
		}
		c.Granted, c.Own, c.Paid = euros(all), euros(own), euros(paid)
		told = append(told, c)
	}
	return told, nil
}

// projectOn tells of a project whose grant stands.
func projectOn(known funding.Project, day dated.Day) Project {
	grant := known.Grant()
	p := Project{
		Code: known.Code, Title: known.Title, Structure: known.Structure, Stage: known.Stage(), Stages: []Step{}, Granted: euros(grant.All), Own: euros(grant.Call),
		Paid: euros(paidTo(known)), Payments: []Payment{}, CoFunders: funders(known.CoFunders), FTE: known.FTE, Services: []Purchase{}, StartsOn: optional(dated.Day(known.StartsOn)),
		EndsOn: optional(dated.Day(known.EndsOn)), TargetPeople: known.TargetPeople, Territories: listed(known.Territories),
		ReportDue: optional(dated.Day(known.ReportDue)), ReportReceived: optional(dated.Day(known.ReportReceived)),
	}
	for _, s := range known.Stages {
		if s.Stage != funding.Submitted && s.Stage != funding.Examined {
			p.Stages = append(p.Stages, Step{s.Stage, dated.Day(s.Day)})
		}
	}
	for _, y := range known.Payments {
		p.Payments = append(p.Payments, Payment{dated.Day(y.Day), euros(y.Cents), optional(y.Funder)})
	}
	slices.SortStableFunc(p.Payments, func(a, b Payment) int { return cmp.Compare(a.Day, b.Day) })
	for _, b := range known.ServicesBought {
		p.Services = append(p.Services, Purchase{b.Service, b.Quantity})
	}
	if people, ok := p.ExpectedBefore(dayAfter(day)); ok {
		p.Expected = &people
	}
	return p
}

// paidTo is what was paid to a project.
func paidTo(known funding.Project) (sum funding.Cents) {
	for _, y := range known.Payments {
		sum += y.Cents
	}
	return sum
}

// ExpectedBefore is how many people the project should have reached before a day; false where it has no target or no dates.
func (p Project) ExpectedBefore(day dated.Day) (float64, bool) {
	known := funding.Project{TargetPeople: p.TargetPeople}
	if p.StartsOn != nil && p.EndsOn != nil {
		known.StartsOn, known.EndsOn = string(*p.StartsOn), string(*p.EndsOn)
	}
	return known.ExpectedPeople(string(day))
}

// ExpectedBefore is how many people the projects that have a target and had started should have reached before a day, and how many they are to
// reach in the end.
func (c Call) ExpectedBefore(day dated.Day) (expected, target float64) {
	for _, p := range c.Projects {
		if people, ok := p.ExpectedBefore(day); ok && *p.StartsOn < day {
			expected, target = expected+people, target+float64(*p.TargetPeople)
		}
	}
	return expected, target
}

// Find is the call of a code; false where there is none.
func Find(calls []Call, code string) (Call, bool) {
	i := slices.IndexFunc(calls, func(c Call) bool { return c.Code == code })
	if i < 0 {
		return Call{}, false
	}
	return calls[i], true
}

func dayAfter(day dated.Day) dated.Day {
	return dated.Day(day.Time().AddDate(0, 0, 1).Format(time.DateOnly))
}

func euros(c funding.Cents) Euros { return Euros(float64(c) / 100) }

// funders are amounts under the names of who pays them.
func funders(amounts []funding.Amount) []Funder {
	told := []Funder{}
	for _, a := range amounts {
		f := Funder{Name: a.Of}
		if part := euros(a.Cents); part > 0 {
			f.Euros = &part
		}
		told = append(told, f)
	}
	return told
}
