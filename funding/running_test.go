package funding

import (
	"fmt"
	"slices"
	"testing"
)

func euros(n int64) *Cents { return new(Cents(n * 100)) }

// funded is a project of 2025, all of which the call pays.
func funded(code, structure, from, to string, granted int64) Project {
	return Project{
		Code: code, Call: "aap", Structure: structure, StartsOn: from, EndsOn: to, Granted: euros(granted),
		Stages: []Step{{Submitted, "2024-10-01"}, {Granted, "2024-12-01"}},
	}
}

func TestRunning(t *testing.T) {
	year := funded("y", "s", "2025-01-01", "2025-12-31", 36_500)
	with := func(change func(*Project)) Project {
		p := year
		p.Stages = slices.Clone(p.Stages)
		change(&p)
		return p
	}
	both := with(func(p *Project) { p.CoFunders = []Amount{{"CAF", 3650_00}, {"Europe", 7300_00}} })
	for _, c := range []struct {
		name      string
		p         Project
		from, to  string
		all, call Cents
		days      int
	}{
		{"the whole", year, "2025-01-01", "2026-01-01", 36500_00, 36500_00, 365},
		{"a wider window", year, "2020-01-01", "2030-01-01", 36500_00, 36500_00, 365},
		{"a month", year, "2025-01-01", "2025-02-01", 3100_00, 3100_00, 31},
		{"its first day", year, "2024-12-01", "2025-01-02", 100_00, 100_00, 1},
		{"its last day", year, "2025-12-31", "2026-02-01", 100_00, 100_00, 1},
		{"a window before it", year, "2024-01-01", "2025-01-01", 0, 0, 0},
		{"past its end", year, "2026-01-01", "2027-01-01", 0, 0, 0},
		{"a window of no days", year, "2025-05-01", "2025-05-01", 0, 0, 0},
		{"a window that runs backwards", year, "2025-06-01", "2025-05-01", 0, 0, 0},
		{"all funders", both, "2025-01-01", "2025-01-11", 1300_00, 1000_00, 10},
		{"a project of one day", funded("d", "s", "2025-05-05", "2025-05-05", 7), "2025-05-05", "2025-05-06", 7_00, 7_00, 1},
		{"a project of one day, elsewhere", funded("d", "s", "2025-05-05", "2025-05-05", 7), "2025-05-06", "2025-06-01", 0, 0, 0},
		{"a project that runs backwards", funded("b", "s", "2025-05-05", "2025-05-04", 7), "2025-01-01", "2026-01-01", 0, 0, 0},
		{"a project without days", funded("n", "s", "", "", 7), "2020-01-01", "2030-01-01", 0, 0, 0},
		{"a grant of 0", funded("z", "s", "2025-01-01", "2025-12-31", 0), "2025-01-01", "2026-01-01", 0, 0, 365},
		{"a grant that is not known", with(func(p *Project) { p.Granted = nil }), "2025-01-01", "2026-01-01", 0, 0, 365},
		{"a co-funder alone", with(func(p *Project) { p.Granted, p.CoFunders = euros(0), []Amount{{"CAF", 365_00}} }), "2025-01-01", "2025-01-03", 2_00, 0, 2},
		{"submitted only", with(func(p *Project) { p.Stages = p.Stages[:1] }), "2025-01-01", "2026-01-01", 0, 0, 365},
		{"refused", with(func(p *Project) { p.Stages[1].Stage = Refused }), "2025-01-01", "2026-01-01", 0, 0, 365},
		{"closed", with(func(p *Project) { p.Stages = append(p.Stages, Step{Closed, "2026-03-01"}) }), "2025-01-01", "2026-01-01", 36500_00, 36500_00, 365},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.p.Running(c.from, c.to); got != (Money{c.all, c.call}) || c.p.DaysIn(c.from, c.to) != c.days {
				t.Errorf("%s € (%s € by the call) on %d days, want %s € (%s €) on %d", got.All, got.Call, c.p.DaysIn(c.from, c.to), c.all, c.call, c.days)
			}
		})
	}
	if got := Running([]Project{year, both, funded("z", "s", "2025-01-01", "2025-12-31", 0)}, "2025-01-01", "2025-01-11"); got != (Money{2300_00, 2000_00}) {
		t.Errorf("together %+v", got)
	}
}

// Windows that follow each other sum to the grant, to the cent, however it divides.
func TestRunningSums(t *testing.T) {
	for _, p := range []Project{
		funded("a", "s", "2025-01-01", "2025-10-07", 1), funded("b", "s", "2024-02-28", "2026-03-02", 99_999), funded("c", "s", "2025-03-03", "2025-03-05", 10_000),
	} {
		p.CoFunders = []Amount{{"CAF", 1_01}, {"Europe", 33_33}}
		var sum Money
		for from := "2023-12-30"; from < "2026-06-01"; {
			to := addDays(from, 7)
			sum = sum.plus(p.Running(from, to))
			from = to
		}
		if sum != p.Grant() {
			t.Errorf("%s: weeks sum to %+v, the grant is %+v", p.Code, sum, p.Grant())
		}
	}
}

func TestExpectedPeople(t *testing.T) {
	p := funded("p", "s", "2025-01-01", "2025-12-31", 1)
	if _, known := p.ExpectedPeople("2025-06-01"); known {
		t.Error("expected without a target")
	}
	p.TargetPeople = new(uint32(730))
	for day, want := range map[string]float64{"2024-06-01": 0, "2025-01-01": 0, "2025-01-11": 20, "2026-01-01": 730, "2027-01-01": 730} {
		if got, known := p.ExpectedPeople(day); !known || got != want {
			t.Errorf("before %s: %v, want %v", day, got, want)
		}
	}
	none := p
	none.StartsOn, none.EndsOn = "", ""
	if _, known := none.ExpectedPeople("2025-06-01"); known {
		t.Error("expected without days")
	}
	refused := funded("r", "s", "2025-01-01", "2025-12-31", 1)
	refused.TargetPeople, refused.Stages = new(uint32(9)), []Step{{Refused, "2024-12-01"}}
	if people, without := Target([]Project{p, none, refused, funded("q", "s", "", "", 1)}); people != 1460 || without != 1 {
		t.Errorf("%d people, %d without a target", people, without)
	}
}

func TestOverlaps(t *testing.T) {
	refused := funded("r", "s", "2025-01-01", "2025-12-31", 1)
	refused.Stages = []Step{{Refused, "2024-12-01"}}
	got := fmt.Sprint(Overlaps([]Project{
		funded("a", "s", "2025-01-01", "2025-06-30", 1), funded("b", "s", "2025-06-30", "2025-12-31", 1), funded("c", "s", "2026-01-01", "2026-01-31", 1),
		funded("d", "t", "2025-01-01", "2025-12-31", 1), funded("e", "t", "2025-03-01", "2025-03-10", 1), funded("f", "t", "", "", 1), refused,
	}))
	if want := "[{s [a b] 1} {t [d e] 10}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSplitCents(t *testing.T) {
	for _, c := range []struct {
		amount  Cents
		weights []uint64
		want    string
	}{
		{100, []uint64{1, 1, 1}, "[0.33 0.34 0.33]"},
		{100, []uint64{0, 0}, "[0.50 0.50]"},
		{0, []uint64{1, 2}, "[0 0]"},
		{100_00, []uint64{0, 3, 1}, "[0 75 25]"},
		{most, []uint64{uint64(most), 1}, "[99999999999.99 0.01]"},
		{5, nil, "[]"},
	} {
		parts := split(c.amount, c.weights)
		if got := fmt.Sprint(parts); got != c.want {
			t.Errorf("%s € over %v: %s, want %s", c.amount, c.weights, got, c.want)
		}
		var sum Cents
		for _, part := range parts {
			sum += part
		}
		if len(parts) > 0 && sum != c.amount {
			t.Errorf("%v sum to %s", parts, sum)
		}
	}
}

func TestParseCents(t *testing.T) {
	for text, want := range map[string]string{
		"12500": "12500", "12 500,5": "12500.50", "12\u202f500,05\u00a0€": "12500.05", "0": "0", "7.00": "7",
		"100000000000": "100000000000", "100000000001": "", "": "", "-5": "", "1,234.50": "", "12,345": "", "abc": "", "1e3": "", "٣": "", ",5": "",
	} {
		c, err := parseCents(text)
		if got := c.String(); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q: %s, %v, want %q", text, got, err, want)
		}
	}
}
