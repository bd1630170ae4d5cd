package indicator

import "math"

// Z is the 97.5 % quantile of the normal distribution, to six decimals.
const Z = 1.959964

// Wilson bounds a share by the 95 % interval of Wilson (1927), "Probable inference, the law of succession, and statistical
// inference", JASA 22.
func Wilson(numerator, denominator float64) (low, high float64) {
	n, p := denominator, numerator/denominator
	centre := (p + Z*Z/(2*n)) / (1 + Z*Z/n)
	half := Z / (1 + Z*Z/n) * math.Sqrt(p*(1-p)/n+Z*Z/(4*n*n))
	// The share itself bounds what rounding would leave beyond it, as at 0 and at 1.
	return min(max(centre-half, 0), p), max(min(centre+half, 1), p)
}
