package demo

import (
	"cmp"
	"slices"

	"vigie/network"
)

// portrait is how the demonstration tells one arrondissement from another: roughly where its middle is (our reading of a
// map, good to some hundred metres), and what makes the network unequal.
type portrait struct {
	latitude, longitude float64 // WGS 84, degrees
	supply              float64 // structures for its population, against the average
	waiting             float64 // days between referral and welcome, against the average
	need                float64 // people who cannot do without help, against the average
}

// portraits of the arrondissements of Paris. The pilot sectors (13e; 11e, 12e, 20e) are well supplied, the west is
// underserved: few structures, long waits. These contrasts are invented.
var portraits = map[string]portrait{
	"75101": {48.862, 2.336, 1.7, 0.8, 0.8},
	"75102": {48.868, 2.344, 1.5, 0.8, 0.9},
	"75103": {48.863, 2.360, 1.4, 0.8, 0.8},
	"75104": {48.855, 2.357, 1.5, 0.8, 0.7},
	"75105": {48.845, 2.350, 1.0, 0.9, 0.6},
	"75106": {48.850, 2.333, 0.9, 1.0, 0.5},
	"75107": {48.856, 2.313, 0.8, 1.1, 0.6},
	"75108": {48.873, 2.312, 0.8, 1.1, 0.7},
	"75109": {48.877, 2.338, 0.9, 1.0, 0.8},
	"75110": {48.876, 2.360, 1.3, 1.0, 1.3},
	"75111": {48.859, 2.380, 1.3, 0.9, 1.1},
	"75112": {48.841, 2.390, 1.1, 0.9, 1.0},
	"75113": {48.829, 2.361, 1.4, 0.8, 1.3},
	"75114": {48.830, 2.326, 1.0, 1.0, 0.9},
	"75115": {48.841, 2.299, 0.6, 2.1, 0.8},
	"75116": {48.860, 2.269, 0.5, 2.6, 0.6},
	"75117": {48.887, 2.308, 0.6, 2.4, 1.0},
	"75118": {48.892, 2.347, 0.9, 1.8, 1.5},
	"75119": {48.886, 2.384, 0.9, 1.9, 1.6},
	"75120": {48.864, 2.400, 1.3, 1.0, 1.4},
}

// beyond are communes around Paris, where some of the people live who come to its structures.
var beyond = []string{
	"93066", "93048", "93001", "93055", "93006", "94041", "94080", "94037", "94076", "92024", "92044", "92049", "92012", "92040",
}

// unplaced is what Paris gives as residence when the arrondissement is not known.
const unplaced = "75056"

// place is a territory of the network.
type place struct {
	portrait
	code       string
	name       string
	population float64
	located    bool  // the portrait is of this territory: it has a position, and Paris around it
	neighbours []int // the nearest places, nearest first
}

const neighbourCount = 4

// newPlaces gives the territories that have a population, sorted by code. Where a territory has no portrait, its
// contrasts come from its code.
func newPlaces(territories []network.Territory) []place {
	var places []place
	for _, t := range territories {
		if t.Population == 0 {
			continue
		}
		p, located := portraits[t.Code]
		if !located {
			d := newDraws()
			d.begin(0, uint64(len(t.Code)), textNumber(t.Code))
			p = portrait{supply: 0.5 + d.Float64(), waiting: 0.7 + d.Float64(), need: 0.6 + 0.8*d.Float64()}
		}
		places = append(places, place{portrait: p, code: t.Code, name: t.Name, population: float64(t.Population), located: located})
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.code, b.code) })
	for i := range places {
		places[i].neighbours = neighbours(places, i)
	}
	return places
}

// neighbours lists the places nearest to one: by distance where both have a position, else by their order.
func neighbours(places []place, i int) []int {
	far := func(j int) float64 {
		if !places[i].located || !places[j].located {
			return 1 + float64((i-j)*(i-j))
		}
		north := places[i].latitude - places[j].latitude
		east := (places[i].longitude - places[j].longitude) * 0.66 // a degree of longitude is shorter at this latitude
		return north*north + east*east
	}
	var others []int
	for j := range places {
		if j != i {
			others = append(others, j)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(far(a), far(b)) })
	return others[:min(neighbourCount, len(others))]
}

// textNumber reads a text as a number, so that it can begin a sequence of draws (FNV-1a).
func textNumber(text string) uint64 {
	number := uint64(0xcbf29ce484222325)
	for i := range len(text) {
		number = (number ^ uint64(text[i])) * 0x100000001b3
	}
	return number
}
