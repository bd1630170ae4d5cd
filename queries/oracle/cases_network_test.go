package oracle_test

import (
	"vigie/event"
	"vigie/queries/oracle"
)

// What people can do.
var assessedCases = []handCase{
	{name: "progress is judged 14 days apart, by the highest level of a day",
		events: []event.Event{
			assessed("2024-01-01", "a", "p1", "beginner"), assessed("2024-01-01", "b", "p1", "unable"),
			assessed("2024-01-15", "b", "p1", "intermediate"),
			assessed("2024-01-02", "a", "p2", "beginner"), assessed("2024-01-15", "b", "p2", "autonomous"), // 13 days
			assessed("2024-01-03", "a", "p3", "beginner"), assessed("2024-03-01", "b", "p3", "unable"),
			assessed("2024-01-03", "a", "p4", "autonomous"), assessed("2024-03-01", "b", "p4", "unable"),
			assessed("2024-03-25", "a", "p5", "unable"), // too late to be assessed again
		},
		asked: []asked{
			{"impact.progression", "total: 0.5 1/2 beginner_to_intermediate=1 beginner_to_unable=1 lower=0.5 reassessed=0.667"},
			{"impact.progression by=structure", "b: 0.5 1/2 beginner_to_intermediate=1 beginner_to_unable=1 lower=0.5 reassessed=0.667"},
			{"impact.level_profile", "total: 0.2 1/5 autonomous=1 intermediate=1 unable=3"},
			{"impact.level_profile by=territory", "71076: 0 0/1 unable=1; 71153: 0.25 1/4 autonomous=1 intermediate=1 unable=2"},
			{"impact.level_profile from=2024-01-01 to=2024-01-15", "total: 0.25 1/4 autonomous=1 beginner=3"},
		}},
	{name: "what a person owns: several things, none, unknown",
		events: []event.Event{
			owns(assessed("2024-01-01", "a", "p1", "autonomous"), "computer", "tablet"), owns(assessed("2024-01-01", "a", "p2", "unable")),
			assessed("2024-01-01", "a", "p3", "unable"),
		},
		asked: []asked{{"impact.level_profile by=equipment",
			"computer: 1 1/1 autonomous=1; none: 0 0/1 unable=1; tablet: 1 1/1 autonomous=1; unknown: 0 0/1 unable=1"}}},
	{name: "the funnel follows whom it holds, as of its day",
		events: []event.Event{
			assessed("2024-01-01", "a", "p1", "unable"), referred("2024-01-02", "r1", "sent", "a", "b", "p1"),
			attended("2024-01-01", "b", "p1"), attended("2024-01-20", "b", "p1"), assessed("2024-01-20", "b", "p1", "beginner"),
			assessed("2024-01-01", "a", "p2", "unable"), referred("2023-12-31", "r2", "sent", "a", "b", "p2"),
			attended("2024-01-05", "b", "p2"),
			assessed("2024-01-01", "a", "p3", "autonomous"),
		},
		asked: []asked{
			{"impact.funnel", "total: 0.5 1/2 assessed=2 attended=1 progressed=1 reassessed=1 referred=1"},
			{"impact.funnel as_of=2024-01-19", "total: 0 0/2 assessed=2 referred=1"},
			{"impact.funnel as_of=2023-01-01", "total: 0 0/2 assessed=2"},
		}},
}

func owns(e event.Event, equipment ...event.Equipment) event.Event {
	e.Assessment.EquipmentKnown, e.Assessment.Equipment = true, equipment
	return e
}

// Referrals, and what becomes of them.
var referredCases = []handCase{
	{name: "waits end at the first attendance from day 0 to day 60",
		events: []event.Event{
			referred("2024-01-10", "r1", "sent", "a", "b", "p1"), attended("2024-01-09", "b", "p1"), attended("2024-01-10", "b", "p1"),
			referred("2024-01-10", "r2", "sent", "a", "b", "p2"), attended("2024-03-10", "b", "p2"), // day 60
			referred("2024-01-10", "r3", "sent", "b", "a", "p3"), attended("2024-03-11", "a", "p3"), // day 61
			referred("2024-01-10", "r4", "sent", "a", "b", ""),
		},
		asked: []asked{
			{"visibility.referral_completion", "total: 0.66667 2/3"},
			{"visibility.referral_completion as_of=2024-03-09", "total: none 0/0 no_data waiting=3"},
			{"visibility.referral_completion as_of=2024-03-10 by=territory", "71076: 1 2/2; 71153: 0 0/1"},
			{"accessibility.wait_days", "total: 60 2/3 median=60 seen=2"},
			{"accessibility.wait_days by=structure", "a: 0 2/2 p90=60 seen=2; b: none 0/1"},
		}},
	{name: "a referral is sent on the day of its sent event, and is what its earliest one says",
		events: []event.Event{
			referred("2024-03-31", "r1", "accepted", "a", "b", "p1"), referred("2024-04-02", "r1", "sent", "b", "a", "p2"),
			attended("2024-03-31", "b", "p1"), attended("2024-05-01", "b", "p1"),
		},
		asked: []asked{
			{"visibility.referral_completion", ""},
			{"visibility.referral_completion to=2024-05-01 by=structure", "a: 1 1/1"},
			{"accessibility.wait_days to=2024-05-01", "total: 29 1/1 median=29 p90=29 seen=1"},
		}},
	{name: "who sends to whom",
		snapshots: append([]oracle.Snapshot{at("d", "2023-01-01", "71076")}, snapshots...),
		events: []event.Event{
			referred("2024-01-10", "r1", "sent", "a", "b", ""), referred("2024-01-11", "r2", "sent", "a", "c", ""),
			referred("2023-04-01", "r3", "sent", "d", "a", ""), referred("2024-01-12", "r4", "sent", "d", "", ""),
		},
		asked: []asked{
			{"visibility.connected_structures", "total: 0.5 1/2 isolated=1 outside=1 partners=3 received=2 sent=2"},
			{"visibility.connected_structures by=structure to=2024-01-11",
				"a: 1 1/1 partners=1 sent=1; b: none 0/0 no_data partners=1 received=1"},
			{"visibility.three_partners", "total: 0.5 1/2 one_or_two=1 partners=4"},
			{"visibility.three_partners to=2024-04-02", "total: 0 0/2 none=1 one_or_two=1 partners=2"},
			{"visibility.reporting_rate", "total: 0.5 2/4 silent=2"},
		}},
}

// The registry, and residents.
var registryCases = []handCase{
	{name: "closed months are not expected to report, but are silent",
		snapshots: []oracle.Snapshot{closed(at("a", "2023-01-01", "71076"), 1, 2), closed(at("b", "2023-01-01", "71153"), 1)},
		events:    []event.Event{attended("2024-01-05", "a", "p1"), attended("2024-01-05", "b", "p2")},
		asked: []asked{
			{"visibility.reporting_rate to=2024-03-01", "total: 1 1/1"},
			{"visibility.reporting_rate from=2024-04-01 to=2024-05-01", "total: 0 0/2 silent=2"},
			{"visibility.reporting_rate from=2024-04-01 to=2024-05-01 as_of=2024-04-03", "total: 0 0/2"},
		}},
	{name: "what structures offer on the last day",
		snapshots: []oracle.Snapshot{
			offers(at("a", "2023-06-01", "71076"), func(s *oracle.Snapshot) {
				s.Fees, s.HoursKnown, s.Evening, s.Updated = []string{"Gratuit"}, true, 120, on("2023-10-01")
				s.Services = []string{"employment", "safe_use"}
			}),
			offers(at("b", "2023-06-01", "71153"), func(s *oracle.Snapshot) {
				s.Fees, s.HoursKnown, s.Evening, s.Updated = []string{"Gratuit", "Payant"}, true, 119, on("2023-04-01")
				s.Services, s.AccessModes = []string{"employment"}, []string{"Ce lieu n'accueille pas de public"}
			}),
			offers(at("c", "2024-04-01", ""), func(s *oracle.Snapshot) { s.Updated = on("2022-01-01") }),
			offers(at("d", "2023-06-01", "71076"), func(s *oracle.Snapshot) { s.Closed = on("2024-03-31") }),
			offers(at("e", "2023-06-01", "71076"), func(s *oracle.Snapshot) { s.Opened, s.Closed = on("2024-03-31"), on("2024-04-01") }),
		},
		asked: []asked{
			{"accessibility.structures_per_10k", "total: 13.333 2/1500 unattached=1"},
			{"accessibility.structures_per_10k by=territory", "71076: 20 2/1000; 71153: 0 0/500; unknown: none 1/0 no_data unattached=1"},
			{"accessibility.structures_per_10k territory=71153", "total: 0 0/500"},
			{"accessibility.service_variety", "total: 0.11111 1/9 employment=2 safe_use=1"},
			{"accessibility.service_variety by=territory",
				"71076: 0 0/9 employment=1 safe_use=1; 71153: 0 0/9 employment=1; unknown: 0 0/9"},
			{"accessibility.open_after_hours", "total: 0.5 1/2 evening=1 hours_unknown=2"},
			{"accessibility.open_after_hours by=structure",
				"a: 1 1/1 evening=1; b: 0 0/1; c: none 0/0 no_data hours_unknown=1; e: none 0/0 no_data hours_unknown=1"},
			{"accessibility.free_offer", "total: 0.5 1/2 partly=1 unknown=2"},
			{"accessibility.free_offer service=safe_use", "total: 1 1/1"},
			{"visibility.fresh_records", "total: 0.33333 1/3 fresh=1 stale=1 watch=1"},
			{"visibility.fresh_records from=2023-05-01 to=2023-06-01", ""}, // nothing known before
			{"visibility.fresh_records by=structure to=2024-08-31", "a: 0 0/1 watch=1; b: 0 0/1 check=1; c: 0 0/1 stale=1"},
		}},
	{name: "residents are reached wherever they are helped",
		events: []event.Event{
			attended("2023-04-01", "a", "p1", lives("71076")), attended("2024-01-05", "c", "p2", lives("71153")),
			attended("2023-03-31", "a", "p3", lives("71076")),
			attended("2024-01-05", "a", "p4", lives("75113")), attended("2024-01-05", "a", "p5"),
		},
		asked: []asked{
			{"accessibility.reach_per_1000", "total: 1.3333 2/1500 outside=1 unknown=1"},
			{"accessibility.reach_per_1000 by=territory",
				"71076: 1 1/1000; 71153: 2 1/500; outside: none 1/0 no_data outside=1; unknown: none 1/0 no_data unknown=1"},
			{"accessibility.reach_per_1000 territory=71076", "total: 1 1/1000 outside=1 unknown=1"},
		}},
	{name: "too few known residences make no figure, margins of residence an estimate",
		events: []event.Event{
			attended("2024-01-05", "a", "p1", lives("71076")),
			group("2024-01-05", "a", 1, 0, homes(map[string]int{"71153": 1})),
			attended("2024-01-05", "b", "p2", lives("71153")), attended("2024-01-05", "b", "p3"), attended("2024-01-05", "b", "p4"),
		},
		asked: []asked{
			{"accessibility.reach_per_1000", "total: none 2/1500 no_data anonymous=1 unknown=2"},
			{"accessibility.reach_per_1000 by=territory",
				"71076: 1 1/1000; 71153: none 1/500 no_data anonymous=1; unknown: none 2/0 no_data unknown=2"},
			{"accessibility.reach_per_1000 territory=71076 structure=a", "total: 1 1/1000"},
			{"accessibility.reach_per_1000 structure=a", "total: 0.66667 1/1500 estimate anonymous=1"},
		}},
}

func closed(s oracle.Snapshot, months ...int) oracle.Snapshot {
	s.ClosedMonths = months
	return s
}

func offers(s oracle.Snapshot, say func(*oracle.Snapshot)) oracle.Snapshot {
	say(&s)
	return s
}

func lives(residence string) func(*event.Attendance) {
	return func(a *event.Attendance) { a.Profile.Residence = residence }
}

func homes(margin map[string]int) func(*event.Attendance) {
	return func(a *event.Attendance) { a.Participants = &event.Participants{Residence: margin} }
}
