package dashboard

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/goccy/go-yaml"
)

//go:embed openapi.yaml
var contractYAML []byte

// readContract is the description of the HTTP interface as JSON, with this program's version.
func readContract(version string) ([]byte, error) {
	var document map[string]any
	if err := yaml.Unmarshal(contractYAML, &document); err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	if info, ok := document["info"].(map[string]any); ok && version != "" {
		info["version"] = version
	}
	return json.Marshal(document)
}
