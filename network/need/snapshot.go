package need

import (
	"slices"
	"strconv"

	"vigie/network"
)

// Share is how many of a territory's residents are in need.
type Share struct {
	Rate float64 // of residents of all ages, 0 to 1; of an estimate the lower bound
	High float64 // the upper bound: Rate, but where the rate of some ages is not published
	// Source names who published the rate; "" where several did, for parts of the territory.
	Source   string
	Year     uint16 // of the rate, of an estimate that of the age structure; the earliest of several
	Estimate bool   // worked out from national rates by age, at least in part
}

// Snapshot is what was known of need on a day.
type Snapshot struct {
	Zones []Zone // sorted by code

	rates    map[string]Rate // by territory, those of the year that counts
	ages     map[string]Ages
	places   map[string]network.Territory
	children map[string][]string // by parent, sorted
	national []NationalRate
}

func newSnapshot(day string, territories []network.Territory, rates []Rate, ages []Ages, zones []Zone, national []NationalRate) Snapshot {
	s := Snapshot{
		Zones:    zones,
		rates:    ofYear(rates, day, func(r Rate) (string, uint16) { return r.Territory, r.Year }),
		ages:     ofYear(ages, day, func(a Ages) (string, uint16) { return a.Territory, a.Year }),
		places:   make(map[string]network.Territory, len(territories)),
		children: make(map[string][]string),
		national: national,
	}
	for _, t := range territories {
		s.places[t.Code] = t
		s.children[t.Parent] = append(s.children[t.Parent], t.Code)
	}
	return s
}

// ofYear gives of each territory the record of the last year that is not after a day's, else of the earliest.
func ofYear[T any](all []T, day string, key func(T) (territory string, year uint16)) map[string]T {
	now, err := strconv.ParseUint(day[:min(4, len(day))], 10, 16)
	if err != nil {
		now = 0
	}
	chosen := make(map[string]T, len(all))
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b T) int {
		_, x := key(a)
		_, y := key(b)
		return int(x) - int(y)
	})
	for _, t := range sorted {
		territory, year := key(t)
		if _, known := chosen[territory]; !known || uint64(year) <= now {
			chosen[territory] = t
		}
	}
	return chosen
}

// NeedRate is the share of a territory's residents who are in need: as it was imported, else by the territory's age structure, else as its
// parts have it, by their population. It is false where nothing of that is known, of a part either.
func (s Snapshot) NeedRate(territory string) (Share, bool) {
	if r, known := s.rates[territory]; known {
		return Share{Rate: r.Rate, High: r.Rate, Source: r.Source, Year: r.Year}, true
	}
	if a, known := s.ages[territory]; known {
		low, high := estimate(a.Groups, s.national)
		return Share{Rate: low, High: high, Source: s.national[0].Source, Year: a.Year, Estimate: true}, true
	}
	var whole Share
	var residents float64
	for i, part := range s.children[territory] {
		of, known := s.NeedRate(part)
		if !known {
			return Share{}, false
		}
		population := float64(s.places[part].Population)
		residents += population
		if i == 0 {
			whole.Source, whole.Year = of.Source, of.Year
		}
		if whole.Source != of.Source {
			whole.Source = ""
		}
		whole.Year = min(whole.Year, of.Year)
		whole.Rate += population * of.Rate
		whole.High += population * of.High
		whole.Estimate = whole.Estimate || of.Estimate
	}
	if residents == 0 {
		return Share{}, false
	}
	whole.Rate, whole.High = whole.Rate/residents, whole.High/residents
	return whole, true
}

// ZonesOf lists the zones that lie in a territory, sorted by code.
func (s Snapshot) ZonesOf(territory string) []Zone {
	var in []Zone
	for _, z := range s.Zones {
		if slices.Contains(z.Territories, territory) {
			in = append(in, z)
		}
	}
	return in
}
