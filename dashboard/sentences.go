package dashboard

import (
	"math"
	"slices"
	"strings"

	"vigie/editions/gate"
)

// spread is the title of a figure by territory: what it shows, in a sentence with its own numbers.
func (v *view) spread(a *asked) string {
	title := v.say(a.about.Title)
	low, high, n := extremes(a)
	if n == 0 {
		return v.nothing(a)
	}
	if ref := a.about.Reference; ref != nil && ref.Value != nil && n > 1 {
		below := 0
		for _, f := range a.ordinary() {
			if f.Value != nil && *f.Value < *ref.Value {
				below++
			}
		}
		key := "sentence.below." + a.about.ID
		if !v.has(key) {
			key = "sentence.below.any"
		}
		return v.t(key, "n", below, "areas", v.t(v.levelKey(), "n", below), "total", n, "reference", v.plain(*ref.Value), "title", title)
	}
	if n == 1 {
		return v.t("sentence.single", "title", title, "name", high.Label, "value", v.value(a.about, high))
	}
	least, most := v.value(a.about, low), v.value(a.about, high)
	if least == most {
		return v.t("sentence.equal", "title", title, "value", most)
	}
	return v.t("sentence.spread", "title", title, "low", least, "low_name", low.Label, "high", most, "high_name", high.Label)
}

// nothing is the title of a figure of which nothing is drawn: it says whether that is for want of data, or because it is not shown.
func (v *view) nothing(a *asked) string {
	key := "sentence.none"
	switch hidden := func(f gate.Figure) bool { return f.Status == gate.StatusProtected }; {
	case a.unpublished != nil:
		key = "sentence.unpublished"
	case slices.ContainsFunc(a.answer.Figures, hidden):
		key = "sentence.protected"
	}
	return v.t(key, "title", v.say(a.about.Title))
}

// course is the title of a figure by month.
func (v *view) course(a *asked) string {
	title := v.say(a.about.Title)
	low, high, n := extremes(a)
	switch {
	case n == 0 || (a.about.Kind == "count" && *high.Value == 0):
		return v.nothing(a)
	case n == 1:
		return v.t("sentence.month", "title", title, "month", v.month(high.Key), "value", v.value(a.about, high))
	}
	least, most := v.value(a.about, low), v.value(a.about, high)
	if least == most {
		return v.t("sentence.steady", "title", title, "value", most)
	}
	return v.t("sentence.course", "title", title, "low", least, "low_month", v.month(low.Key), "high", most, "high_month", v.month(high.Key))
}

// extremes are the lowest and the highest of the figures that have a value, or lie beyond the limit, and how many do.
func extremes(a *asked) (low, high gate.Figure, n int) {
	for _, f := range a.ordinary() {
		if drawn(a.about, f) == nil {
			continue
		}
		if n == 0 || size(f) < size(low) {
			low = f
		}
		if n == 0 || size(f) > size(high) {
			high = f
		}
		n++
	}
	return low, high, n
}

// size orders the figures that extremes compares: one without a value is a median beyond its limit.
func size(f gate.Figure) float64 {
	if f.Value == nil {
		return math.Inf(1)
	}
	return *f.Value
}

// change says how a count moved from one period to the next: "12 % de personnes aidées en plus".
func (v *view) change(what string, before, now *float64) string {
	if before == nil || now == nil {
		return ""
	}
	name := v.t("what." + what)
	ratio := *now / *before
	switch {
	case *before < leastBase:
		return ""
	case math.Abs(*now-*before) < noisy || math.Abs(ratio-1) < 0.005:
		return v.t("change.same", "what", name)
	case ratio > 3:
		return v.t("change.counts", "before", v.integer(*before), "now", v.integer(*now), "what", name)
	case ratio > 1:
		return v.t("change.more", "share", v.percent(ratio-1, 0), "what", name)
	}
	return v.t("change.less", "share", v.percent(1-ratio, 0), "what", name)
}

// What nothing is said of: changes of a smaller base, and differences that the noise of two published counts makes.
const (
	leastBase = 30
	noisy     = 7
)

// changedShare says how a share moved from one window to the next; that it did not where their intervals overlap.
func (v *view) changedShare(before, now gate.Figure) string {
	if before.Value == nil || now.Value == nil || before.Low == nil || now.Low == nil {
		return ""
	}
	if *before.Low <= *now.High && *now.Low <= *before.High {
		return v.t("change.progression_same")
	}
	return v.t("change.progression", "before", v.percent(*before.Value, 0), "now", v.percent(*now.Value, 0))
}

// plain writes a number with as many decimals as it has, one at most.
func (v *view) plain(x float64) string {
	if x == math.Trunc(x) {
		return v.integer(x)
	}
	return v.decimal(x, 1)
}

// anchor makes an indicator's id fit for an HTML id.
func anchor(id string) string { return strings.NewReplacer(".", "-", "_", "-").Replace(id) }

// sentence gives a text its capital and its full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	first := []rune(text)
	return strings.ToUpper(string(first[0])) + strings.TrimSuffix(string(first[1:]), ".") + "."
}
