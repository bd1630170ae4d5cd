package chart

import (
	"math"
	"slices"
	"vigie/dashboard/texts"
)

// classes cut the values of a map or a matrix into at most five colours, at round numbers.
type classes struct {
	unit   string
	breaks []float64 // rising; a class holds its lower break and not its upper one
	step   float64
}

// newClasses finds round breaks so that most values spread over the classes; the outermost classes are open, so that one far
// value does not take the colours away from all the others.
func newClasses(unit string, values []float64) classes {
	c := classes{unit: unit}
	if len(values) == 0 {
		return c
	}
	sorted := slices.Sorted(slices.Values(values))
	low, high := sorted[len(sorted)/10], sorted[len(sorted)-1-len(sorted)/10]
	if high <= low {
		low, high = sorted[0], sorted[len(sorted)-1]
	}
	if high <= low {
		return c
	}
	for power := math.Floor(math.Log10(high-low)) - 2; len(c.breaks) == 0; power++ {
		for _, digit := range []float64{1, 2, 2.5, 5} {
			step := digit * math.Pow(10, power)
			if unit == "share" && step < 0.01 {
				continue // whole percents
			}
			var breaks []float64
			for n := math.Floor(low/step) + 1; n*step <= high && len(breaks) < 5; n++ {
				breaks = append(breaks, math.Round(n*step*1e9)/1e9)
			}
			if len(breaks) <= 4 {
				c.breaks, c.step = breaks, step
				break
			}
		}
		if power > 12 {
			break
		}
	}
	return c
}

// of is the colour of a value, 1 (light) to 5 (dark).
func (c classes) of(value float64) int {
	n := 0
	for _, b := range c.breaks {
		if value >= b {
			n++
		}
	}
	return c.colour(n)
}

// colour spreads the classes there are over the five colours.
func (c classes) colour(n int) int {
	if len(c.breaks) == 0 {
		return 3
	}
	return 1 + int(math.Round(float64(n)*4/float64(len(c.breaks))))
}

// LegendItem says in words and numbers what a colour stands for.
type LegendItem struct {
	Class int // 0: no value
	Words string
	Count string
}

// legend are the classes in words, the lowest first, with how many territories of a level each holds.
func (c classes) legend(l *texts.Language, level string, values []float64, missing int) []LegendItem {
	var items []LegendItem
	for n := range len(c.breaks) + 1 {
		var words string
		switch {
		case len(c.breaks) == 0:
			words = l.T("legend.all")
		case n == 0:
			words = l.T("legend.under", "high", c.edge(l, c.breaks[0]))
		case n == len(c.breaks):
			words = l.T("legend.over", "low", c.edge(l, c.breaks[n-1]))
		default:
			words = l.T("legend.between", "low", c.edge(l, c.breaks[n-1]), "high", c.edge(l, c.breaks[n]))
		}
		count := 0
		for _, x := range values {
			if c.of(x) == c.colour(n) {
				count++
			}
		}
		items = append(items, LegendItem{c.colour(n), words, l.Areas(level, count)})
	}
	if missing > 0 {
		items = append(items, LegendItem{0, l.T("legend.none"), l.Areas(level, missing)})
	}
	return items
}

// edge writes a break with as many decimals as its steps need.
func (c classes) edge(l *texts.Language, x float64) string {
	decimals := 0
	step := c.step
	if c.unit == "share" {
		step *= 100
	}
	for ; decimals < 3 && math.Abs(step-math.Round(step)) > 1e-9; decimals++ {
		step *= 10
	}
	if c.unit == "share" {
		return l.Percent(x, decimals)
	}
	return l.Decimal(x, decimals)
}
