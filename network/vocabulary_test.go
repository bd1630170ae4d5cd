package network_test

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/network"
)

// TestVocabulariesAreTheNationalOnes gives each value of the national library to the reader: all are known, and kept in
// the library's spelling.
func TestVocabulariesAreTheNationalOnes(t *testing.T) {
	out, err := exec.Command("node", filepath.Join("testdata", "vocabularies.js")).Output()
	if err != nil {
		t.Fatalf("run the national library (node is needed, and `npm ci`): %v", err)
	}
	var vocabularies map[string][]string
	if err := json.Unmarshal(out, &vocabularies); err != nil {
		t.Fatal(err)
	}
	if len(vocabularies) != 10 {
		t.Fatalf("%d vocabularies", len(vocabularies))
	}
	for column, values := range vocabularies {
		record := map[string]string{"id": "1", "pivot": "0", "nom": "Lieu", "commune": "Paris", "code_postal": "75013", "adresse": "1 rue A",
			"date_maj": "2026-05-04", column: strings.Join(values, "|")}
		file, err := json.Marshal([]any{record})
		if err != nil {
			t.Fatal(err)
		}
		reading, err := network.ReadStructures(strings.NewReader(string(file)), today)
		if err != nil {
			t.Fatal(err)
		}
		if len(reading.Faults) > 0 || len(reading.Structures) != 1 {
			t.Errorf("%s: %s", column, faultText(reading.Faults))
			continue
		}
		s := reading.Structures[0]
		kept := map[string][]string{
			"typologie": s.Typologies, "frais_a_charge": s.Fees, "itinerance": s.Itinerance, "publics_specifiquement_adresses": s.Publics,
			"prise_en_charge_specifique": s.Adapted, "dispositif_programmes_nationaux": s.Programmes, "formations_labels": s.Labels,
			"modalites_acces": s.AccessModes, "modalites_accompagnement": s.SupportModes,
		}[column]
		if column == "services" {
			got, want := slices.Sorted(slices.Values(s.Services)), slices.Sorted(slices.Values(network.Services()))
			if !slices.Equal(got, want) || len(values) != len(want) {
				t.Errorf("services %v, want %v", got, want)
			}
			continue
		}
		if !slices.Equal(kept, values) {
			t.Errorf("%s: kept %q, the library has %q", column, kept, values)
		}
	}
}
