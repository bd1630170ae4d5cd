package texts_test

import (
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// changes says how the number of people helped moved.
func changes(t *testing.T, lang string) func(before, now *float64) string {
	l := languages(t)[lang]
	return func(before, now *float64) string { return l.Change("people", *before, *now) }
}

// What is said of two published counts; _ stands for a narrow no-break space.
func TestChangesOfACount(t *testing.T) {
	count := changes(t, "fr")
	for _, c := range []struct {
		before, now float64
		want        string
	}{
		{29, 300, ""},
		{30, 30, "le nombre de personnes aidées est stable"},
		{30, 36, "le nombre de personnes aidées est stable"},
		{30, 37, "23_% de personnes aidées en plus"},
		{30, 23, "23_% de personnes aidées en moins"},
		{1000, 1004, "le nombre de personnes aidées est stable"},
		{10000, 10030, "le nombre de personnes aidées est stable"}, // equal after rounding
		{10000, 10060, "1_% de personnes aidées en plus"},
		{40, 120, "200_% de personnes aidées en plus"},
		{40, 121, "121 personnes aidées au lieu de 40"},
		{1000, 3500, "3_500 personnes aidées au lieu de 1_000"},
		{100, 0, "100_% de personnes aidées en moins"},
	} {
		got := count(&c.before, &c.now)
		if want := strings.ReplaceAll(c.want, "_", "\u202f"); got != want {
			t.Errorf("%v, then %v: %q, not %q", c.before, c.now, got, want)
		}
	}
}

// Whatever the counts, what is said of them is true.
func TestChangesAreTrue(t *testing.T) {
	count := changes(t, "en")
	r := rand.New(rand.NewPCG(7, 2026))
	percent := regexp.MustCompile(`^(\d[\d,]*)% (more|fewer) `)
	counts := regexp.MustCompile(`^([\d,]+) people helped instead of ([\d,]+)$`)
	number := func(text string) float64 {
		x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
		must(t, err)
		return x
	}
	said := map[string]int{}
	for range 20_000 {
		before := math.Floor(math.Exp(r.Float64() * 9))
		now := before + 10*r.NormFloat64()
		if r.IntN(2) == 0 {
			now = math.Exp(r.Float64() * 9)
		}
		now = math.Max(math.Round(now), 0)
		text := count(&before, &now)
		kind := "wrong"
		switch p, n := percent.FindStringSubmatch(text), counts.FindStringSubmatch(text); {
		case text == "" && before < 30:
			kind = "silent"
		case strings.HasSuffix(text, "is stable") && before >= 30 && (math.Abs(now-before) < 7 || math.Abs(now/before-1) <= 0.005):
			kind = "stable"
		case p != nil && before >= 30 && math.Abs(now-before) >= 7 && now <= 3*before && (p[2] == "more") == (now > before) &&
			number(p[1]) > 0 && math.Abs(number(p[1])-100*math.Abs(now/before-1)) <= 0.5+1e-9:
			kind = p[2]
		case n != nil && before >= 30 && now > 3*before && number(n[1]) == now && number(n[2]) == before:
			kind = "counts"
		}
		if said[kind]++; kind == "wrong" {
			t.Errorf("%v, then %v: %q", before, now, text)
		}
	}
	for _, kind := range []string{"silent", "stable", "more", "fewer", "counts"} {
		if said[kind] < 100 {
			t.Errorf("%s was said %d times", kind, said[kind])
		}
	}
}

// Of the moves that lead from one count to another the one leads that moved it most, beyond the noise and the way it went.
func TestLeader(t *testing.T) {
	for _, c := range []struct {
		before, now float64
		moves       []float64
		want        int
	}{
		{100, 140, []float64{50, -20, 10}, 0},
		{100, 60, []float64{10, -50}, 1},
		{100, 140, []float64{50, -44, 34}, -1},   // less more than the next than the noise makes
		{100, 140, []float64{-50, 90}, 1},        // the larger one
		{100, 140, []float64{-90, 130, -1}, 1},   //
		{100, 140, []float64{20, 20}, -1},        // a tie
		{100, 106, []float64{60, -54}, -1},       // it is still
		{10000, 10040, []float64{400, -360}, -1}, // so it is, after rounding
		{100, 90, []float64{60, -40, -30}, -1},   // the largest went the other way
		{100, 140, nil, -1},
	} {
		if got := texts.Leader(c.before, c.now, c.moves); got != c.want {
			t.Errorf("from %v to %v by %v: %d leads, not %d", c.before, c.now, c.moves, got, c.want)
		}
	}
}

// A share is said to have moved only where its intervals, which are as wide as the noise makes them, lie apart.
func TestChangesOfAShare(t *testing.T) {
	share := languages(t)["fr"].ChangedShare
	about := indicator.Indicator{Kind: "share", Unit: "share", Interval: true}
	of := func(value, low, high float64) (f gate.Figure) {
		f.Value, f.Low, f.High = &value, &low, &high
		return f
	}
	for _, c := range []struct {
		before, now gate.Figure
		want        string
	}{
		{of(0.3, 0.25, 0.35), of(0.5, 0.45, 0.55), "la part des personnes qui progressent passe de 30_% à 50_%"},
		{of(0.5, 0.45, 0.55), of(0.3, 0.25, 0.35), "la part des personnes qui progressent passe de 50_% à 30_%"},
		{of(0.3, 0.25, 0.35), of(0.4, 0.34, 0.46), "pas de changement net de la part des personnes qui progressent"},
		{of(0.3, 0.25, 0.35), of(0.4, 0.35, 0.45), "pas de changement net de la part des personnes qui progressent"},
		{of(0.3, 0.25, 0.35), of(0.301, 0.25, 0.35), "la part des personnes qui progressent est stable"},
		{gate.Figure{}, of(0.5, 0.45, 0.55), ""},
		{of(0.5, 0.45, 0.55), gate.Figure{}, ""},
	} {
		got := share(about, c.before, c.now)
		if want := strings.ReplaceAll(c.want, "_", "\u202f"); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

// Of a figure is said how it moved where that is known: of counts, of shares with intervals, of people among as many residents.
func TestFiguresMoved(t *testing.T) {
	moved := languages(t)["fr"].Moved
	count, share := indicator.Indicator{Kind: "count", Unit: "persons"}, indicator.Indicator{Kind: "share", Unit: "share", Interval: true}
	rate, plain := indicator.Indicator{Kind: "ratio", Unit: "per_1000"}, indicator.Indicator{Kind: "share", Unit: "share"}
	of := func(value float64) (f gate.Figure) {
		f.Value = &value
		return f
	}
	within := func(value, low, high, denominator float64) gate.Figure {
		f := of(value)
		f.Low, f.High, f.Denominator = &low, &high, &denominator
		return f
	}
	among := func(people, residents float64) gate.Figure {
		f := of(1000 * people / residents)
		f.Numerator, f.Denominator = &people, &residents
		return f
	}
	estimate := func(low, high float64) gate.Figure {
		f := of(low)
		f.Status, f.Parts = gate.StatusEstimate, map[string]float64{"low": low, "high": high}
		return f
	}
	for _, c := range []struct {
		about       indicator.Indicator
		before, now gate.Figure
		want        string
	}{
		{count, of(29), of(200), ""},
		{count, of(100), of(106), "stable"},
		{count, of(100), of(112), "12_% de plus"},
		{count, of(100), of(88), "12_% de moins"},
		{count, of(40), of(1400), "1_400 au lieu de 40"},
		{count, gate.Figure{}, of(40), ""},
		{count, of(300), estimate(250, 290), "en baisse"},
		{count, of(280), estimate(250, 290), "sans changement net"},
		{count, estimate(200, 260), estimate(250, 290), "sans changement net"},
		{count, estimate(642, 903), estimate(690, 950), "sans changement net"},
		{count, of(296), estimate(250, 290), "sans changement net"}, // the noise widens the bounds
		{count, estimate(29, 35), estimate(250, 290), ""},
		{share, within(0.30, 0.25, 0.35, 400), within(0.36, 0.31, 0.41, 400), "sans changement net"},
		{share, within(0.30, 0.28, 0.32, 9000), within(0.36, 0.34, 0.38, 9000), "en hausse"},
		{share, within(0.36, 0.34, 0.38, 9000), within(0.30, 0.28, 0.32, 9000), "en baisse"},
		{share, within(0.301, 0.300, 0.302, 9e6), within(0.304, 0.303, 0.305, 9e6), "stable"},
		{share, within(0.30, 0.28, 0.32, 29), within(0.36, 0.34, 0.38, 9000), ""},
		{rate, among(400, 20_000), among(500, 20_000), "25_% de plus"},
		{rate, among(400, 20_000), among(500, 21_000), ""},
		{rate, among(20, 20_000), among(500, 20_000), ""},
		{plain, of(0.5), of(0.5), "stable"},
		{plain, of(0.5), of(0.6), ""},
	} {
		got := moved(c.about, c.before, c.now)
		if want := strings.ReplaceAll(c.want, "_", "\u202f"); got != want {
			t.Errorf("%s of %v, then %v: %q, not %q", c.about.Kind, c.before.Value, c.now.Value, got, want)
		}
	}
}

// Whatever is said of two figures in a word is said of them in a sentence, too.
func TestSentencesJudgeAsWordsDo(t *testing.T) {
	l := languages(t)["fr"]
	count, share := indicator.Indicator{Kind: "count", Unit: "persons"}, indicator.Indicator{Kind: "share", Unit: "share", Interval: true}
	r := rand.New(rand.NewPCG(11, 2026))
	number := func() (f gate.Figure) {
		low := math.Floor(math.Exp(r.Float64() * 8))
		f.Value = &low
		if r.IntN(2) == 0 {
			f.Status, f.Parts = gate.StatusEstimate, map[string]float64{"low": low, "high": low * (1 + r.Float64())}
		}
		return f
	}
	part := func() (f gate.Figure) {
		value, wide := r.Float64(), r.Float64()/5
		low, high := value-wide, value+wide
		f.Value, f.Low, f.High = &value, &low, &high
		return f
	}
	unclear := 0
	for range 5_000 {
		before, now := number(), number()
		word, sentence := l.Moved(count, before, now), l.Changed("people", count, before, now)
		if (word == "") != (sentence == "") || (word == "sans changement net") != strings.HasPrefix(sentence, "pas de changement net") ||
			(word == "stable") != strings.HasSuffix(sentence, "est stable") {
			t.Errorf("%v, then %v: %q and %q", *before.Value, *now.Value, word, sentence)
		}
		if word == "sans changement net" {
			unclear++
		}
		before, now = part(), part()
		word, sentence = l.Moved(share, before, now), l.ChangedShare(share, before, now)
		if (word == "sans changement net") != strings.HasPrefix(sentence, "pas de changement net") {
			t.Errorf("%v, then %v: %q and %q", *before.Value, *now.Value, word, sentence)
		}
	}
	if unclear < 100 {
		t.Errorf("%d counts were unclear", unclear)
	}
}
