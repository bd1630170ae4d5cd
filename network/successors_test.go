package network_test

import (
	"context"
	"strings"
	"testing"

	"vigie/network"
)

// TestSuccessors holds what may take the place of a known record: not an older one, and not another thing that bears the same id.
func TestSuccessors(t *testing.T) {
	known := network.Structure{
		ID: "17", Pivot: "43493312300029", Name: "Espace public Saint-Roch", Commune: "Sète", Postcode: "34200", Address: "4 quai B", UpdatedOn: "2026-05-04", Origin: "Hérault",
	}
	for name, c := range map[string]struct {
		change func(*network.Structure)
		want   string // changed, unchanged or refused
		says   string
	}{
		"renamed":                     {func(s *network.Structure) { s.Name = "Tiers-lieu" }, "changed", ""},
		"renamed by another source":   {func(s *network.Structure) { s.Name, s.Origin = "Tiers-lieu", "Gard" }, "changed", ""},
		"moved, renamed, same source": {func(s *network.Structure) { s.Name, s.Commune, s.Pivot = "Tiers-lieu", "Agde", "1" }, "changed", ""},
		"another spelling of the name": {func(s *network.Structure) {
			s.Name, s.Commune, s.Pivot, s.Origin = "ESPACE PUBLIC ST ROCH", "SETE", "1", "Gard"
		}, "changed", ""},
		"newer": {func(s *network.Structure) { s.UpdatedOn = "2026-05-05" }, "changed", ""},
		"older": {func(s *network.Structure) { s.UpdatedOn, s.Address = "2026-05-03", "5 quai C" }, "unchanged",
			"2026-05-03 is older than the 2026-05-04 of the record that is known"},
		"another thing": {func(s *network.Structure) { s.Name, s.Commune, s.Pivot, s.Origin = "Mairie", "Agde", "1", "Gard" }, "refused",
			"it is already the id of another structure, Espace public Saint-Roch in Sète (source: Hérault)"},
		"another thing of no source": {func(s *network.Structure) { s.Name, s.Commune, s.Pivot, s.Origin = "Mairie", "Agde", "1", "" }, "refused", "it is already"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			r, _, clock := open(t)
			put(t, r, known)
			*clock = today.AddDate(0, 1, 0)
			next, other := known, place("18", "75013")
			c.change(&next)
			report, err := r.PutStructures(ctx, []network.Structure{next, other})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int{"changed": report.Changed, "unchanged": report.Unchanged, "refused": report.Refused}
			if got[c.want] != 1 || report.Changed+report.Unchanged+report.Refused != 1 || report.New != 1 {
				t.Errorf("%+v", report)
			}
			if said := faultText(report.Faults); !strings.Contains(said, c.says) || (c.says == "") != (said == "") {
				t.Errorf("said %q", said)
			}
			all, err := r.Structures(ctx)
			if err != nil || len(all) != 2 {
				t.Fatalf("%d structures, %v", len(all), err)
			}
			if kept := all[0]; (c.want == "changed") != (kept.Name == next.Name && kept.Address == next.Address && kept.UpdatedOn == next.UpdatedOn) {
				t.Errorf("kept %+v", kept)
			}
		})
	}
}
