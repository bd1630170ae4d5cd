package oracle_test

import (
	"time"

	"vigie/event"
	"vigie/queries/oracle"
)

// imported is when the committee's files of the cases were.
var imported = time.Date(2023, 6, 1, 12, 0, 0, 0, time.UTC)

func ofProject(project string) func(*event.Attendance) {
	return func(a *event.Attendance) { a.Project = project }
}

func living(territory string) func(*event.Attendance) {
	return func(a *event.Attendance) { a.Profile.Residence = territory }
}

// What projects cost, whom they help, and who is in need.
var registeredCases = []handCase{
	// 3 100 € of the call and 310 € beside over the 31 days of January, at a; 400 € paid, three quarters of it by the Ville.
	{name: "euros of a project, and the people it was to help",
		registered: oracle.Registered{
			Calls: []oracle.Call{{Code: "AAP", Funders: []oracle.Amount{{Of: "Ville", Cents: 3000}, {Of: "CAF", Cents: 1000}}, Imported: imported}},
			Projects: []oracle.Project{{Code: "P", Call: "AAP", Structure: "a", Stage: "granted", Granted: 310_000,
				CoFunders: []oracle.Amount{{Of: "Europe", Cents: 31_000}},
				Payments:  []oracle.Payment{{Day: on("2024-01-05"), Cents: 40_000}, {Day: on("2024-02-05"), Cents: 10_000, Funder: "Europe"}},
				Starts:    on("2024-01-01"), Ends: on("2024-01-31"), Target: new(4), Imported: imported}},
		},
		events: []event.Event{
			attended("2024-01-05", "a", "p1", ofProject("P")), attended("2024-01-10", "a", "p2", ofProject("P")),
			attended("2024-01-10", "a", "p3"), attended("2024-02-10", "b", "p4", ofProject("P")),
			assessed("2024-01-01", "a", "p1", "beginner"), assessed("2024-01-20", "b", "p1", "intermediate"),
			assessed("2024-01-01", "a", "p2", "beginner"), assessed("2024-01-20", "b", "p2", "beginner"),
			assessed("2024-01-01", "a", "p3", "beginner"), assessed("2024-01-20", "b", "p3", "intermediate"),
			assessed("2024-01-01", "a", "p4", "beginner"), assessed("2024-02-09", "b", "p4", "intermediate"), // the day before the visit
		},
		asked: []asked{
			{"impact.funding_by_source by=funder to=2024-02-01", "CAF: 100; Ville: 300"},
			{"impact.funding_by_source by=territory to=2024-03-01", "71076: 500"},
			{"impact.funding_per_1000 to=2024-02-01", "total: 2273.3 3410/1500 call=3.1e+03 funders=310"},
			{"impact.funding_per_1000 territory=71076 to=2024-01-11", "total: 1100 1100/1000 call=1e+03 funders=100"},
			{"impact.target_reached to=2024-02-01", "total: 0.5 2/4 high=2 low=2 projects=1"},
			{"impact.target_reached by=project to=2024-03-01", "P: 0.75 3/4 high=3 low=3 projects=1"},
			{"impact.project_participations by=call to=2024-03-01", "AAP: 3"},
			{"impact.project_participations by=format to=2024-02-01", "individual: 2"},
			{"impact.project_progression to=2024-03-01", "total: 0.5 1/2"},
			{"impact.project_progression by=call to=2024-01-21", "AAP: 0.5 1/2"},
			{"impact.cost_per_person to=2024-02-01", "total: 1705 3410/2 call=1.55e+03 high=2 low=2"},
			{"impact.cost_per_person by=call to=2024-01-06", "AAP: 550 550/1 call=500 high=1 low=1"},
		}},
	// A tenth of 1 000 and a fifth of 500 are in need: 100 each.
	{name: "residents in need, and who of them was helped",
		registered: oracle.Registered{Rates: []oracle.Rate{
			{Territory: "71076", Year: 2023, Rate: 0.1, Imported: imported}, {Territory: "71153", Year: 2023, Rate: 0.2, Imported: imported},
		}},
		events: []event.Event{
			attended("2024-01-05", "a", "p1", living("71076")), assessed("2024-01-06", "a", "p1", "beginner"),
			attended("2024-01-05", "a", "p2", living("71153")), assessed("2024-01-06", "a", "p2", "autonomous"),
			attended("2024-01-05", "b", "p3", living("71153")),
		},
		asked: []asked{
			{"accessibility.residents_in_need", "total: 0.13333 200/1500 high=0.133 low=0.133"},
			{"accessibility.residents_in_need by=territory", "71076: 0.1 100/1000 high=0.1 low=0.1; 71153: 0.2 100/500 high=0.2 low=0.2"},
			{"accessibility.need_coverage", "total: 0.005 1/200 estimate never_assessed=1 with_never_assessed=0.01"},
			{"accessibility.need_coverage by=territory", "71076: 0.01 1/100 estimate with_never_assessed=0.01; 71153: 0 0/100 estimate never_assessed=1 with_never_assessed=0.01"},
		}},
}
