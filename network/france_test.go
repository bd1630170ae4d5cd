package network_test

import (
	"slices"
	"strings"
	"testing"

	"vigie/network"
)

func sum(territories []network.Territory) (residents int) {
	for _, t := range territories {
		residents += int(t.Population)
	}
	return residents
}

func TestParis(t *testing.T) {
	territories, groups, err := network.Paris()
	if err != nil {
		t.Fatal(err)
	}
	if len(territories) != 20 || sum(territories) != 2_103_778 {
		t.Errorf("%d arrondissements with %d inhabitants", len(territories), sum(territories))
	}
	first := territories[0]
	if first.Code != "75101" || first.Name != "Paris 1er" || first.Level != "arrondissement" || first.Parent != "75056" || first.PopulationYear != 2023 {
		t.Errorf("the first is %+v", first)
	}
	if len(groups) != 2 || groups[0].Code != "13e" || !slices.Equal(groups[0].Members, []string{"75113"}) ||
		groups[1].Code != "dst-est" || !slices.Equal(groups[1].Members, []string{"75111", "75112", "75120"}) {
		t.Errorf("the pilot sectors are %+v", groups)
	}
}

func TestEPCI(t *testing.T) {
	orleans, err := network.EPCI("244500468")
	if err != nil {
		t.Fatal(err)
	}
	if len(orleans) != 22 || sum(orleans) != 293_673 {
		t.Errorf("Orléans Métropole: %d members with %d inhabitants", len(orleans), sum(orleans))
	}
	for _, commune := range orleans {
		if commune.Parent != "244500468" || commune.Level != "commune" || commune.PopulationYear != 2022 {
			t.Errorf("%+v", commune)
		}
	}
	grandParis, err := network.EPCI("200054781")
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(grandParis, func(t network.Territory) bool { return t.Code == "75113" }); i < 0 || grandParis[i].Parent != "200054781" || grandParis[i].Population != 181_271 {
		t.Error("the Métropole du Grand Paris lacks the 13e arrondissement, or its population")
	}
	if slices.ContainsFunc(grandParis, func(t network.Territory) bool { return t.Code == "75056" }) {
		t.Error("Paris comes as its arrondissements, not as a commune")
	}
}

func TestDepartement(t *testing.T) {
	for code, want := range map[string]int{"74": 279, "26": 362, "42": 320, "75": 20, "2a": 124, "974": 24} {
		communes, err := network.Departement(code)
		if err != nil {
			t.Fatal(err)
		}
		if len(communes) != want {
			t.Errorf("département %s: %d territories, want %d", code, len(communes), want)
		}
		for _, commune := range communes {
			if commune.Parent != strings.ToUpper(code) {
				t.Errorf("%s has the parent %s", commune.Code, commune.Parent)
			}
		}
	}
}

func TestDepartementByEPCI(t *testing.T) {
	territories, err := network.DepartementByEPCI("71")
	if err != nil {
		t.Fatal(err)
	}
	inside := map[string]uint32{}
	communes := 0
	for _, area := range territories {
		if area.Level == "epci" && area.Parent != "71" {
			t.Errorf("%+v", area)
		}
		if area.Level == "commune" {
			communes++
			inside[area.Parent] += area.Population
		}
	}
	if communes != 563 || len(inside) != 20 || len(territories) != 583 {
		t.Errorf("%d communes under %d parents, %d territories", communes, len(inside), len(territories))
	}
	for _, area := range territories {
		if area.Level == "epci" && inside[area.Code] != area.Population {
			t.Errorf("%s has %d residents, its communes inside %d", area.Name, area.Population, inside[area.Code])
		}
	}
	if _, err := network.DepartementByEPCI("1"); err == nil {
		t.Error("a département that is none is found")
	}
	postcodes, err := network.Postcodes(territories)
	if err != nil || len(postcodes) != 563 || postcodes["71270"] != "71000" {
		t.Errorf("%d postcodes, %q of Mâcon, %v", len(postcodes), postcodes["71270"], err)
	}
}

func TestUnknownAreas(t *testing.T) {
	for _, c := range []struct {
		find func(string) ([]network.Territory, error)
		code string
		want string
	}{
		{network.EPCI, "45234", `"45234" is Orléans, no EPCI: did you mean 244500468 (Orléans Métropole)?`},
		{network.EPCI, "orleans metropole", `did you mean 244500468 (Orléans Métropole)?`},
		{network.EPCI, "123456789", `give the 9 digits of its SIREN, such as 244500468`},
		{network.Departement, "1", `did you mean 01 (Ain)?`},
		{network.Departement, "haute-savoie", `did you mean 74 (Haute-Savoie)?`},
		{network.Departement, "savoi", `did you mean 73 (Savoie)?`},
		{network.Departement, "74010", `"74010" is Annecy, no département: did you mean 74 (Haute-Savoie)?`},
		{network.Departement, "244500468", `"244500468" is the code of no département: give such as`},
		{network.Departement, "", `give`},
	} {
		territories, err := c.find(c.code)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %d territories, error %v, want %q", c.code, len(territories), err, c.want)
		}
	}
}
