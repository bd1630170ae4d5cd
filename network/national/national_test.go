package national_test

import (
	"testing"

	"vigie/network/national"
)

func load(t *testing.T) *national.Country {
	t.Helper()
	country, err := national.Load()
	if err != nil {
		t.Fatal(err)
	}
	return country
}

func TestTheWholeCountry(t *testing.T) {
	country := load(t)
	for level, want := range map[string]int{national.Arrondissement: 45, national.Commune: 34969, national.EPCI: 1255, national.Departement: 109} {
		if got := len(country.Areas(level)); got != want {
			t.Errorf("%d areas of level %s, want %d", got, level, want)
		}
	}
	for _, commune := range country.Areas(national.Commune) {
		if area, ok := country.Area(commune.Departement); !ok || area.Level != national.Departement {
			t.Errorf("%s is in %q, which is no département", commune.Code, commune.Departement)
		}
		if area, ok := country.Area(commune.EPCI); commune.EPCI != "" && (!ok || area.Level != national.EPCI) {
			t.Errorf("%s is in %q, which is no EPCI", commune.Code, commune.EPCI)
		}
	}
}

func TestFindingCommunes(t *testing.T) {
	country := load(t)
	if annecy, ok := country.Area("74093"); !ok || annecy.Code != "74010" {
		t.Errorf("Cran-Gevrier, merged into Annecy, is %+v", annecy)
	}
	if named := country.Named("ST ETIENNE"); len(named) != 1 || named[0].Code != "42218" {
		t.Errorf("ST ETIENNE is %v", named)
	}
	if named := country.Named("Cran Gevrier"); len(named) != 1 || named[0].Code != "74010" {
		t.Errorf("Cran Gevrier is %v", named)
	}
	for postcode, want := range map[string]string{"75013": "75113", "75116": "75116", "69003": "69383", "13001": "13201", "42000": "42218"} {
		if found := country.WithPostcode(postcode); len(found) != 1 || found[0].Code != want {
			t.Errorf("%s is the postcode of %v, want %s alone", postcode, found, want)
		}
	}
	if shared := country.WithPostcode("74130"); len(shared) < 5 {
		t.Errorf("74130 is shared by %d communes only", len(shared))
	}
	if parts := country.Parts("75056"); len(parts) != 20 || parts[0].Code != "75101" || parts[19].Code != "75120" {
		t.Errorf("Paris has the parts %v", parts)
	}
}

func TestCodes(t *testing.T) {
	country := load(t)
	codes := country.Codes()
	for code, want := range map[string]bool{"75056": true, "75113": true, "2A004": true, "74093": true, "971": true, "200054781": true, "98818": true,
		"71000": false, "20A": false, "99100": false, "": false} {
		if _, found := country.Area(code); codes[code] != want || found != want {
			t.Errorf("%q is a code: %t, found: %t, want %t", code, codes[code], found, want)
		}
	}
}

func TestFold(t *testing.T) {
	for _, same := range [][]string{
		{"Saint-Étienne", "ST ETIENNE", "saint  étienne", "St-Etienne"},
		{"L'Haÿ-les-Roses", "L’HAY LES ROSES", "l hay les roses"},
		{"Œuilly", "OEUILLY", "œuilly"},
		{"Sainte-Foy", "Ste Foy"},
		{"", " - "},
	} {
		for _, name := range same[1:] {
			if national.Fold(name) != national.Fold(same[0]) {
				t.Errorf("%q folds to %q, %q to %q", name, national.Fold(name), same[0], national.Fold(same[0]))
			}
		}
	}
	if national.Fold("Stains") == national.Fold("Saintains") {
		t.Error("only whole words are abbreviations")
	}
}
