// Command make writes the national list of communes that package national embeds, from the npm package
// @etalab/decoupage-administratif. Run it in the root of the project, after `npm ci`; the same package gives the same
// bytes.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"vigie/network/national"
)

const (
	source = "node_modules/@etalab/decoupage-administratif"
	target = "network/national/" + national.File

	// The package does not say the years of its populations. Those below are of this version, from the pages that its
	// README links: communes are counted by the populations légales of 2023 (Paris 2 103 778), the members of EPCI by
	// those of 2022 (Paris 2 113 705), Mayotte by the census of 2017.
	version        = "6.0.0"
	populationYear = 2023
	memberYear     = 2022
	mayotteYear    = 2017
	mayotte        = "976"
	overseas       = "com" // zone of the collectivities overseas, each with a census of its own
)

// place is what the package's files have in common.
type place struct {
	Code        string   `json:"code"`
	Name        string   `json:"nom"`
	Kind        string   `json:"type"`
	Zone        string   `json:"zone"`
	Departement string   `json:"departement"`
	Commune     string   `json:"commune"`
	Seat        string   `json:"chefLieu"`
	Population  *uint32  `json:"population"`
	Postcodes   []string `json:"codesPostaux"`
	FormerCodes []string `json:"anciensCodes"`
	Members     []member `json:"membres"`
}

type member struct {
	Code       string `json:"code"`
	Population uint32 `json:"populationMunicipale"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "make the national list:", err)
		os.Exit(1)
	}
}

func run() error {
	var pack struct {
		Version string `json:"version"`
	}
	if err := load("package.json", &pack); err != nil {
		return fmt.Errorf("%w (run `npm ci` first, in the root of the project)", err)
	}
	if pack.Version != version {
		return fmt.Errorf("%s is version %s: look up the years of its populations and set them in network/national/make", source, pack.Version)
	}
	var communes, epcis, departements []place
	for name, into := range map[string]*[]place{"communes": &communes, "epci": &epcis, "departements": &departements} {
		if err := load("data/"+name+".json", into); err != nil {
			return err
		}
	}
	return write(areas(communes, epcis, departements))
}

func load(name string, into any) error {
	text, err := os.ReadFile(filepath.Join(source, name))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Join(source, name), err)
	}
	return nil
}

func areas(communes, epcis, departements []place) []national.Area {
	var all []national.Area
	for _, d := range departements {
		all = append(all, national.Area{Code: d.Code, Name: d.Name, Level: national.Departement})
	}
	members := make(map[string]national.Area)
	for _, e := range epcis {
		all = append(all, national.Area{Code: e.Code, Name: e.Name, Level: national.EPCI})
		for _, m := range e.Members {
			members[m.Code] = national.Area{EPCI: e.Code, MemberPopulation: m.Population, MemberPopulationYear: memberYear}
		}
	}
	former := formerCommunes(communes)
	for _, c := range communes {
		area := national.Area{Code: c.Code, Name: c.Name, Departement: c.Departement, Postcodes: c.Postcodes, Former: former[c.Code]}
		if c.Population != nil {
			area.Population, area.PopulationYear = *c.Population, year(c)
		}
		slices.Sort(area.Postcodes)
		membership := members[c.Code]
		switch c.Kind {
		case "commune-actuelle":
			area.Level = national.Commune
		case "arrondissement-municipal":
			area.Level, area.Commune = national.Arrondissement, c.Commune
			membership = national.Area{EPCI: members[c.Commune].EPCI}
		default:
			continue
		}
		area.EPCI, area.MemberPopulation, area.MemberPopulationYear = membership.EPCI, membership.MemberPopulation, membership.MemberPopulationYear
		all = append(all, area)
	}
	slices.SortFunc(all, func(a, b national.Area) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Code, b.Code))
	})
	return all
}

func year(c place) uint16 {
	switch {
	case c.Departement == mayotte:
		return mayotteYear
	case c.Zone == overseas:
		return 0
	}
	return populationYear
}

// formerCommunes lists, by commune, those that have merged into it: with their names where they live on as delegated or
// associated communes.
func formerCommunes(communes []place) map[string][]national.Former {
	names := make(map[string]map[string]string)
	note := func(commune, code, name string) {
		if names[commune] == nil {
			names[commune] = make(map[string]string)
		}
		if names[commune][code] == "" {
			names[commune][code] = name
		}
	}
	for _, c := range communes {
		for _, code := range c.FormerCodes {
			note(c.Code, code, "")
		}
		if c.Kind == "commune-deleguee" || c.Kind == "commune-associee" {
			note(c.Seat, c.Code, c.Name)
		}
	}
	former := make(map[string][]national.Former)
	for commune, codes := range names {
		for code, name := range codes {
			former[commune] = append(former[commune], national.Former{Code: code, Name: name})
		}
		slices.SortFunc(former[commune], func(a, b national.Former) int { return cmp.Compare(a.Code, b.Code) })
	}
	return former
}

func write(areas []national.Area) error {
	var file bytes.Buffer
	zipped, err := gzip.NewWriterLevel(&file, gzip.BestCompression)
	if err != nil {
		return err
	}
	rows := csv.NewWriter(zipped)
	if err := rows.Write(national.Columns()); err != nil {
		return err
	}
	for _, a := range areas {
		var former []string
		for _, f := range a.Former {
			former = append(former, strings.TrimSuffix(f.Code+" "+f.Name, " "))
		}
		if err := rows.Write([]string{a.Code, a.Name, a.Level, a.Commune, a.EPCI, a.Departement,
			number(a.Population), number(uint32(a.PopulationYear)), number(a.MemberPopulation), number(uint32(a.MemberPopulationYear)),
			strings.Join(a.Postcodes, "|"), strings.Join(former, "|")}); err != nil {
			return err
		}
	}
	rows.Flush()
	if err := rows.Error(); err != nil {
		return err
	}
	if err := zipped.Close(); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, file.Bytes(), 0o644)
}

// number writes 0 as an empty field: not known, or nobody.
func number(n uint32) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(n), 10)
}
