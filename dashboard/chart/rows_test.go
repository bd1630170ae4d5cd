package chart_test

import (
	"testing"

	"vigie/dashboard/chart"
)

// All rows share a scale that holds values, intervals and the line, and what is not known is not drawn.
func TestRows(t *testing.T) {
	value := func(x float64) *float64 { return &x }
	rows := chart.NewRows("label", "persons", []chart.Mark{
		{Name: "a", Value: value(20), Low: value(10), High: value(40)}, {Name: "b"}, {Name: "c", Value: value(0)}, {Name: "d", Value: value(-5)},
	}, &chart.Mark{Name: "line", Value: value(30)})
	want := []chart.Row{
		{Name: "a", Bar: "50.00%", From: "25.00%", To: "100.00%", Tick: "75.00%"}, {Name: "b", Tick: "75.00%"},
		{Name: "c", Bar: "0.00%", Tick: "75.00%"}, {Name: "d", Bar: "0.00%", Tick: "75.00%"},
	}
	for i, row := range rows.Rows {
		if row != want[i] {
			t.Errorf("row %d is %+v, not %+v", i, row, want[i])
		}
	}
	if rows.Line != "line" {
		t.Errorf("the line is called %q", rows.Line)
	}
	for _, r := range chart.NewRows("", "share", []chart.Mark{{Value: value(0)}, {}}, &chart.Mark{Name: "line"}).Rows {
		if r != (chart.Row{}) {
			t.Errorf("of nothing is drawn %+v", r)
		}
	}
	// A share of more than a half is a part of the whole that is seen.
	if r := chart.NewRows("", "share", []chart.Mark{{Value: value(0.64)}}, nil).Rows[0]; r.Bar != "64.00%" {
		t.Errorf("64 %% is drawn as %s", r.Bar)
	}
}
