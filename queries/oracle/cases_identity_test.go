package oracle_test

import (
	"vigie/event"
	"vigie/queries/oracle"
)

func heard(of event.HeardFrom) func(*event.Attendance) {
	return func(a *event.Attendance) { a.HeardFrom = of }
}

// Of which structure events are.
var identityCases = []handCase{
	{name: "what names an alias is of its structure, what names a structure that another continues is of that from the day on",
		aliases: []oracle.Alias{{Alias: "x", Structure: "a"}},
		merges:  []oracle.Merge{{Structure: "a", Successor: "b", From: on("2024-02-01")}},
		events: []event.Event{
			attended("2024-01-31", "a", "p1"), attended("2024-02-01", "a", "p2"), attended("2024-01-15", "x", "p3"), attended("2024-03-01", "x", "p4"),
			attended("2024-01-15", "c", "p5"),
		},
		asked: []asked{
			{"impact.people_followed by=structure", "a: 2; b: 2; c: 1"},
			{"impact.people_followed by=territory", "71076: 2; 71153: 2; unknown: 1"},
			{"visibility.reporting_rate", "total: 1 2/2"}, // a is closed
			{"visibility.reporting_rate to=2024-02-01", "total: 0.66667 2/3 silent=1"},
			{"accessibility.structures_per_10k", "total: 6.6667 1/1500 unattached=1"},
		}},
	{name: "an exclusion of a structure holds for what names it and for what stands for it",
		merges:     []oracle.Merge{{Structure: "a", Successor: "b", From: on("2024-02-01")}},
		aliases:    []oracle.Alias{{Alias: "x", Structure: "a"}},
		exclusions: []oracle.Exclusion{{Source: source, Structure: "a", From: on("2024-01-01"), To: on("2024-02-10")}, {Source: source, Structure: "b", From: on("2024-03-01"), To: on("2024-04-01")}},
		events: []event.Event{
			attended("2024-01-31", "x", "p1"), attended("2024-02-09", "x", "p2"), attended("2024-02-09", "b", "p3"),
			attended("2024-03-01", "a", "p4"), attended("2024-02-10", "a", "p5"),
		},
		asked: []asked{{"impact.people_followed by=structure", "b: 2"}}},
	{name: "a referral between two that have become one connects nobody",
		merges: []oracle.Merge{{Structure: "a", Successor: "b", From: on("2024-02-01")}},
		events: []event.Event{
			referred("2024-01-10", "r1", "sent", "a", "b", ""), referred("2024-02-10", "r2", "sent", "a", "b", ""), referred("2024-02-11", "r3", "sent", "a", "c", ""),
		},
		asked: []asked{
			{"visibility.connected_structures", "total: 1 1/1 partners=3 received=2 sent=2"},
			{"visibility.connected_structures by=structure to=2024-02-01", "a: 1 1/1 partners=1 sent=1; b: none 0/0 no_data partners=1 received=1"},
		}},
	{name: "who is sent to a structure comes to the one that continues it, and is not new there where he had come before",
		merges: []oracle.Merge{{Structure: "a", Successor: "b", From: on("2024-02-01")}, {Structure: "b", Successor: "c", From: on("2024-03-01")}},
		events: []event.Event{
			referred("2024-01-20", "r1", "sent", "c", "a", "p1"), attended("2024-03-05", "b", "p1", heard("map")),
			referred("2024-01-20", "r2", "sent", "c", "a", "p2"), attended("2024-01-25", "b", "p2", heard("map")),
			attended("2024-01-10", "a", "p3", heard("online")), attended("2024-02-05", "a", "p3", heard("map")), attended("2024-03-05", "a", "p3", heard("map")),
			attended("2024-02-05", "b", "p3", heard("map")),
		},
		asked: []asked{
			{"visibility.referral_completion", "total: 0.5 1/2"},
			{"accessibility.wait_days", "total: 45 1/2 median=45 seen=1"},
			{"visibility.heard_from", "total: 0 0/3 map=0.667 online=0.333"},
			{"visibility.heard_from by=structure", "a: 0 0/1 online=1; b: 0 0/1 map=1; c: 0 0/1 map=1"},
		}},
	{name: "a declared month in which a structure still was is its own",
		merges: []oracle.Merge{{Structure: "a", Successor: "b", From: on("2024-02-15")}},
		events: []event.Event{
			declared("2024-02", "a", 10, 4), declared("2024-02", "b", 20, 5), declared("2024-03", "a", 3, 1), declared("2024-03", "b", 6, 2),
		},
		asked: []asked{{"impact.participations by=structure", "a: 10 declared=10; b: 26 declared=26"}}},
	{name: "euros of a project are those of the structure that it is of on the day",
		merges: []oracle.Merge{{Structure: "a", Successor: "b", From: on("2024-01-11")}},
		registered: oracle.Registered{
			Calls: []oracle.Call{{Code: "AAP", Funders: []oracle.Amount{{Of: "Ville", Cents: 1000}}, Imported: imported}},
			Projects: []oracle.Project{{Code: "P", Call: "AAP", Structure: "a", Stage: "granted", Granted: 310_000, Imported: imported,
				Payments: []oracle.Payment{{Day: on("2024-01-05"), Cents: 40_000}, {Day: on("2024-02-05"), Cents: 10_000}},
				Starts:   on("2024-01-01"), Ends: on("2024-01-31"), Target: new(4)}},
		},
		events: []event.Event{attended("2024-01-05", "a", "p1", ofProject("P")), attended("2024-01-15", "a", "p2", ofProject("P"))},
		asked: []asked{
			{"impact.funding_by_source by=structure", "a: 400; b: 100"},
			{"impact.funding_by_source by=territory", "71076: 500"},
			{"impact.cost_per_person by=structure", "a: 1000 1000/1 call=1e+03 high=1 low=1; b: 2100 2100/1 call=2.1e+03 high=1 low=1"},
			{"impact.target_reached by=structure", "a: 0.25 1/4 high=1 low=1 projects=1; b: none 1/0 no_data high=1 low=1"},
		}},
}
