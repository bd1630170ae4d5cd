package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"vigie/editions/cells"
)

// table compares what is stored with the truth: the noise must be the table's, whatever it is added to, and tell nothing of another
// cell's, of equal sets too.
func (s *site) table() []result {
	r := result{attack: "9 table: bias, variance, bound"}
	var n, sum, squares, beyond float64
	seen := make(map[int]float64)
	for _, e := range s.editions {
		for c, value := range e.stored {
			if !noised(c.component) && c.component != cells.Pairs {
				continue
			}
			drawn := value - float64(e.truth[c])
			drawn /= steps(c.component)
			n, sum, squares = n+1, sum+drawn, squares+drawn*drawn
			seen[int(math.Round(drawn))]++
			if math.Abs(drawn) > 10 {
				if beyond++; beyond <= 5 {
					fmt.Println("beyond the table", e.number, c, value, e.truth[c])
				}
			}
		}
	}
	// Pearson's chi-square over the classes with enough draws, against its mean and five standard deviations.
	chi, degrees := 0.0, -1.0
	for e := -10; e <= 10; e++ {
		if want := n * likely(e); want >= 10 {
			chi, degrees = chi+(seen[e]-want)*(seen[e]-want)/want, degrees+1
		}
	}
	mean := sum / n
	r.failed = n < 100 || beyond > 0 || math.Abs(mean) > 5*math.Sqrt(variance/n) || chi > degrees+5*math.Sqrt(2*degrees)
	r.note = fmt.Sprintf("%.0f cells: mean %.3f, variance %.2f, beyond the bound %.0f, chi-square %.0f on %.0f", n, mean, squares/n-mean*mean, beyond, chi, degrees)
	return []result{r, s.independence()}
}

// counted are the components whose truth is known here.
var counted = map[string]bool{
	"followed": true, "helped": true, "maybe_helped": true, "attended": true, "attended_away": true, "helping_minutes": true,
	"came_first": true, "came_back": true, "reached": true, "attended_by_unknown": true, "again": true, "higher": true,
	"unable": true, "beginner": true, "intermediate": true, "autonomous": true, "attended_again": true, "session_minutes_given": true, "heard_any": true,
	"sent": true, "referrals_judged": true, "referrals_followed": true, "states_judged": true, "accepted": true,
	"helped_since_start": true, "maybe_helped_since_start": true, "helped_by_projects": true, "maybe_helped_by_projects": true,
	"trained_attended": true, "trained_people": true, "scored_again": true, "points_gained": true,
	"unable_to_unable": true, "unable_to_beginner": true, "unable_to_intermediate": true, "unable_to_autonomous": true,
	"beginner_to_unable": true, "beginner_to_beginner": true, "beginner_to_intermediate": true, "beginner_to_autonomous": true,
	"intermediate_to_unable": true, "intermediate_to_beginner": true, "intermediate_to_intermediate": true, "intermediate_to_autonomous": true,
	"new_reporting": true, "gone_silent": true, "still_reporting": true, "reported_before": true,
}

// told are those of what was told of people and visits, which need not be told of all. Who is in one with whom nobody knows, as with classes.
var told = map[string]bool{
	"maybe_first": true, "aids_any": true, "aids_pass": true, "aids_equipment": true, "aids_connection": true,
	"helped_by_professional": true, "helped_by_conseiller": true, "helped_by_volunteer": true, "helped_by_civic_service": true,
	"women_helped": true, "gender_unknown": true, "seniors_helped": true, "age_unknown": true,
	"matched": true, "never_assessed": true, "unable_assisted": true, "unable_taught": true, "unable_self_served": true,
	"learners_assisted": true, "learners_taught": true, "learners_self_served": true,
	"autonomous_assisted": true, "autonomous_taught": true, "autonomous_self_served": true,
	"heard_referral": true, "heard_word_of_mouth": true, "heard_map": true, "heard_poster": true, "heard_event": true, "heard_online": true, "heard_other": true,
	"declined_full": true, "declined_wrong_offer": true, "declined_unreachable": true, "declined_otherwise": true,
	"waited_7": true, "waited_14": true, "waited_30": true, "waited_60": true, "waited_longer": true,
	"trained_agents": true, "trained_mediators": true, "trained_public_writers": true, "trained_volunteers": true, "trained_ambassadors": true,
}

// noised tells whether the truth of a component is known here.
func noised(component string) bool {
	return counted[component] || told[component] || strings.HasPrefix(component, "procedures_")
}

// steps is by how much the noise of a sum is larger than that of a count.
func steps(component string) float64 {
	switch component {
	case "helping_minutes", "session_minutes_given":
		return 120
	case "points_gained": // in hundredths
		return 2500
	}
	return 1
}

// independence correlates the noise of pairs of cells that count the same: components with one another, versions, a class that holds all with
// the total.
func (s *site) independence() result {
	r := result{attack: "9 table: independence"}
	pairs := make(map[string]*moments)
	note := func(kind string, x, y float64) {
		if pairs[kind] == nil {
			pairs[kind] = &moments{}
		}
		pairs[kind].add(x, y)
	}
	first := make(map[cell][2]float64) // truth and noise of the version before
	for _, e := range s.editions {
		drawn := func(c cell) (float64, bool) {
			value, ok := e.stored[c]
			return value - float64(e.truth[c]), ok
		}
		for c := range e.stored {
			if !noised(c.component) || steps(c.component) > 1 || compared[c.component] {
				continue
			}
			x, _ := drawn(c)
			if before, again := first[c]; again && before[0] == float64(e.truth[c]) {
				note("versions", before[1], x)
			}
			first[c] = [2]float64{float64(e.truth[c]), x}
			if other := c; c.component == "followed" || c.component == "helped" && c.field != "" {
				if other.component = "attended"; c.component == "followed" {
					other.component = "helped"
				}
				if y, ok := drawn(other); ok && e.truth[other] == e.truth[c] {
					note("components", x, y)
				}
			}
			if whole := c; c.field != "" {
				whole.field, whole.class = "", ""
				if y, ok := drawn(whole); ok && e.truth[whole] == e.truth[c] {
					note("class and total", x, y)
				}
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(pairs)) {
		m := pairs[kind]
		rho := m.correlation()
		r.failed = r.failed || m.n >= 30 && math.Abs(rho) > 5/math.Sqrt(m.n)
		r.note += fmt.Sprintf("%s %.3f of %.0f; ", kind, rho, m.n)
	}
	return r
}

// moments are those of pairs of numbers.
type moments struct{ n, x, y, xx, yy, xy float64 }

func (m *moments) add(x, y float64) {
	m.n, m.x, m.y, m.xx, m.yy, m.xy = m.n+1, m.x+x, m.y+y, m.xx+x*x, m.yy+y*y, m.xy+x*y
}

func (m *moments) correlation() float64 {
	across := math.Sqrt((m.xx - m.x*m.x/m.n) * (m.yy - m.y*m.y/m.n))
	if across == 0 {
		return 0
	}
	return (m.xy - m.x*m.y/m.n) / across
}
