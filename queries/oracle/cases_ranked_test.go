package oracle_test

import (
	"vigie/event"
	"vigie/queries/oracle"
)

// standing is a structure at a position.
func standing(s oracle.Snapshot, north, east float64, services ...string) oracle.Snapshot {
	s.Position, s.At, s.Services = true, oracle.Point{North: north, East: east}, services
	return s
}

// How far it is, and where it is worst.
var rankedCases = []handCase{
	// A tenth of a degree of latitude is 11.1195 km. The first middle is that of a triangle, 48.1 and 2.1; the second 49.1 and 2.1.
	{name: "kilometres along a meridian",
		territories: []oracle.Territory{
			{Code: "200070308"},
			{Code: "71076", Parent: "200070308", Population: 1000, Outline: []oracle.Point{{North: 48, East: 2}, {North: 48.1, East: 2.3}, {North: 48.2, East: 2}}},
			{Code: "71153", Parent: "200070308", Population: 500, Outline: []oracle.Point{{North: 49, East: 2}, {North: 49, East: 2.2}, {North: 49.2, East: 2.2}, {North: 49.2, East: 2}}},
		},
		snapshots: []oracle.Snapshot{
			standing(at("a", "2023-01-01", "71076"), 48.2, 2.1, "employment"), standing(at("b", "2023-01-01", "71153"), 48.9, 2.1, "parenting"), at("c", "2023-01-01", "71153"),
		},
		asked: []asked{
			{"accessibility.km_to_offer by=territory", "71076: 11.12 11119.50802/1000; 71153: 22.239 11119.50802/500 without_position=1"},
			{"accessibility.km_to_offer", "total: 14.826 22239.01605/1500 without_position=1"},
			{"accessibility.km_to_offer by=service territory=71076", "employment: 11.12 11119.50802/1000; parenting: 88.956 88956.06419/1000"},
		}},
	// Of two, what is less lacking has 25, what is more 75. Of the offer both have a structure: 10 and 20 for 10 000; no service; 2 and 0
	// residents for 1 000; no hours, nobody sent.
	{name: "the more lacking of two",
		registered: oracle.Registered{Rates: []oracle.Rate{
			{Territory: "71076", Year: 2023, Rate: 0.1, Imported: imported}, {Territory: "71153", Year: 2023, Rate: 0.2, Imported: imported},
		}},
		events: []event.Event{
			attended("2024-01-05", "a", "p1", living("71076")), attended("2024-01-05", "a", "p2", living("71076")), attended("2024-01-05", "b", "p1"),
		},
		asked: []asked{
			{"accessibility.underserved by=territory",
				"71076: 37.5 first_place=2 last_place=2 need=25 offer=50 place=2 reach_per_1000=25 service_variety=50 structures_per_10k=75; " +
					"71153: 62.5 first_place=1 last_place=1 need=75 offer=50 place=1 reach_per_1000=75 service_variety=50 structures_per_10k=25"},
			{"accessibility.underserved by=territory need=0.25 territory=71153",
				"71153: 56.25 first_place=1 last_place=1 need=75 offer=50 place=1 reach_per_1000=75 service_variety=50 structures_per_10k=25"},
		}},
}
