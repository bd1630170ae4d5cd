package funding

import (
	"context"
	"fmt"
	"slices"

	"vigie/network"
	"vigie/network/records"
)

// unknownTerritory is what a report says of a territory that the registry lacks.
const unknownTerritory = "%s is no territory of the registry: import the territory, or correct the code"

// territoriesOf are the codes that the registry knows.
func territoriesOf(ctx context.Context, places *network.Registry) (map[string]bool, error) {
	all, err := places.Territories(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the territories: %w", err)
	}
	known := make(map[string]bool, len(all))
	for _, t := range all {
		known[t.Code] = true
	}
	return known, nil
}

// eachAlone checks every row that can be taken by itself, against the territories of the registry.
func eachAlone[T any](places *network.Registry, check func(row *records.Row[T], territories map[string]bool)) func(context.Context, []*records.Row[T], []T) error {
	return func(ctx context.Context, rows []*records.Row[T], _ []T) error {
		territories, err := territoriesOf(ctx, places)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if !row.Refused() {
				check(row, territories)
			}
		}
		return nil
	}
}

// backwards refuses a row whose last day is before its first one.
func backwards[T any](row *records.Row[T], first, last, firstColumn, lastColumn string) {
	if first != "" && last != "" && last < first {
		row.Refuse(lastColumn, "%s is before %s, %s: the days run backwards, correct one of them", last, firstColumn, first)
	}
}

// examineCalls warns of parts and ceilings that do not fit the budget.
func examineCalls(places *network.Registry) func(context.Context, []*records.Row[Call], []Call) error {
	return eachAlone(places, func(row *records.Row[Call], territories map[string]bool) {
		c := row.Record
		if backwards(row, c.OpensOn, c.ClosesOn, "opens_on", "closes_on"); c.Budget == 0 {
			row.Refuse("budget", "the budget is 0: give the euros that the call can grant")
		}
		var parts, known Cents
		for _, f := range c.Funders {
			if parts += f.Cents; f.Cents > 0 {
				known++
			}
		}
		if known > 0 && parts != c.Budget {
			row.Warn("funders", "the parts of the funders sum to %s €, the budget is %s €: what is paid is divided by these parts", parts, c.Budget)
		}
		for _, ceiling := range c.Ceilings {
			if !territories[ceiling.Of] {
				row.Warn("ceilings", unknownTerritory, ceiling.Of)
			}
			if ceiling.Cents > c.Budget {
				row.Warn("ceilings", "the ceiling of %s, %s €, is above the budget, %s €", ceiling.Of, ceiling.Cents, c.Budget)
			}
		}
	})
}

func examineCampaigns(places *network.Registry) func(context.Context, []*records.Row[Campaign], []Campaign) error {
	return eachAlone(places, func(row *records.Row[Campaign], territories map[string]bool) {
		c := row.Record
		backwards(row, c.StartsOn, c.EndsOn, "starts_on", "ends_on")
		for _, code := range c.Territories {
			if !territories[code] {
				row.Warn("territories", unknownTerritory, code)
			}
		}
		fewer(row, "engaged", c.Engaged, "candidates", c.Candidates)
		fewer(row, "active", c.Active, "engaged", c.Engaged)
	})
}

// fewer warns where a step of a campaign has more people than the one before it.
func fewer(row *records.Row[Campaign], column string, n *uint32, before string, of *uint32) {
	if n != nil && of != nil && *n > *of {
		row.Warn(column, "%d %s are more than %d %s: check both", *n, column, *of, before)
	}
}

func examineTrainings(places *network.Registry) func(context.Context, []*records.Row[Training], []Training) error {
	return eachAlone(places, func(row *records.Row[Training], territories map[string]bool) {
		t := row.Record
		backwards(row, t.StartsOn, t.EndsOn, "starts_on", "ends_on")
		if t.Territory != "" && !territories[t.Territory] {
			row.Warn("territory", unknownTerritory, t.Territory)
		}
		for i, one := range t.Trainees {
			if slices.ContainsFunc(t.Trainees[:i], func(other Trainees) bool { return other.Trainee == one.Trainee }) {
				row.Refuse("trainees", "%s comes twice: give the sum", one.Trainee)
			}
		}
	})
}

// examineProjects holds projects against their calls, their structures and each other.
func examineProjects(places *network.Registry, calls *records.Store[Call]) func(context.Context, []*records.Row[Project], []Project) error {
	return func(ctx context.Context, rows []*records.Row[Project], known []Project) error {
		x := projectExaminer{calls: map[string]Call{}, structures: map[string]string{}, of: map[string][]Project{}, granted: map[string]Cents{}}
		all, err := calls.On(ctx, records.Latest)
		if err != nil {
			return err
		}
		for _, c := range all {
			x.calls[c.Code] = c
		}
		structures, err := places.Structures(ctx)
		if err != nil {
			return fmt.Errorf("read the structures: %w", err)
		}
		for _, s := range structures {
			x.structures[s.ID] = s.Territory
		}
		x.owners = network.Owners(structures)
		if x.territories, err = territoriesOf(ctx, places); err != nil {
			return err
		}
		// What the file says anew of a project takes the place of what was known.
		again := map[string]bool{}
		for _, row := range rows {
			x.alone(row)
			again[row.Record.Code] = again[row.Record.Code] || !row.Refused()
		}
		for _, p := range known {
			if !again[p.Code] {
				x.take(p)
			}
		}
		for _, row := range rows {
			if !row.Refused() {
				x.among(row)
				x.take(row.Record)
			}
		}
		return nil
	}
}

// projectExaminer knows what projects are held against.
type projectExaminer struct {
	calls       map[string]Call
	structures  map[string]string // id → territory
	owners      map[string]string // another id of a structure → its own
	territories map[string]bool
	of          map[string][]Project // projects taken so far, by structure
	granted     map[string]Cents     // by them: of a call, and of a call and territory joined by a space
}

// alone checks what a project says by itself. One of a structure by another id is the structure's by its own.
func (x *projectExaminer) alone(row *records.Row[Project]) {
	if owner, is := x.owners[row.Record.Structure]; is {
		row.Record.Structure = owner
	}
	p := row.Record
	if row.Refused() {
		return
	}
	if _, known := x.calls[p.Call]; !known {
		row.Refuse("call", "%s is no call of the registry: import the call first, or correct the code", p.Call)
	}
	if _, known := x.structures[p.Structure]; !known {
		row.Refuse("structure", "%s is no structure of the registry: import the structure first, or correct the id", p.Structure)
	}
	backwards(row, p.StartsOn, p.EndsOn, "starts_on", "ends_on")
	backwards(row, p.StartsOn, p.ReportReceived, "starts_on", "report_received")
	if p.StartsOn == "" != (p.EndsOn == "") {
		row.Refuse("ends_on", "a project has both its first and its last day, or neither yet: fill in the other")
	}
	if row.Refused() {
		return
	}
	for _, code := range p.Territories {
		if !x.territories[code] {
			row.Warn("territories", unknownTerritory, code)
		}
	}
	x.money(row)
}

// money warns of euros that do not fit each other.
func (x *projectExaminer) money(row *records.Row[Project]) {
	p := row.Record
	switch {
	case p.Granted == nil && p.Funded():
		row.Warn("granted", "the project is %s and its grant is not known: fill it in", p.Stage())
	case p.Granted == nil:
	case !p.Funded():
		row.Warn("granted", "the grant does not count, for the project is %s: add the stage granted with its day", p.Stage())
	case *p.Granted == 0:
		row.Warn("granted", "the grant is 0: leave it empty where it is not known, or give the stage refused")
	}
	if p.Granted != nil && p.Requested != nil && *p.Granted > *p.Requested {
		row.Warn("granted", "%s € are granted, %s € were requested: check both", p.Granted, p.Requested)
	}
	if p.Funded() && p.StartsOn == "" {
		row.Warn("starts_on", "the project is %s and its days are not known: its euros count in no window", p.Stage())
	}
	var paid Cents
	for _, y := range p.Payments {
		switch {
		case y.Funder == "":
			paid += y.Cents
		case !slices.ContainsFunc(p.CoFunders, func(a Amount) bool { return a.Of == y.Funder }):
			row.Warn("payments", "%s paid on %s and is no co-funder: add it to cofunders", y.Funder, y.Day)
		}
		if len(p.Stages) > 0 && y.Day < p.Stages[0].Day {
			row.Warn("payments", "the payment of %s is older than the project, %s on %s", y.Day, p.Stages[0].Stage, p.Stages[0].Day)
		}
	}
	if p.Granted != nil && paid > *p.Granted {
		row.Warn("payments", "%s € are paid, %s € are granted: check both", paid, p.Granted)
	}
	if all := p.Grant().All; p.Spent != nil && p.Funded() && *p.Spent > all {
		row.Warn("spent", "%s € are spent, %s € are granted by all funders: check both", p.Spent, all)
	}
}

// among warns where a project and those before it go beyond their call, or one structure has two at a time.
func (x *projectExaminer) among(row *records.Row[Project]) {
	p := row.Record
	for _, o := range Overlaps(append(slices.Clone(x.of[p.Structure]), p)) {
		if o.Projects[1] == p.Code {
			row.Warn("starts_on", "%s of the same structure runs on %d of these days, too: an event counts for the project that it names", o.Projects[0], o.Days)
		}
	}
	if !p.Funded() || p.Granted == nil {
		return
	}
	call := x.calls[p.Call]
	if sum := x.granted[p.Call] + *p.Granted; sum > call.Budget {
		row.Warn("granted", "with this project the call grants %s €, its budget is %s €", sum, call.Budget)
	}
	for _, ceiling := range call.Ceilings {
		if at := x.place(p); at == ceiling.Of {
			if sum := x.granted[p.Call+" "+at] + *p.Granted; sum > ceiling.Cents {
				row.Warn("granted", "with this project the call grants %s € in %s, its ceiling there is %s €", sum, at, ceiling.Cents)
			}
		}
	}
}

// take counts a project for those that come after it.
func (x *projectExaminer) take(p Project) {
	x.of[p.Structure] = append(x.of[p.Structure], p)
	if p.Funded() {
		x.granted[p.Call] += value(p.Granted)
		x.granted[p.Call+" "+x.place(p)] += value(p.Granted)
	}
}

// place is where a project is, "" where it is in several places: ceilings bind what is in one.
func (x *projectExaminer) place(p Project) string {
	switch len(p.Territories) {
	case 0:
		return x.structures[p.Structure]
	case 1:
		return p.Territories[0]
	}
	return ""
}
