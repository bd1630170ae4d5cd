package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/event"
	"vigie/network"
)

// shape is a kind of network: where it is, and how many people come.
type shape struct {
	name        string
	territories []network.Territory
	groups      []network.Group
	structures  int // a territory
	people      int
	// first is the day of the first event, editions are the days of the editions: the start, then further ones, so that quarters have both
	// their versions.
	first    event.Day
	editions []event.Day
	// groupings is by how many of its groupings each indicator is looked at, sweeps how long is searched for what makes the answers.
	groupings, sweeps int
}

// shapes are the kinds of networks that are attacked. An ordinary test attacks a small part of one.
func shapes(quick bool) []shape {
	day := event.NewDay
	if quick {
		s := paris(4)
		s.people, s.groupings, s.sweeps = 600, 1, 300
		s.first = day(2025, time.January, 6) // 2025 is a whole year: who sends people to whom is told of these
		s.editions = []event.Day{day(2026, time.July, 15), day(2026, time.August, 15), day(2026, time.October, 15)}
		return []shape{s}
	}
	small := districts()
	small.people, small.structures = 700, 3
	rural := communes(6, 6)
	rural.people = 1500
	all := []shape{paris(20), small, rural}
	for i := range all {
		all[i].groupings, all[i].sweeps = 20, 3000
		all[i].first = day(2025, time.January, 6)
		all[i].editions = []event.Day{day(2026, time.January, 15), day(2026, time.April, 15), day(2026, time.July, 15), day(2026, time.August, 15), day(2026, time.October, 15)}
	}
	return all
}

// paris has so many arrondissements with some structures each, and two sectors.
func paris(territories int) shape {
	s := shape{name: "paris", structures: 3, people: 3000}
	var codes []string
	for n := range territories {
		code := fmt.Sprint(75101 + n)
		codes = append(codes, code)
		s.territories = append(s.territories, network.Territory{Code: code, Name: "Paris " + code[3:], Level: "arrondissement", Parent: "75056",
			Population: 20_000 + 5_000*uint32(n%7), PopulationYear: 2023, PopulationSource: "Insee"})
	}
	half := len(codes) / 2
	s.groups = []network.Group{{Code: "ouest", Name: "Ouest", Members: codes[:half]}, {Code: "est", Name: "Est", Members: codes[half:]}}
	return s
}

// districts is four communes of one EPCI, with twelve structures.
func districts() shape {
	s := shape{name: "small"}
	for n := range 4 {
		s.territories = append(s.territories, network.Territory{Code: fmt.Sprint(71001 + n), Name: fmt.Sprint("Commune ", n), Level: "commune", Parent: "200071001",
			Population: 4_000 + 3_000*uint32(n), PopulationYear: 2023, PopulationSource: "Insee"})
	}
	s.territories = append(s.territories, network.Territory{Code: "200071001", Name: "Communauté", Level: "epci"})
	return s
}

// communes is some EPCIs, so many communes each, a structure in each commune. Communes are too few people to be published by themselves.
func communes(epcis, each int) shape {
	s := shape{name: "rural", structures: 1}
	for e := range epcis {
		parent := fmt.Sprint(200071000 + e)
		s.territories = append(s.territories, network.Territory{Code: parent, Name: fmt.Sprint("EPCI ", e), Level: "epci", Parent: "71"})
		for c := range each {
			s.territories = append(s.territories, network.Territory{Code: fmt.Sprint(71001 + e*each + c), Name: fmt.Sprint("Commune ", e, "-", c), Level: "commune",
				Parent: parent, Population: 400 + 350*uint32(c), PopulationYear: 2023, PopulationSource: "Insee"})
		}
	}
	// An EPCI of one commune is the same set twice.
	s.territories = append(s.territories, network.Territory{Code: "200071099", Name: "EPCI seule", Level: "epci", Parent: "71"},
		network.Territory{Code: "71099", Name: "Commune seule", Level: "commune", Parent: "200071099", Population: 4_500, PopulationYear: 2023, PopulationSource: "Insee"},
		network.Territory{Code: "71", Name: "Département", Level: "departement"})
	return s
}

// lowest are the codes of the territories without others below them.
func (s shape) lowest() (codes []string) {
	for _, t := range s.territories {
		if !slices.ContainsFunc(s.territories, func(below network.Territory) bool { return below.Parent == t.Code }) {
			codes = append(codes, t.Code)
		}
	}
	return codes
}

// areas are what help at a place counts in, by the registry alone: the truth asks no part of the program.
func (s shape) areas(place string) []cells.Area {
	all := []cells.Area{{Kind: cells.Group, Code: cells.Network}}
	at := slices.IndexFunc(s.territories, func(t network.Territory) bool { return t.Code == place })
	switch {
	case place == "":
		return append(all, cells.Area{Kind: cells.Elsewhere, Code: "unknown"})
	case at < 0:
		return append(all, cells.Area{Kind: cells.Elsewhere, Code: "outside"})
	}
	published := place
	if s.name == "rural" {
		all = append(all, cells.Area{Kind: cells.Commune, Code: place})
		published = s.territories[at].Parent
		all = append(all, cells.Area{Kind: cells.Group, Code: "71"})
	}
	all = append(all, cells.Area{Kind: cells.Territory, Code: published})
	if s.name == "small" {
		all = append(all, cells.Area{Kind: cells.Group, Code: s.territories[at].Parent})
	}
	for _, g := range s.groups {
		if slices.Contains(g.Members, place) {
			all = append(all, cells.Area{Kind: cells.Group, Code: g.Code})
		}
	}
	return all
}

// house is a structure of a drawn network.
type house struct {
	id, place      string
	opened, closed string // days; empty: always, never
	visitors       int    // how many people in a thousand come here, of those of its place
}

// plan is the date since which figures are published: quarters make its windows up.
func (s shape) plan() time.Time {
	return time.Date(s.first.Time().Year(), s.first.Time().Month()+3, 1, 0, 0, 0, 0, time.UTC)
}

// houses are the structures of a shape: some new, some closed, and a pop-up of two days in each fourth place.
func (s shape) houses(random *rand.Rand) (all []house) {
	for n, place := range s.lowest() {
		for i := range s.structures {
			h := house{id: fmt.Sprintf("s-%s-%d", place, i), place: place, visitors: 300 + random.IntN(500)}
			switch {
			case i == 1 && n%3 == 0:
				h.opened = "2025-09-01"
			case i == 1 && n%3 == 1:
				h.closed = "2026-02-20"
			}
			all = append(all, h)
		}
		if n%4 == 0 {
			all = append(all, house{id: "pop-up-" + place, place: place, opened: "2026-05-11", closed: "2026-05-13", visitors: 25})
		}
	}
	return all
}
