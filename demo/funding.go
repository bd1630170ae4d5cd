package demo

import (
	"fmt"
	"math"
	"slices"

	"vigie/event"
	"vigie/funding"
)

// How projects go, in days. Ours.
const (
	appliesBefore  = 120 // the start of its project a structure applies,
	examinedBefore = 75
	grantedBefore  = 45
	openFor        = 60 // that a call takes applications, up to the last one
	firstPayment   = 10 // after the start
	reportAfter    = 90 // the end
	closedAfter    = 30 // the report
)

// What projects cost and reach. Ours.
const (
	peoplePerParticipation = 0.42 // people helped, of the participations of a project
	eurosPerPerson         = 70   // that a project is to reach
	coFunded               = 0.25 // of the grant, for every other project
	firstPart              = 0.6  // of the grant that is paid at the beginning
	eurosPerPost           = 45_000
	ambitious              = 0.5 // of its structure's participations a project of the call that misses its target had promised
)

// aims are what the targets of a call's projects are, against what they reach: some go beyond theirs, some stay behind.
var aims = []float64{1, 0.75, 1.45}

// callTexts say what calls are about. Parts of the funders are shares of the budget.
var callTexts = map[string]struct {
	title    string
	funders  []string
	parts    []float64
	ambition float64 // the share of its structure's participations that a project promised; 0: the one that it has
}{
	"aap-2024":     {title: "Appel à projets : permanences numériques (démonstration)", funders: []string{"Ville", "État"}, parts: []float64{0.7, 0.3}},
	"aap-2025":     {title: "Appel à projets : aller vers (démonstration)", funders: []string{"État", "Europe"}, ambition: ambitious},
	"seniors-2025": {title: "Appel à projets : seniors (démonstration)", funders: []string{"Conférence des financeurs"}},
}

// Funding is what the registry of the network knows of calls, projects, campaigns and trainings on a day. It depends on People.
func (n *Network) Funding(day event.Day) funding.Snapshot {
	var s funding.Snapshot
	if n.calendar.days() <= 0 {
		return s
	}
	for _, call := range calls {
		s.Projects = append(s.Projects, n.projectsOf(call.code, call.share, day)...)
		if c, open := n.call(call.code, day); open {
			s.Calls = append(s.Calls, c)
		}
	}
	s.Campaigns = n.campaigns(day)
	s.Trainings = n.trainings(day)
	return s
}

// funded lists the sites with a project of a call, by its code.
func (n *Network) funded(call string) []*site {
	var list []*site
	for i := range n.sites {
		if p := n.sites[i].project; p != nil && p.call == call {
			list = append(list, &n.sites[i])
		}
	}
	slices.SortFunc(list, func(a, b *site) int { return a.project.number - b.project.number })
	return list
}

// call is false before it opens.
func (n *Network) call(code string, day event.Day) (c funding.Call, open bool) {
	sites := n.funded(code)
	if len(sites) == 0 {
		return c, false
	}
	applied := sites[0].project.start.AddDays(-appliesBefore)
	opens := applied.AddDays(-openFor)
	if day < opens {
		return c, false
	}
	var granted funding.Cents
	for _, s := range sites {
		granted += n.grant(s)
	}
	text := callTexts[code]
	c = funding.Call{
		Code: code, Title: text.title, Budget: roundUp(granted+granted/10, 5000_00),
		OpensOn: opens.String(), ClosesOn: applied.String(),
	}
	given := funding.Cents(0)
	for i, name := range text.funders {
		a := funding.Amount{Of: name}
		if len(text.parts) > 0 {
			if a.Cents = funding.Cents(text.parts[i] * float64(c.Budget)); i == len(text.funders)-1 {
				a.Cents = c.Budget - given
			}
			given += a.Cents
		}
		c.Funders = append(c.Funders, a)
	}
	return c, true
}

// roundUp rounds to a multiple.
func roundUp(c, to funding.Cents) funding.Cents { return (c + to - 1) / to * to }

// target is how many people a site's project is to reach.
func (n *Network) target(s *site) uint32 {
	p := s.project
	share := p.share
	if ambition := callTexts[p.call].ambition; ambition > 0 {
		share = ambition
	}
	participations := n.participationsBetween(s, p.start, p.end.AddDays(-1)) * share
	people := participations * peoplePerParticipation * aims[p.number%len(aims)]
	return uint32(max(10, 5*math.Round(people/5)))
}

// grant of a site's project.
func (n *Network) grant(s *site) funding.Cents {
	return roundUp(funding.Cents(n.target(s))*eurosPerPerson*100, 500_00)
}

// projectsOf are the projects of a call as a day knows them, and an application that was refused.
func (n *Network) projectsOf(call string, share float64, day event.Day) []funding.Project {
	var list []funding.Project
	sites := n.funded(call)
	for _, s := range sites {
		if p, there := n.project(s, day); there {
			list = append(list, p)
		}
	}
	if len(sites) < 2 {
		return list
	}
	// One more structure applied, and was refused.
	for i := range n.sites {
		s := &n.sites[i]
		if s.project != nil || !s.throughout(n.options) || s.kind == &kinds[0] || (i+int(textNumber(call)%7))%5 != 0 {
			continue
		}
		start := sites[0].project.start
		refused := project{code: fmt.Sprintf("%s-%02d", call, len(sites)+1), call: call, number: len(sites) + 1, start: start, end: sites[0].project.end, share: share}
		other := *s
		other.project = &refused
		if p, there := n.project(&other, day); there {
			p.Granted, p.Payments, p.Spent, p.CoFunders, p.ReportDue, p.ReportReceived = nil, nil, nil, nil, "", ""
			for j, step := range p.Stages {
				if step.Stage == funding.Granted {
					p.Stages = append(p.Stages[:j], funding.Step{Stage: funding.Refused, Day: step.Day})
					break
				}
			}
			list = append(list, p)
		}
		break
	}
	return list
}

// project is a site's project as a day knows it, false before the structure applied for it.
func (n *Network) project(s *site, day event.Day) (funding.Project, bool) {
	p, target, grant := s.project, n.target(s), n.grant(s)
	requested := roundUp(grant+grant/5, 500_00)
	out := funding.Project{
		Code: p.code, Call: p.call, Structure: s.id, Title: fmt.Sprintf("Projet %d : %s", p.number, s.name), Requested: &requested,
		StartsOn: p.start.String(), EndsOn: p.end.AddDays(-1).String(), TargetPeople: &target, Territories: []string{n.places[s.place].code},
	}
	if p.number%2 == 0 {
		out.CoFunders = []funding.Amount{{Of: "CAF", Cents: roundUp(funding.Cents(coFunded*float64(grant)), 100_00)}}
	}
	if posts := float64(grant) / 100 / eurosPerPost; p.number%3 == 0 {
		out.FTE = new(math.Round(posts*100) / 100)
	} else {
		out.ServicesBought = []funding.Purchase{{Service: "ateliers", Quantity: max(2, target/8)}}
	}
	reach := func(stage string, on event.Day) {
		if on <= day {
			out.Stages = append(out.Stages, funding.Step{Stage: stage, Day: on.String()})
		}
	}
	first := funding.Cents(firstPart*float64(grant)) / 100 * 100
	middle := p.start.AddDays(p.end.Sub(p.start) / 2)
	reach(funding.Submitted, p.start.AddDays(-appliesBefore))
	reach(funding.Examined, p.start.AddDays(-examinedBefore))
	reach(funding.Granted, p.start.AddDays(-grantedBefore))
	reach(funding.Paid, middle)
	if day < p.start.AddDays(-grantedBefore) {
		return out, len(out.Stages) > 0
	}
	due := p.end.AddDays(reportAfter)
	out.Granted, out.ReportDue = &grant, due.String()
	pay := func(on event.Day, cents funding.Cents, funder string) {
		if on <= day {
			out.Payments = append(out.Payments, funding.Payment{Day: on.String(), Cents: cents, Funder: funder})
		}
	}
	pay(p.start.AddDays(firstPayment), first, "")
	for _, a := range out.CoFunders {
		pay(p.start.AddDays(2*firstPayment), a.Cents, a.Of)
	}
	pay(middle, grant-first, "")
	if all := p.end.Sub(p.start); day > p.start && all > 0 {
		done := min(float64(day.Sub(p.start))/float64(all), 1)
		out.Spent = new(funding.Cents(0.96*done*float64(grant)) / 100 * 100)
	}
	// The first reports come in time, the second ones late; of every third project there is none.
	if late := []int{-12, 25}; p.number%3 != 0 {
		if received := due.AddDays(late[p.number%3-1]); received <= day {
			out.ReportReceived = received.String()
			reach(funding.Closed, received.AddDays(closedAfter))
		}
	}
	return out, true
}

// on is a day of the period, 0 its first and 1 its last.
func (n *Network) on(part float64) event.Day {
	return n.options.From.AddDays(int(part * float64(n.calendar.days()-1)))
}

// campaigns of volunteers: one that is over, and one that runs.
func (n *Network) campaigns(day event.Day) []funding.Campaign {
	var list []funding.Campaign
	for _, c := range []struct {
		code, title                         string
		from, to                            float64
		target, candidates, engaged, active float64
	}{
		{"benevoles-1", "Aidants numériques bénévoles (démonstration)", 0.1, 0.3, 50, 82, 47, 36},
		{"benevoles-2", "Bénévoles de quartier (démonstration)", 0.8, 1.1, 40, 30, 12, 5},
	} {
		starts, ends := n.on(c.from), n.on(c.to)
		if day < starts {
			continue
		}
		done := min(float64(day.Sub(starts))/float64(max(ends.Sub(starts), 1)), 1)
		so := func(of float64) *uint32 { return new(uint32(done * of)) }
		list = append(list, funding.Campaign{
			Code: c.code, Title: c.title, StartsOn: starts.String(), EndsOn: ends.String(), Target: new(uint32(c.target)),
			Candidates: so(c.candidates), Engaged: so(c.engaged), Active: so(c.active),
		})
	}
	return list
}

// trainings that bodies declare, once they are over.
func (n *Network) trainings(day event.Day) []funding.Training {
	var list []funding.Training
	for _, t := range []struct {
		code, body, title string
		at                float64
		days              int
		trainees          []funding.Trainees
	}{
		{"formation-1", "Ville", "Accueillir et orienter (démonstration)", 0.15, 2, []funding.Trainees{{Trainee: "agent", Helpers: 24}}},
		{"formation-2", "CAF", "Aidants Connect (démonstration)", 0.4, 1, []funding.Trainees{{Trainee: "agent", Helpers: 15}, {Trainee: "mediator", Helpers: 6}}},
		{"formation-3", "Ville", "Écrivains publics numériques (démonstration)", 0.6, 3, []funding.Trainees{{Trainee: "public_writer", Helpers: 9}}},
		{"formation-4", "France Travail", "Bénévoles et volontaires (démonstration)", 0.85, 1, []funding.Trainees{{Trainee: "volunteer", Helpers: 18}, {Trainee: "ambassador", Helpers: 4}}},
	} {
		starts := n.on(t.at)
		if ends := starts.AddDays(t.days - 1); ends <= day {
			list = append(list, funding.Training{
				Code: t.code, Body: t.body, Title: t.title, StartsOn: starts.String(), EndsOn: ends.String(), Trainees: t.trainees,
			})
		}
	}
	return list
}
