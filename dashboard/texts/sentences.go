package texts

import (
	"math"
	"slices"

	"vigie/dashboard/figures"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Nothing is the title of a figure of which nothing is drawn: it says whether that is for want of data, or because it is not shown.
func (l *Language) Nothing(a *figures.Answer) string {
	key := "sentence.none"
	has := func(status string) bool {
		return slices.ContainsFunc(a.Figures, func(f gate.Figure) bool { return f.Status == status })
	}
	switch {
	case a.Unpublished != nil:
		key = "sentence.unpublished"
	case has(gate.StatusProtected):
		key = "sentence.protected"
	case has(gate.StatusChanged):
		key = "sentence.changed"
	}
	return l.T(key, "title", l.Say(a.About.Title))
}

// What nothing is said of: changes of a smaller base, and differences that the noise of two published counts makes.
const (
	leastBase = 30
	noisy     = 7
)

// Move is how a count moved from one period to the next, as messages name it, and the share by which it did: more, less, same, or counts where it is
// more than three times as much; "" where nothing can be said. Both are sums of so many published counts, each with its noise.
func Move(before, now float64, counts int) (said string, share float64) {
	ratio := now / before
	switch {
	case before < leastBase:
		return "", 0
	case math.Abs(now-before) < noisy*math.Sqrt(float64(counts)) || math.Abs(ratio-1) < 0.005:
		return "same", 0
	case ratio > 3:
		return "counts", 0
	case ratio > 1:
		return "more", ratio - 1
	}
	return "less", 1 - ratio
}

// Still tells whether two counts differ by no more than the noise, or by nothing after rounding.
func Still(before, now float64) bool {
	return math.Abs(now-before) < noisy || math.Abs(now/before-1) < 0.005
}

// Change says how a count moved from one period to the next: "12 % de personnes aidées en plus"; "" where nothing can be said.
func (l *Language) Change(what string, before, now *float64) string {
	if before == nil || now == nil {
		return ""
	}
	said, share := Move(*before, *now, 1)
	if said == "" {
		return ""
	}
	return l.T("change."+said, "share", l.Percent(share, 0), "before", l.Integer(*before), "now", l.Integer(*now), "what", l.T("what."+what))
}

// Moved says of one figure how it moved between two windows of a kind: "12 % de plus", "sans changement net". It is "" where nothing can be said: of
// values that are neither counts, nor shares with intervals, nor of the same number of residents, nothing is but that they are equal.
func (l *Language) Moved(about indicator.Indicator, before, now gate.Figure) string {
	if before.Value == nil || now.Value == nil || before.Denominator != nil && *before.Denominator < leastBase {
		return ""
	}
	v := l.Of(about)
	estimated := before.Status == gate.StatusEstimate || now.Status == gate.StatusEstimate
	counted := func(before, now float64) string {
		said, share := Move(before, now, 1)
		if said == "" {
			return ""
		}
		return l.T("moved."+said, "share", l.Percent(share, 0), "before", l.Integer(before), "now", l.Integer(now))
	}
	switch {
	case estimated && about.Kind != "count":
		return ""
	case estimated && boundsMeet(before, now):
		return l.T("moved.unclear")
	case estimated && *before.Value < *now.Value:
		return l.T("moved.up")
	case estimated:
		return l.T("moved.down")
	case about.Kind == "count" && !about.Change:
		return counted(*before.Value, *now.Value)
	case v.Value(before) == v.Value(now):
		return l.T("moved.same")
	case about.Interval && before.Low != nil && now.Low != nil:
		switch {
		case *before.Low <= *now.High && *now.Low <= *before.High:
			return l.T("moved.unclear")
		case *before.Value < *now.Value:
			return l.T("moved.up")
		}
		return l.T("moved.down")
	case before.Numerator != nil && now.Numerator != nil && now.Denominator != nil && *before.Denominator == *now.Denominator:
		return counted(*before.Numerator, *now.Numerator)
	}
	return ""
}

// boundsMeet tells whether two counts may be the same, as far as is known of those that are estimates.
func boundsMeet(before, now gate.Figure) bool {
	bounds := func(f gate.Figure) (low, high float64) {
		low, high = *f.Value, *f.Value
		if least, most := f.Parts["low"], f.Parts["high"]; f.Status == gate.StatusEstimate && most > 0 {
			low, high = least, most
		}
		return low, high
	}
	firstLow, firstHigh := bounds(before)
	secondLow, secondHigh := bounds(now)
	return firstLow <= secondHigh && secondLow <= firstHigh
}

// Leader is which of the moves that lead from one count to another moved it most; −1 where it is still, or none moved it more than all others and
// the noise.
func Leader(before, now float64, moves []float64) int {
	if Still(before, now) {
		return -1
	}
	first, second := -1, 0.0 // second is the runner-up
	for i, move := range moves {
		switch size := math.Abs(move); {
		case first < 0 || size > math.Abs(moves[first]):
			if first >= 0 {
				second = math.Abs(moves[first])
			}
			first = i
		default:
			second = max(second, size)
		}
	}
	if first < 0 || moves[first]*(now-before) <= 0 || math.Abs(moves[first])-second < noisy {
		return -1
	}
	return first
}

// ChangedShare says how a share moved from one window to the next; that it did not where their intervals overlap.
func (l *Language) ChangedShare(before, now gate.Figure) string {
	if before.Value == nil || now.Value == nil || before.Low == nil || now.Low == nil {
		return ""
	}
	if *before.Low <= *now.High && *now.Low <= *before.High {
		return l.T("change.progression_same")
	}
	return l.T("change.progression", "before", l.Percent(*before.Value, 0), "now", l.Percent(*now.Value, 0))
}
