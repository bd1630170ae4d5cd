package texts

import (
	"math"

	"vigie/editions/gate"
	"vigie/queries/indicator"
)

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

// Meet tells whether two intervals have something in common: what lies in them may then be the same.
func Meet(low, high, otherLow, otherHigh float64) bool { return low <= otherHigh && otherLow <= high }

// move is what is judged of a figure that is set beside itself: what Move says of counts, or that it went up or down, or that this is unclear; and the
// numbers to say it with.
type move struct {
	said               string
	share, before, now float64
}

// judged is the one judge of how a figure moved between two windows of a kind: pages that speak of it choose their words alone. It says nothing of
// values that are neither counts, nor shares with intervals, nor of the same number of residents, but that they are equal.
func (l *Language) judged(about indicator.Indicator, before, now gate.Figure) move {
	if before.Value == nil || now.Value == nil || before.Denominator != nil && *before.Denominator < leastBase {
		return move{}
	}
	m := move{before: *before.Value, now: *now.Value}
	way := func(meet bool) move {
		switch {
		case meet:
			m.said = "unclear"
		case m.before < m.now:
			m.said = "up"
		default:
			m.said = "down"
		}
		return m
	}
	v, counted := l.Of(about), about.Kind == "count" && !about.Change
	switch {
	case estimated(before) || estimated(now):
		if about.Kind != "count" || m.before < leastBase {
			return move{}
		}
		return way(boundsMeet(before, now))
	case counted:
		m.said, m.share = Move(m.before, m.now, 1)
	case v.Value(before) == v.Value(now):
		m.said = "same"
	case about.Interval && before.Low != nil && now.Low != nil:
		return way(Meet(*before.Low, *before.High, *now.Low, *now.High))
	case before.Numerator != nil && now.Numerator != nil && now.Denominator != nil && *before.Denominator == *now.Denominator:
		from, to := *before.Numerator, *now.Numerator
		switch said, share := Move(from, to, 1); {
		case said == "" || said == "same":
			m.said = said
		case about.Unit == "share": // "1 % less" beside two shares would be taken for a point
			return way(false)
		default:
			m = move{said, share, from, to}
		}
	}
	return m
}

func estimated(f gate.Figure) bool { return f.Status == gate.StatusEstimate }

// boundsMeet tells whether two counts may be the same, as far as is known of those that are estimates, and by the noise of both.
func boundsMeet(before, now gate.Figure) bool {
	bounds := func(f gate.Figure) (low, high float64) {
		low, high = *f.Value, *f.Value
		if least, most := f.Parts["low"], f.Parts["high"]; estimated(f) && most > 0 {
			low, high = least, most
		}
		return low, high
	}
	firstLow, firstHigh := bounds(before)
	secondLow, secondHigh := bounds(now)
	return Meet(firstLow, firstHigh+noisy, secondLow, secondHigh+noisy)
}

// Moved says of one figure how it moved between two windows of a kind: "12 % de plus", "sans changement net"; "" where nothing can be said.
func (l *Language) Moved(about indicator.Indicator, before, now gate.Figure) string {
	m := l.judged(about, before, now)
	if m.said == "" {
		return ""
	}
	return l.T("moved."+m.said, "share", l.Percent(m.share, 0), "before", l.Integer(m.before), "now", l.Integer(m.now))
}

// Judged is what Moved is made of, as messages name it: of two places as of two windows.
func (l *Language) Judged(about indicator.Indicator, before, now gate.Figure) string {
	return l.judged(about, before, now).said
}

// Changed says the same in a sentence that names what moved: "12 % de personnes aidées en plus". what names a count, as messages do; "" where nothing
// can be said.
func (l *Language) Changed(what string, about indicator.Indicator, before, now gate.Figure) string {
	return l.change(what, l.judged(about, before, now))
}

// Change says it of two published counts that are known exactly but for the noise.
func (l *Language) Change(what string, before, now float64) string {
	said, share := Move(before, now, 1)
	return l.change(what, move{said, share, before, now})
}

func (l *Language) change(what string, m move) string {
	if m.said == "" {
		return ""
	}
	return l.T("change."+m.said, "share", l.Percent(m.share, 0), "before", l.Integer(m.before), "now", l.Integer(m.now), "what", l.T("what."+what))
}

// ChangedShare says how the share of people who progress moved from one window to the next.
func (l *Language) ChangedShare(about indicator.Indicator, before, now gate.Figure) string {
	m := l.judged(about, before, now)
	if m.said == "" || !about.Interval || before.Low == nil || now.Low == nil {
		return ""
	}
	how := "moved"
	if m.said == "same" || m.said == "unclear" {
		how = m.said
	}
	return l.T("change.progression."+how, "before", l.Percent(m.before, 0), "now", l.Percent(m.now, 0))
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
