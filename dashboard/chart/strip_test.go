package chart_test

import (
	"testing"

	"vigie/dashboard/chart"
)

// Every known value has a dot, zero too; shares are on a scale to their whole, others to a round number that holds all.
func TestStrips(t *testing.T) {
	value := func(x float64) *float64 { return &x }
	nothing := []chart.Mark{{Value: value(0)}, {}}
	all := []chart.Mark{{Value: value(0.25), Low: value(0.1), High: value(0.33)}, {Value: value(0)}, {}}
	for _, c := range []struct {
		unit string
		all  []chart.Mark
		line *float64
		end  float64
	}{
		{"share", all, value(0.3), 1}, {"rate", all, value(0.3), 0.4}, {"rate", all, value(1.1), 1.2}, {"rate", nothing, nil, 1}, {"days", []chart.Mark{{Value: value(17)}}, nil, 20},
	} {
		end := chart.End(c.unit, c.all, c.line)
		if end < c.end*0.999 || end > c.end*1.001 {
			t.Errorf("a scale of %s ends at %v, not at %v", c.unit, end, c.end)
		}
		for i, strip := range chart.Strips(c.all, c.line, end) {
			if (strip.Dot == "") != (c.all[i].Value == nil) {
				t.Errorf("%v is drawn as %+v", c.all[i].Value, strip)
			}
		}
	}
	if dot := chart.Strips(all, nil, 1)[0].Dot; dot != "83" {
		t.Errorf("a quarter is at %s of 320, 6 of them free at each end", dot)
	}
}
