package network

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigie/network/national"
)

const (
	parisCommune = "75056"
	// populationSource is who published the populations of the national list.
	populationSource = "Insee, population municipale"
)

// Paris gives the 20 arrondissements of Paris and its pilot sectors. The error is national.ErrNotMade where the program
// was built without the national list.
func Paris() ([]Territory, []Group, error) {
	country, err := national.Load()
	if err != nil {
		return nil, nil, err
	}
	return territoriesOf(country.Parts(parisCommune), parisCommune), []Group{
		{Code: "13e", Name: "13e arrondissement (pilote)", Members: []string{"75113"}},
		{Code: "dst-est", Name: "DST Est (11e, 12e, 20e)", Members: []string{"75111", "75112", "75120"}},
	}, nil
}

// EPCI gives the communes of an EPCI by its SIREN, under it; Paris as its arrondissements. Their populations are those
// by which the list of EPCI counts its members.
func EPCI(code string) ([]Territory, error) {
	country, err := national.Load()
	if err != nil {
		return nil, err
	}
	if area, ok := country.Area(code); !ok || area.Level != national.EPCI {
		return nil, unknownArea(country, national.EPCI, code)
	}
	return communesOf(country, code, func(c national.Area) bool { return c.EPCI == code }), nil
}

// Departement gives the communes of a département or of a collectivity overseas by its INSEE code, under it; Paris as its
// arrondissements.
func Departement(code string) ([]Territory, error) {
	country, err := national.Load()
	if err != nil {
		return nil, err
	}
	code = strings.ToUpper(code)
	if area, ok := country.Area(code); !ok || area.Level != national.Departement {
		return nil, unknownArea(country, national.Departement, code)
	}
	return communesOf(country, code, func(c national.Area) bool { return c.Departement == code }), nil
}

// DepartementByEPCI gives the EPCIs of a département, under it, and its communes under these. Of an EPCI that goes beyond it there
// is only the part inside, with the population of that part.
func DepartementByEPCI(code string) ([]Territory, error) {
	communes, err := Departement(code)
	if err != nil {
		return nil, err
	}
	country, err := national.Load()
	if err != nil {
		return nil, err
	}
	inside := map[string]*Territory{}
	for i := range communes {
		area, _ := country.Area(communes[i].Code)
		around, known := country.Area(area.EPCI)
		if !known {
			continue
		}
		t := inside[around.Code]
		if t == nil {
			t = &Territory{
				Code: around.Code, Name: around.Name, Level: around.Level, Parent: communes[i].Parent,
				PopulationYear: communes[i].PopulationYear, PopulationSource: populationSource,
			}
			inside[around.Code] = t
		}
		t.Population += communes[i].Population
		communes[i].Parent = around.Code
	}
	var territories []Territory
	for _, code := range slices.Sorted(maps.Keys(inside)) {
		territories = append(territories, *inside[code])
	}
	return append(territories, communes...), nil
}

// Postcodes gives the first postcode of each of the territories that has one.
func Postcodes(territories []Territory) (map[string]string, error) {
	country, err := national.Load()
	if err != nil {
		return nil, err
	}
	postcodes := make(map[string]string, len(territories))
	for _, t := range territories {
		if area, known := country.Area(t.Code); known && len(area.Postcodes) > 0 {
			postcodes[t.Code] = area.Postcodes[0]
		}
	}
	return postcodes, nil
}

// communesOf lists the communes that are chosen, with Paris as its arrondissements.
func communesOf(country *national.Country, parent string, chosen func(national.Area) bool) []Territory {
	var areas []national.Area
	for _, commune := range country.Areas(national.Commune) {
		switch {
		case !chosen(commune):
		case commune.Code == parisCommune:
			areas = append(areas, country.Parts(parisCommune)...)
		default:
			areas = append(areas, commune)
		}
	}
	slices.SortFunc(areas, func(a, b national.Area) int { return strings.Compare(a.Code, b.Code) })
	return territoriesOf(areas, parent)
}

func territoriesOf(areas []national.Area, parent string) []Territory {
	territories := make([]Territory, len(areas))
	for i, area := range areas {
		territories[i] = Territory{
			Code: area.Code, Name: strings.TrimSuffix(area.Name, " Arrondissement"), Level: area.Level, Parent: parent,
			Population: area.Population, PopulationYear: area.PopulationYear, PopulationSource: populationSource,
		}
		// An EPCI publishes its own population as the sum of its members' in its list, of another year.
		if parent == area.EPCI && area.MemberPopulationYear != 0 {
			territories[i].Population, territories[i].PopulationYear = area.MemberPopulation, area.MemberPopulationYear
		}
	}
	return territories
}

// unknownArea says which code would be right.
func unknownArea(country *national.Country, level, given string) error {
	kind, shape := "EPCI", "the 9 digits of its SIREN, such as 244500468 for Orléans Métropole"
	if level == national.Departement {
		kind, shape = "département", "such as 74 for Haute-Savoie, 2A or 974"
	}
	suggest := func(area national.Area) error {
		return fmt.Errorf("%q is the code of no %s: did you mean %s (%s)?", given, kind, area.Code, area.Name)
	}
	if area, ok := country.Area(given); ok {
		around := area.EPCI
		if level == national.Departement {
			around = area.Departement
		}
		if right, ok := country.Area(around); ok {
			return fmt.Errorf("%q is %s, no %s: did you mean %s (%s)?", given, area.Name, kind, right.Code, right.Name)
		}
	}
	if padded, ok := country.Area("0" + given); ok && padded.Level == level {
		return suggest(*padded)
	}
	if folded := national.Fold(given); folded != "" {
		var close []national.Area
		for _, area := range country.Areas(level) {
			name := national.Fold(area.Name)
			if name == folded {
				return suggest(area)
			}
			if strings.Contains(name, folded) {
				close = append(close, area)
			}
		}
		if len(close) > 0 {
			return suggest(slices.MinFunc(close, func(a, b national.Area) int { return len(a.Name) - len(b.Name) }))
		}
	}
	return fmt.Errorf("%q is the code of no %s: give %s", given, kind, shape)
}
