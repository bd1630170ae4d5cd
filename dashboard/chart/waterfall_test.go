package chart_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"vigie/dashboard/chart"
	"vigie/queries/indicator"
)

// at reads a place of a drawing.
func at(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestWaterfall(t *testing.T) {
	w := chart.NewWaterfall(languages(t)["fr"], []chart.Stage{
		{Kind: indicator.StepLevel, Value: 100}, {Kind: indicator.StepMore, Value: 100}, {Kind: indicator.StepMore, Value: -150}, {Kind: indicator.StepRest, Value: -10},
		{Kind: indicator.StepLevel, Value: 40},
	})
	want := []chart.WaterfallRow{
		{Kind: "level", X: "0.00%", Width: "50.00%", To: "50.00%"},
		{Kind: "more", X: "50.00%", Width: "50.00%", From: "50.00%", To: "100.00%"},
		{Kind: "less", X: "25.00%", Width: "75.00%", From: "100.00%", To: "25.00%"},
		{Kind: "rest", X: "20.00%", Width: "5.00%", From: "25.00%", To: "20.00%"},
		{Kind: "level", X: "0.00%", Width: "20.00%", From: "20.00%"},
	}
	for i, row := range w.Rows {
		if row != want[i] {
			t.Errorf("%d: %+v, not %+v", i, row, want[i])
		}
	}
	if w.Zero != "0.00%" || !w.More || !w.Less || !w.Rest {
		t.Errorf("%+v", w)
	}
}

// Whatever the steps, each row begins where the one before it ended, nothing is drawn outside, and what is drawn of a step is as long as it is.
func TestWaterfallsHoldTogether(t *testing.T) {
	l, r := languages(t)["fr"], rand.New(rand.NewPCG(11, 2026))
	for range 2000 {
		stages := []chart.Stage{{Kind: indicator.StepLevel, Value: math.Round(200 * r.Float64())}}
		for range 1 + r.IntN(5) {
			stages = append(stages, chart.Stage{Kind: indicator.StepMore, Value: math.Round(200 * (r.Float64() - 0.5))})
		}
		end := math.Round(200 * r.Float64())
		lack := chart.Rest(stages, end)
		stages = append(stages, chart.Stage{Kind: indicator.StepRest, Value: lack}, chart.Stage{Kind: indicator.StepLevel, Value: end})
		w := chart.NewWaterfall(l, stages)
		last, scale := "", 0.0
		for i, row := range w.Rows {
			if row.From != last {
				t.Fatalf("%+v: row %d goes on from %s, and the one before it ended at %s", stages, i, row.From, last)
			}
			last = row.To
			x, width := at(t, row.X), at(t, row.Width)
			if x < -0.01 || x+width > 100.5 {
				t.Fatalf("%+v: row %d is drawn from %g over %g", stages, i, x, width)
			}
			size := math.Abs(stages[i].Value)
			if size < 5 {
				continue
			}
			if scale == 0 {
				scale = width / size
			}
			if math.Abs(width-size*scale) > 0.01*width+0.02*size {
				t.Fatalf("%+v: row %d is %g wide for %g", stages, i, width, size)
			}
		}
	}
}
