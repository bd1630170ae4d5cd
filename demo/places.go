package demo

import (
	"cmp"
	"slices"
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

// towns have a position too, where they are elsewhere: our reading of a map, good to a kilometre or two. Those of Saône-et-Loire,
// and Les Herbiers with its neighbours.
var towns = map[string][2]float64{
	"71076": {46.781, 4.853}, "71270": {46.306, 4.831}, "71153": {46.806, 4.427}, "71306": {46.667, 4.366}, "71014": {46.951, 4.299},
	"71342": {46.454, 4.119}, "71486": {46.642, 4.371}, "71105": {46.307, 4.785}, "71176": {46.481, 3.980}, "71230": {46.603, 4.062},
	"71263": {46.627, 5.225}, "71475": {46.763, 4.839}, "71118": {46.798, 4.812}, "71445": {46.776, 4.890}, "71040": {46.696, 4.387},
	"71543": {46.563, 4.909}, "71073": {46.909, 4.752}, "71310": {46.750, 4.471}, "71137": {46.434, 4.659}, "71047": {46.622, 3.770},
	"71499": {46.666, 4.292}, "71090": {46.209, 4.764}, "71120": {46.205, 4.340}, "71221": {46.781, 4.742}, "71512": {46.641, 4.868},
	"71106": {46.435, 4.275}, "71540": {46.769, 4.453}, "71190": {46.991, 4.514}, "71070": {46.713, 4.693},
	"85109": {46.870, -1.009}, "85153": {46.781, -1.061}, "85082": {46.882, -0.900}, "85017": {46.911, -1.088},
	"85259": {46.834, -0.980}, "85301": {46.825, -1.124}, "85144": {46.852, -1.115}, "85248": {46.862, -0.925},
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
	code, name string
	parent     string
	postcode   string
	population float64
	ofParis    bool  // an arrondissement: the portrait is of this territory
	located    bool  // it has a position
	neighbours []int // of an arrondissement, the nearest ones, nearest first
}

const neighbourCount = 4

// newPlaces gives the lowest territories that have a population, sorted by code. Where a territory has no portrait, its
// contrasts come from its code.
func newPlaces(o Options) []place {
	parents := map[string]bool{}
	for _, t := range o.Territories {
		parents[t.Parent] = true
	}
	var places []place
	for _, t := range o.Territories {
		if t.Population == 0 || parents[t.Code] {
			continue
		}
		p := place{code: t.Code, name: t.Name, parent: t.Parent, population: float64(t.Population), postcode: o.postcode(t.Code)}
		p.portrait, p.ofParis = portraits[t.Code]
		p.located = p.ofParis
		if !p.ofParis {
			d := newDraws()
			d.begin(0, uint64(len(t.Code)), textNumber(t.Code))
			p.portrait = portrait{supply: 0.5 + d.Float64(), waiting: 0.7 + d.Float64(), need: 0.6 + 0.8*d.Float64()}
			var middle [2]float64
			middle, p.located = towns[t.Code]
			p.latitude, p.longitude = middle[0], middle[1]
		}
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.code, b.code) })
	for i := range places {
		if places[i].ofParis {
			places[i].neighbours = neighbours(places, i)
		}
	}
	return places
}

// compareParents puts places under one parent together.
func compareParents(a, b place) int { return cmp.Compare(a.parent, b.parent) }

// postcode of the addresses in a territory.
func (o Options) postcode(code string) string {
	switch {
	case o.Postcodes[code] != "":
		return o.Postcodes[code]
	case portraits[code] != portrait{}:
		return "750" + code[len(code)-2:]
	case len(code) == 5:
		return code[:2] + "000"
	}
	return "00000"
}

// neighbours lists the arrondissements nearest to one.
func neighbours(places []place, i int) []int {
	far := func(j int) float64 {
		north := places[i].latitude - places[j].latitude
		east := (places[i].longitude - places[j].longitude) * 0.66 // a degree of longitude is shorter at this latitude
		return north*north + east*east
	}
	var others []int
	for j := range places {
		if j != i && places[j].ofParis {
			others = append(others, j)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(far(a), far(b)) })
	return others[:min(neighbourCount, len(others))]
}

// newAround gives the odds of the places under each parent: of where people go and live who do not stay in their own.
func newAround(places []place) map[string]odds[int] {
	under, weights := map[string][]int{}, map[string][]float64{}
	for i, p := range places {
		under[p.parent] = append(under[p.parent], i)
		weights[p.parent] = append(weights[p.parent], p.population)
	}
	around := make(map[string]odds[int], len(under))
	for parent := range under {
		around[parent] = newOdds(under[parent], weights[parent])
	}
	return around
}

// nearby draws a place near one: an arrondissement around it, elsewhere any under the same parent.
func (n *Network) nearby(p *place, d *draws) *place {
	if len(p.neighbours) > 0 {
		return &n.places[p.neighbours[d.IntN(len(p.neighbours))]]
	}
	return &n.places[n.around[p.parent].pick(d.Float64())]
}

// neighbouring tells whether two places are near each other.
func (n *Network) neighbouring(a, b int) bool {
	if n.places[a].ofParis {
		return slices.Contains(n.places[a].neighbours, b)
	}
	return n.places[a].parent == n.places[b].parent
}

// textNumber reads a text as a number, so that it can begin a sequence of draws (FNV-1a).
func textNumber(text string) uint64 {
	number := uint64(0xcbf29ce484222325)
	for i := range len(text) {
		number = (number ^ uint64(text[i])) * 0x100000001b3
	}
	return number
}
