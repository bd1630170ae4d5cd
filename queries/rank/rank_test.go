package rank

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vigie/queries/indicator"
)

var nan = math.NaN()

// written is a standing as the tests write it.
func written(s Standing) string {
	var lacks []string
	for _, l := range s.Lacks {
		lacks = append(lacks, fmt.Sprint(l))
	}
	return fmt.Sprintf("%s offer %v need %v score %v, %d of %d–%d", strings.Join(lacks, " "), s.Offer, s.Need, s.Score, s.Rank, s.First, s.Last)
}

// Places that were ranked by hand. Of four, what is lowest has the mid-rank 12.5, then 37.5, 62.5, 87.5; two that tie share the mean.
func TestByHand(t *testing.T) {
	for name, c := range map[string]struct {
		places []Place
		weight Weight
		want   []string
	}{
		"ties are in the middle": {
			[]Place{{Lacks: []float64{1, 5}, Need: 1}, {Lacks: []float64{2, 5}, Need: 2}, {Lacks: []float64{2, 5}, Need: 2}, {Lacks: []float64{3, 5}, Need: 0}}, Even,
			[]string{
				"12.5 50 offer 31.25 need 37.5 score 34.375, 4 of 3–4", "50 50 offer 50 need 75 score 62.5, 1 of 1–1",
				"50 50 offer 50 need 75 score 62.5, 1 of 1–1", "87.5 50 offer 68.75 need 12.5 score 40.625, 3 of 3–4",
			}},
		// The third leads the first two by its offer up to 0.45 and 0.6; the first leads the second from 0.5 on.
		"unknown is last": {
			[]Place{{Lacks: []float64{1}, Need: 4}, {Lacks: []float64{9}, Need: 3}, {Lacks: []float64{nan}, Need: 2}, {Lacks: []float64{nan}, Need: nan}}, Even,
			[]string{
				"12.5 offer 12.5 need 62.5 score 37.5, 3 of 2–4", "37.5 offer 37.5 need 37.5 score 37.5, 3 of 3–4",
				"75 offer 75 need 12.5 score 43.75, 2 of 2–4", "75 offer 75 need 87.5 score 81.25, 1 of 1–1",
			}},
		"what is known of nobody is left out": {
			[]Place{{Lacks: []float64{nan, 2}, Need: nan}, {Lacks: []float64{nan, 1}, Need: nan}}, Heaviest,
			[]string{"NaN 75 offer 75 need NaN score 75, 1 of 1–1", "NaN 25 offer 25 need NaN score 25, 2 of 2–2"}},
		"who is not ranked counts among the others": {
			[]Place{{Lacks: []float64{2}, Need: 2}, {Lacks: []float64{3}, Need: 3, Unsure: true}, {Lacks: []float64{1}, Need: 1}}, Even,
			[]string{"50 offer 50 need 50 score 50, 1 of 1–1", "83.33333333333334 offer 83.33333333333334 need 83.33333333333334 score NaN, 0 of 0–0",
				"16.666666666666668 offer 16.666666666666668 need 16.666666666666668 score 16.666666666666668, 2 of 2–2"}},
		"alone": {[]Place{{Lacks: []float64{7}, Need: nan}}, Lightest, []string{"50 offer 50 need NaN score 50, 1 of 1–1"}},
		"none":  {nil, Even, nil},
	} {
		var got []string
		for _, s := range Of(c.places, c.weight) {
			got = append(got, written(s))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n  by hand  %s\n  answered %s", name, strings.Join(c.want, "\n           "), strings.Join(got, "\n           "))
		}
	}
}

// drawn are places of few values each, so that many tie, some of them unknown.
func drawn(r *rand.Rand) []Place {
	places, parts := make([]Place, 1+r.IntN(9)), 1+r.IntN(5)
	value := func() float64 {
		if r.IntN(5) == 0 {
			return nan
		}
		return float64(r.IntN(4))
	}
	for i := range places {
		for range parts {
			places[i].Lacks = append(places[i].Lacks, value())
		}
		places[i].Need, places[i].Unsure = value(), r.IntN(6) == 0
	}
	return places
}

// with are places of which one is another.
func with(places []Place, at int, change func(*Place)) []Place {
	all := slices.Clone(places)
	all[at].Lacks = slices.Clone(all[at].Lacks)
	change(&all[at])
	return all
}

// worse tells that no rank of a place is better after a change: it is ranked at least as lacking, at the weight and over all weights.
func worse(before, after Standing) bool {
	return after.Rank <= before.Rank && after.First <= before.First && after.Last <= before.Last
}

// The laws of the definition, over random places.
func TestLaws(t *testing.T) {
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 1))
		places := drawn(r)
		w := Lightest + Weight(r.IntN(int(Heaviest-Lightest)+1))
		standings := Of(places, w)
		fault := func(text string, more ...any) {
			t.Errorf("seed %d, %v at %s: %s", seed, places, w, fmt.Sprintf(text, more...))
		}
		at := r.IntN(len(places))
		s := standings[at]
		needed := slices.ContainsFunc(places, func(p Place) bool { return !math.IsNaN(p.Need) })
		if needed && !math.IsNaN(places[at].Need) {
			more := with(places, at, func(p *Place) { p.Need += 1 + float64(r.IntN(3)) })
			if after := Of(more, w)[at]; !worse(s, after) || after.Need < s.Need {
				fault("more need of %d improves its rank: %s, then %s", at, written(s), written(after))
			}
		}
		part := r.IntN(len(places[at].Lacks))
		known := 0
		for _, p := range places {
			if !math.IsNaN(p.Lacks[part]) {
				known++
			}
		}
		// Where it was the only one known, nobody knows it any more: it is left out, of all alike.
		if known > 1 && !math.IsNaN(places[at].Lacks[part]) {
			hidden := with(places, at, func(p *Place) { p.Lacks[part] = nan })
			if after := Of(hidden, w)[at]; !worse(s, after) {
				fault("part %d of %d unknown improves its rank: %s, then %s", part, at, written(s), written(after))
			}
		}
		for i, s := range standings {
			if places[i].Unsure {
				continue
			}
			if s.Rank < s.First || s.Rank > s.Last {
				fault("%s: the rank lies outside its bounds", written(s))
			}
			if !(s.Score >= 0 && s.Score <= 100 || math.IsNaN(s.Offer)) {
				fault("%s: no score from 0 to 100", written(s))
			}
			checkBounds(places, i, s, fault)
		}
		order := r.Perm(len(places))
		other := make([]Place, len(places))
		for i, n := range order {
			other[i] = places[n]
		}
		for i, s := range Of(other, w) {
			if written(s) != written(standings[order[i]]) {
				fault("another order of the places ranks otherwise: %s, not %s", written(s), written(standings[order[i]]))
			}
		}
	}
}

// checkBounds looks at many weights between the whole ones: ranks lie within the bounds.
func checkBounds(places []Place, at int, s Standing, fault func(string, ...any)) {
	all := Of(places, Even)
	for step := range 41 {
		w := 0.25 + 0.5*float64(step)/40
		score := func(s Standing) float64 {
			switch {
			case math.IsNaN(s.Offer):
				return 0
			case math.IsNaN(s.Need):
				return s.Offer
			}
			return (1-w)*s.Offer + w*s.Need
		}
		ahead, even := 0, 0
		for j, other := range all {
			switch d := score(other) - score(s); {
			case places[j].Unsure || j == at:
			case d > 1e-9:
				ahead++
			case d > -1e-9:
				even++
			}
		}
		if 1+ahead+even < s.First || 1+ahead > s.Last {
			fault("%s: at %.3f it is from %d to %d", written(s), w, 1+ahead, 1+ahead+even)
		}
	}
}

// Weights are written in hundredths, from a quarter to three quarters.
func TestParseWeight(t *testing.T) {
	for text, want := range map[string]Weight{"": Even, "0.5": 50, "0.50": 50, "0.25": 25, "0.75": 75, "0.33": 33, "0.6": 60} {
		if w, err := ParseWeight(text); err != nil || w != want {
			t.Errorf("%q is %v (%v)", text, w, err)
		}
	}
	for _, text := range []string{"0.24", "0.76", "0,5", "1", "half", "NaN", "0.255", "0x1p-1", "5e-1", ".5", "0.500", " 0.5", "-0.5", "+0.5"} {
		if w, err := ParseWeight(text); err == nil {
			t.Errorf("%q is read as %v", text, w)
		}
	}
}

// What a place's figures say of it.
func TestPlaceOf(t *testing.T) {
	limit := 60.0
	about := map[string]indicator.Indicator{"a.dense": {Better: "up"}, "a.late": {Better: "up"}, "a.reach": {Better: "up"}, "a.waits": {Better: "down", Limit: &limit},
		"a.need": {Better: "down"}, "v.reporting": {Better: "up"}}
	r := indicator.Rank{Offer: []indicator.RankPart{{Of: "a.dense"}, {Of: "a.late"}, {Of: "a.reach", People: true}, {Of: "a.waits", People: true}},
		Least: 2, Need: "a.need", Reporting: "v.reporting", Identified: "a.reach", Present: "a.dense"}
	for name, c := range map[string]struct{ figures, want string }{
		"all is known":                  {"a.dense=3 a.late=0.5 a.reach=20 a.waits=14 a.need=0.2 v.reporting=0.5", "[-3 -0.5 -20 14] 0.2 true"},
		"waits beyond the limit":        {"a.dense=3 a.late=0.5 a.reach=20 a.waits=ok v.reporting=1", "[-3 -0.5 -20 +Inf] NaN true"},
		"fewer than half report":        {"a.dense=3 a.late=0.5 a.reach=20 a.waits=14 a.need=0.2 v.reporting=0.49", "[-3 -0.5 NaN NaN] 0.2 false"},
		"residences are not known":      {"a.dense=3 a.late=0.5 a.reach=no_data a.waits=14 v.reporting=1", "[-3 -0.5 NaN NaN] NaN true"},
		"too few residents to be shown": {"a.dense=3 a.late=0.5 a.reach=protected a.waits=14 v.reporting=1", "[-3 -0.5 NaN 14] NaN true"},
		"nobody is received":            {"a.dense=0 a.late=no_data a.reach=protected a.waits=no_data v.reporting=no_data", "[-0 0 NaN NaN] NaN true"},
		"hours are not known":           {"a.dense=1 a.late=no_data a.reach=protected a.waits=no_data v.reporting=1", "[-1 NaN NaN NaN] NaN false"},
	} {
		given := make(map[string]Given)
		for id, i := range about {
			i.ID = id
			given[id] = Given{i, map[string]indicator.Figure{}}
		}
		for word := range strings.FieldsSeq(c.figures) {
			id, text, _ := strings.Cut(word, "=")
			f := indicator.Figure{Status: text}
			var value float64
			if _, err := fmt.Sscan(text, &value); err == nil {
				f.Status, f.Value = statusOK, &value
			}
			given[id].Figures["x"] = f
		}
		p := placeOf(r, given, "x")
		if got := fmt.Sprint(p.Lacks, " ", p.Need, " ", !p.Unsure); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}
