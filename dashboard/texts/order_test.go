package texts

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Names stand as a reader looks for them, in whatever order they came.
func TestOrder(t *testing.T) {
	languages, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Autun", "Bâgé", "Bagneux", "École du 2e", "école du 10e", "Espace", "Médiathèque", "Mission locale", "Paris 1er", "Paris 9e", "Paris 18e", "Zone 3"}
	random := rand.New(rand.NewPCG(1, 2))
	for code, l := range languages {
		got := slices.Clone(want)
		random.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		if slices.SortFunc(got, l.Order()); !slices.Equal(got, want) {
			t.Errorf("%s: %q", code, got)
		}
	}
}
