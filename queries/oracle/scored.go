package oracle

import (
	"cmp"
	"math"
	"slices"
)

// The indicator of scores.

// questioned is a person and one of the questionnaires that the person answered.
type questioned struct{ person, tool string }

// scored are the assessments with a score and a named tool, of each person and tool, one a day and in their order: the highest score of the day, of
// equal ones that of the structure with the smallest id.
func scored(rows []row) map[questioned][]row {
	all := map[questioned][]row{}
	for _, r := range rows {
		if r.kind == assessment && r.scored && r.tool != "" {
			all[questioned{r.person, r.tool}] = append(all[questioned{r.person, r.tool}], r)
		}
	}
	for of, answers := range all {
		slices.SortFunc(answers, func(a, b row) int {
			return cmp.Or(cmp.Compare(a.day, b.day), -cmp.Compare(a.score, b.score), cmp.Compare(a.structure, b.structure))
		})
		all[of] = slices.CompactFunc(answers, func(a, b row) bool { return a.day == b.day })
	}
	return all
}

// scoreGain: Σ last − first score of one tool ÷ people, a person once a tool, whose last before the window's end lies in the window and 14 days after
// the first. About a person counts the last one's place and structure. Scores are told to the hundredth.
func scoreGain(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for _, answers := range n.scored {
		first := answers[0]
		last, ok := lastBefore(answers, w.To)
		if !ok || last.day < w.From || last.day < first.day+apart {
			continue
		}
		for _, key := range n.keys(last, w) {
			t.of(key).numerator += math.Round(100*last.score)/100 - math.Round(100*first.score)/100
			t.of(key).denominator++
		}
	}
	return t.ratios(1)
}
