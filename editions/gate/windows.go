package gate

import (
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// published tells whether the figure of a point is: by its own window, or, of what adds up, by several.
func (a asked) published(at point) bool { return a.byItself(at) || a.run(at) != nil }

// byItself tells whether a point has a window of its own.
func (a asked) byItself(at point) bool {
	kind := kindOfPoint{at.area.Kind, at.field, at.window}
	known, looked := a.known[kind]
	if !looked {
		known = a.Published(at.window) && !a.waits(at.window) &&
			cells.Meet(a.kinds(at.area.Kind, at.field), cells.PublishedKinds(at.window))
		a.known[kind] = known
	}
	return known
}

// waits tells whether something of the indicator can't be judged yet in a window.
func (a asked) waits(w period.Window) bool {
	final := a.windows[w].Final
	return slices.ContainsFunc(a.needed, func(name string) bool { return a.list.Waits(name, w, final) })
}

// run is the fewest windows that make up a point's, one after the other, of what adds up; nil for what does not, and where there are none.
func (a asked) run(at point) []period.Window {
	kind := kindOfPoint{at.area.Kind, at.field, at.window}
	found, looked := a.runs[kind]
	if !looked {
		found = a.fewest(at)
		a.runs[kind] = found
	}
	return found
}

// fewest looks for the windows of run.
func (a asked) fewest(at point) []period.Window {
	if at.window.From.Day() != 1 || at.window.To.Day() != 1 || !a.addsUp() {
		return nil
	}
	kinds := a.kinds(at.area.Kind, at.field)
	best := map[time.Time][]period.Window{at.window.From: {}}
	for to := at.window.From.AddDate(0, 1, 0); !to.After(at.window.To); to = to.AddDate(0, 1, 0) {
		for _, kind := range kinds {
			for _, w := range cells.EndingAt(kind, to) {
				before, reached := best[w.From]
				have, already := best[to]
				if reached && a.Published(w) && !a.waits(w) && (!already || len(before)+1 < len(have)) {
					best[to] = append(slices.Clone(before), w)
				}
			}
		}
	}
	return best[at.window.To]
}

// addsUp tells whether the indicator is a count of what adds up over windows: participations, referrals, hours.
func (a asked) addsUp() bool {
	return a.indicator.Value != nil && !a.indicator.Change && len(a.needed) > 0 && !slices.ContainsFunc(a.needed, func(name string) bool {
		c, _ := a.list.Component(name)
		return c.Unit == "persons" || a.looksBack(c)
	})
}

// looksBack tells whether a component counts something else than what happened in its window: how things are at its end.
func (a asked) looksBack(c indicator.Component) bool {
	for term := range c.Terms {
		if m, _ := a.catalogue.Measure(term.Measure); m.Looks != "window" {
			return true
		}
	}
	return false
}

// nearest is how many windows a refusal names.
const nearest = 5

// unpublished says for which windows the figure of a point is published.
func (a asked) unpublished(at point) UnpublishedError {
	u := UnpublishedError{Window: at.window}
	if !a.question.Brief {
		for _, w := range a.latest {
			other := at
			if other.window = w.Window; a.byItself(other) {
				u.Nearest = append(u.Nearest, w.Window)
			}
		}
		u.Nearest = nearestTo(at.window, u.Nearest)
	}
	u.Later = cells.Meet(a.kinds(at.area.Kind, at.field), cells.KindsOf(at.window))
	return u
}

// nearestTo are the windows that come nearest to one, the nearest first; they are sorted in place.
func nearestTo(w period.Window, windows []period.Window) []period.Window {
	slices.SortStableFunc(windows, func(x, y period.Window) int { return distance(x, w) - distance(y, w) })
	return windows[:min(len(windows), nearest)]
}

// distance is how many days two windows have at their ends that the other has not.
func distance(a, b period.Window) int {
	days := func(x, y time.Time) int {
		d := int(x.Sub(y) / (24 * time.Hour))
		return max(d, -d)
	}
	return days(a.From, b.From) + days(a.To, b.To)
}
