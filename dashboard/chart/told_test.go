package chart_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

func languages(t *testing.T) map[string]*texts.Language {
	t.Helper()
	all, err := texts.Read()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// mark is one with a count.
func mark(name string, value float64) chart.Mark {
	return chart.Mark{Name: name, Value: &value, Text: plain(value), Short: plain(value), Status: gate.StatusOK}
}

// plain writes a number as marks do.
func plain(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

// within gives a mark an interval.
func within(m chart.Mark, low, high float64) chart.Mark {
	m.Low, m.High = &low, &high
	return m
}

func hidden(name, status string) chart.Mark {
	return chart.Mark{Name: name, Text: status, Status: status}
}

func aside(m chart.Mark) chart.Mark { m.Aside = true; return m }

func TestTell(t *testing.T) {
	l, line := languages(t)["en"], mark("network: 50", 50)
	for want, c := range map[string]struct {
		unit string
		all  []chart.Mark
		line *chart.Mark
	}{
		"":                                 {"persons", nil, nil},
		"Highest: b (40). Lowest: a (11).": {"persons", []chart.Mark{mark("a", 11), mark("b", 40), aside(mark("unknown", 99))}, nil},
		"Among the figures shown, highest: b, c and d (40); lowest: a (11). 2 protected figures: too few people. Without data: 1.": {"persons", []chart.Mark{
			mark("a", 11), mark("b", 40), mark("c", 40), mark("d", 40), hidden("e", gate.StatusProtected), hidden("f", gate.StatusProtected), hidden("g", gate.StatusNoData)}, nil},
		"Highest: 4 tied (9). Lowest: e (1).":                  {"structures", []chart.Mark{mark("a", 9), mark("b", 9), mark("c", 9), mark("d", 9), mark("e", 1)}, nil},
		"2 values without a clear difference, from 40 to 46.":  {"persons", []chart.Mark{mark("a", 40), mark("b", 46)}, nil},
		"Highest: b (46). Lowest: a (40).":                     {"structures", []chart.Mark{mark("a", 40), mark("b", 46)}, nil},
		"All 2 values are equal: 40.":                          {"structures", []chart.Mark{mark("a", 40), mark("b", 40)}, nil},
		"One value only: a, 40. 1 period can't be judged yet.": {"persons", []chart.Mark{mark("a", 40), hidden("b", gate.StatusUnpublished)}, nil},
		"1 protected figure: too few people.":                  {"persons", []chart.Mark{hidden("b", gate.StatusProtected)}, nil},
		"Highest: b (70). Lowest: a (30). Clearly above the mark “network: 50”: b. Clearly below the mark “network: 50”: a.": {"points", []chart.Mark{
			within(mark("a", 30), 25, 35), within(mark("b", 70), 60, 80), within(mark("c", 45), 40, 55)}, &line},
		"Highest: b (55). Lowest: a (45). Their intervals overlap: no clear difference. Nothing is clearly apart from the mark “network: 50”.": {"points", []chart.Mark{
			within(mark("a", 45), 40, 52), within(mark("b", 55), 48, 60)}, &line},
	} {
		if got := chart.Tell(l, c.unit, c.all, c.line); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

// months are marks with counts, one a month.
func months(counts ...float64) (all []chart.Mark) {
	for i, n := range counts {
		all = append(all, mark(fmt.Sprint("m", i), n))
	}
	return all
}

func TestTellCourse(t *testing.T) {
	count, share := indicator.Indicator{Kind: "count", Unit: "persons"}, indicator.Indicator{Kind: "share", Unit: "points", Interval: true}
	change := count
	change.Change = true
	l := languages(t)["en"]
	cut := months(40, 80, 80, 80, 80)
	cut[0].Cut = true
	for _, c := range []struct {
		about indicator.Indicator
		all   []chart.Mark
		want  string
	}{
		{count, months(100, 100, 150, 150), "50% more over the last 2 months than over the first 2: 150 a month on average, against 100. Highest: m2 and m3 (150). Lowest: m0 and m1 (100)."},
		{count, months(100, 100, 500, 60, 60), "40% less over the last 2 months than over the first 2: 60 a month on average, against 100. Highest: m2 (500). Lowest: m3 and m4 (60)."},
		{count, months(20, 20, 90, 90), "90 a month on average over the last 2 months, instead of 20 over the first 2. Highest: m2 and m3 (90). Lowest: m0 and m1 (20)."},
		{count, months(100, 90, 100, 99), "Stable: 95 a month on average over the first 2 months, 100 over the last 2. Highest: m0 and m2 (100). Lowest: m1 (90)."},
		{count, months(14, 14, 50, 50), "Highest: m2 and m3 (50). Lowest: m0 and m1 (14)."},    // of fewer than 30 nothing is said
		{count, months(100, 100, 150), "Highest: m2 (150). Lowest: m0 and m1 (100)."},          // too short
		{change, months(-20, 40, 90, 130), "Highest: m3 (130). Lowest: m0 (-20)."},             // of changes there is no change
		{count, cut, "All 4 values are equal: 80. 1 period cut short, which is not compared."}, //
		{count, append(months(100, 100, 150, 150), hidden("m4", gate.StatusProtected)), "Among the figures shown, highest: m2 and m3 (150); lowest: m0 and m1 (100). 1 protected figure: too few people."},
		{share, []chart.Mark{within(mark("m0", 30), 25, 35), within(mark("m1", 31), 25, 35), within(mark("m2", 31), 25, 35), within(mark("m3", 50), 45, 55)},
			"From 30 (m0) to 50 (m3). Highest: m3 (50). Lowest: m0 (30)."},
		{share, []chart.Mark{within(mark("m0", 30), 25, 35), within(mark("m1", 31), 25, 35), within(mark("m2", 31), 25, 35), within(mark("m3", 38), 33, 45)},
			"No clear change from m0 to m3. Highest: m3 (38). Lowest: m0 (30). Their intervals overlap: no clear difference."},
	} {
		if got := chart.TellCourse(l, c.about, "month", c.all); got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		}
	}
}

// Whatever the series, what is said of it is true: every sentence is read back and worked out again.
func TestWhatIsToldIsTrue(t *testing.T) {
	l, r := languages(t)["en"], rand.New(rand.NewPCG(14, 2026))
	about := indicator.Indicator{Kind: "count", Unit: "participations"}
	statuses := []string{gate.StatusProtected, gate.StatusUnpublished, gate.StatusChanged, gate.StatusNoData}
	heard := map[string]int{}
	for range 20_000 {
		all, gaps := randomSeries(r, statuses)
		text := chart.TellCourse(l, about, "month", all)
		var values []float64
		protected := 0
		for _, m := range all {
			if m.Value != nil && !m.Cut {
				values = append(values, *m.Value)
			}
			if m.Status == gate.StatusProtected {
				protected++
			}
		}
		if said := told(t, text, `(\d+) protected figure`); protected > 0 && (said == nil || said[0] != float64(protected)) || protected == 0 && said != nil {
			t.Fatalf("%d are protected: %q", protected, text)
		}
		trendIsTrue(t, heard, text, values, gaps)
		extremesAreTrue(t, heard, text, all, values)
	}
	for _, kind := range []string{"more", "less", "counts", "same", "no trend", "extremes", "extremes shown", "near", "equal", "single", "none"} {
		if heard[kind] < 50 {
			t.Errorf("%s was heard %d times", kind, heard[kind])
		}
	}
}

// randomSeries are months of counts near each other or not; gaps tells whether one is missing or cut short.
func randomSeries(r *rand.Rand, statuses []string) (all []chart.Mark, gaps bool) {
	base, wide := math.Exp(2+r.Float64()*6), []float64{0, 0.02, 0.3, 2}[r.IntN(4)]
	drift := []float64{1, 1, 1.1, 1.6, 0.8}[r.IntN(5)]
	missing := []float64{0, 0, 0.2, 0.9}[r.IntN(4)]
	for i := range 1 + r.IntN(13) {
		m := mark(fmt.Sprintf("m%d", i), math.Round(base*math.Pow(drift, float64(i))*math.Exp(wide*r.NormFloat64())))
		if r.Float64() < missing {
			m, gaps = hidden(m.Name, statuses[r.IntN(len(statuses))]), true
		} else if r.IntN(60) == 0 {
			m.Cut, gaps = true, true
		}
		all = append(all, m)
	}
	return all, gaps
}

// told are the numbers of a sentence, nil where it was not said.
func told(t *testing.T, text, pattern string) (numbers []float64) {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		return nil
	}
	for _, group := range found[1:] {
		x, err := strconv.ParseFloat(strings.ReplaceAll(group, ",", ""), 64)
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, x)
	}
	return numbers
}

// trendIsTrue works out what is said of the halves of a series.
func trendIsTrue(t *testing.T, heard map[string]int, text string, values []float64, gaps bool) {
	t.Helper()
	n := len(values) / 2
	before, now := 0.0, 0.0
	for i := range n {
		before, now = before+values[i], now+values[len(values)-1-i]
	}
	kind, numbers := "no trend", []float64(nil)
	for name, pattern := range map[string]string{
		"more":   `^([\d,]+)% more over the last (\d+) months .* ([\d,]+) a month on average, against ([\d,]+)\.`,
		"less":   `^([\d,]+)% less over the last (\d+) months .* ([\d,]+) a month on average, against ([\d,]+)\.`,
		"counts": `^([\d,]+) a month on average over the last (\d+) months, instead of ([\d,]+) over`,
		"same":   `^Stable: ([\d,]+) a month on average over the first (\d+) months, ([\d,]+) over`,
	} {
		if found := told(t, text, pattern); found != nil {
			kind, numbers = name, found
		}
	}
	heard[kind]++
	near := func(x, want float64) bool { return math.Abs(x-want) <= 0.5+1e-9 }
	still := math.Abs(now-before) < 7*math.Sqrt(float64(n)) || math.Abs(now/before-1) < 0.005
	holds := map[string]func() bool{
		"no trend": func() bool { return gaps || len(values) < 4 || before < 30 },
		"same":     func() bool { return still && near(numbers[0], before/float64(n)) && near(numbers[2], now/float64(n)) },
		"counts": func() bool {
			return !still && now > 3*before && near(numbers[0], now/float64(n)) && near(numbers[2], before/float64(n))
		},
		"more": func() bool {
			return !still && now > before && now <= 3*before && near(numbers[0], 100*(now/before-1)) && near(numbers[2], now/float64(n))
		},
		"less": func() bool {
			return !still && now < before && near(numbers[0], 100*(1-now/before)) && near(numbers[3], before/float64(n))
		},
	}[kind]
	if !holds() || kind != "no trend" && (gaps || before < 30 || numbers[1] != float64(n)) {
		t.Fatalf("of %v, with gaps %v: %q", values, gaps, text)
	}
}

// extremesAreTrue works out what is said of the highest and the lowest.
func extremesAreTrue(t *testing.T, heard map[string]int, text string, all []chart.Mark, values []float64) {
	t.Helper()
	low, high := math.Inf(1), math.Inf(-1)
	for _, x := range values {
		low, high = min(low, x), max(high, x)
	}
	tied := func(value float64) string {
		var names []string
		for _, m := range all {
			if m.Value != nil && !m.Cut && *m.Value == value {
				names = append(names, m.Name)
			}
		}
		if len(names) > 3 {
			return fmt.Sprint(len(names), " tied")
		}
		return strings.Replace(strings.Join(names, ", "), ", "+names[len(names)-1], " and "+names[len(names)-1], min(1, len(names)-1))
	}
	kind, want := "none", ""
	switch {
	case len(values) == 0:
	case len(values) == 1:
		kind, want = "single", fmt.Sprintf("One value only: %s, %s.", tied(high), plain(high))
	case low == high:
		kind, want = "equal", fmt.Sprintf("All %d values are equal: %s.", len(values), plain(high))
	case high-low < 7 || high/low-1 < 0.005:
		kind, want = "near", fmt.Sprintf("%d values without a clear difference, from %s to %s.", len(values), plain(low), plain(high))
	case slices.ContainsFunc(all, func(m chart.Mark) bool { return m.Status == gate.StatusProtected }): // one of them may lie beyond
		kind, want = "extremes shown", fmt.Sprintf("Among the figures shown, highest: %s (%s); lowest: %s (%s).", tied(high), plain(high), tied(low), plain(low))
	default:
		kind, want = "extremes", fmt.Sprintf("Highest: %s (%s). Lowest: %s (%s).", tied(high), plain(high), tied(low), plain(low))
	}
	heard[kind]++
	if !strings.Contains(text, want) || kind == "none" && strings.Contains(text, "ighest") {
		t.Fatalf("of %v: %q, not %q", values, text, want)
	}
}

// What is the same everywhere is said to be so only where all is known.
func TestEqualOnesAreSaidOfWhatIsKnown(t *testing.T) {
	l := languages(t)["en"]
	about := indicator.Indicator{Kind: "share", Unit: "share", Title: indicator.Text{EN: "Reporting"}}
	for want, all := range map[string][]chart.Mark{
		"Reporting: 1 everywhere":                   {mark("a", 1), mark("b", 1)},
		"Reporting: 1 wherever the figure is known": {mark("a", 1), mark("b", 1), hidden("c", gate.StatusNoData)},
	} {
		if got := chart.Spread(l, &figures.Answer{About: about}, "", all); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
