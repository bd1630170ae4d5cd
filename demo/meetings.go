package demo

import (
	"cmp"

	"vigie/event"
	"vigie/governance/committee"
	"vigie/governance/dated"
)

// session is a meeting of the demonstration, in days before its end.
type session struct {
	committee string
	ago       int
	agenda    []string
	decisions []resolve
}

// resolve is a decision: due and done so many days after its meeting; 0 is never.
type resolve struct {
	code, title, owner string
	due, done          int
	indicator, measure string
}

// sessions of both committees. The last ones leave decisions that are late, and one that is open; the next ones are to come. The last one
// held was more than a quarter ago, so that figures were published since.
var sessions = []session{
	{"pilotage", 640, []string{"Installer le comité", "Adopter le plan et ses cibles"}, []resolve{
		{"d1", "Nommer un porteur pour chaque mesure du plan", "", 60, 45, "", "1.1"},
		{"d2", "Publier la carte des lieux", "", 200, 215, "visibility.fresh_records", ""},
	}},
	{"technique", 600, []string{"Choisir l’outil commun", "Qui transmet quoi"}, []resolve{
		{"d1", "Raccorder les lieux pilotes à l’outil commun", "", 180, 170, "visibility.reporting_rate", "3.1"},
	}},
	{"pilotage", 460, []string{"Où en est le plan", "Premiers chiffres"}, []resolve{
		{"d1", "Ouvrir un appel à projets pour les lieux qui refusent du monde", "caf", 90, 80, "accessibility.wait_days", ""},
	}},
	{"technique", 380, []string{"Orientations sans suite", "Fiches périmées"}, []resolve{
		{"d1", "Relancer les lieux dont la fiche a plus d’un an", "", 120, 130, "visibility.fresh_records", ""},
		{"d2", "Essayer un accueil commun pour les orientations", "cpam", 150, 0, "visibility.referral_completion", ""},
	}},
	{"pilotage", 280, []string{"Bilan de l’année", "Territoires les moins servis"}, []resolve{
		{"d1", "Recruter un animateur dans les territoires sans animation", "etat", 120, 100, "", "1.2"},
		{"d2", "Ouvrir des permanences le samedi", "", 150, 0, "accessibility.open_after_hours", ""},
	}},
	{"technique", 190, []string{"Formation des aidants"}, []resolve{
		{"d1", "Proposer une formation par trimestre", "pole_emploi", 200, 0, "", ""},
	}},
	{"technique", 140, []string{"Lieux isolés"}, []resolve{
		{"d1", "Vérifier avec chaque animateur les lieux isolés", "", 210, 0, "visibility.connected_structures", ""},
	}},
	{"pilotage", 100, []string{"Où en est le plan", "Ce qui a changé depuis la dernière séance"}, []resolve{
		{"d1", "Lever le blocage du label commun", "etat", 60, 0, "", "2.4"},
		{"d2", "Appeler les lieux silencieux un par un", "", 75, 70, "visibility.reporting_rate", ""},
		{"d3", "Préparer l’appel à projets de l’an prochain", "caf", 160, 0, "accessibility.structures_per_10k", ""},
	}},
	{"pilotage", -40, []string{"Bilan de l’année", "Cibles de l’an prochain"}, nil},
	{"technique", -75, []string{"Orientation entre lieux"}, nil},
}

// announced is how many days before it a meeting is known.
const announced = 120

// meetingCode is committee and month, such as pilotage-2026-03.
func (s *secretary) meetingCode(of string, ago int) string {
	return of + "-" + string(s.meets(ago)[:len("2026-03")])
}

// meets is the Thursday of the week of a day: committees meet on working days.
func (s *secretary) meets(ago int) dated.Day {
	day := s.options.To.AddDays(-ago)
	weekday := (int(day.Time().Weekday()) + 6) % 7 // Monday is 0
	return dated.Day(day.AddDays(3 - weekday).String())
}

// meetings are those held, with what they decided, and those announced.
func (s *secretary) meetings() (meetings []committee.Meeting, decisions []committee.Decision) {
	bodies := s.bodies()
	for _, one := range sessions {
		day := s.meets(one.ago)
		if !s.past(s.ago(one.ago + announced)) {
			continue
		}
		m := committee.Meeting{Code: s.meetingCode(one.committee, one.ago), Committee: one.committee, Day: day, Agenda: one.agenda}
		if s.past(day) {
			s.attend(&m, bodies)
			for _, r := range one.decisions {
				decisions = append(decisions, s.decision(r, m))
			}
		}
		meetings = append(meetings, m)
	}
	return meetings, decisions
}

// attend says who of the members came.
func (s *secretary) attend(m *committee.Meeting, bodies []committee.Body) {
	s.d.begin(s.options.Seed, textNumber(m.Code), textNumber("attendance of a meeting"))
	for _, b := range bodies {
		switch u := s.d.Float64(); {
		case !b.IsMember(m.Day):
		case u < 0.8:
			m.Present = append(m.Present, b.Code)
		case u < 0.95:
			m.Excused = append(m.Excused, b.Code)
		}
	}
}

func (s *secretary) decision(r resolve, m committee.Meeting) committee.Decision {
	after := func(days int) dated.Day { return dated.Day(mustDay(string(m.Day)).AddDays(days).String()) }
	d := committee.Decision{
		Meeting: m.Code, Code: r.code, Title: r.title, Owner: r.owner, Due: dated.Due{Day: after(r.due)}, Indicator: r.indicator, Measure: r.measure,
	}
	if s.ofParis() {
		d.Owner = cmp.Or(d.Owner, "ville")
	} else {
		d.Owner, d.Measure = cmp.Or(d.Owner, "collectivite"), ""
		for code, like := range likeParis {
			if r.measure == like {
				d.Measure = code
			}
		}
	}
	if done := after(r.done); r.done > 0 && s.past(done) {
		d.Statuses = []committee.Status{{Day: done, Status: committee.Done}}
	}
	return d
}

// mustDay reads a day that this package has written.
func mustDay(text string) event.Day {
	day, err := event.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return day
}
