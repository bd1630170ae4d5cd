package network_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/network"
)

// TestAttachment shows each way in which a structure finds its territory. The registry: two arrondissements of Paris,
// Annecy, the département of the Rhône, and a town with districts of its own.
func TestAttachment(t *testing.T) {
	ctx := context.Background()
	r, w, _ := open(t)
	importOK(t, r, []network.Territory{
		{Code: "75113", Name: "Paris 13e", Level: "arrondissement", Parent: "75056"},
		{Code: "75116", Name: "Paris 16e", Level: "arrondissement", Parent: "75056"},
		{Code: "74010", Name: "Annecy", Level: "commune", Parent: "74"},
		{Code: "69", Name: "Rhône", Level: "departement"},
		{Code: "ville", Name: "Villebourg", Level: "commune"},
		{Code: "Q1", Name: "Centre", Level: "district", Parent: "ville"},
		{Code: "Q2", Name: "Les Quais", Level: "district", Parent: "ville"},
	})
	outlines := `{"type": "FeatureCollection", "features": [
		{"type": "Feature", "properties": {"code": "ville"}, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]}},
		{"type": "Feature", "properties": {"code": "Q1"}, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}},
		{"type": "Feature", "properties": {"code": "75113"}, "geometry": {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 49], [2, 48]]]}}
	]}`
	if report, err := r.ImportGeometry(ctx, strings.NewReader(outlines), "code"); err != nil || report.New != 3 {
		t.Fatalf("outlines: %+v, %v", report, err)
	}
	at := func(latitude, longitude float64) func(*network.Structure) {
		return func(s *network.Structure) { s.Latitude, s.Longitude = &latitude, &longitude }
	}
	address := func(postcode, commune string) func(*network.Structure) {
		return func(s *network.Structure) { s.Postcode, s.Commune = postcode, commune }
	}
	insee := func(code string) func(*network.Structure) {
		return func(s *network.Structure) { s.INSEE = code }
	}
	declared := func(code string) func(*network.Structure) {
		return func(s *network.Structure) { s.DeclaredTerritory = code }
	}
	type with []func(*network.Structure)
	cases := []struct {
		name      string
		with      with
		territory string
		how       string
		fault     string // field of the fault, if there is one
	}{
		{"declared", with{declared("74010"), address("75013", "Paris")}, "74010", "declared", ""},
		{"declared by postcode", with{declared("75013"), address("74000", "Annecy")}, "75113", "declared", ""},
		{"declared unknown", with{declared("75114"), address("75013", "Paris")}, "75113", "postcode", "territory"},
		{"declared around, position inside", with{declared("ville"), at(0.5, 0.5)}, "Q1", "position", ""},
		{"declared around, position in no district", with{declared("ville"), at(0.5, 1.5)}, "ville", "declared", ""},
		{"declared around, position elsewhere", with{declared("ville"), at(48.5, 2.5)}, "ville", "declared", ""},
		{"declared against all else", with{declared("Q2"), insee("74010"), at(0.5, 0.5)}, "Q2", "declared", ""},
		{"insee", with{insee("74010"), address("75013", "Paris")}, "74010", "insee", ""},
		{"insee of a commune that has merged", with{insee("74093"), address("74960", "Cran-Gevrier")}, "74010", "insee", ""},
		{"insee of an arrondissement, registry of départements", with{insee("69383"), address("69003", "Lyon")}, "69", "insee", ""},
		{"insee is the postcode", with{insee("74000"), address("74000", "Annecy")}, "74010", "postcode", "code_insee"},
		{"insee is the postcode, and the code of another commune", with{insee("13011"), address("13011", "Marseille")}, "", "", "code_insee"},
		{"insee unknown", with{insee("99999"), address("74000", "Annecy")}, "74010", "postcode", "code_insee"},
		{"insee outside, address and position inside", with{insee("73008"), address("75013", "Paris"), at(48.5, 2.5)}, "", "", ""},
		{"insee outside, position in a district of our own", with{insee("73008"), at(0.5, 0.5)}, "Q1", "position", ""},
		{"Paris without arrondissement", with{insee("75056"), address("75000", "Paris")}, "", "", ""},
		{"Paris, postcode", with{insee("75056"), address("75013", "Paris")}, "75113", "postcode", ""},
		{"Paris, other postcode of the 16e", with{insee("75056"), address("75116", "Paris")}, "75116", "postcode", ""},
		{"Paris, position", with{insee("75056"), address("75000", "Paris"), at(48.5, 2.5)}, "75113", "position", ""},
		{"Paris, name", with{address("75000", "Paris 13e")}, "75113", "name", ""},
		{"Paris, longer name", with{address("75999", "PARIS 13ème ARRONDISSEMENT")}, "75113", "name", ""},
		{"Paris, post-office box", with{address("75640", "PARIS CEDEX 13")}, "75113", "name", ""},
		{"arrondissement that the registry lacks", with{address("75020", "Paris")}, "", "", ""},
		{"postcode", with{address("74940", "ANNECY LE VIEUX")}, "74010", "postcode", ""},
		{"post-office box", with{address("74041", "Annecy Cedex")}, "74010", "name", ""},
		{"postcode of another commune", with{address("74100", "Annecy")}, "", "", ""},
		{"postcode of several, in one territory", with{address("69510", "Thurins, Soucieu")}, "69", "postcode", ""},
		{"same name in another département", with{address("17999", "Annecy")}, "", "", ""},
		{"name of a district of our own", with{address("99999", "LES QUAIS")}, "Q2", "name", ""},
		{"position", with{at(0.5, 0.5)}, "Q1", "position", ""},
		{"position in no outline", with{at(10, 10)}, "", "", ""},
		{"nothing known", nil, "", "", ""},
	}
	var structures []network.Structure
	for _, c := range cases {
		s := network.Structure{ID: strings.ReplaceAll(c.name, ",", ""), Pivot: "0", Name: "Lieu", Commune: "Nulle part", Postcode: "99999", Address: "1 rue A", UpdatedOn: "2026-05-04"}
		for _, set := range c.with {
			set(&s)
		}
		structures = append(structures, s)
	}
	report, err := r.PutStructures(ctx, structures)
	if err != nil {
		t.Fatal(err)
	}
	if report.New != len(cases) || attachedTotal(report)+len(report.Unattached) != len(cases) {
		t.Errorf("%+v", report)
	}
	var text strings.Builder
	if _, err := report.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("testdata", "attachment.golden"), text.String())
	known, err := r.Structures(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			id := structures[i].ID
			at := slices.IndexFunc(known, func(s network.Structure) bool { return s.ID == id })
			if at < 0 || known[at].Territory != c.territory {
				t.Errorf("attached to %q, not %q", known[at].Territory, c.territory)
			}
			var how string
			query := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"id": id}))
			if err := w.Conn().QueryRow(query, "SELECT how FROM structure_attachment WHERE structure = {id:String}").Scan(&how); err != nil || how != c.how {
				t.Errorf("attached by %q, not %q (%v)", how, c.how, err)
			}
			fault := ""
			for _, f := range report.Faults {
				if f.ID == id {
					fault += f.Field
				}
			}
			if fault != c.fault {
				t.Errorf("a fault of %q, not %q: %s", fault, c.fault, faultText(report.Faults))
			}
		})
	}
}
