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

func wants(e event.Event, services ...event.Service) event.Event {
	e.Assessment.Wants = services
	return e
}
