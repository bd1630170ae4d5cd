package chart

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// What charts say to those who do not see them: the trend, the extremes, and what is not shown. Nothing is said that the figures do not bear.

// Extremes are the lowest and the highest marks, with all that look the same beside them, and how many have a value. What stands aside, and what
// a window that is cut short counts, is none of them.
func Extremes(all []Mark) (low, high []Mark, n int) {
	var ranked []Mark
	for _, m := range all {
		if m.Value != nil && !m.Aside && !m.Cut {
			ranked = append(ranked, m)
		}
	}
	if len(ranked) == 0 {
		return nil, nil, 0
	}
	by := func(a, b Mark) int { return cmp.Or(Order(a.Value, b.Value, false), last(a.Beyond, b.Beyond)) }
	least, most := slices.MinFunc(ranked, by), slices.MaxFunc(ranked, by)
	for _, m := range ranked {
		if m.short() == least.short() {
			low = append(low, m)
		}
		if m.short() == most.short() {
			high = append(high, m)
		}
	}
	return low, high, len(ranked)
}

// steady tells whether all marks look the same, or differ by no more than the noise of what is counted of people.
func steady(unit string, low, high []Mark) bool {
	if low[0].short() == high[0].short() {
		return true
	}
	return slices.Contains([]string{"persons", "participations", "hours"}, unit) && texts.Still(*low[0].Value, *high[0].Value)
}

// short is a mark's value as sentences have it.
func (m Mark) short() string {
	if m.Short == "" {
		return m.Text
	}
	return m.Short
}

// missing says in the place of a value why there is none: an empty row would be taken for nothing.
func (m Mark) missing() string {
	if m.Value == nil {
		return m.Text
	}
	return ""
}

// of is the key of a sentence about all marks, or about those that are shown: what is protected may lie beyond their extremes.
func of(all []Mark, whole, shown string) string {
	if slices.ContainsFunc(all, func(m Mark) bool { return m.protected() && !m.Aside }) {
		return shown
	}
	return whole
}

// mostNamed is how many marks are named that look the same.
const mostNamed = 3

// tied names marks that look the same; many of them are counted.
func tied(l *texts.Language, all []Mark) string {
	if len(all) > mostNamed {
		return l.T("told.tied", "n", len(all))
	}
	var names []string
	for _, m := range all {
		names = append(names, m.Name)
	}
	return l.List(names)
}

// Tell says of marks what is highest and lowest of them, which stand apart from what they are compared with, and what is not shown.
func Tell(l *texts.Language, unit string, all []Mark, line *Mark) string {
	return sentences(extremes(l, unit, all), apart(l, all, line), missing(l, all))
}

// TellCourse says of marks that follow each other how they went, too. period is "month" or "quarter".
func TellCourse(l *texts.Language, about indicator.Indicator, period string, all []Mark) string {
	return sentences(trend(l, about, period, all), extremes(l, about.Unit, all), missing(l, all))
}

// sentences joins those that there are.
func sentences(all ...string) string {
	all = slices.DeleteFunc(all, func(text string) bool { return text == "" })
	return strings.Join(all, " ")
}

// extremes says what is highest and lowest.
func extremes(l *texts.Language, unit string, all []Mark) string {
	low, high, n := Extremes(all)
	switch {
	case n == 0:
		return ""
	case n == 1:
		return l.T("told.single", "name", high[0].Name, "value", high[0].Text)
	case low[0].short() == high[0].short():
		return l.T("told.equal", "n", n, "value", high[0].short())
	case steady(unit, low, high):
		return l.T("told.near", "n", n, "low", low[0].short(), "high", high[0].short())
	}
	text := l.T(of(all, "told.extremes", "told.extremes_shown"), "high", high[0].short(), "high_names", tied(l, high), "low", low[0].short(), "low_names", tied(l, low))
	if overlap(low, high) {
		text += " " + l.T("told.overlap")
	}
	return text
}

// overlap tells whether an interval at the lower end reaches one at the upper end.
func overlap(low, high []Mark) bool {
	return slices.ContainsFunc(low, func(a Mark) bool {
		return a.High != nil && slices.ContainsFunc(high, func(b Mark) bool { return b.Low != nil && *b.Low <= *a.High })
	})
}

// apart names the marks whose intervals do not hold what they are compared with.
func apart(l *texts.Language, all []Mark, line *Mark) string {
	if line == nil || line.Value == nil {
		return ""
	}
	var above, below []Mark
	known := false
	for _, m := range all {
		if m.Value == nil || m.Low == nil || m.High == nil || m.Aside || m.Cut {
			continue
		}
		known = true
		if *m.Low > *line.Value {
			above = append(above, m)
		} else if *m.High < *line.Value {
			below = append(below, m)
		}
	}
	switch {
	case !known:
		return ""
	case len(above) == 0 && len(below) == 0:
		return l.T("told.none_apart", "line", line.Name)
	case len(below) == 0:
		return l.T("told.above", "line", line.Name, "names", tied(l, above))
	case len(above) == 0:
		return l.T("told.below", "line", line.Name, "names", tied(l, below))
	}
	return l.T("told.above", "line", line.Name, "names", tied(l, above)) + " " + l.T("told.below", "line", line.Name, "names", tied(l, below))
}

// missing says how many marks have no value, and why.
func missing(l *texts.Language, all []Mark) string {
	of := map[string]int{}
	for _, m := range all {
		switch {
		case m.Cut && m.Value != nil:
			of["cut"]++
		case m.Value == nil && m.Status != "":
			of[m.Status]++
		}
	}
	var said []string
	for _, one := range []struct{ status, key string }{
		{gate.StatusProtected, "hidden.protected"}, {gate.StatusUnpublished, "hidden.waiting"}, {gate.StatusChanged, "hidden.changed"},
		{gate.StatusNoData, "told.no_data"}, {gate.StatusUnranked, "told.unranked"}, {"cut", "told.cut"},
	} {
		if n := of[one.status]; n > 0 {
			said = append(said, l.T(one.key, "n", n))
		}
	}
	return sentences(said...)
}

// trend says how marks went that follow each other. Nothing is said where one of them is missing or counts a window that is cut short, or of few;
// of counts the latter half is set beside the former, which has as many windows, of shares of people the last beside the first, by their intervals.
func trend(l *texts.Language, about indicator.Indicator, period string, all []Mark) string {
	const few = 4
	if about.Change || len(all) < few || slices.ContainsFunc(all, func(m Mark) bool { return m.Value == nil || m.Cut }) {
		return ""
	}
	first, last := all[0], all[len(all)-1]
	if about.Kind == "count" {
		return halves(l, period, all)
	}
	still := first.short() == last.short()
	if about.Interval {
		if first.Low == nil || last.Low == nil {
			return ""
		}
		still = still || texts.Meet(*first.Low, *first.High, *last.Low, *last.High)
	}
	if still {
		return l.T("told.still", "first", first.Name, "last", last.Name)
	}
	return l.T("told.course", "first", first.Name, "last", last.Name, "before", first.short(), "now", last.short())
}

// halves sets the latter half of counts beside the former, by the rules of changes; their sums have more noise than one count has.
func halves(l *texts.Language, period string, all []Mark) string {
	n := len(all) / 2
	before, now := sum(all[:n]), sum(all[len(all)-n:])
	mean := func(x float64) string { return l.Integer(math.Round(x / float64(n))) }
	move, share := texts.Move(before, now, n)
	if move == "" {
		return ""
	}
	return l.T("told."+move+"."+period, "n", n, "share", l.Percent(share, 0), "before", mean(before), "now", mean(now))
}

func sum(all []Mark) (total float64) {
	for _, m := range all {
		total += *m.Value
	}
	return total
}
