package dashboard_test

import (
	"context"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/network"
)

// An estimate says that it is one, and its bounds where they are known, wherever it is shown.
func TestEstimatesAreSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.ndjson")
	must(t, os.WriteFile(file, []byte(`{"specversion":"1.0","id":"e1","source":"urn:tool","type":"vigie.attendance.v1","time":"2026-06-10","data":`+
		`{"structure":"s1","format":"workshop","minutes":60,"participants":{"total":8}}}`), 0o600))
	s := open(t, func(ctx context.Context, r *network.Registry, take func(string)) {
		_, err := r.ImportTerritories(ctx, []network.Territory{
			{Code: "75113", Name: "Paris 13e", Level: "arrondissement", Population: 10000, PopulationYear: 2023, PopulationSource: "Insee"}})
		must(t, err)
		_, err = r.PutStructures(ctx, []network.Structure{{
			ID: "s1", Standard: "1.0.2", Pivot: "00000000000000", Name: "Le Lieu", Commune: "Paris", Postcode: "75013", Address: "1 rue de l’Essai",
			UpdatedOn: "2026-05-01", DeclaredTerritory: "75113"}})
		must(t, err)
		take(file)
	})
	for path, wants := range map[string][]string{
		"/impact?lang=fr":            {"estimation\u202f: de 0 à 8", "0 (estimation)"},
		"/impact?lang=en":            {"estimate: 0 to 8", "0 (estimate)"},
		"/territories?lang=fr":       {"0 (estimation)"},
		"/territories/75113?lang=en": {"0 (estimate)"},
		"/indicators/impact.people_helped?lang=fr&by=territory":                            {"estimation\u202f: de 0 à 8"},
		"/api/v1/indicators/impact.people_helped?from=2026-06-01&to=2026-07-01":            {`"status":"estimate","value":0`, `"high":8`},
		"/api/v1/indicators/impact.people_helped?from=2026-06-01&to=2026-07-01&format=csv": {",estimate,persons,0,"},
	} {
		a := s.get(t, path)
		body := html.UnescapeString(a.body)
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s (%d) does not say %q", path, a.status, want)
			}
		}
	}
}
