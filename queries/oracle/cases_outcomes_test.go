package oracle_test

import (
	"vigie/event"
	"vigie/queries/oracle"
)

// What becomes of people and of referrals, in the end.
var outcomesCases = []handCase{
	{name: "who becomes autonomous",
		events: []event.Event{
			assessed("2024-01-01", "a", "p1", "beginner"), assessed("2024-01-15", "b", "p1", "autonomous"),
			assessed("2024-01-01", "a", "p2", "beginner"), assessed("2024-02-01", "b", "p2", "intermediate"),
			assessed("2024-01-01", "a", "p3", "autonomous"), assessed("2024-02-01", "b", "p3", "autonomous"),
			assessed("2024-01-01", "a", "p4", "unable"), assessed("2024-01-14", "b", "p4", "autonomous"), // 13 days
		},
		asked: []asked{
			{"impact.autonomy_gained", "total: 0.5 1/2 reassessed=0.667"},
			{"impact.autonomy_gained to=2024-01-16", "total: 1 1/1 reassessed=0.333"},
		}},
	{name: "what is wanted, offered and given",
		snapshots: []oracle.Snapshot{offers(at("a", "2023-01-01", "71076"), func(s *oracle.Snapshot) { s.Services = []string{"employment"} })},
		events: []event.Event{
			wants(assessed("2024-01-01", "a", "p1", "beginner"), event.ServiceEmployment), wants(assessed("2024-02-01", "a", "p1", "beginner"), event.ServiceSafeUse),
			assessed("2024-01-01", "a", "p2", "beginner"),
			attended("2024-01-02", "a", "p2", func(a *event.Attendance) { a.Services = []event.Service{event.ServiceEmployment} }),
		},
		asked: []asked{
			{"visibility.wanted_vs_offered", "total: 1 given=1 offering=1"},
			{"visibility.wanted_vs_offered by=service", "employment: 0 given=1 offering=1; safe_use: 1"},
		}},
	{name: "what people gain in questionnaires",
		events: []event.Event{
			scored(assessed("2024-01-01", "a", "p1", "beginner"), "pix", 40), scored(assessed("2024-01-15", "b", "p1", "beginner"), "pix", 52.5),
			scored(assessed("2024-01-15", "a", "p1", "beginner"), "pix", 30),                                                                     // that day's highest counts, at b
			scored(assessed("2024-01-01", "a", "p2", "autonomous"), "pix", 80), scored(assessed("2024-02-01", "a", "p2", "beginner"), "pix", 70), // −10
			scored(assessed("2024-01-01", "a", "p3", "beginner"), "pix", 10), scored(assessed("2024-01-14", "a", "p3", "beginner"), "pix", 90), // 13 days
			scored(assessed("2024-01-01", "a", "p4", "beginner"), "pix", 10), scored(assessed("2024-02-01", "a", "p4", "beginner"), "abc", 90), // another questionnaire
			scored(assessed("2024-01-01", "a", "p5", "beginner"), "", 10), scored(assessed("2024-02-01", "a", "p5", "beginner"), "", 90), // nobody knows of which
		},
		asked: []asked{
			{"impact.score_gain", "total: 1.25 2.5/2"},
			{"impact.score_gain by=structure", "a: -10 -10/1; b: 12.5 12.5/1"},
			{"impact.score_gain from=2024-01-16", "total: -10 -10/1"},
		}},
	{name: "what explains a change of participations",
		events: []event.Event{
			attended("2022-12-31", "a", "p1"),                                    // the first: changes are told against January 2023 and later
			attended("2023-01-10", "a", "p1"), attended("2023-02-10", "b", "p1"), // b is gone
			attended("2024-01-10", "a", "p1"), group("2024-01-11", "a", 3, 0), declared("2024-02", "c", 5, 2),
		},
		asked: []asked{
			{"impact.change_explained", "total: 7 before=2 both=3 gone=-1 new=5 now=9"},
			{"impact.change_explained by=territory", "71076: 3 before=1 both=3 now=4; 71153: -1 before=1 gone=-1; unknown: 5 new=5 now=5"},
			{"impact.change_explained from=2024-02-02", "total: -1 before=1 gone=-1"}, // c has not declared all of it, and reports
			{"impact.change_explained from=2023-12-31", "total: none no_data"},
		}},
	{name: "what referrals are answered by day 60",
		events: []event.Event{
			referred("2024-01-10", "r1", "sent", "a", "b", "p1"), referred("2024-03-10", "r1", "accepted", "a", "b", "p1"), // day 60
			referred("2024-01-10", "r2", "sent", "a", "", ""), referred("2024-03-11", "r2", "accepted", "a", "", ""), // day 61
			declined(referred("2024-01-10", "r3", "declined", "b", "a", ""), "full"),
			referred("2024-03-31", "r4", "sent", "a", "b", ""),
		},
		asked: []asked{
			{"visibility.referral_acceptance", "total: 0.25 1/4 full=1 open=2"},
			{"visibility.referral_acceptance as_of=2024-05-29 by=structure", "a: 0.5 1/2 open=1 waiting=1; b: 0 0/1 full=1"},
		}},
}

func declined(e event.Event, reason event.DeclineReason) event.Event {
	e.Referral.Reason = reason
	return e
}

func scored(e event.Event, tool string, score float64) event.Event {
	e.Assessment.Tool, e.Assessment.Score = tool, &score
	return e
}

func wants(e event.Event, services ...event.Service) event.Event {
	e.Assessment.Wants = services
	return e
}
