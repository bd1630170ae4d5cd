package pages

import (
	"testing"

	"vigie/dashboard/figures"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// What sets a place apart is never what it has in common with another, nor the offer where need counts for more.
func TestWhatSetsAPlaceApart(t *testing.T) {
	about := indicator.Indicator{Unit: "points"}
	for _, name := range []string{indicator.PartOffer, indicator.PartNeed, "structures", "hours", "wait"} {
		about.Parts = append(about.Parts, indicator.Part{Name: name, Unit: "points"})
	}
	place := func(key string, need, offer, structures, hours float64) gate.Figure {
		f := gate.Figure{}
		f.Key = key
		f.Parts = map[string]float64{indicator.PartNeed: need, indicator.PartOffer: offer, "structures": structures, "hours": hours}
		return f
	}
	unknown := place("untold", 0, 60, 70, 60)
	delete(unknown.Parts, indicator.PartNeed)
	ranking := figures.Answer{About: about}
	ranking.Figures = []gate.Figure{
		place("needy", 94, 47, 31, 62), place("few", 56, 70, 81, 62), place("tied", 44, 45, 31, 60), place("plain", 10, 70, 62, 75), unknown,
		place("faint", 10, 62, 5, 62),
	}
	wants := map[string]string{
		"needy": indicator.PartNeed, "few": "structures", "tied": indicator.PartOffer, "plain": "hours", "untold": "structures", "faint": indicator.PartOffer,
	}
	for _, f := range ranking.Figures {
		if got, _ := setsApart(&ranking, f); got.Name != wants[f.Key] {
			t.Errorf("%s is set apart by %s, not %s", f.Key, got.Name, wants[f.Key])
		}
	}
}
