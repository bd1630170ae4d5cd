package dashboard_test

import (
	"context"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"vigie/network"
)

// A label stands within its territory, also where the middle of a bent one lies outside, and beside the structures rather
// than over them.
func TestLabelsOfTheMap(t *testing.T) {
	// A bracket, open to the east: a bar from 0 to 40 % of the width, an arm at the top and one at the bottom.
	const bracket = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"71270"},"geometry":{"type":"Polygon","coordinates":[[
		[4.0,46.0],[5.0,46.0],[5.0,46.05],[4.4,46.05],[4.4,46.75],[5.0,46.75],[5.0,46.8],[4.0,46.8],[4.0,46.0]]]}}]}`
	lat, lon := 46.4, 4.2 // the middle of the bar
	s := open(t, func(ctx context.Context, r *network.Registry) {
		_, err := r.ImportTerritories(ctx, []network.Territory{{Code: "71270", Name: "Mâcon", Level: "commune", Population: 10000, PopulationYear: 2023, PopulationSource: "Insee"}})
		must(t, err)
		_, err = r.PutStructures(ctx, []network.Structure{{
			ID: "s1", Standard: "1.0.2", Pivot: "00000000000000", Name: "Le Lieu", Commune: "Mâcon", Postcode: "71000", Address: "1 rue de l'Essai",
			UpdatedOn: "2026-05-01", DeclaredTerritory: "71270", Latitude: &lat, Longitude: &lon,
		}})
		must(t, err)
		_, err = r.ImportGeometry(ctx, strings.NewReader(bracket), "code")
		must(t, err)
	})
	s.begin(t)
	body := s.get(t, "/accessibility?lang=fr").body
	numbers := func(pattern string) (x, y float64) {
		t.Helper()
		found := regexp.MustCompile(pattern).FindStringSubmatch(body)
		if found == nil {
			t.Fatalf("the map has no %s", pattern)
		}
		x, err := strconv.ParseFloat(found[1], 64)
		must(t, err)
		y, err = strconv.ParseFloat(found[2], 64)
		must(t, err)
		return x, y
	}
	x, y := numbers(`<text class="value n\d" x="([\d.]+)" y="([\d.]+)">`)
	width, height := numbers(`viewBox="-3 -3 (\d+) (\d+)"`)
	if x > 0.4*width || x < 10 || y < 10 || y > height-10 {
		t.Errorf("the label is at %v, %v of %v by %v: outside the bar", x, y, width, height)
	}
	dotX, dotY := numbers(`class="dots" d="M([\d.]+) ([\d.]+)h0`)
	if math.Abs(x-dotX) < 10 && math.Abs(y-7-dotY) < 10 {
		t.Errorf("the label at %v, %v covers the structure at %v, %v", x, y, dotX, dotY)
	}
}
