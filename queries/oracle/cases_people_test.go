package oracle_test

import (
	"vigie/event"
	"vigie/queries/oracle"
)

// Which events count.
var effectiveCases = []handCase{
	{name: "the first received of an id, the highest revision of a record, nothing retracted",
		events: []event.Event{
			retracted("v4"), // before what it retracts
			named("v1", attended("2024-01-05", "a", "p1")),
			named("v1", attended("2024-01-06", "a", "p2")), // a conflict
			named("v1", attended("2024-01-05", "a", "p1")), // again
			named("v2", edited("v2", 2, attended("2024-01-07", "a", "p3"))),
			named("v3", edited("v2", 1, attended("2024-01-08", "b", "p4"))),
			named("v4", attended("2024-01-09", "a", "p5")),
		},
		asked: []asked{
			{"impact.people_followed", "total: 2"},
			{"impact.people_followed by=territory", "71076: 2"},
		}},
	{name: "an exclusion sets aside what counts, and uncovers no earlier edit",
		exclusions: []oracle.Exclusion{{Source: source, Structure: "a", From: on("2024-01-10"), To: on("2024-01-12")}},
		events: []event.Event{
			attended("2024-01-10", "a", "p1"), attended("2024-01-11", "b", "p2"), attended("2024-01-12", "a", "p3"),
			named("x", attended("2024-01-05", "a", "p4")), edited("x", 1, attended("2024-01-10", "a", "p4")),
		},
		asked: []asked{{"impact.people_followed by=structure", "a: 1; b: 1"}}},
	{name: "an event took place where its structure was on its day",
		snapshots: []oracle.Snapshot{at("a", "2024-01-01", "71076"), at("a", "2024-02-10", "71153")},
		events: []event.Event{
			attended("2023-12-31", "a", "p1"), attended("2024-02-09", "a", "p2"), attended("2024-02-10", "a", "p3"),
			attended("2024-02-11", "a", "p4", func(a *event.Attendance) { a.Territory = "71076" }),
			attended("2024-02-11", "a", "p5", func(a *event.Attendance) { a.Territory = "71" }),
			attended("2024-02-11", "a", "p6", func(a *event.Attendance) { a.Territory = "75113" }),
		},
		asked: []asked{
			{"impact.people_followed by=territory from=2023-12-01", "71076: 3; 71153: 1; outside: 1; unknown: 1"},
			{"impact.people_followed territory=71153", "total: 1"},
			{"impact.people_followed territory=both", "total: 3"},
		}},
}

func workshop(a *event.Attendance) { a.Format = event.FormatWorkshop }

func ages(margin map[event.AgeBand]int) func(*event.Attendance) {
	return func(a *event.Attendance) { a.Participants = &event.Participants{AgeBand: margin} }
}

func aged(band event.AgeBand) func(*event.Attendance) {
	return func(a *event.Attendance) { a.Profile.AgeBand = band }
}

func given(services ...event.Service) func(*event.Attendance) {
	return func(a *event.Attendance) { a.Services = services }
}

// Public attendances.
var attendanceCases = []handCase{
	{name: "people helped are a range where newness is unknown",
		events: []event.Event{
			attended("2024-01-05", "a", "p1"), attended("2024-02-05", "b", "p1"),
			group("2024-01-06", "a", 5, 2), group("2024-01-07", "b", 4, -1),
			group("2024-01-08", "c", 6, 0, func(a *event.Attendance) { a.Audience = event.AudienceHelpers }),
		},
		asked: []asked{
			{"impact.people_helped", "total: 4 estimate anonymous=3 high=8 low=4 persons=1"},
			{"impact.people_helped by=structure", "a: 4 anonymous=3 high=4 low=4 persons=1; b: 1 estimate high=5 low=1 persons=1"},
			{"impact.people_helped by=month", "2024-01: 4 estimate anonymous=3 high=8 low=4 persons=1; 2024-02: 1 high=1 low=1 persons=1"},
			{"impact.people_helped by=age_band", "unknown: 4 estimate anonymous=3 high=8 low=4 persons=1"},
			{"impact.people_helped age_band=70_plus", ""},
			{"impact.participations", "total: 11 anonymous=9 persons=2"},
			{"impact.support_hours", "total: 11 anonymous=9 persons=2"},
		}},
	{name: "margins are followed in participations, never crossed",
		events: []event.Event{
			attended("2024-01-05", "a", "p1", aged("70_plus")),
			group("2024-01-06", "a", 5, 0, ages(map[event.AgeBand]int{"18_24": 2, "70_plus": 1})),
		},
		asked: []asked{
			{"impact.participations by=age_band", "18_24: 2 anonymous=2; 70_plus: 2 anonymous=1 persons=1; unknown: 2 anonymous=2"},
			{"impact.participations age_band=70_plus,unknown", "total: 4 anonymous=3 persons=1"},
			{"impact.participations by=gender age_band=70_plus", "unknown: 2 anonymous=1 persons=1"},
			{"impact.participations age_band=18_24,70_plus gender=unknown", "total: 1 persons=1"},
			{"impact.people_helped by=age_band age_band=unknown", "unknown: 5 anonymous=5 high=5 low=5"},
		}},
	{name: "a profile is the latest before the window's end, of one day the smallest code",
		events: []event.Event{
			attended("2024-01-05", "a", "p1", aged("18_24")), attended("2024-02-05", "a", "p1", aged("70_plus")),
			attended("2024-02-05", "b", "p1", aged("25_39")), attended("2024-04-01", "b", "p1", aged("12_17")),
			attended("2024-03-01", "b", "p1"),
		},
		asked: []asked{
			{"impact.people_followed by=age_band", "25_39: 1"},
			{"impact.people_followed by=month age_band=18_24", "2024-01: 1"},
		}},
	{name: "several services, several keys",
		events: []event.Event{attended("2024-01-05", "a", "p1", given("employment", "safe_use")),
			attended("2024-01-06", "a", "p1", workshop)},
		asked: []asked{
			{"impact.participations by=service", "employment: 1 persons=1; safe_use: 1 persons=1; unknown: 1 persons=1"},
			{"impact.participations by=service service=safe_use,unknown", "safe_use: 1 persons=1; unknown: 1 persons=1"},
			{"impact.people_followed by=format", "individual: 1; workshop: 1"},
			{"impact.people_followed by=project", "unknown: 1"},
		}},
	{name: "away is off-site, at home or by outreach",
		events: []event.Event{
			attended("2024-01-05", "a", "p1", func(a *event.Attendance) { a.Offsite = true }),
			attended("2024-01-05", "a", "p2", func(a *event.Attendance) { a.Format = event.FormatHomeVisit }),
			attended("2024-01-05", "a", "p3"), group("2024-01-06", "a", 5, 0),
			declared("2024-02", "b", 7, 3),
		},
		asked: []asked{
			{"accessibility.outreach_share", "total: 0.25 2/8"},
			{"accessibility.outreach_share by=format", "home_visit: 1 1/1; individual: 0.14286 1/7"},
		}},
	{name: "people return within 30 days of their first time, wherever",
		events: []event.Event{
			attended("2024-01-05", "a", "p1"), attended("2024-01-05", "b", "p1"), attended("2024-02-04", "b", "p1"), // day 30
			attended("2024-01-05", "b", "p2"), attended("2024-02-05", "b", "p2"), // day 31
			attended("2024-01-06", "b", "p3"),
			attended("2023-12-31", "b", "p4"), attended("2024-01-02", "b", "p4"),
		},
		asked: []asked{
			{"impact.return_rate", "total: 0.33333 1/3"},
			{"impact.return_rate by=structure", "a: 1 1/1; b: 0 0/2"},
			{"impact.return_rate as_of=2024-02-04", "total: 0.5 1/2 waiting=1"},
			{"impact.return_rate as_of=2024-02-03", "total: none 0/0 no_data waiting=3"},
		}},
}

// Months declared by structures without a tool.
var declarationCases = []handCase{
	{name: "declared people are a range over several months",
		events: []event.Event{declared("2024-01", "a", 10, 4), declared("2024-02", "a", 8, 6), declared("2024-03", "b", 2, 1)},
		asked: []asked{
			{"impact.people_helped", "total: 7 estimate declared=7 high=11 low=7"},
			{"impact.people_helped by=month",
				"2024-01: 4 declared=4 high=4 low=4; 2024-02: 6 declared=6 high=6 low=6; 2024-03: 1 declared=1 high=1 low=1"},
			{"impact.participations", "total: 20 declared=20"},
			{"impact.participations from=2024-01-02", "total: 10 declared=10"}, // half a month is none
			{"impact.participations to=2024-03-31", "total: 18 declared=18"},
		}},
	{name: "where events tell the same month, its declaration is set aside, but reports",
		events: []event.Event{declared("2024-01", "a", 10, 4), assessed("2024-01-31", "a", "p1", "unable"), declared("2024-02", "b", 5, 5)},
		asked: []asked{
			{"impact.participations", "total: 5 declared=5"},
			{"visibility.reporting_rate from=2024-02-01 to=2024-03-01", "total: 0.33333 1/3 silent=1"},
		}},
	{name: "of a structure, month and project the highest revision counts, then the largest numbers",
		events: []event.Event{
			declared("2024-01", "a", 10, 4), declared("2024-01", "a", 12, 3),
			declared("2024-01", "a", 3, 3, func(d *event.Declaration) { d.Project = "P" }),
			declared("2024-02", "a", 9, 9), declared("2024-02", "a", 1, 1, func(d *event.Declaration) { d.Revision = 1 }),
		},
		asked: []asked{{"impact.participations by=project", "P: 3 declared=3; unknown: 13 declared=13"}}},
	{name: "participations follow the margins, people and minutes are of unknown classes",
		events: []event.Event{declared("2024-01", "a", 10, 6, func(d *event.Declaration) {
			minutes := 90
			d.Minutes = &minutes
			d.Format = map[event.Format]int{"workshop": 7}
			d.Services = map[event.Service]int{"employment": 8, "safe_use": 6}
		})},
		asked: []asked{
			{"impact.participations by=format", "unknown: 3 declared=3; workshop: 7 declared=7"},
			{"impact.participations by=service", "employment: 8 declared=8; safe_use: 6 declared=6"},
			{"impact.participations by=age_band format=workshop", "unknown: 7 declared=7"},
			{"impact.participations format=workshop service=employment", ""},
			{"impact.people_helped by=format", "unknown: 6 declared=6 high=6 low=6"},
			{"impact.people_helped format=workshop", ""},
			{"impact.support_hours by=service", "unknown: 1.5 declared=1.5"},
			{"impact.support_hours service=unknown,employment", "total: 1.5 declared=1.5"},
			{"impact.support_hours service=employment", ""},
		}},
}
