package oracle_test

import (
	"time"

	"vigie/queries/oracle"
)

// later is when the committee's files of the cases were imported again: on the last day of the quarter that is asked about.
var later = time.Date(2024, 3, 31, 12, 0, 0, 0, time.UTC)

// What the committee keeps.
var affairsCases = []handCase{
	{name: "a plan, measure by measure",
		registered: oracle.Registered{Affairs: oracle.Affairs{Measures: []oracle.Measure{
			{Code: "done", Due: on("2024-01-31"), Statuses: []oracle.Dated{{Day: on("2024-01-10"), What: "started"}, {Day: on("2024-03-31"), What: "done"}}, Imported: imported},
			{Code: "dropped", Due: on("2023-12-31"), Statuses: []oracle.Dated{{Day: on("2024-02-01"), What: "dropped"}}, Imported: imported},
			{Code: "late", Due: on("2024-02-15"), Imported: imported},
			{Code: "put off", Due: on("2024-02-15"), Imported: imported},
			{Code: "put off", Due: on("2025-02-15"), Imported: later},
		}}},
		asked: []asked{
			{"impact.plan_progress", "total: 0.33333 1/3 dropped=1 late=1 planned=1"},
			{"impact.plan_progress as_of=2024-03-30", "total: 0.25 1/4 dropped=1 late=2"},
			{"impact.plan_progress to=2024-03-31", "total: 0 0/3 dropped=1 late=2 planned=1"},
			{"impact.plan_progress to=2024-02-01", "total: 0 0/2 late=2 planned=2"},
		}},
	{name: "the way into the network",
		registered: oracle.Registered{Affairs: oracle.Affairs{Actors: []oracle.Actor{
			{Code: "caf", Stages: []oracle.Dated{{Day: on("2024-01-10"), What: "met"}, {Day: on("2024-03-31"), What: "member"}}, Imported: imported},
			{Code: "edf", External: true, Imported: imported},
			{Code: "a", Structure: true, Stages: []oracle.Dated{{Day: on("2023-01-10"), What: "reporting"}, {Day: on("2024-03-01"), What: "left"}}, Imported: imported},
			{Code: "caf", Structure: true, Stages: []oracle.Dated{{Day: on("2024-01-10"), What: "member"}}, Imported: imported},
		}}},
		asked: []asked{
			{"visibility.members", "total: 2 bodies_member=1 structures_left=1 structures_member=1"},
			{"visibility.members to=2024-03-31", "total: 1 bodies_met=1 structures_left=1 structures_member=1"},
			{"visibility.members from=2022-01-01 to=2023-01-10", "total: none no_data"},
		}},
	// Neither commune has 3 000 inhabitants, so what holds them is published, and an office in one of them animates a part alone.
	{name: "an office of the whole, and one of a part",
		registered: oracle.Registered{Affairs: oracle.Affairs{Animators: []oracle.Animator{
			{Territory: "71076", Address: "x", From: on("2024-01-01"), Imported: imported},
			{Territory: "200070308", Address: "y", From: on("2024-02-01"), To: on("2024-03-31"), Imported: imported},
		}}},
		asked: []asked{
			{"visibility.animated_territories", "total: 0 0/1"},
			{"visibility.animated_territories to=2024-03-31", "total: 1 1/1"},
			{"visibility.animated_territories by=territory to=2024-03-01", "200070308: 1 1/1"},
		}},
	// 100 + 100 in need.
	{name: "campaigns, and who needs them",
		registered: oracle.Registered{
			Rates: []oracle.Rate{{Territory: "71076", Year: 2023, Rate: 0.1, Imported: imported}, {Territory: "71153", Year: 2023, Rate: 0.2, Imported: imported}},
			Affairs: oracle.Affairs{Campaigns: []oracle.Campaign{
				{Code: "one", Starts: on("2024-01-10"), Target: new(10), Candidates: new(9), Engaged: new(5), Active: new(2), Imported: imported},
				{Code: "one", Starts: on("2024-01-10"), Target: new(10), Candidates: new(9), Engaged: new(5), Active: new(4), Imported: later},
				{Code: "two", Starts: on("2024-02-10"), Active: new(4), Imported: imported},
				{Code: "three", Starts: on("2024-04-01"), Target: new(7), Active: new(7), Imported: imported},
			}}},
		asked: []asked{
			{"impact.campaign_results", "total: 0.4 4/10 active=8 campaigns=1 candidates=9 engaged=5 unmeasured=1"},
			{"impact.campaign_results as_of=2024-03-30 to=2024-02-10", "total: 0.2 2/10 active=2 campaigns=1 candidates=9 engaged=5"},
			{"impact.campaign_results to=2024-03-31", "total: 0.2 2/10 active=6 campaigns=1 candidates=9 engaged=5 unmeasured=1"},
			{"impact.helpers_per_need", "total: 40 8/200 campaigns=2"},
			{"impact.helpers_per_need to=2024-03-31", "total: 30 6/200 campaigns=2"},
			{"impact.helpers_per_need to=2024-01-10", "total: none 0/200 no_data"},
		}},
}
