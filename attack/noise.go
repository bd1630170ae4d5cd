package main

import "math"

// odds are how many of 2^20 draws of the noise are e or -e, e from 0 on: the table is public.
var odds = [11]float64{187080, 169276, 125403, 76061, 37771, 15356, 5112, 1393, 311, 57, 8}

// variance is that of a draw.
const variance = 5.0

// likely is how likely the noise is e.
func likely(e int) float64 {
	if e = max(e, -e); e < len(odds) {
		return odds[e] / (1 << 20)
	}
	return 0
}

// shownFrom is how many of what is counted must be published for the number to be shown.
const shownFrom = 11

// upTo is how likely the noise is e or less.
func upTo(e int) (p float64) {
	for x := -10; x <= min(e, 10); x++ {
		p += likely(x)
	}
	return p
}

// apart is how likely the difference of two draws is e.
func apart(e int) (p float64) {
	for x := -10; x <= 10; x++ {
		p += likely(x) * likely(x+e)
	}
	return p
}

// steep is what a unit beyond the noise's reach costs the logarithm: it leads a search back, and is next to impossible.
const steep = 6.0

// logOf is the logarithm of a likelihood at a distance beyond which there is none.
func logOf(p float64, beyond int) float64 {
	if p > 0 {
		return math.Log(p)
	}
	return math.Log(odds[10]/(1<<20)) - steep*float64(max(beyond, 1))
}
