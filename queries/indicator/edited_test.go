package indicator_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/queries"
	"vigie/queries/indicator"
)

// offered is how many structures offer each service.
func offered(structures []indicator.Structure) map[string]float64 {
	offering := map[string]float64{}
	for _, class := range indicator.Classes("service") {
		if class.Key != indicator.KeyUnknown {
			offering[class.Key] = 0
		}
	}
	for _, s := range structures {
		for _, service := range s.Services {
			offering[service]++
		}
	}
	return offering
}

// drawnStructures are some structures of which the registry tells something.
func drawnStructures(r *rand.Rand, most int) (all []indicator.Structure) {
	for range r.IntN(most + 1) {
		s := indicator.Structure{Receives: r.IntN(4) > 0, Located: r.IntN(6) > 0, HoursKnown: r.IntN(3) > 0}
		if s.HoursKnown {
			s.EveningMinutes, s.WeekendMinutes = float64(60*r.IntN(4)), float64(30*r.IntN(2))
		}
		for _, class := range indicator.Classes("service") {
			if class.Key != indicator.KeyUnknown && r.IntN(3) == 0 {
				s.Services = append(s.Services, class.Key)
			}
		}
		all = append(all, s)
	}
	return all
}

// A formula after an edit is the formula over the structures that there are then, for all that a rank takes from the registry.
func TestEdited(t *testing.T) {
	catalogue, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"accessibility.structures_per_10k", "accessibility.service_variety", "accessibility.open_after_hours"} {
		about, _ := catalogue.Get(id)
		for n, f := range about.Formulas() {
			if !f.UsesStructures() {
				continue
			}
			for seed := range uint64(200) {
				r := rand.New(rand.NewPCG(seed, 14))
				kept, without, with := drawnStructures(r, 5), drawnStructures(r, 2), drawnStructures(r, 3)
				key := []string{"75113", indicator.KeyUnknown}[r.IntN(2)]
				over := func(structures []indicator.Structure) float64 {
					value, _ := f.Number(map[string]any{"key": key, "population": 0.0, "structures": structures, "offering": offered(structures)})
					return value
				}
				then := slices.Concat(kept, with)
				after, ok := f.Edited(over(slices.Concat(kept, without)), indicator.Edit{Without: without, With: with, Offering: offered(then)}, key)
				if !ok || after != over(then) {
					t.Errorf("seed %d, %s, formula %d: %v (%v), not %v", seed, id, n, after, ok, over(then))
				}
			}
		}
	}
}

// What does not follow from what it was is left as it was.
func TestNotEdited(t *testing.T) {
	catalogue, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	var not []string
	for _, about := range catalogue.All() {
		for _, f := range about.Formulas() {
			if before, ok := f.Edited(7, indicator.Edit{Offering: offered(nil)}, "75113"); f.UsesStructures() && !ok {
				if before != 7 {
					t.Errorf("%s: %v", about.ID, before)
				}
				not = append(not, about.ID)
			}
		}
	}
	if len(not) == 0 {
		t.Error("every formula over structures can be told after an edit: this test fails for want of one")
	}
}
