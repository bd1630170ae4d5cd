package chart_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"vigie/dashboard/chart"
)

// The shared scale holds all marks, ends at a round number, and leaves little more than a quarter of it empty.
func TestTop(t *testing.T) {
	for most, want := range map[float64]float64{0: 0, 1: 1, 79: 80, 113: 120, 160: 200, 901: 1000, 1001: 1200, 8e5: 8e5, 0.3: 0.3} {
		if got := chart.Top([]chart.Mark{mark("a", most/2)}, []chart.Mark{hidden("b", "protected"), mark("c", most)}); math.Abs(got-want) > 1e-9 {
			t.Errorf("up to %v: %v, not %v", most, got, want)
		}
	}
	for top, want := range map[float64]int{1: 5, 100: 5, 1000: 5, 1e6: 5, 120: 4, 5000: 4, 8e5: 4, 0.1: 5} {
		if got := chart.Steps(top); got != want {
			t.Errorf("up to %v: %d steps, not %d", top, got, want)
		}
	}
	r := rand.New(rand.NewPCG(3, 2026))
	for range 10_000 {
		most := math.Exp(20*r.Float64() - 5)
		if top := chart.Top([]chart.Mark{mark("a", most)}); top < most || top > 1.35*most {
			t.Fatalf("up to %v: %v", most, top)
		}
	}
}
