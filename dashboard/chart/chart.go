// Package chart draws answers: charts, maps and matrices. It knows no request: whoever asks for a drawing says what is chosen and where links lead.
package chart

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"slices"

	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Colours of charts: the accent of the style sheet, a quiet grey for what stands aside, the ink and the lines.
const (
	inkAccent = "#0b4a5e"
	inkAside  = "#8b9498"
	inkText   = "#1b2428"
	inkQuiet  = "#4a565b"
	inkLine   = "#d5d2c8"
	inkSpan   = "#5f9aaa" // 3:1 with the ground, and with the accent of the dot on it
)

// scale is the sequential scale of maps and matrices, light to dark; it reads the same to colour-blind eyes and in grey.
var scale = []string{"#dcebef", "#abd0da", "#72abba", "#2a7589", "#0b4a5e"}

// MaxBars bounds a ranking: of longer ones both ends are drawn, and the table has them all.
const MaxBars = 40

// Chart is what the script draws: the options of echarts, and what it adds to them.
type Chart struct {
	ID    string // of the element with the options
	Label string // what the chart shows, for those who do not see it
	Line  string // what the tick on each row is; "" where there is none
	Spans bool   // values are points on spans, which are their intervals
	Quiet bool   // some are hollow, not being of the chosen place

	unit   string
	option map[string]any
	height int
	series int // the one that is read out
	line   *float64
	// names and texts are what a reader gets who points at a value; labels stand at the right, a row each, where there are any.
	names, texts, labels []string
}

// against draws a tick on each row at a value to compare with, if there is one.
func (c *Chart) against(line *Mark) *Chart {
	if line != nil && line.Value != nil {
		c.Line, c.line = line.Name, line.Value
	}
	return c
}

// JSON is the chart as the script takes it.
func (c *Chart) JSON() (template.JS, error) {
	text, err := json.Marshal(map[string]any{
		"option": c.option, "unit": c.unit, "height": c.height, "series": c.series, "names": c.names, "texts": c.texts, "labels": c.labels, "line": c.line,
	})
	if err != nil {
		return "", fmt.Errorf("write the options of chart %s: %w", c.ID, err)
	}
	return template.JS(text), nil
}

// optionOf are the options of a chart without what go-echarts always writes and no chart here uses.
func optionOf(c interface{ JSON() map[string]any }) map[string]any {
	option := c.JSON()
	for _, unused := range []string{"color", "title", "toolbox"} {
		delete(option, unused)
	}
	return option
}

// Mark is one value of a chart.
type Mark struct {
	Key        string // of the figure: a territory's code, say
	Name, Text string
	Short      string   // the value alone, where the text says more
	Value      *float64 // nil: none
	Low, High  *float64 // of its interval
	Status     string   // why there is no value: one of the gate's
	Beyond     bool     // more than the value, which is the longest that can be told
	Aside      bool     // unknown, outside: not one of the ranked
	Quiet      bool     // not of the chosen place
	Cut        bool     // of a window that is cut short: drawn, and compared with none
}

// Marks are the figures of an answer as values of a chart, in their order. Territories for which chosen is false are quiet.
func Marks(l *texts.Language, a *figures.Answer, chosen func(code string) bool) []Mark {
	var all []Mark
	values := l.Of(a.About)
	for _, f := range a.Figures {
		if f.Key == indicator.KeyTotal {
			continue
		}
		name := f.Label
		if a.By == "month" || a.By == "quarter" {
			name = l.Month(f.Key)
		}
		all = append(all, Mark{
			Key: f.Key, Name: name, Text: values.Said(f), Short: values.Value(f), Status: f.Status, Value: figures.Drawn(a.About, f), Low: f.Low, High: f.High,
			Beyond: figures.Beyond(a.About, f), Aside: f.Key == indicator.KeyUnknown || f.Key == indicator.KeyOutside,
			Quiet: a.By == "territory" && !chosen(f.Key),
		})
	}
	return all
}

// Drawable tells whether there is anything to see: a value other than none and zero.
func Drawable(all []Mark) bool {
	return slices.ContainsFunc(all, func(m Mark) bool { return m.Value != nil && *m.Value != 0 })
}

// Ranked sorts marks by value, the highest first, those without a value and those aside last.
func Ranked(all []Mark) []Mark {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Mark) int {
		return cmp.Or(last(a.Aside, b.Aside), Order(a.Value, b.Value, true), last(b.Beyond, a.Beyond))
	})
	return all
}

// Order compares values, the highest first where they fall; what has no value comes last.
func Order(a, b *float64, falling bool) int {
	switch {
	case a == nil || b == nil:
		return last(a == nil, b == nil)
	case falling:
		return cmp.Compare(*b, *a)
	}
	return cmp.Compare(*a, *b)
}

// last puts what is true behind what is not.
func last(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// protected tells whether there is no value for being of too few people.
func (m Mark) protected() bool { return m.Value == nil && m.Status == gate.StatusProtected }

// Told leaves out what is protected where that is most of all: the figure says how many there are, and the table has them.
func Told(all []Mark) []Mark {
	told := slices.DeleteFunc(slices.Clone(all), Mark.protected)
	if 2*len(told) >= len(all) {
		return all
	}
	return told
}

// Ends leaves both ends of a ranking that is too long to draw, and tells how many it left out.
func Ends(all []Mark) ([]Mark, int) {
	if len(all) <= MaxBars {
		return all, 0
	}
	kept := slices.Concat(all[:MaxBars/2], all[len(all)-MaxBars/2:])
	return kept, len(all) - len(kept)
}

// number is a value as echarts wants it: "-" leaves a gap.
func number(value *float64) any {
	if value == nil {
		return "-"
	}
	return drawn(*value)
}

// drawn is a value as it is drawn: a ten-thousandth more or less is not seen, and what is read are the texts.
func drawn(value float64) float64 { return math.Round(value*1e4) / 1e4 }
