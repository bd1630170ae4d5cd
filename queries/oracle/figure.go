package oracle

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Figure is one number with what it rests on.
type Figure struct {
	Value, Numerator, Denominator *float64
	Parts                         map[string]float64
	Status                        string
}

// Statuses of figures.
const (
	StatusOK       = "ok"
	StatusNoData   = "no_data"  // there is nothing to set against, or too little is known
	StatusEstimate = "estimate" // a range, of which the value is the low end, or one that rests on margins beside it
)

// tally is what is counted under a key.
type tally struct {
	numerator, denominator float64
	parts                  map[string]float64
}

// tallies are those of a window, by key.
type tallies map[string]*tally

// of gives the tally of a key, which is there from then on.
func (t tallies) of(key string) *tally {
	if t[key] == nil {
		t[key] = &tally{parts: map[string]float64{}}
	}
	return t[key]
}

// tallies begin with the keys that every answer has.
func (n *Network) tallies(w window) tallies {
	t := tallies{}
	switch w.By {
	case "territory":
		for _, code := range n.lowest() {
			if w.within(code) {
				t.of(code)
			}
		}
	case total:
		t.of(total)
	}
	return t
}

// counts makes figures of what is counted in numerators.
func (t tallies) counts() map[string]Figure {
	figures := map[string]Figure{}
	for key, of := range t {
		figures[key] = Figure{Value: &of.numerator, Parts: of.parts, Status: StatusOK}
	}
	return figures
}

// ratios makes figures of numerators over denominators, times so many; without a denominator there is no value.
func (t tallies) ratios(times float64) map[string]Figure {
	figures := map[string]Figure{}
	for key, of := range t {
		f := Figure{Numerator: &of.numerator, Denominator: &of.denominator, Parts: of.parts, Status: StatusNoData}
		if of.denominator > 0 {
			value := of.numerator / of.denominator * times
			f.Value, f.Status = &value, StatusOK
		}
		figures[key] = f
	}
	return figures
}

// Differences tells where two answers to a question are not the same. A figure that one of them lacks holds nothing, but no total,
// territory or month may be missing from the other answer.
func Differences(q Question, want, got map[string]Figure) []string {
	var faults []string
	keys := map[string]Figure{}
	maps.Copy(keys, want)
	maps.Copy(keys, got)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		a, wanted := want[key]
		b, given := got[key]
		if wanted && !given && (q.By == total || q.By == "month" || q.By == "territory" && key != unknown && key != outside) {
			faults = append(faults, key+" is missing")
		}
		tell := func(what string, a, b any) {
			faults = append(faults, fmt.Sprintf("%s of %s is %v, the oracle has %v", what, key, b, a))
		}
		if !same(a.Numerator, b.Numerator) || !same(a.Denominator, b.Denominator) || !same(a.Value, b.Value) {
			tell("figure", a, b)
		} else if wanted && given && (a.Status != b.Status || (a.Value == nil) != (b.Value == nil)) {
			tell("status", a, b)
		}
		parts := map[string]float64{}
		maps.Copy(parts, a.Parts)
		maps.Copy(parts, b.Parts)
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			x, has := a.Parts[name]
			y, had := b.Parts[name]
			if !same(&x, &y) || wanted && given && has != had && slices.Contains(indicators[q.Indicator].optional, name) {
				tell(name, x, y)
			}
		}
	}
	return faults
}

// String writes a figure in one line.
func (f Figure) String() string {
	number := func(x *float64) string {
		if x == nil {
			return "none"
		}
		return fmt.Sprint(*x)
	}
	return fmt.Sprintf("%s (%s/%s, %s) %v", number(f.Value), number(f.Numerator), number(f.Denominator), f.Status, f.Parts)
}

// same compares numbers up to the last digits of sums; none is 0.
func same(a, b *float64) bool {
	var zero float64
	if a == nil {
		a = &zero
	}
	if b == nil {
		b = &zero
	}
	return math.Abs(*a-*b) <= 1e-9*max(math.Abs(*a), math.Abs(*b))
}
