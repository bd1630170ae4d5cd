package nearby_test

import (
	"slices"
	"testing"
	"time"

	"vigie/dashboard/nearby"
	"vigie/network"
)

// town is a network of four communes, two of which are called alike.
func town() nearby.Registry {
	at := func(id, name, territory, postcode, address string, latitude, longitude float64) network.Structure {
		s := network.Structure{ID: id, Name: name, Territory: territory, INSEE: territory, Postcode: postcode, Address: address, Commune: "Ville"}
		if latitude != 0 {
			s.Latitude, s.Longitude = &latitude, &longitude
		}
		return s
	}
	return nearby.Registry{
		Territories: []network.Territory{
			{Code: "71001", Name: "Saint-Léger"}, {Code: "71002", Name: "Saint-Léger-du-Bois"}, {Code: "71003", Name: "Mâcon"}, {Code: "2A004", Name: "Ajaccio"},
			{Code: "71005", Name: "Saint-Bois"}, {Code: "71006", Name: "Saint-Point"}, {Code: "71007", Name: "Saint-Vallier"},
		},
		Structures: []network.Structure{
			at("a", "Médiathèque", "71001", "71100", "3 rue de l’Église", 46.30, 4.80),
			at("b", "Centre social", "71002", "71200", "14 avenue Jean Jaurès", 46.40, 4.80),
			at("c", "Foyer", "71003", "71000", "2 quai Lamartine", 46.31, 4.80),
			at("d", "Mairie", "71003", "71000", "1 place Saint-Pierre", 0, 0),
			at("e", "Bibliothèque", "2A004", "20000", "5 cours Napoléon", 41.92, 8.74),
		},
		Within: func(code string) func(string) bool { return func(territory string) bool { return territory == code } },
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		typed string
		meant []string
		order []string
		where int
	}{
		{typed: "", order: []string{"e", "b", "c", "d", "a"}},                                                                 // by name
		{typed: " saint léger ", meant: []string{"a"}, order: []string{"a", "c", "b", "e", "d"}, where: 1},                    // the name is it, though another begins so
		{typed: "SAINT-LEGER-DU", meant: []string{"b"}, order: []string{"b", "c", "a", "e", "d"}, where: 1},                   // with other marks and cases
		{typed: "st. léger", meant: []string{"a"}, order: []string{"a", "c", "b", "e", "d"}, where: 1},                        // as letters write it
		{typed: "71000", meant: []string{"c", "d"}, order: []string{"c", "d", "a", "b", "e"}},                                 // d has no position, and is there
		{typed: "2a004", meant: []string{"e"}, order: []string{"e", "a", "c", "b", "d"}},                                      // a commune of Corsica
		{typed: "14, avenue jean jaures", meant: []string{"b"}, order: []string{"b", "c", "a", "e", "d"}},                     // a street
		{typed: "99 av", meant: []string{"b"}, order: []string{"b", "c", "a", "e", "d"}},                                      // its number is left aside
		{typed: "centre soc", meant: []string{"b"}, order: []string{"b", "c", "a", "e", "d"}},                                 // a name
		{typed: "place saint-pierre", meant: []string{"d"}, order: []string{"d"}},                                             // and nobody knows where that is
		{typed: "saint", order: []string{"e", "b", "c", "d", "a"}, where: 5},                                                  // too many
		{typed: "nowhere", order: []string{"e", "b", "c", "d", "a"}}, {typed: "14", order: []string{"e", "b", "c", "d", "a"}}, // nothing is meant
	} {
		f := town().Near(c.typed)
		var meant, order []string
		for _, p := range f.Places {
			order = append(order, p.ID)
			if p.Meant {
				meant = append(meant, p.ID)
			}
		}
		if !slices.Equal(meant, c.meant) || !slices.Equal(order, c.order) || len(f.Where) != c.where || f.Any != (len(c.meant) > 0 || c.where > 0) {
			t.Errorf("%q: %v of %v, %d territories, any %t; want %v of %v, %d", c.typed, meant, order, len(f.Where), f.Any, c.meant, c.order, c.where)
		}
	}
	// A hundredth of a degree of latitude is 1.11 km.
	for _, p := range town().Near("Saint-Léger").Places {
		if p.ID == "c" && (!p.Measured || p.Metres < 1100 || p.Metres > 1125) || p.ID == "d" && p.Measured {
			t.Errorf("%s is %.0f m away, measured %t", p.ID, p.Metres, p.Measured)
		}
	}
}

func TestOpeningAt(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	const day = 24 * 60
	office := [][2]int{{9 * 60, 12 * 60}, {12 * 60, 17*60 + 30}, {4*day + 14*60, 4*day + 20*60}} // Monday in one go, Friday
	night := [][2]int{{6*day + 22*60, 7*day + 2*60}}                                             // Sunday night to Monday
	at := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		now   string
		s     network.Structure
		want  nearby.Opening
		about string
	}{
		{"2026-11-30 10:00", network.Structure{HoursKnown: true, Week: office}, nearby.Opening{Known: true, Open: true, At: 17*60 + 30}, "a Monday"},
		{"2026-11-30 17:30", network.Structure{HoursKnown: true, Week: office}, nearby.Opening{Known: true, At: 4*day + 14*60}, "just closed"},
		{"2026-11-30 08:59", network.Structure{HoursKnown: true, Week: office}, nearby.Opening{Known: true, At: 9 * 60}, "about to open"},
		{"2026-12-05 12:00", network.Structure{HoursKnown: true, Week: office}, nearby.Opening{Known: true, At: 9 * 60}, "a Saturday"},
		{"2026-11-30 01:00", network.Structure{HoursKnown: true, Week: night}, nearby.Opening{Known: true, Open: true, At: 2 * 60}, "over the week's end"},
		{"2026-11-30 10:00", network.Structure{HoursKnown: true, Week: office, ClosedMonths: []int{11}}, nearby.Opening{Known: true, Away: true}, "a closed month"},
		{"2026-11-30 10:00", network.Structure{}, nearby.Opening{}, "no hours"},
	} {
		if got := nearby.OpeningAt(c.s, at(c.now)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.about, got, c.want)
		}
	}
}

// What a record does not say is no "no".
func TestAnswers(t *testing.T) {
	if nearby.Free(network.Structure{}) != nearby.Unsaid || nearby.Free(network.Structure{Fees: []string{"Gratuit"}}) != nearby.Yes ||
		nearby.Free(network.Structure{Fees: []string{"Gratuit", "Payant"}}) != nearby.No {
		t.Error("free")
	}
	if nearby.AfterHours(network.Structure{}) != nearby.Unsaid || nearby.AfterHours(network.Structure{HoursKnown: true, EveningMinutes: 119}) != nearby.No ||
		nearby.AfterHours(network.Structure{HoursKnown: true, WeekendMinutes: 1}) != nearby.Yes {
		t.Error("after hours")
	}
	if nearby.Offers(network.Structure{}, "employment") != nearby.Unsaid || nearby.Offers(network.Structure{Services: []string{"safe_use"}}, "employment") != nearby.No {
		t.Error("offers")
	}
}
