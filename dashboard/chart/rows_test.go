package chart_test

import (
	"testing"

	"vigie/dashboard/chart"
	"vigie/editions/gate"
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

// Names stand beside their bars on a phone where each of them has room.
func TestShort(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  bool
	}{{nil, true}, {[]string{"Paris Centre", "sept. 2026"}, true}, {[]string{"août 2026", "CC Bresse Nord"}, false}, {[]string{"éééééééééééé"}, true}} {
		rows := &chart.Rows{}
		for _, name := range c.names {
			rows.Rows = append(rows.Rows, chart.Row{Name: name})
		}
		if rows.Short() != c.want {
			t.Errorf("%v: %t", c.names, !c.want)
		}
	}
}

// Of a ranking of which most is protected only the rest is drawn.
func TestTold(t *testing.T) {
	value := func(x float64) *float64 { return &x }
	known, hidden, none := chart.Mark{Value: value(4)}, chart.Mark{Status: gate.StatusProtected}, chart.Mark{Status: gate.StatusNoData}
	for _, c := range []struct {
		all  []chart.Mark
		want int
	}{
		{[]chart.Mark{known, hidden, hidden}, 1}, {[]chart.Mark{known, none, hidden, hidden}, 4}, {[]chart.Mark{known, none, hidden, hidden, hidden}, 2},
		{[]chart.Mark{none, none, known}, 3}, {nil, 0},
	} {
		if got := chart.Told(c.all); len(got) != c.want {
			t.Errorf("of %v %d are drawn, not %d", c.all, len(got), c.want)
		}
	}
}
