package chart

import (
	"math"

	"vigie/dashboard/texts"
	"vigie/queries/indicator"
)

// Waterfall leads from one count to another by steps, a row each, on one scale. A script has no part in it.
type Waterfall struct {
	Label string // what it shows, for those who do not see it
	Zero  string // where zero is
	Rows  []WaterfallRow
	// More, Less and Rest tell which kinds of steps there are, for the legend.
	More, Less, Rest bool
}

// WaterfallRow is a level, drawn from zero, or a step from where the last row ended.
type WaterfallRow struct {
	Kind       string // the class of the row: level, more, less, or rest
	Name, Said string
	X, Width   string
	From, To   string // where the rows before and after it go on; "" at the ends
}

// Stage is a level or a step before it is drawn. Of a level Value is where it stands, of a step by how much it moves.
type Stage struct {
	Kind       string // one of indicator.StepLevel and its like
	Name, Said string
	Value      float64
}

// Rest is what stages lack to the level that follows them: how far they end from it.
func Rest(stages []Stage, level float64) float64 {
	at := 0.0
	for _, s := range stages {
		at = s.after(at)
	}
	return level - at
}

// after is where a stage ends that begins there.
func (s Stage) after(at float64) float64 {
	if s.Kind == indicator.StepLevel {
		return s.Value
	}
	return at + s.Value
}

// tell says where stages begin and end, and which of them add and take off most.
func tell(l *texts.Language, stages []Stage) string {
	var gains, losses []Mark
	for _, s := range stages {
		switch m := (Mark{Name: s.Name, Text: s.Said, Value: &s.Value}); {
		case s.Kind == indicator.StepLevel:
		case s.Value > 0:
			gains = append(gains, m)
		case s.Value < 0:
			losses = append(losses, m)
		}
	}
	first, last := stages[0], stages[len(stages)-1]
	said := []string{l.T("told.from", "first", first.Name, "from", first.Said, "last", last.Name, "to", last.Said)}
	if _, most, n := Extremes(gains); n > 0 {
		said = append(said, l.T("told.gain", "names", tied(l, most), "value", most[0].Text))
	}
	if most, _, n := Extremes(losses); n > 0 {
		said = append(said, l.T("told.loss", "names", tied(l, most), "value", most[0].Text))
	}
	return sentences(said...)
}

// NewWaterfall draws stages, of which the first and the last are levels.
func NewWaterfall(l *texts.Language, stages []Stage) *Waterfall {
	low, high, at := 0.0, 0.0, 0.0
	for _, s := range stages {
		at = s.after(at)
		low, high = min(low, at), max(high, at)
	}
	x := func(value float64) float64 { return 100 * (value - low) / max(high-low, 1) }
	w := &Waterfall{Label: tell(l, stages), Zero: percent(x(0))}
	at = 0
	for i, s := range stages {
		from, to := at, s.after(at)
		row := WaterfallRow{Kind: s.Kind, Name: s.Name, Said: s.Said}
		switch s.Kind {
		case indicator.StepLevel:
			from = 0
		case indicator.StepRest:
			w.Rest = true
		default: // how a step is drawn follows from its sign, and not from whether it is added or taken off
			row.Kind = indicator.StepMore
			if s.Value < 0 {
				row.Kind, w.Less = indicator.StepLess, true
			} else {
				w.More = true
			}
		}
		const least = 0.4 // a step of nothing can be seen
		row.X, row.Width = percent(x(min(from, to))), percent(max(math.Abs(x(to)-x(from)), least))
		if i > 0 {
			row.From = percent(x(at))
		}
		if i+1 < len(stages) {
			row.To = percent(x(to))
		}
		w.Rows, at = append(w.Rows, row), to
	}
	return w
}
