package dashboard

import (
	"encoding/json"
	"testing"
)

// The contract describes every path that programs ask.
func TestTheContractDescribesEveryRoute(t *testing.T) {
	document, err := readContract("")
	if err != nil {
		t.Fatal(err)
	}
	var described struct {
		Paths map[string]struct{ Get map[string]any }
	}
	if err := json.Unmarshal(document, &described); err != nil {
		t.Fatal(err)
	}
	for _, row := range apiRows {
		if described.Paths[row.path].Get == nil {
			t.Errorf("openapi.yaml does not describe %s", row.path)
		}
	}
}
