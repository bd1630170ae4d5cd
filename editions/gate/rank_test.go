package gate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/indicator"
)

// offered are the published cells of the four territories. A has all; of B residences are unknown; D has no structure, and nobody lives in C.
func offered() (all []store.Cell) {
	areaB := cells.Area{Kind: cells.Territory, Code: "B"}
	add := func(area cells.Area, numbers map[string]float64) {
		for component, n := range numbers {
			all = append(all, cell(component, area, year, n))
		}
	}
	add(areaA, map[string]float64{
		"accessibility.structures_per_10k/numerator": 5, "accessibility.service_variety/numerator": 4, "accessibility.service_variety/denominator": 9,
		"accessibility.open_after_hours/numerator": 1, "accessibility.open_after_hours/denominator": 2,
		"visibility.reporting_rate/numerator": 1, "visibility.reporting_rate/denominator": 2,
		"reached": 20, "attended_by_unknown": 40, "attended": 100,
		"referrals_judged": 40, "referrals_followed": 25, "waited_7": 10, "waited_14": 10, "waited_30": 5, "waited_longer": 15,
		indicator.NeedLow: 1000, indicator.NeedHigh: 1000, indicator.NeedKnown: 1,
	})
	add(areaB, map[string]float64{
		"accessibility.structures_per_10k/numerator": 2, "accessibility.service_variety/numerator": 2, "accessibility.service_variety/denominator": 9,
		"accessibility.open_after_hours/numerator": 1, "accessibility.open_after_hours/denominator": 1,
		"visibility.reporting_rate/numerator": 2, "visibility.reporting_rate/denominator": 2,
		"reached": 30, "attended_by_unknown": 60, "attended": 100,
		"referrals_judged": 40, "referrals_followed": 25, "waited_7": 25, "waited_longer": 15,
		indicator.NeedLow: 1200, indicator.NeedHigh: 1200, indicator.NeedKnown: 1,
	})
	return all
}

// A rank is made of what is published of all territories. Of four, one that is known alone, or the least lacking, has 12.5.
func TestRank(t *testing.T) {
	p := publication(t, offered()...)
	a := "A ok 15 first_place=3 last_place=3 need=12.5 offer=17.5 open_after_hours=37.5 place=3 reach_per_1000=12.5 service_variety=12.5 structures_per_10k=12.5 wait_days=12.5"
	b := "B ok 40 first_place=2 last_place=2 need=37.5 offer=42.5 open_after_hours=12.5 place=2 service_variety=37.5 structures_per_10k=37.5"
	for name, c := range map[string]struct {
		ask  Question
		want []string
	}{
		"all": {asking("accessibility.underserved", year), []string{a, b, "C unranked",
			"D ok 68.75 first_place=1 last_place=1 offer=62.5 open_after_hours=62.5 place=1 service_variety=62.5 structures_per_10k=62.5"}},
		"those of a place are ranked among all": {asking("accessibility.underserved", year, in("P"), by("territory")), []string{a, b}},
		"need weighs more":                      {asking("accessibility.underserved", year, in("A"), only("need", "0.75")), []string{strings.Replace(a, "A ok 15", "A ok 13.75", 1)}},
	} {
		answer, err := p.Ask(c.ask)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, f := range answer.Figures {
			words := []string{f.Key, f.Status}
			if f.Value != nil {
				words = append(words, fmt.Sprint(*f.Value))
			}
			var parts []string
			for part, value := range f.Parts {
				parts = append(parts, fmt.Sprintf("%s=%v", part, value))
			}
			slices.Sort(parts)
			got = append(got, strings.Join(append(words, parts...), " "))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n  %s\nnot\n  %s", name, strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
		}
		if answer.By != "territory" || answer.Status != StatusOK || len(answer.Notes) < 2 || !strings.Contains(strings.Join(answer.Notes, " "), "Need is unknown of 2 territories of 4") {
			t.Errorf("%s: by %s, %s, notes %q", name, answer.By, answer.Status, answer.Notes)
		}
	}
}

// What a rank can't be asked is refused, with what can.
func TestRankRefused(t *testing.T) {
	p := publication(t, offered()...)
	for name, c := range map[string]struct {
		ask  Question
		want Refusal
	}{
		"a weight beyond":  {asking("accessibility.underserved", year, only("need", "0.8")), Refusal{Code: RefusedValue, Field: "need", Given: "0.8", Choices: []string{"0.25 – 0.75"}}},
		"the network":      {asking("accessibility.underserved", year, by("total")), Refusal{Code: RefusedBy, Field: "by", Given: "total", Choices: []string{"territory"}}},
		"months":           {asking("accessibility.underserved", year, by("quarter")), Refusal{Code: RefusedBy, Field: "by", Given: "quarter", Choices: []string{"territory"}}},
		"a class":          {asking("accessibility.underserved", year, only("gender", "woman")), Refusal{Code: RefusedFilter, Field: "gender", Given: "gender", Choices: []string{"territory", "need"}}},
		"another's weight": {asking("accessibility.reach_per_1000", year, only("need", "0.5")), Refusal{Code: RefusedFilter, Field: "need", Given: "need"}},
	} {
		_, err := p.Ask(c.ask)
		var refusal Refusal
		if c.want.Choices == nil && errors.As(err, &refusal) {
			refusal.Choices = nil
		}
		if !errors.As(err, &refusal) || refusal.Code != c.want.Code || refusal.Field != c.want.Field || refusal.Given != c.want.Given || c.want.Choices != nil && !slices.Equal(refusal.Choices, c.want.Choices) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := p.Ask(asking("accessibility.underserved", quarter))
	var unpublished UnpublishedError
	if !errors.As(err, &unpublished) || len(unpublished.Nearest) == 0 || unpublished.Nearest[0] != window(year) {
		t.Errorf("a quarter: %v", err)
	}
}

// How far it is stands in cells of its own, by service, too; without them there are no outlines.
func TestDistance(t *testing.T) {
	p := publication(t,
		cell(indicator.DistanceTravelled, areaA, year, 12500), cell(indicator.DistanceInhabitants, areaA, year, 5000), cell(indicator.DistanceKnown, areaA, year, 1),
		cell(indicator.DistanceTravelled, areaA, year, 50000, "service", "parenting"), cell(indicator.DistanceInhabitants, areaA, year, 5000, "service", "parenting"),
		cell(indicator.DistanceKnown, areaA, year, 1, "service", "parenting"))
	for name, c := range map[string]struct {
		ask  Question
		want string
	}{
		"a territory":      {asking("accessibility.km_to_offer", year, in("A")), "2.5"},
		"to a service":     {asking("accessibility.km_to_offer", year, in("A"), only("service", "parenting")), "10"},
		"by service":       {asking("accessibility.km_to_offer", year, in("A"), by("service")), "no_data no_data no_data no_data 10 no_data no_data no_data no_data"},
		"without outlines": {asking("accessibility.km_to_offer", year), "no_data"},
	} {
		answer, err := p.Ask(c.ask)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, f := range answer.Figures {
			if f.Value == nil {
				got = append(got, f.Status)
			} else {
				got = append(got, fmt.Sprint(*f.Value))
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, not %s", name, got, c.want)
		}
		if said := slices.Contains(answer.Notes, indicator.NoDistance.EN); said != (name == "without outlines") {
			t.Errorf("%s: notes %q", name, answer.Notes)
		}
	}
}
