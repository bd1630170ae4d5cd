package oracle

import (
	"math"
	"slices"
	"strconv"
)

// rankParts are the parts of a rank: those that nothing is known of are absent.
var rankParts = []string{"place", "first_place", "last_place", "offer", "need",
	"structures_per_10k", "service_variety", "reach_per_1000", "open_after_hours", "wait_days"}

// underserved: the weighted mean of lack of offer and need. Each of the five parts of the offer, and need, is a territory's mean position among
// all lowest ones, from 0 to 100, those of which it is unknown behind all others; what is known of none is left out. Reach and waiting are
// unknown where fewer than half of the structures report, or reach has no value for want of known residences. Where nobody is received there is no
// variety and no late hour. With fewer than half of the structures reporting, or fewer than three parts known, a territory is not ranked.
func underserved(n *Network, w window) map[string]Figure {
	all := w
	all.chosen, all.Filters = nil, map[string][]string{}
	density, reporting := structuresPer10k(n, all), reportingRate(n, all)
	reach, waits, need := reachPer1000(n, all), waitDays(n, all), residentsInNeed(n, all)
	variety, late := serviceVariety(n, all), openAfterHours(n, all)
	codes := n.lowest()
	parts := map[string]map[string]float64{"structures_per_10k": {}, "service_variety": {}, "reach_per_1000": {}, "open_after_hours": {}, "wait_days": {}}
	needing, unsure := map[string]float64{}, map[string]bool{}
	for _, code := range codes {
		desert := density[code].Value != nil && *density[code].Value == 0
		known := func(name string, figures map[string]Figure) {
			switch f := figures[code]; {
			case f.Value != nil:
				parts[name][code] = -*f.Value
			case desert:
				parts[name][code] = 0
			}
		}
		known("structures_per_10k", density)
		known("service_variety", variety)
		known("open_after_hours", late)
		silent := reporting[code].Value != nil && *reporting[code].Value < 0.5
		if !silent && reach[code].Status != StatusNoData {
			parts["reach_per_1000"][code] = -*reach[code].Value
			switch f := waits[code]; {
			case f.Value != nil:
				parts["wait_days"][code] = *f.Value
			case f.Status == StatusOK: // more than 60 days
				parts["wait_days"][code] = 1000
			}
		}
		if f := need[code]; f.Value != nil {
			needing[code] = *f.Value
		}
		told := 0
		for _, values := range parts {
			if _, is := values[code]; is {
				told++
			}
		}
		unsure[code] = silent || told < 3
	}
	figures, offers := map[string]Figure{}, map[string]float64{}
	for _, code := range codes {
		figures[code] = Figure{Parts: map[string]float64{}, Status: "unranked"}
	}
	available := 0.0
	for name, values := range parts {
		if len(values) > 0 {
			available++
		}
		for code, position := range positions(codes, values) {
			offers[code] += position
			if _, is := values[code]; is {
				figures[code].Parts[name] = position
			}
		}
	}
	needs := positions(codes, needing)
	var ranked []string
	for _, code := range codes {
		offers[code] /= max(available, 1)
		if _, is := needing[code]; is {
			figures[code].Parts["need"] = needs[code]
		}
		if !unsure[code] {
			ranked = append(ranked, code)
			figures[code].Parts["offer"] = offers[code]
		}
	}
	if len(needing) == 0 { // the offer alone
		needs = offers
	}
	weight := 0.5
	if given := w.Filters["need"]; len(given) > 0 {
		weight, _ = strconv.ParseFloat(given[0], 64)
	}
	score := func(code string, weight float64) float64 { return (1-weight)*offers[code] + weight*needs[code] }
	for code, places := range rankedBy(ranked, weight, score) {
		f, value := figures[code], score(code, weight)
		f.Value, f.Status = &value, StatusOK
		f.Parts["place"], f.Parts["first_place"], f.Parts["last_place"] = places[0], places[1], places[2]
		figures[code] = f
	}
	for _, code := range codes {
		if !w.within(code) {
			delete(figures, code)
		}
	}
	return figures
}

// positions are from 0 to 100: in the list of all, the lowest first and those without a value last, the middle of a code's place, or that of
// the places of all that are equal. There are none where there is no value.
func positions(codes []string, values map[string]float64) map[string]float64 {
	if len(values) == 0 {
		return nil
	}
	value := func(code string) float64 {
		if v, known := values[code]; known {
			return v
		}
		return math.Inf(1)
	}
	var list []float64
	for _, code := range codes {
		list = append(list, value(code))
	}
	slices.Sort(list)
	of := map[string]float64{}
	for _, code := range codes {
		first := slices.Index(list, value(code))
		last := first
		for last+1 < len(list) && list[last+1] == list[first] {
			last++
		}
		of[code] = float64(first+last+1) / 2 / float64(len(list)) * 100
	}
	return of
}

// rankedBy gives each code its place, the highest score first, and the first and the last place that it has at any weight from 0.25 to 0.75:
// places change where two scores cross, so those weights are looked at and one between each two of them.
func rankedBy(codes []string, weight float64, score func(string, float64) float64) map[string][3]float64 {
	at := []float64{0.25, 0.75}
	for _, a := range codes {
		for _, b := range codes {
			d0, d1 := score(a, 0)-score(b, 0), score(a, 1)-score(b, 1)
			if cross := d0 / (d0 - d1); cross > 0.25 && cross < 0.75 {
				at = append(at, cross)
			}
		}
	}
	slices.Sort(at)
	for i := range len(at) - 1 {
		at = append(at, (at[i]+at[i+1])/2)
	}
	place := func(code string, weight float64) float64 {
		ahead := 1.0
		for _, other := range codes {
			if score(other, weight) > score(code, weight)+1e-9 {
				ahead++
			}
		}
		return ahead
	}
	places := map[string][3]float64{}
	for _, code := range codes {
		p := [3]float64{place(code, weight), math.Inf(1), 0}
		for _, x := range at {
			p[1], p[2] = min(p[1], place(code, x)), max(p[2], place(code, x))
		}
		places[code] = p
	}
	return places
}
