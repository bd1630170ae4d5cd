package chart_test

import (
	"testing"
	"time"

	"vigie/dashboard/chart"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// The scale holds whole years: those of all its days, and no day that is not known.
func TestDays(t *testing.T) {
	days := chart.DaysAround(day(t, "2025-12-31"), time.Time{}, day(t, "2024-05-01"), day(t, "2024-01-01"))
	years := days.Years()
	if len(years) != 2 || years[0] != (chart.Tick{X: "0.00%", Text: "2024"}) || years[1].Text != "2025" {
		t.Errorf("years %v", years)
	}
	for text, want := range map[string]string{"2024-01-01": "0.00%", "2025-01-01": "50.07%", "2025-12-31": "99.86%", "2030-01-01": "100.00%", "2020-01-01": "0.00%"} {
		if got := days.X(day(t, text)); got != want {
			t.Errorf("%s is at %s, not %s", text, got, want)
		}
	}
	if got := days.Span(day(t, "2024-01-01"), day(t, "2025-01-01"), "started"); got != (chart.Span{X: "0.00%", Width: "50.07%", Class: "started"}) {
		t.Errorf("a year is %v", got)
	}
	if got := days.Span(day(t, "2024-01-01"), day(t, "2024-01-01"), ""); got.Width == "0.00%" {
		t.Error("a span of no day cannot be seen")
	}
}

func TestBullet(t *testing.T) {
	of := func(x float64) *float64 { return &x }
	for _, c := range []struct {
		name                    string
		reached, most, expected *float64
		want                    chart.Bullet
	}{
		{"half of the target", of(0.5), of(0.5), of(0.75), chart.Bullet{Bar: "33.33%", Expected: "50.00%"}},
		{"within bounds", of(0.75), of(0.9), nil, chart.Bullet{Bar: "50.00%", More: "60.00%"}},
		{"beyond", of(1.8), nil, of(1), chart.Bullet{Bar: "100.00%", Expected: "66.67%", Beyond: true}},
		{"unknown", nil, of(0.9), of(0.3), chart.Bullet{Expected: "20.00%"}},
		{"below nothing", of(-0.1), nil, nil, chart.Bullet{Bar: "0.00%"}},
	} {
		c.want.Label, c.want.Target = c.name, "66.67%"
		if got := *chart.NewBullet(c.name, c.reached, c.most, c.expected); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// A legend explains what is drawn, and nothing else.
func TestBulletKey(t *testing.T) {
	of := func(x float64) *float64 { return &x }
	bounds := chart.NewBullet("within bounds", of(0.5), of(0.9), nil)
	expected := chart.NewBullet("not known, though expected", nil, nil, of(0.3))
	for _, c := range []struct {
		name    string
		bullets []*chart.Bullet
		want    *chart.BulletKey
	}{
		{"nothing", nil, nil},
		{"no bullet among them", []*chart.Bullet{nil, nil}, nil},
		{"bounds", []*chart.Bullet{nil, bounds}, &chart.BulletKey{Bar: true, More: true}},
		{"what is expected alone", []*chart.Bullet{expected}, &chart.BulletKey{Expected: true}},
		{"both", []*chart.Bullet{expected, bounds}, &chart.BulletKey{Bar: true, More: true, Expected: true}},
	} {
		got := chart.KeyOf(c.bullets...)
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestTimelineKey(t *testing.T) {
	line := &chart.Timeline{Rows: []chart.TimelineRow{
		{Spans: []chart.Span{{Class: "planned"}}},
		{Spans: []chart.Span{{Class: "planned"}, {Class: "late"}}, End: "40.00%", Dropped: true},
		{Dropped: true},
	}}
	for class, want := range map[string]bool{"planned": true, "late": true, "started": false} {
		if line.Draws(class) != want {
			t.Errorf("draws %s: %t", class, !want)
		}
	}
	if !line.Ends(true) || line.Ends(false) {
		t.Errorf("ends dropped %t, done %t: one row was dropped, none is done", line.Ends(true), line.Ends(false))
	}
}
