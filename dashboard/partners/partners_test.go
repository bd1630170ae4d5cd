package partners_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/dashboard/partners"
	"vigie/editions/gate"
)

// drawn are random pairs of structures in some places, none twice.
func drawn(random *rand.Rand, places, structures int) (all []partners.Pair) {
	for from := range structures {
		for to := range structures {
			if from != to && random.IntN(4) == 0 {
				p := partners.Pair{From: place(from, places), To: place(to, places)}
				p.Sender, p.Receiver, p.Width = fmt.Sprint(from), fmt.Sprint(to), random.IntN(4)
				all = append(all, p)
			}
		}
	}
	return all
}

// place is where a structure stands; some stand nowhere.
func place(structure, places int) string {
	if n := structure % (places + 1); n < places {
		return fmt.Sprint("T", n)
	}
	return ""
}

// Pairs put together by place are all pairs, each once, as strong as the strongest of them; and to be partners goes both ways.
func TestTiesAreAllPairs(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 14))
	for range 50 {
		places := 1 + random.IntN(6)
		all := drawn(random, places, random.IntN(14))
		ties := partners.Ties(all, partners.ByPlace)
		sum := 0
		for _, tie := range ties {
			n, widest := 0, 0
			for _, p := range all {
				if p.From == tie.From && p.To == tie.To {
					n, widest = n+1, max(widest, p.Width)
				}
			}
			if sum += tie.Pairs; tie.Pairs != n || tie.Widest.Width != widest {
				t.Errorf("from %q to %q: %d pairs up to %d, not %d up to %d", tie.From, tie.To, tie.Pairs, tie.Widest.Width, n, widest)
			}
		}
		if sum != len(all) {
			t.Errorf("ties have %d pairs of %d", sum, len(all))
		}
		of := partners.Reaches(ties)
		both := 0
		for _, one := range of {
			if both += one.Partners; one.Sends > one.Partners {
				t.Errorf("%+v sends to more than it knows", one)
			}
		}
		if both%2 != 0 {
			t.Errorf("%d ends of partnerships: one is told on one side alone", both)
		}
		touching := 0
		for n := range places {
			code := fmt.Sprint("T", n)
			for _, p := range partners.Touching(all, func(at string) bool { return at == code }) {
				if p.From == code || p.To == code {
					touching++
				}
			}
		}
		want := 0
		for _, p := range all {
			ends := []string{p.From, p.To}
			slices.Sort(ends)
			for _, end := range slices.Compact(ends) {
				if end != "" {
					want++
				}
			}
		}
		if touching != want {
			t.Errorf("the pairs of territories are %d, not %d", touching, want)
		}
	}
}

func TestHubs(t *testing.T) {
	pair := func(from, to string) partners.Pair { return partners.Pair{Pair: gate.Pair{}, From: from, To: to} }
	of := partners.Reaches(partners.Ties([]partners.Pair{
		pair("A", "B"), pair("B", "A"), pair("A", "C"), pair("D", "D"), pair("", "B"),
	}, partners.ByPlace))
	for _, c := range []struct {
		among []string
		want  string
	}{
		{[]string{"A", "B", "C", "D"}, "[A B] 2"}, {[]string{"A", "C", "D"}, "[A] 2"}, {[]string{"D"}, "[] 0"}, {nil, "[] 0"},
	} {
		if ends, n := partners.Hubs(of, c.among); fmt.Sprint(ends, " ", n) != c.want {
			t.Errorf("among %v: %v %d, not %s", c.among, ends, n, c.want)
		}
	}
	if of["A"].Sends != 2 || of["C"].Sends != 0 || of["D"].Partners != 0 {
		t.Errorf("%+v", of)
	}
}
