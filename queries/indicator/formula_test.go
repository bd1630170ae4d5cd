package indicator

import (
	"math"
	"slices"
	"testing"

	"github.com/expr-lang/expr"
)

// spread makes the list of a measure with a spread.
func spread(of map[int]float64) []float64 {
	list := make([]float64, spreadSize)
	for value, n := range of {
		list[value] = n
	}
	return list
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		waits       map[int]float64
		median, p90 float64
	}{
		{nil, math.NaN(), math.NaN()},
		{map[int]float64{0: 1}, 0, 0},
		{map[int]float64{3: 1, 5: 1}, 3, 5},
		{map[int]float64{3: 1, 5: 2}, 5, 5},
		{map[int]float64{60: 9, 61: 1}, 60, 60},
		{map[int]float64{60: 8, 61: 1}, 60, math.NaN()},
		{map[int]float64{2: 1, 61: 1}, 2, math.NaN()},
		{map[int]float64{2: 1, 61: 2}, math.NaN(), math.NaN()},
		{map[int]float64{1: 9e6, 2: 1e6}, 1, 1},
		{map[int]float64{1: 9e6 - 1, 2: 1e6 + 1}, 1, 2},
	} {
		median, p90 := quantile(spread(c.waits), 5), quantile(spread(c.waits), 9)
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if !same(median, c.median) || !same(p90, c.p90) {
			t.Errorf("%v: %v and %v", c.waits, median, p90)
		}
	}
}

// vocabulary is a language with a measure of each form.
func vocabulary() *language {
	return newLanguage([]Measure{
		{Name: "people", Unit: "persons"},
		{Name: "minutes", Unit: "minutes"},
		{Name: "waits", Unit: "referrals", Spread: "waited"},
		{Name: "homes", Unit: "persons", Area: "residence"},
	})
}

// TestUnits tells what formulas are numbers of.
func TestUnits(t *testing.T) {
	for text, unit := range map[string]string{
		"1":                                  "",
		"people":                             "persons",
		"2 * people - people * 3":            "persons",
		"-people":                            "persons",
		"people / 2":                         "persons",
		"people / homes.here":                "share",
		"minutes / 60":                       "hours",
		"minutes / 30":                       "minutes",
		"(minutes + minutes) / 60":           "hours",
		"waits[3]":                           "referrals",
		"sum(waits)":                         "referrals",
		"sum(waits[0:61])":                   "referrals",
		"quantile(waits, 5)":                 "days",
		"population":                         "inhabitants",
		"offering.parenting":                 "structures",
		"sum(values(offering))":              "structures",
		"count(values(offering), # > 1)":     "services",
		"len(values(offering))":              "services",
		"len(structures)":                    "structures",
		"count(structures, .age < 6)":        "structures",
		"sum(structures, .evening_minutes)":  "minutes",
		"sum(structures, #.received)":        "referrals",
		"sum(map(structures, .received))":    "referrals",
		"sum(structures, len(.services))":    "services",
		"people > 3 ? people : homes.here":   "persons",
		"any(structures, .reports) ? 1 : 0":  "",
		"people > 3 and not (homes.here<=1)": "truth",
		"len(uniq(flatten(map(filter(structures, .reports), .partners))))": "structures",
	} {
		f, err := vocabulary().compile(text, nil, expr.AsAny())
		if err != nil || f.quantity.unit != unit {
			t.Errorf("%s: %+v, %v", text, f, err)
		}
	}
	for _, text := range []string{
		"people + 1", "people * people", "people == minutes", "people > 3 ? people : minutes", "1 / people", "people % 2", "nil",
		"let a = 1; a", "sum(waits, #acc)", "map(1..3, #)", "sum(people)", "people[1]", "{a: 1}", "#",
	} {
		if f, err := vocabulary().compile(text, nil, expr.AsAny()); err == nil {
			t.Errorf("%s is a number of %q", text, f.quantity.unit)
		}
	}
}

// TestNumber works formulas out.
func TestNumber(t *testing.T) {
	env := map[string]any{
		"people": 6.0, "minutes": 90.0, "waits": spread(map[int]float64{0: 1, 3: 2, 61: 1}), "homes": Residence{Here: 4, Unknown: 1},
		"key": "unknown", "population": 0.0, "offering": map[string]float64{"parenting": 2, "safe_use": 1},
		"structures": []Structure{
			{ID: "a", Fees: []string{"Gratuit"}, Partners: []string{"b", "c"}, Reports: true},
			{ID: "b", Fees: []string{"Gratuit", "Payant"}, Partners: []string{"a"}},
			{ID: "c"},
		},
	}
	defined := definitions{"half": "people / 2", "quarter": "half / 2"}
	none := math.NaN()
	for text, want := range map[string]float64{
		"people":                          6,
		"quarter + half":                  4.5,
		"minutes / 60":                    1.5,
		"sum(waits[0:61])":                3,
		"quantile(waits, 5)":              3,
		"quantile(waits, 9)":              none,
		"homes.here + homes.unknown":      5,
		"population / population":         none,
		"1 / 0":                           none,
		"offering.parenting":              2,
		"count(values(offering), # >= 2)": 1,
		"len(structures)":                 3,
		`count(structures, .located or key == "unknown")`:                  3,
		`count(structures, .fees == ["Gratuit"])`:                          1,
		`count(structures, "Gratuit" in .fees)`:                            2,
		"count(structures, len(.fees) == 0)":                               1,
		"len(uniq(flatten(map(structures, .partners))))":                   3,
		"len(uniq(flatten(map(filter(structures, .reports), .partners))))": 2,
	} {
		f, err := vocabulary().compile(text, defined, expr.AsFloat64())
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := f.Number(env); ok == math.IsNaN(want) || ok && got != want {
			t.Errorf("%s: %v, %v", text, got, ok)
		}
	}
	f, err := vocabulary().compile("quarter > 1 and minutes > population * 3 + len(structures)", defined, expr.AsBool())
	if err == nil {
		t.Fatalf("inhabitants and structures were added: %+v", f)
	}
	f, err = vocabulary().compile("quarter > 1 or any(structures, .located)", defined, expr.AsBool())
	if err != nil {
		t.Fatal(err)
	}
	if !f.Truth(env) || !f.UsesStructures() || f.UsesPopulation() || !slices.Equal(f.Measures(), []string{"people"}) {
		t.Errorf("%+v", f)
	}
	env["structures"], env["people"] = []Structure(nil), 0.0
	if f.Truth(env) {
		t.Error("nothing is there, and the formula holds")
	}
}

// TestClasses holds the classes to what is said of them: each is there once, with a name in both languages.
func TestClasses(t *testing.T) {
	for name := range classes {
		keys := map[string]bool{}
		for _, c := range Classes(name) {
			if c.Name.FR == "" || c.Name.EN == "" || keys[c.Key] {
				t.Errorf("%s: %+v", name, c)
			}
			keys[c.Key] = true
		}
		if keys[KeyUnknown] != (name != "format") {
			t.Errorf("%s holds unknown: %v", name, keys[KeyUnknown])
		}
	}
	if name, ok := SpecialName(KeyOutside); !ok || name.In("fr") != "hors du réseau" {
		t.Errorf("%v", name)
	}
}
