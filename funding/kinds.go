package funding

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigie/network"
	"vigie/network/records"
)

var (
	//go:embed sql/calls.sql
	callsSQL string
	//go:embed sql/insert_calls.sql
	insertCallsSQL string
	//go:embed sql/projects.sql
	projectsSQL string
	//go:embed sql/insert_projects.sql
	insertProjectsSQL string
	//go:embed sql/campaigns.sql
	campaignsSQL string
	//go:embed sql/insert_campaigns.sql
	insertCampaignsSQL string
	//go:embed sql/trainings.sql
	trainingsSQL string
	//go:embed sql/insert_trainings.sql
	insertTrainingsSQL string
)

const (
	maxTitle  = 300 // characters
	maxName   = 120
	maxPeople = 10_000_000
)

func callKind(places *network.Registry) records.Kind[Call] {
	return records.Kind[Call]{
		Name: "calls",
		Columns: []records.Column[Call]{
			records.Code("code", func(c *Call) *string { return &c.Code }).Identify(),
			records.Text("title", maxTitle, func(c *Call) *string { return &c.Title }).Require(),
			records.List("funders", func(c *Call) *[]Amount { return &c.Funders }, parseFunder, Amount.String).Require(),
			eurosColumn("budget", func(c *Call) *Cents { return &c.Budget }).Require(),
			records.Day("opens_on", func(c *Call) *string { return &c.OpensOn }),
			records.Day("closes_on", func(c *Call) *string { return &c.ClosesOn }),
			records.List("ceilings", func(c *Call) *[]Amount { return &c.Ceilings }, parseCeiling, Amount.String),
		},
		Select: callsSQL, Insert: insertCallsSQL,
		Examine: examineCalls(places),
	}
}

func projectKind(places *network.Registry, calls *records.Store[Call]) records.Kind[Project] {
	return records.Kind[Project]{
		Name: "projects",
		Columns: []records.Column[Project]{
			records.Code("code", func(p *Project) *string { return &p.Code }).Identify(),
			records.Code("call", func(p *Project) *string { return &p.Call }).Require(),
			records.Text("structure", 200, func(p *Project) *string { return &p.Structure }).Require(),
			records.Text("title", maxTitle, func(p *Project) *string { return &p.Title }).Require(),
			stagesColumn(),
			optionalEuros("requested", func(p *Project) **Cents { return &p.Requested }),
			optionalEuros("granted", func(p *Project) **Cents { return &p.Granted }),
			records.List("payments", func(p *Project) *[]Payment { return &p.Payments }, parsePayment, Payment.String),
			optionalEuros("spent", func(p *Project) **Cents { return &p.Spent }),
			records.List("cofunders", func(p *Project) *[]Amount { return &p.CoFunders }, parseCoFunder, Amount.String),
			records.Number("fte", 1000, func(p *Project) **float64 { return &p.FTE }),
			records.List("services_bought", func(p *Project) *[]Purchase { return &p.ServicesBought }, parsePurchase, Purchase.String),
			records.Day("starts_on", func(p *Project) *string { return &p.StartsOn }),
			records.Day("ends_on", func(p *Project) *string { return &p.EndsOn }),
			records.Whole("target_people", 1, maxPeople, func(p *Project) **uint32 { return &p.TargetPeople }),
			records.Codes("territories", func(p *Project) *[]string { return &p.Territories }),
			records.Day("report_due", func(p *Project) *string { return &p.ReportDue }),
			records.Day("report_received", func(p *Project) *string { return &p.ReportReceived }),
		},
		Select: projectsSQL, Insert: insertProjectsSQL,
		AsOf:    (*Project).asOf,
		Examine: examineProjects(places, calls),
	}
}

func campaignKind(places *network.Registry) records.Kind[Campaign] {
	return records.Kind[Campaign]{
		Name: "campaigns",
		Columns: []records.Column[Campaign]{
			records.Code("code", func(c *Campaign) *string { return &c.Code }).Identify(),
			records.Text("title", maxTitle, func(c *Campaign) *string { return &c.Title }).Require(),
			records.Codes("territories", func(c *Campaign) *[]string { return &c.Territories }),
			records.Day("starts_on", func(c *Campaign) *string { return &c.StartsOn }).Require(),
			records.Day("ends_on", func(c *Campaign) *string { return &c.EndsOn }).Require(),
			records.Whole("target", 1, maxPeople, func(c *Campaign) **uint32 { return &c.Target }),
			records.Whole("candidates", 0, maxPeople, func(c *Campaign) **uint32 { return &c.Candidates }),
			records.Whole("engaged", 0, maxPeople, func(c *Campaign) **uint32 { return &c.Engaged }),
			records.Whole("active", 0, maxPeople, func(c *Campaign) **uint32 { return &c.Active }),
		},
		Select: campaignsSQL, Insert: insertCampaignsSQL,
		Examine: examineCampaigns(places),
	}
}

func trainingKind(places *network.Registry) records.Kind[Training] {
	return records.Kind[Training]{
		Name: "trainings",
		Columns: []records.Column[Training]{
			records.Code("code", func(t *Training) *string { return &t.Code }).Identify(),
			records.Text("body", maxName, func(t *Training) *string { return &t.Body }).Require(),
			records.Text("title", maxTitle, func(t *Training) *string { return &t.Title }),
			records.Code("territory", func(t *Training) *string { return &t.Territory }),
			dayOrMonth("starts_on", func(t *Training) *string { return &t.StartsOn }, false).Require(),
			dayOrMonth("ends_on", func(t *Training) *string { return &t.EndsOn }, true).Require(),
			records.List("trainees", func(t *Training) *[]Trainees { return &t.Trainees }, parseTrainees, Trainees.String).Require(),
		},
		Select: trainingsSQL, Insert: insertTrainingsSQL,
		Examine: examineTrainings(places),
	}
}

// dayOrMonth is a column of days that takes a month such as 2026-03, too: its first day or its last.
func dayOrMonth[T any](name string, field func(*T) *string, last bool) records.Column[T] {
	c := records.Day(name, field)
	read := c.Read
	c.Read = func(t *T, value string) error {
		if len(value) == len("2026-03") {
			if first, err := records.ParseDay(value + "-01"); err == nil {
				if value = first; last {
					value = addDays(nextMonth(first), -1)
				}
			}
		}
		return read(t, value)
	}
	return c
}

// stagesColumn is the dated history of a project, in the order of its days.
func stagesColumn() records.Column[Project] {
	c := records.List("stages", func(p *Project) *[]Step { return &p.Stages }, parseStep, Step.String).Require()
	read := c.Read
	c.Read = func(p *Project, value string) error {
		if err := read(p, value); err != nil {
			return err
		}
		slices.SortStableFunc(p.Stages, func(a, b Step) int {
			if a.Day != b.Day {
				return strings.Compare(a.Day, b.Day)
			}
			return rank(a.Stage) - rank(b.Stage)
		})
		return checkSteps(p.Stages)
	}
	return c
}

// rank of a stage: those of one rank exclude each other.
func rank(stage string) int {
	if stage == Refused {
		stage = Granted
	}
	return slices.Index(stages(), stage)
}

// checkSteps refuses a history that goes backwards.
func checkSteps(steps []Step) error {
	for i := range steps[:max(len(steps)-1, 0)] {
		this, next := steps[i], steps[i+1]
		switch {
		case this.Stage == next.Stage:
			return fmt.Errorf("%s comes twice: give it once, with the day on which it was reached", this.Stage)
		case rank(this.Stage) >= rank(next.Stage):
			return fmt.Errorf("%s on %s comes before %s on %s: the days run backwards, correct one of them", this.Stage, this.Day, next.Stage, next.Day)
		case this.Stage == Refused:
			return fmt.Errorf("%s on %s comes after refused: a project that was refused goes no further", next.Stage, next.Day)
		}
	}
	return nil
}

func parseStep(item string) (s Step, err error) {
	parts := records.Parts(item)
	if len(parts) != 2 {
		return s, fmt.Errorf("%.40q is no stage with its day: write it as granted:2026-01-31", item)
	}
	if err := records.OneOf(parts[0], stages()...); err != nil {
		return s, err
	}
	day, err := records.ParseDay(parts[1])
	return Step{parts[0], day}, err
}

// String is the step as files have it.
func (s Step) String() string { return records.Join(s.Stage, s.Day) }

func parsePayment(item string) (y Payment, err error) {
	parts := records.Parts(item)
	if len(parts) != 2 && len(parts) != 3 {
		return y, fmt.Errorf("%.60q is no payment: write it as 2026-01-31:5000, with a co-funder's name as 2026-01-31:5000:CAF", item)
	}
	if y.Day, err = records.ParseDay(parts[0]); err != nil {
		return y, err
	}
	if y.Cents, err = parseCents(parts[1]); err != nil {
		return y, err
	}
	if len(parts) == 3 {
		y.Funder, err = records.Name(parts[2], maxName)
	}
	return y, err
}

// String is the payment as files have it.
func (y Payment) String() string { return records.Join(y.Day, y.Cents.String(), y.Funder) }

// parseFunder reads a name, with or without its part.
func parseFunder(item string) (a Amount, err error) {
	parts := records.Parts(item)
	if len(parts) > 2 {
		return a, fmt.Errorf("%.60q is no funder: write a name, or a name and its part of the budget as CAF:5000", item)
	}
	if a.Of, err = records.Name(parts[0], maxName); err == nil && len(parts) == 2 {
		if a.Cents, err = parseCents(parts[1]); err == nil && a.Cents == 0 {
			err = fmt.Errorf("the part of %s is 0: leave it out where it is not known", a.Of)
		}
	}
	return a, err
}

func parseCoFunder(item string) (Amount, error) {
	a, err := parseFunder(item)
	if err == nil && a.Cents == 0 {
		err = fmt.Errorf("it is not said what %s grants: write it as CAF:5000", a.Of)
	}
	return a, err
}

func parseCeiling(item string) (Amount, error) {
	a, err := parseFunder(item)
	if err == nil {
		err = network.CheckCode(a.Of)
	}
	if err == nil && a.Cents == 0 {
		err = fmt.Errorf("%s has no ceiling: write it as 75113:50000", a.Of)
	}
	return a, err
}

// String is the amount as files have it.
func (a Amount) String() string {
	if a.Cents == 0 {
		return a.Of
	}
	return records.Join(a.Of, a.Cents.String())
}

func parsePurchase(item string) (b Purchase, err error) {
	parts := records.Parts(item)
	if len(parts) != 2 {
		return b, fmt.Errorf("%.60q does not say how many: write it as ateliers:24", item)
	}
	if b.Service, err = records.Name(parts[0], maxName); err == nil {
		b.Quantity, err = records.ParseWhole(parts[1], 1, maxPeople)
	}
	return b, err
}

// String is the purchase as files have it.
func (b Purchase) String() string {
	return records.Join(b.Service, strconv.FormatUint(uint64(b.Quantity), 10))
}

func parseTrainees(item string) (t Trainees, err error) {
	parts := records.Parts(item)
	if len(parts) != 2 {
		return t, errors.New("it is not said how many helpers of which kind: write it as agent:12|volunteer:5")
	}
	if err := records.OneOf(parts[0], trainees()...); err != nil {
		return t, err
	}
	t.Trainee = parts[0]
	t.Helpers, err = records.ParseWhole(parts[1], 0, maxPeople)
	return t, err
}

// String is the count as files have it.
func (t Trainees) String() string {
	return records.Join(t.Trainee, strconv.FormatUint(uint64(t.Helpers), 10))
}
