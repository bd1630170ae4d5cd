package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vigie/event"
	"vigie/governance/committee"
	"vigie/governance/dated"
	actionplan "vigie/governance/plan"
	"vigie/governance/target"
)

// Papers are what the committee of the network keeps. All of it is invented, but for the words of the plan of Paris.
type Papers struct {
	Plan       actionplan.Plan
	Governance committee.Affairs
	Targets    []target.Target
}

// secretary writes the papers of a network as they are on a day: what comes later is not in them.
type secretary struct {
	*Network
	day event.Day
	d   *draws
}

// PapersOn are the papers as they are on a day, about the structures of StructuresOn. Of a network of Paris the plan is that of 2017, which
// is given, with its years moved to those of the demonstration.
func (n *Network) PapersOn(day event.Day, parisian actionplan.Plan) Papers {
	s := &secretary{Network: n, day: day, d: newDraws()}
	p := Papers{Plan: s.plan(parisian)}
	p.Governance = committee.Affairs{
		Bodies: s.bodies(), Structures: s.memberships(), Committees: s.committees(), Animators: s.animators(), Contests: s.contests(),
	}
	p.Governance.Meetings, p.Governance.Decisions = s.meetings()
	p.Targets = s.targets()
	return p
}

// ago is the day so many days before the end of the demonstration; negative numbers are after it.
func (s *secretary) ago(days int) dated.Day { return dated.Day(s.options.To.AddDays(-days).String()) }

// past tells whether a day has come when the papers are written.
func (s *secretary) past(day dated.Day) bool { return day <= dated.Day(s.day.String()) }

// course is what becomes of a measure or decision, in days before the end; 0 is never.
type course struct {
	owner                  string
	started, done, dropped int
	confidences            []opinion
}

type opinion struct {
	ago            int
	level, comment string
}

// courses of the measures of Paris: of those due in the first year one is late and one was dropped.
var courses = map[string]course{
	"1.1": {owner: "ville", started: 690, done: 640},
	"1.2": {owner: "ville", started: 520, confidences: []opinion{{400, actionplan.AtRisk, "Certains lieux ne répondent pas."}, {120, actionplan.OnTrack, "Les animateurs ont pris le relais."}}},
	"2.1": {owner: "ville", started: 650, done: 420},
	"2.2": {owner: "ville", started: 500, done: 375},
	"2.3": {owner: "pole_emploi", started: 280, confidences: []opinion{{90, actionplan.AtRisk, "Deux rencontres sur quatre ont eu lieu."}}},
	"2.4": {owner: "etat", started: 600, confidences: []opinion{{500, actionplan.OnTrack, ""}, {380, actionplan.AtRisk, "Le référentiel est à réécrire."}, {200, actionplan.Stuck, "Les partenaires ne s’accordent pas sur le référentiel."}}},
	"3.1": {owner: "ville", started: 430, done: 60, confidences: []opinion{{250, actionplan.OnTrack, ""}}},
	"4.1": {owner: "ville", started: 250, confidences: []opinion{{100, actionplan.OnTrack, "La moitié des lieux est équipée."}}},
	"4.2": {owner: "etat"},
	"4.3": {owner: "caf", started: 120},
	"5.1": {owner: "etat", started: 90, confidences: []opinion{{60, actionplan.AtRisk, "Aucun opérateur n’a encore répondu."}}},
	"6.1": {owner: "ville", started: 560, done: 390},
	"7.1": {owner: "caf", started: 610, done: 400},
	"8.1": {owner: "caf", started: 620, done: 450},
	"9.1": {owner: "ville", started: 590, done: 385},
	"9.2": {owner: "cpam", started: 200, confidences: []opinion{{75, actionplan.Stuck, "Le marché de formation est infructueux."}}},
	"9.3": {owner: "cnav", started: 150, confidences: []opinion{{40, actionplan.Stuck, "La coordination n’a pas de porteur."}}},
	"9.4": {owner: "mission_locale"},
	"9.5": {owner: "ville", started: 480, dropped: 380},
}

// likeParis are the measures of the generic plan, with those of Paris whose course they take.
var likeParis = map[string]string{"1.1": "1.1", "1.2": "2.4", "2.1": "1.2", "3.1": "3.1", "3.2": "9.3"}

// generic is the plan of a network elsewhere than in Paris.
func (s *secretary) generic() actionplan.Plan {
	measure := func(code, fr, en string, years int, indicators ...string) actionplan.Measure {
		return actionplan.Measure{Code: code, Title: actionplan.Title{FR: fr, EN: en}, Owner: "collectivite", Due: s.endOf(years), Indicators: indicators}
	}
	action := func(code, fr, en string, measures ...actionplan.Measure) actionplan.Action {
		return actionplan.Action{Code: code, Title: actionplan.Title{FR: fr, EN: en}, Measures: measures}
	}
	return actionplan.Plan{
		Title:  actionplan.Title{FR: "Feuille de route de l’inclusion numérique", EN: "Roadmap of digital inclusion"},
		Source: "Plan fictif de la démonstration",
		Axes: []actionplan.Axis{
			{Code: "1", Title: actionplan.Title{FR: "Relier les lieux", EN: "Connect the places"}, Actions: []actionplan.Action{
				action("1", "Connaître l’offre", "Know the offer",
					measure("1.1", "Tenir à jour la carte des lieux", "Keep the map of places", -1, "visibility.fresh_records"),
					measure("1.2", "Convenir d’une charte d’accueil", "Agree on a charter of welcome", -1)),
				action("2", "S’orienter les uns vers les autres", "Refer to each other",
					measure("2.1", "Réunir les lieux de chaque territoire", "Bring the places of each territory together", 0, "visibility.connected_structures")),
			}},
			{Code: "2", Title: actionplan.Title{FR: "Aller vers les habitants", EN: "Reach out to residents"}, Actions: []actionplan.Action{
				action("3", "Permanences itinérantes", "Travelling desks",
					measure("3.1", "Ouvrir des permanences dans les communes sans lieu", "Open desks in communes without a place", 0, "accessibility.outreach_share"),
					measure("3.2", "Former les agents d’accueil des mairies", "Train the staff of town halls", 1)),
			}},
		},
	}
}

// endOf is the end of a year, so many after that of the demonstration's end.
func (s *secretary) endOf(years int) dated.Due {
	year := s.options.To.Time().Year() + years
	return dated.Due{Day: dated.Day(fmt.Sprintf("%04d-12-31", year)), Year: true}
}

// planBegan is the year that the plan of Paris first has measures due in.
const planBegan = 2017

// plan is the plan with what has become of it.
func (s *secretary) plan(parisian actionplan.Plan) actionplan.Plan {
	p := s.generic()
	if s.ofParis() {
		p = parisian
		p.Source += " ; années déplacées pour la démonstration"
	}
	p.Axes = slices.Clone(p.Axes) // the one that was given stays as it is
	for i := range p.Axes {
		p.Axes[i].Actions = slices.Clone(p.Axes[i].Actions)
		for j := range p.Axes[i].Actions {
			action := &p.Axes[i].Actions[j]
			action.Measures = slices.Clone(action.Measures)
			for k := range action.Measures {
				s.follow(&action.Measures[k])
			}
		}
	}
	return p
}

// follow gives a measure its owner, its year and what has become of it.
func (s *secretary) follow(m *actionplan.Measure) {
	c := courses[likeParis[m.Code]]
	if s.ofParis() {
		c = courses[m.Code]
		m.Due = s.endOf(m.Due.Day.Time().Year() - planBegan - 1)
		m.Owner = cmp.Or(c.owner, m.Owner)
	}
	s.d.begin(s.options.Seed, textNumber(m.Code), textNumber("measure"))
	late := func(ago int) dated.Day { return s.ago(ago - s.d.IntN(15)) } // seeds differ by some days
	status := func(ago int, what string) {
		if ago == 0 {
			return
		}
		if day := late(ago); s.past(day) {
			m.Statuses = append(m.Statuses, actionplan.Status{Day: day, Status: what})
		}
	}
	status(c.started, actionplan.Started)
	status(c.done, actionplan.Done)
	status(c.dropped, actionplan.Dropped)
	for _, o := range c.confidences {
		if day := late(o.ago); s.past(day) {
			m.Confidences = append(m.Confidences, actionplan.Confidence{Day: day, Level: o.level, Comment: o.comment})
		}
	}
}

func (n *Network) ofParis() bool { return n.options.Shape == Paris || n.options.Shape == "" }

// institution is a body and its way into the network, in days before the end.
type institution struct {
	code, name            string
	met, member, left     int
	external, ofParisOnly bool
}

var institutions = []institution{
	{code: "ville", name: "Ville de Paris", met: 740, member: 700, ofParisOnly: true},
	{code: "collectivite", name: "Collectivité", met: 740, member: 700},
	{code: "etat", name: "État", met: 730, member: 700},
	{code: "caf", name: "Caisse d’allocations familiales", met: 720, member: 690},
	{code: "cpam", name: "Caisse primaire d’assurance maladie", met: 710, member: 600},
	{code: "cnav", name: "Caisse nationale d’assurance vieillesse", met: 640, member: 560, ofParisOnly: true},
	{code: "pole_emploi", name: "France Travail", met: 500, member: 310},
	{code: "mission_locale", name: "Mission locale", met: 400, member: 330},
	{code: "fondation", name: "Une fondation d’entreprise", met: 600, member: 580, left: 150},
	{code: "bailleur", name: "Un bailleur social", met: 120},
	{code: "operateur", name: "Un opérateur de télécommunications", external: true},
}

func (s *secretary) bodies() (all []committee.Body) {
	for _, i := range institutions {
		if i.ofParisOnly && !s.ofParis() || i.code == "collectivite" && s.ofParis() {
			continue
		}
		b := committee.Body{Code: i.code, Name: i.name, Kind: committee.KindMember}
		if i.external {
			b.Kind = committee.KindExternal
		} else {
			b.Membership = s.stages([]int{i.met + 20, i.met, i.member, 0, i.left})
		}
		all = append(all, b)
	}
	return all
}

// stages are those that have come, of all in their order, in days before the end; 0 is never.
func (s *secretary) stages(ago []int) (m committee.Membership) {
	for i, name := range []string{committee.Identified, committee.Met, committee.Member, committee.Reporting, committee.Left} {
		if day := s.ago(ago[i]); ago[i] > 0 && s.past(day) {
			m.Stages = append(m.Stages, committee.Stage{Day: day, Stage: name})
		}
	}
	return m
}

// Shares of the structures that were met, and of those that became members. Ours.
const (
	metShare    = 0.75
	memberShare = 0.8
)

// memberships of structures: they come one after the other over two years; those that send are reporting.
func (s *secretary) memberships() (all []committee.StructureMembership) {
	for _, structure := range s.StructuresOn(s.day) {
		s.d.begin(s.options.Seed, textNumber(structure.ID), textNumber("membership"))
		identified := 30 + s.d.IntN(690)
		if structure.OpenedOn != "" {
			identified = min(identified, s.options.To.Sub(mustDay(structure.OpenedOn)))
		}
		ago := []int{max(identified, 5), 0, 0, 0, 0}
		if s.d.chance(metShare) {
			ago[1] = max(ago[0]-10-s.d.IntN(40), 4)
			if s.d.chance(memberShare) {
				ago[2] = max(ago[1]-10-s.d.IntN(60), 3)
				ago[3] = max(ago[2]-5-s.d.IntN(60), 2)
			}
		}
		if m := s.stages(ago); len(m.Stages) > 0 {
			all = append(all, committee.StructureMembership{Structure: structure.ID, Membership: m})
		}
	}
	return all
}

func (s *secretary) committees() []committee.Committee {
	return []committee.Committee{
		{Code: "pilotage", Name: "Comité de pilotage", Themes: []string{"plan d’action", "appels à projets", "moyens"}, From: s.ago(690)},
		{Code: "technique", Name: "Comité technique", Themes: []string{"offre et orientation", "formation des aidants", "équipement"}, From: s.ago(650)},
	}
}

// animated are the arrondissements with an animator, in days before the end: from, and to (0: still).
var animated = map[string][2]int{
	"75113": {680, 0}, "75111": {650, 0}, "75112": {650, 0}, "75120": {650, 0}, "75110": {600, 210}, "75118": {300, 0}, "75119": {180, 0}, "75114": {60, 0},
}

// animators hold offices in some territories: the lowest ones, or where these are many, those around them.
func (s *secretary) animators() (all []committee.Animator) {
	add := func(territory, role string, from, to int) {
		a := committee.Animator{Territory: territory, Address: "animation." + role + "@exemple.fr", From: s.ago(from)}
		if to > 0 && s.past(s.ago(to)) {
			a.To = s.ago(to)
		}
		if s.past(a.From) {
			all = append(all, a)
		}
	}
	var areas []string
	for _, p := range s.places {
		if office, ok := animated[p.code]; ok && s.ofParis() {
			add(p.code, strings.TrimPrefix(p.code, "751")+"e", office[0], office[1])
		}
		area := p.code
		if s.options.Shape == Rural {
			area = p.parent
		}
		if area != "" && !slices.Contains(areas, area) {
			areas = append(areas, area)
		}
	}
	for i, area := range areas {
		if !s.ofParis() && i%2 == 0 {
			add(area, area, 620-40*(i%10), 0)
		}
	}
	return all
}

// contests: one structure does not accept a figure, and was answered.
func (s *secretary) contests() []committee.Contest {
	structures := s.memberships()
	if day := s.ago(75); s.past(day) && len(structures) > 0 {
		c := committee.Contest{
			Code: "silence", About: committee.Figure, Indicator: "visibility.reporting_rate", Structure: structures[0].Structure, Day: day,
			Motive: "Le lieu était fermé pour travaux, et compte comme silencieux.",
		}
		if answered := s.ago(50); s.past(answered) {
			c.Answer, c.AnsweredDay = "Les mois de fermeture sont maintenant au registre : ils ne comptent plus.", answered
		}
		return []committee.Contest{c}
	}
	return nil
}

// targets rise and fall; one is to be held, and one is of a place.
func (s *secretary) targets() []target.Target {
	baseline, half := s.ago(660), s.ago(280)
	all := []target.Target{
		{Indicator: "visibility.reporting_rate", Baseline: 0.6, Steps: []target.Step{{Day: half, Value: 0.7}}, Value: 0.85, Direction: target.Up},
		{Indicator: "impact.progression", Baseline: 0.3, Value: 0.45, Direction: target.Up},
		{Indicator: "accessibility.wait_days", Baseline: 21, Steps: []target.Step{{Day: half, Value: 18}}, Value: 14, Direction: target.Down},
		{Indicator: "accessibility.structures_per_10k", Baseline: 3, Value: 3, Direction: target.Up},
	}
	if len(s.places) > 0 {
		all = append(all, target.Target{Indicator: "visibility.referral_completion", Territory: s.places[len(s.places)/2].code, Baseline: 0.4, Value: 0.6, Direction: target.Up})
	}
	for i := range all {
		all[i].BaselineDay, all[i].Due, all[i].DecidedIn = baseline, s.endOf(1), s.meetingCode("pilotage", 640)
	}
	return all
}
