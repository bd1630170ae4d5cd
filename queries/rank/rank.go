// Package rank ranks territories by what they lack and need: the one definition, over exact figures as over published ones.
//
// Each thing that is told of a place, a part of its offer or its need, becomes a number from 0 to 100: its mid-rank among all places of the
// level, whoever is looked at. What is unknown of a place and known of another is ranked last, behind the most lacking, all unknown ones
// together: nobody gains by not knowing. What is known of nobody is left out, of all alike. The offer is the mean of its parts, the score
// the weighted mean of offer and need; where need is known of nobody, the offer alone. All of it is counted in whole numbers, so ties are ties.
package rank

import (
	"cmp"
	"math"
	"slices"
)

// Place is a territory among the others of its level.
type Place struct {
	// Lacks say how lacking each part of its offer is, the higher the more; NaN where that is not known. All places have the same parts.
	Lacks []float64
	// Need is how high its need is; NaN where that is not known.
	Need float64
	// Unsure tells that too little is known of it to rank it. It counts among the others all the same.
	Unsure bool
}

// Standing is how a place stands. Numbers from 0 to 100 are NaN where nothing is known.
type Standing struct {
	Lacks []float64 // mid-ranks, of what is unknown of the place, too
	Need  float64
	Offer float64
	// Score is the weighted mean of Offer and Need, NaN of a place that is not ranked.
	Score float64
	// Rank is 1 for the highest score; equal scores have the same. First and Last bound it over all weights from Lightest to Heaviest. All
	// are 0 of a place that is not ranked.
	Rank, First, Last int
}

// Weight is that of need beside the offer, in hundredths, from Lightest to Heaviest.
type Weight int

// Bounds of a Weight, and the usual one.
const (
	Lightest Weight = 25
	Even     Weight = 50
	Heaviest Weight = 75
	whole    Weight = 100
)

// counted are whole numbers that places are compared by: sums of twice the mid-ranks.
type counted struct{ offer, need int }

// at is the score of a weight, up to a factor that all places share.
func (c counted) at(w Weight) int { return int(whole-w)*c.offer + int(w)*c.need }

// Of ranks places, in their order.
func Of(places []Place, w Weight) []Standing {
	standings, sums := make([]Standing, len(places)), make([]counted, len(places))
	if len(places) == 0 {
		return standings
	}
	points := 50 / float64(len(places)) // of a whole number
	parts := 0
	for part := range places[0].Lacks {
		numbers, known := midRanks(places, func(p Place) float64 { return p.Lacks[part] })
		if known {
			parts++
		}
		for i, n := range numbers {
			standings[i].Lacks = append(standings[i].Lacks, orNaN(float64(n)*points, known))
			sums[i].offer += n
		}
	}
	needs, needed := midRanks(places, func(p Place) float64 { return p.Need })
	for i, n := range needs {
		s := &standings[i]
		s.Need, s.Offer = orNaN(float64(n)*points, needed), orNaN(float64(sums[i].offer)*points/float64(max(parts, 1)), parts > 0)
		sums[i].need = n * parts
		switch {
		case places[i].Unsure:
			s.Score = math.NaN()
		case needed:
			s.Score = (float64(whole-w)*s.Offer + float64(w)*s.Need) / float64(whole)
		default:
			s.Score = s.Offer
		}
	}
	for i := range places {
		if !places[i].Unsure {
			standings[i].place(i, places, sums, w)
		}
	}
	return standings
}

func orNaN(value float64, known bool) float64 {
	if !known {
		return math.NaN()
	}
	return value
}

// midRanks are, of each place, twice the number of those with a lower value and once that of those with the same: half of it, over all, is the
// mid-rank. What is unknown comes behind all that is known; all are 0, and none is known, where it is of nobody.
func midRanks(places []Place, of func(Place) float64) (numbers []int, known bool) {
	compare := func(a, b float64) int { // NaN last
		if unknown := math.IsNaN(a); unknown != math.IsNaN(b) {
			if unknown {
				return 1
			}
			return -1
		}
		return cmp.Compare(a, b)
	}
	numbers = make([]int, len(places))
	for i, p := range places {
		value := of(p)
		known = known || !math.IsNaN(value)
		for _, other := range places {
			switch c := compare(of(other), value); {
			case c < 0:
				numbers[i] += 2
			case c == 0:
				numbers[i]++
			}
		}
	}
	if !known {
		clear(numbers)
	}
	return numbers, known
}

// place finds a place's rank among those that are ranked, and its bounds. As the weight grows, the lead of another over it changes along a
// line: it is ahead from the beginning or from where the line rises above nothing, up to where it falls to that.
func (s *Standing) place(at int, places []Place, sums []counted, w Weight) {
	type change struct {
		where float64 // 0 at Lightest, 1 at Heaviest
		by    int     // those that are no longer ahead there, or that are right behind it
	}
	var changes []change
	ahead := 0
	s.Rank = 1
	for j, other := range sums {
		if j == at || places[j].Unsure {
			continue
		}
		if other.at(w) > sums[at].at(w) {
			s.Rank++
		}
		begins, ends := other.at(Lightest)-sums[at].at(Lightest), other.at(Heaviest)-sums[at].at(Heaviest)
		if begins > 0 {
			ahead++
		}
		switch where := float64(begins) / float64(begins-ends); {
		case begins > 0 && ends <= 0:
			changes = append(changes, change{where, -1})
		case begins <= 0 && ends > 0:
			changes = append(changes, change{where, 1})
		}
	}
	// Where some fall back and others come forward at once, all are even there.
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.where, b.where), cmp.Compare(a.by, b.by)) })
	least, most := ahead, ahead
	for _, c := range changes {
		ahead += c.by
		least, most = min(least, ahead), max(most, ahead)
	}
	s.First, s.Last = 1+least, 1+most
}
