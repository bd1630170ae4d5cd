package main

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"

	"vigie/editions/cells"
	"vigie/event"
	"vigie/queries/indicator"
)

// liveCounts is what a dashboard would answer at once, over any days, places and classes: it is here alone, to show that the attacks find what there
// is to be found. Each visit is one of who came.
type liveCounts struct {
	random *rand.Rand
	seed   uint64
	visits []livelyVisit
}

type livelyVisit struct {
	id        uint64
	territory int
	quarter   int
	age       int
	day       event.Day // of a target, the first of its quarter
}

// controls are the two ways of publishing that the attacks must break.
func (s *site) controls() []result {
	l := liveCounts{random: rand.New(rand.NewPCG(s.seed, 10)), seed: s.seed}
	territories, _ := s.territories()
	quarters := s.spans(cells.Quarter)
	exact := make(map[livelyVisit]int)
	for i, v := range s.visits {
		if v.person < 0 || v.until != never || s.dummies[i] {
			continue
		}
		q := slices.IndexFunc(quarters, func(w span) bool { return w.from <= v.day && v.day < w.to })
		for _, a := range s.shape.areas(v.place) {
			if a.Kind == cells.Territory && q >= 0 {
				one := livelyVisit{uint64(i), slices.Index(territories, a.Code), q, ageOf(s.classesOf(v.person)[1].key), v.day}
				l.visits = append(l.visits, one)
				one.id, one.day = 0, quarters[q].from
				exact[one]++
			}
		}
	}
	var targets []livelyVisit
	for t, n := range exact {
		if n <= 10 {
			targets = append(targets, t)
		}
	}
	slices.SortFunc(targets, func(a, b livelyVisit) int {
		return cmp.Or(a.territory-b.territory, a.quarter-b.quarter, a.age-b.age)
	})
	l.random.Shuffle(len(targets), func(i, j int) { targets[i], targets[j] = targets[j], targets[i] })
	targets = targets[:min(len(targets), 300)]
	bare, sticky := result{attack: "control: no noise, live"}, result{attack: "control: sticky noise, live"}
	var first, second guesses
	for _, t := range targets {
		first.judge(&bare, l.isolate(t, 30, false), exact[t])
		second.judge(&sticky, l.isolate(t, 300, true), exact[t])
	}
	first.finish(&bare)
	second.finish(&sticky)
	bare.note, sticky.note = "must be broken: 90 % of claims right", "must be broken: half of the guesses right"
	levels := s.polled()
	levels.note = "must be broken: a fifth of the levels"
	for _, one := range []struct {
		r      *result
		broken bool
	}{
		{&bare, share(bare.right, bare.targets) >= 0.9},
		{&sticky, share(sticky.guessed, sticky.targets) >= 0.5},
		{&levels, share(levels.right, levels.targets) >= 0.2},
	} {
		one.r.control, one.r.failed = true, !one.broken
	}
	return []result{bare, sticky, levels}
}

// ageOf numbers the ages.
func ageOf(key string) int {
	return slices.IndexFunc(indicator.Classes("age_band"), func(c indicator.Class) bool { return c.Key == key })
}

// answer is what is shown of the visits that are wanted: nothing below 11, and noise that is the same for the same ones.
func (l liveCounts) answer(sticky bool, wanted func(livelyVisit) bool) (n int, records uint64, shown bool) {
	for _, v := range l.visits {
		if wanted(v) {
			n++
			records ^= mixed(l.seed, v.id)
		}
	}
	if sticky {
		n += stuck(l.seed, n, records)
	}
	return n, records, n >= shownFrom
}

// isolate asks for the target together with others, and for these alone: with other ages, other territories, days before it. It gives what is
// believed of the target.
func (l liveCounts) isolate(t livelyVisit, tries int, sticky bool) []float64 {
	is := func(v livelyVisit) bool {
		return v.territory == t.territory && v.quarter == t.quarter && v.age == t.age
	}
	near := l
	near.visits = slices.DeleteFunc(slices.Clone(l.visits), func(v livelyVisit) bool {
		same := 0
		for _, is := range []bool{v.territory == t.territory, v.quarter == t.quarter, v.age == t.age} {
			if is {
				same++
			}
		}
		return same < 2
	})
	sum, n := 0, 0
	asked := make(map[uint64]bool)
	for nth := range tries {
		mask, days := l.random.Uint64()|l.random.Uint64(), event.Day(l.random.IntN(500))
		beside := func(v livelyVisit) bool {
			switch nth % 3 {
			case 0:
				return v.quarter == t.quarter && v.territory == t.territory && v.age != t.age && mask>>v.age&1 == 1
			case 1:
				return v.quarter == t.quarter && v.age == t.age && v.territory != t.territory && mask>>v.territory&1 == 1
			}
			return v.territory == t.territory && v.age == t.age && v.quarter < t.quarter && v.day >= t.day-days
		}
		with, _, ok := near.answer(sticky, func(v livelyVisit) bool { return is(v) || beside(v) })
		without, records, shown := near.answer(sticky, beside)
		if ok && shown && !asked[records] {
			sum, n, asked[records] = sum+with-without, n+1, true
		}
	}
	logs := make([]float64, 41)
	for x := range logs {
		logs[x] = -math.Log1p(float64(x))
		if n > 0 {
			off := float64(sum)/float64(n) - float64(x)
			spread := 0.01
			if sticky {
				spread = 2 * stuckVariance / float64(n)
			}
			logs[x] -= off * off / (2 * spread)
		}
	}
	return normal(logs)
}

// stuckVariance is that of the noise that is the same for the same people.
const stuckVariance = 3

// stuck is noise of a variance of 3 that only what is counted decides (cell keys, as of the Australian Bureau of Statistics).
func stuck(seed uint64, n int, records uint64) int {
	random := rand.New(rand.NewPCG(mixed(seed, records), uint64(n)))
	return int(math.Round(random.NormFloat64() * math.Sqrt(stuckVariance)))
}

func mixed(a, b uint64) uint64 {
	h := fnv.New64a()
	var text [16]byte
	binary.BigEndian.PutUint64(text[:8], a)
	binary.BigEndian.PutUint64(text[8:], b)
	h.Write(text[:])
	return h.Sum64()
}

// polled asks for the levels of territories day by day, over a year: what changes when one person is newly assessed is that person's level.
// Territories where nobody is assessed that day are asked together with the person's, so that the numbers are shown.
func (s *site) polled() result {
	r := result{attack: "control: sticky noise, levels"}
	type assessedOn struct{ day, territory, level, person int }
	territories, _ := s.territories()
	var firsts []assessedOn
	busy := make(map[[2]int]int) // assessments by day and territory
	known := make(map[int]bool)
	for _, f := range s.findings {
		for _, a := range s.shape.areas(f.place) {
			if a.Kind != cells.Territory {
				continue
			}
			t := slices.Index(territories, a.Code)
			busy[[2]int{int(f.day), t}]++
			if !known[f.person] && f.until == never {
				known[f.person] = true
				firsts = append(firsts, assessedOn{int(f.day), t, f.level - 1, f.person})
			}
		}
	}
	since := int(s.last()) - 365
	for _, one := range firsts {
		if one.day < since {
			continue
		}
		r.targets++
		if busy[[2]int{one.day, one.territory}] > 1 {
			continue
		}
		var before, after [4]int
		var records, then [4]uint64
		for _, other := range firsts {
			if other.territory != one.territory && busy[[2]int{one.day, other.territory}] > 0 || other.day > one.day {
				continue
			}
			key := mixed(s.seed, uint64(other.person))
			after[other.level], then[other.level] = after[other.level]+1, then[other.level]^key
			if other.day < one.day {
				before[other.level], records[other.level] = before[other.level]+1, records[other.level]^key
			}
		}
		var moved []int
		for level := range before {
			a, b := before[level]+stuck(s.seed, before[level], records[level]), after[level]+stuck(s.seed, after[level], then[level])
			if a >= shownFrom && b >= shownFrom && a != b {
				moved = append(moved, level)
			}
		}
		if len(moved) == 1 {
			if r.claims++; moved[0] == one.level {
				r.right++
				r.guessed++
			}
		}
	}
	r.prior = r.targets / 4
	return r
}
