package oracle_test

import "vigie/event"

// What was done when people were there.
var actsCases = []handCase{
	{name: "sessions, aids, procedures and who helped",
		events: []event.Event{
			attended("2024-01-05", "a", "p1", func(a *event.Attendance) {
				a.Session, a.Minutes, a.Aids, a.Helper = "s", 90, []event.Aid{event.AidPassNumerique}, event.HelperVolunteer
			}),
			attended("2024-01-05", "a", "p2", func(a *event.Attendance) {
				a.Session, a.Minutes, a.Procedures = "s", 60, []event.Procedure{event.ProcedureTax, event.ProcedureHealth}
			}),
			attended("2024-01-06", "b", "p2", func(a *event.Attendance) {
				a.Minutes, a.Procedures, a.Helper = 30, []event.Procedure{event.ProcedureTax}, event.HelperConseillerNumerique
			}),
			attended("2024-01-06", "b", "h1", func(a *event.Attendance) { a.Audience, a.Trainee = event.AudienceHelpers, event.TraineeAgent }),
		},
		asked: []asked{
			{"impact.mediator_hours", "total: 2"},
			{"impact.mediator_hours by=structure", "a: 1.5; b: 0.5"},
			{"impact.aids_given", "total: 1 pass=1"},
			{"impact.aids_given by=structure", "a: 1 pass=1"},
			{"impact.help_by_procedure", "total: 2 health=1 tax=2"},
			{"impact.help_by_procedure structure=b", "total: 1 tax=1"},
			{"impact.helpers_active", "total: 2 conseiller=1 untold=1 volunteer=1"},
			{"impact.helpers_active by=structure", "a: 1 untold=1 volunteer=1; b: 1 conseiller=1"},
			{"impact.helpers_trained", "total: 1 agents=1 people=1"},
			{"impact.helpers_trained structure=a", ""},
			{"impact.accompaniments", "total: 3 again=1 not_recurrent=2 people=2"},
			{"impact.accompaniments structure=b", "total: 1 again=1 people=1"},
			{"impact.people_not_recurrent", "total: 2 again=1 high=2 low=2 participations=3"},
			{"impact.people_not_recurrent structure=b", "total: 0 again=1 participations=1"},
		}},
	{name: "who is reached, how, and whence",
		events: []event.Event{
			assessed("2023-12-01", "a", "p1", "unable"), assessed("2023-12-01", "a", "p2", "intermediate"),
			attended("2024-01-05", "a", "p1", func(a *event.Attendance) {
				a.HeardFrom, a.Profile.Gender, a.Profile.AgeBand = event.HeardFromReferral, event.GenderWoman, event.AgeBand70Plus
			}),
			attended("2024-01-06", "a", "p1", func(a *event.Attendance) { a.HeardFrom = event.HeardFromMap }),
			attended("2024-01-06", "b", "p2", func(a *event.Attendance) {
				a.HeardFrom, a.Format, a.Profile.Gender = event.HeardFromOnline, event.FormatSelfService, event.GenderMan
			}),
			attended("2024-01-06", "b", "p3"),
		},
		asked: []asked{
			{"impact.reached_share", "total: 0.5 1/2 age_unknown=2 gender_unknown=1 seniors=1"},
			{"impact.reached_share by=structure", "a: 1 1/1 seniors=1; b: 0 0/1 age_unknown=2 gender_unknown=1"},
			{"impact.help_matches_level", "total: 0.5 1/2 learners_self_served=1 never_assessed=1 unable_assisted=1"},
			{"impact.help_matches_level by=structure", "a: 1 1/1 unable_assisted=1; b: 0 0/1 learners_self_served=1 never_assessed=1"},
			{"visibility.heard_from", "total: 0.5 1/2 online=0.5 referral=0.5 untold=1"},
			{"visibility.heard_from from=2024-01-06", "total: 0 0/1 online=1 untold=1"},
		}},
	{name: "which visit of a day is the first",
		events: []event.Event{
			attended("2024-01-07", "a", "p1", heard("map")),
			attended("2024-01-07", "a", "p1", heard("poster"), func(a *event.Attendance) { a.Territory = "200070308" }), // the smaller territory
			attended("2024-01-08", "b", "p2", heard("online"), ofProject("Q")),
			attended("2024-01-08", "b", "p2", heard("other"), ofProject("P")), // the smaller project
			attended("2024-01-09", "b", "p3", heard("word_of_mouth"), func(a *event.Attendance) { a.Territory = "71200" }),
			attended("2024-01-09", "b", "p3", heard("event")), // the structure's own territory is smaller
		},
		asked: []asked{{"visibility.heard_from", "total: 0 0/3 event=0.333 other=0.333 poster=0.333"}}},
}
