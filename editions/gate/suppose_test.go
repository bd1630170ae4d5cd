package gate

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/indicator"
)

// registries are structures by the code of the territory where they stand.
type registries map[string][]indicator.Structure

// drawnRegistry is a small registry of the tests' four territories.
func drawnRegistry(r *rand.Rand) registries {
	all := registries{}
	for _, code := range []string{"A", "B", "C", "D"} {
		for range r.IntN(4) {
			all[code] = append(all[code], drawnStructure(r))
		}
	}
	return all
}

func drawnStructure(r *rand.Rand) indicator.Structure {
	s := indicator.Structure{Receives: r.IntN(4) > 0, Located: true, HoursKnown: r.IntN(3) > 0}
	if s.HoursKnown {
		s.EveningMinutes, s.WeekendMinutes = float64(60*r.IntN(4)), float64(30*r.IntN(2))
	}
	for _, class := range indicator.Classes("service") {
		if class.Key != indicator.KeyUnknown && r.IntN(3) == 0 {
			s.Services = append(s.Services, class.Key)
		}
	}
	return s
}

// counted is the publication of a registry beside what people did, which is always the same.
func counted(t *testing.T, all registries) *Publication {
	t.Helper()
	p := publication(t)
	published := slices.DeleteFunc(offered(), func(c store.Cell) bool {
		return slices.ContainsFunc(p.ofRegistry(), func(s cells.Slot) bool { return s.Name == c.Component })
	})
	for area, members := range p.areas.Members {
		var structures []indicator.Structure
		offering := make(map[string]float64)
		for _, class := range indicator.Classes("service") {
			if class.Key != indicator.KeyUnknown {
				offering[class.Key] = 0
			}
		}
		for _, code := range members {
			structures = append(structures, all[code]...)
		}
		for _, s := range structures {
			for _, service := range s.Services {
				offering[service]++
			}
		}
		for _, s := range p.ofRegistry() {
			value, _ := s.Formula.Number(map[string]any{"key": area.Code, "population": 0.0, "structures": structures, "offering": offering})
			if len(structures) > 0 && value != 0 { // as editions are cut
				published = append(published, cell(s.Name, area, year, value))
			}
		}
	}
	return publication(t, published...)
}

// edited draws a scenario, and the registry that it makes.
func edited(r *rand.Rand, before registries) (changes []Supposed, after registries) {
	after = registries{}
	for code, structures := range before {
		after[code] = slices.Clone(structures)
	}
	for range 1 + r.IntN(5) {
		code := []string{"A", "B", "C", "D"}[r.IntN(4)]
		c := Supposed{Territory: code}
		if n := len(after[code]); n > 0 && r.IntN(2) == 0 {
			at := r.IntN(n)
			c.Without = []indicator.Structure{after[code][at]}
			after[code] = slices.Delete(after[code], at, at+1)
		}
		if r.IntN(2) == 0 {
			c.With = []indicator.Structure{drawnStructure(r)}
			after[code] = append(after[code], c.With[0])
		}
		changes = append(changes, c)
	}
	return changes, after
}

// takenBack takes back what a scenario supposes.
func takenBack(changes []Supposed) (back []Supposed) {
	for _, c := range changes {
		back = append(back, Supposed{Territory: c.Territory, Without: c.With, With: c.Without, Cents: -c.Cents})
	}
	return back
}

// asked are the answers that a scenario could change, as programs read them.
func answers(t *testing.T, p *Publication) string {
	t.Helper()
	var all []Answer
	for _, ask := range []Question{
		asking("accessibility.underserved", year), asking("accessibility.underserved", year, only("need", "0.25")),
		asking("accessibility.structures_per_10k", year, by("territory")), asking("accessibility.service_variety", year, by("territory")),
		asking("accessibility.open_after_hours", year, by("territory")), asking("accessibility.structures_per_10k", year),
		asking("accessibility.service_variety", year, in("P")), asking("accessibility.open_after_hours", year, in("pilot")),
		asking("accessibility.reach_per_1000", year, by("territory")), asking("accessibility.wait_days", year, by("territory")),
	} {
		answer, err := p.Ask(ask)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, answer)
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A scenario answers, byte for byte, what an edition of the edited registry would; without a change it is the publication, and taken back, too.
func TestSupposedIsRecomputed(t *testing.T) {
	moved := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 14))
		before := drawnRegistry(r)
		changes, after := edited(r, before)
		p := counted(t, before)
		was := answers(t, p)
		if p.Suppose(window(year), nil) != p {
			t.Fatal("no change makes another publication")
		}
		supposed := answers(t, p.Suppose(window(year), changes))
		if want := answers(t, counted(t, after)); supposed != want {
			t.Errorf("seed %d: supposed\n%s\ncounted\n%s", seed, supposed, want)
		}
		if got := answers(t, p.Suppose(window(year), append(slices.Clone(changes), takenBack(changes)...))); got != was {
			t.Errorf("seed %d: taken back it is\n%s\nnot\n%s", seed, got, was)
		}
		if answers(t, p) != was {
			t.Errorf("seed %d: supposing changes what is published", seed)
		}
		if supposed != was {
			moved++
		}
	}
	if moved < 30 {
		t.Errorf("only %d of the scenarios change anything", moved)
	}
}

// What opens makes no part of what its own territory lacks worse, but that of late hours where it does not open late itself. What opens late ranks its
// territory no more lacking, where what is known of anybody is known before, too: a part that is known of nobody is left out of all.
func TestMoreOfferIsNeverWorse(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 15))
		p := counted(t, drawnRegistry(r))
		opened := drawnStructure(r)
		opened.Receives, opened.HoursKnown = true, true
		if opened.WeekendMinutes == 0 && r.IntN(2) == 0 {
			opened.EveningMinutes = 120
		}
		late := opened.EveningMinutes >= 120 || opened.WeekendMinutes > 0
		code := []string{"A", "B", "D"}[r.IntN(3)]
		figure := func(p *Publication) (f Figure, known []string) {
			answer, err := p.Ask(asking("accessibility.underserved", year))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range answer.Figures {
				known = slices.AppendSeq(known, maps.Keys(f.Parts))
			}
			slices.Sort(known)
			return answer.Figure(code), slices.Compact(known)
		}
		was, before := figure(p)
		is, after := figure(p.Suppose(window(year), []Supposed{{Territory: code, With: []indicator.Structure{opened}}}))
		parts := []string{"structures_per_10k", "service_variety"}
		if late {
			parts = append(parts, "open_after_hours")
		}
		for _, part := range parts {
			before, known := was.Parts[part]
			if after := is.Parts[part]; known && after > before {
				t.Errorf("seed %d: %s lacks more of %s: %v, before %v", seed, code, part, after, before)
			}
		}
		if late && slices.Equal(before, after) && was.Value != nil && is.Value != nil && is.Parts[indicator.PartPlace] < was.Parts[indicator.PartPlace] {
			t.Errorf("seed %d: %s is ranked %v, before %v", seed, code, is.Parts[indicator.PartPlace], was.Parts[indicator.PartPlace])
		}
	}
}

// Money changes what is granted to the territory and to all that holds it, and nothing else.
func TestMoneyMovesNoRank(t *testing.T) {
	p := counted(t, drawnRegistry(rand.New(rand.NewPCG(1, 14))))
	funded := p.Suppose(window(year), []Supposed{{Territory: "A", Cents: 5_000_00}})
	if got, want := answers(t, funded), answers(t, p); got != want {
		t.Errorf("money moves\n%s\nto\n%s", want, got)
	}
	for code, want := range map[string]float64{"A": 1000, "B": 0, "D": 0} {
		answer, err := funded.Ask(asking("impact.funding_per_1000", year, in(code)))
		if f := answer.Figure(indicator.KeyTotal); err != nil || f.Value == nil || *f.Value != want {
			t.Errorf("%s has %v, %v", code, told(f.Value), err)
		}
	}
	answer, err := funded.Ask(asking("impact.funding_per_1000", year))
	if f := answer.Figure(indicator.KeyTotal); err != nil || *f.Numerator != 5000 {
		t.Errorf("the network has %+v, %v", f, err)
	}
}

// Where an edition counted fewer than a registry that was corrected has, nothing is counted below nothing.
func TestNothingBelowNothing(t *testing.T) {
	p := counted(t, registries{"A": {drawnStructure(rand.New(rand.NewPCG(3, 14)))}})
	gone := indicator.Structure{Receives: true, Located: true, HoursKnown: true, WeekendMinutes: 60, Services: []string{"safe_use"}}
	with := p.Suppose(window(year), []Supposed{{Territory: "A", Without: []indicator.Structure{gone, gone, gone}}})
	for component, value := range with.numbers.supposed {
		if value < 0 {
			t.Errorf("%v is %v", component, value)
		}
	}
	if reflect.DeepEqual(with.numbers.supposed, p.numbers.supposed) {
		t.Error("nothing was supposed")
	}
}
