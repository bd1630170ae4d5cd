package demo

import (
	"math"
	"math/rand/v2"
	"sort"
)

// odds chooses among values by weight.
type odds[T any] struct {
	values []T
	upTo   []float64 // share of all weights up to and including each value; the last is 1
}

// newOdds takes values with their weights, in any unit. Values without weight are never chosen.
func newOdds[T any](values []T, weights []float64) odds[T] {
	o := odds[T]{values: values, upTo: make([]float64, len(weights))}
	total := 0.0
	for i, weight := range weights {
		total += weight
		o.upTo[i] = total
	}
	if total == 0 {
		return odds[T]{}
	}
	for i := range o.upTo {
		o.upTo[i] /= total
	}
	return o
}

func (o odds[T]) empty() bool { return len(o.values) == 0 }

// pick gives the value at u, 0 ≤ u < 1.
func (o odds[T]) pick(u float64) T {
	value, _ := o.split(u)
	return value
}

// split gives the value at u, and where u stands within that value's share, 0 to 1: one number can make one choice
// within another.
func (o odds[T]) split(u float64) (T, float64) {
	i := 0
	if len(o.upTo) > 16 {
		i = sort.Search(len(o.upTo), func(i int) bool { return u < o.upTo[i] })
	} else {
		for i < len(o.upTo) && u >= o.upTo[i] {
			i++
		}
	}
	i = min(i, len(o.upTo)-1)
	below := 0.0
	if i > 0 {
		below = o.upTo[i-1]
	}
	return o.values[i], (u - below) / (o.upTo[i] - below)
}

// draws is a source of random numbers that can be set to the beginning of any of many independent sequences.
type draws struct {
	pcg rand.PCG
	*rand.Rand
}

func newDraws() *draws {
	d := &draws{}
	d.Rand = rand.New(&d.pcg)
	return d
}

// begin sets the draws to the sequence of a seed, a subject and a part of it.
func (d *draws) begin(seed, subject, part uint64) {
	d.pcg.Seed(scatter(seed^scatter(part)), scatter(subject))
}

// chance is true with a probability.
func (d *draws) chance(probability float64) bool { return d.Float64() < probability }

// around draws from a log-normal distribution with a median and a spread (standard deviation of the logarithm).
func (d *draws) around(median, spread float64) float64 {
	return median * math.Exp(spread*d.NormFloat64())
}

// count draws from a Poisson distribution (Knuth's method; the normal distribution where the mean is large).
func (d *draws) count(mean float64) int {
	if mean > 50 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*d.NormFloat64())))
	}
	limit, product, n := math.Exp(-mean), d.Float64(), 0
	for product > limit {
		product *= d.Float64()
		n++
	}
	return n
}

// scatter maps neighbouring numbers to numbers far apart (the finaliser of SplitMix64).
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
