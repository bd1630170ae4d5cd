package chart_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"vigie/dashboard/chart"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// passed makes a passage between levels (0 unable to 3 autonomous) of so many people; none below 0.
func passed(from, to int, people float64) chart.Passage {
	p := chart.Passage{Passage: indicator.Passage{From: from, To: to}, Mark: chart.Mark{Name: fmt.Sprint(from, " to ", to), Status: gate.StatusProtected, Text: "protégé"}}
	if people >= 0 {
		p.Value, p.Text, p.Status = &people, fmt.Sprint(people), gate.StatusOK
	}
	return p
}

func TestStreams(t *testing.T) {
	l := languages(t)["fr"]
	s := chart.NewStreams(l, []chart.Passage{passed(0, 1, 40), passed(0, 0, 20), passed(1, 0, 15), passed(1, 3, 25), passed(2, 3, -1)})
	var before, after, kinds []string
	for _, end := range s.Before {
		before = append(before, end.Name+" "+end.Said)
	}
	for _, end := range s.After {
		after = append(after, end.Name+" "+end.Said)
	}
	for _, b := range s.Bands {
		kinds = append(kinds, b.Kind+" "+b.Title)
	}
	for _, c := range []struct{ got, want string }{
		{strings.Join(before, "; "), "Débutantes 40; En incapacité 60"},
		{strings.Join(after, "; "), "Autonomes 25; Débutantes 40; En incapacité 35"},
		{strings.Join(kinds, "; "), "same 0 to 0 : 20; up 1 to 3 : 25; up 0 to 1 : 40; down 1 to 0 : 15"},
		{s.Label, "Parmi les chiffres montrés, le plus haut : 0 to 1 (40) ; le plus bas : 1 to 0 (15). 1 chiffre protégé : trop peu de personnes."},
	} {
		if got := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(c.got); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
	if s := chart.NewStreams(l, []chart.Passage{passed(0, 1, -1), passed(2, 3, -1)}); s != nil {
		t.Errorf("%v is drawn of nothing that is shown", s)
	}
}

// TestStreamsFit draws passages at random: on both sides a person is equally high, bars do not overlap, and each band lies within its two bars.
func TestStreamsFit(t *testing.T) {
	l, random := languages(t)["en"], rand.New(rand.NewPCG(5, 8))
	for range 300 {
		var all []chart.Passage
		for from := range 3 {
			for to := range 4 {
				if n := random.ExpFloat64() * 200; n >= 11 {
					all = append(all, passed(from, to, math.Floor(n)))
				}
			}
		}
		s := chart.NewStreams(l, all)
		if s == nil {
			continue
		}
		high := func(ends []chart.StreamEnd) (sum float64) {
			floor := -0.01
			for _, e := range ends {
				var y, bar float64
				fmt.Sscan(e.Y, &y)
				fmt.Sscan(e.Height, &bar)
				if y < floor || y+bar > 100.01 {
					t.Fatalf("%v stands from %v: %v", e, y, ends)
				}
				floor, sum = y+bar, sum+bar
			}
			return sum
		}
		before, after := high(s.Before), high(s.After)
		var left, right float64
		for _, b := range s.Bands {
			var from, to, end, start, unused float64
			if _, err := fmt.Sscanf(b.Path, "M0 %fC50 %f 50 %f 100 %fV%fC50 %f 50 %f 0 %fZ", &from, &unused, &unused, &to, &end, &unused, &unused, &start); err != nil {
				t.Fatalf("%s: %v", b.Path, err)
			}
			left, right = left+start-from, right+end-to
		}
		for _, sum := range []float64{after, left, right} {
			if math.Abs(sum-before) > 0.2 { // what is written has two decimals
				t.Fatalf("%v and %v high at the sides, bands %v and %v", before, after, left, right)
			}
		}
	}
}
