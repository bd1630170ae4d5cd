package dashboard_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Every parameter that a path takes is described, and no other; so is every path. A path tells its parameters to who asks for one that there is not.
func theContractTellsEveryParameter(t *testing.T, s *site) {
	document, err := openapi3.NewLoader().LoadFromData([]byte(s.get(t, "/openapi.json").body))
	must(t, err)
	asked := 0
	for path, item := range document.Paths.Map() {
		if item.Get == nil || !strings.HasPrefix(path, "/api/v1/") && !strings.HasPrefix(path, "/data/") || strings.HasPrefix(path, "/api/v1/erasures") {
			continue // the collector's
		}
		described := map[string]bool{}
		for _, p := range slices.Concat(item.Parameters, item.Get.Parameters) {
			if p.Value.In == openapi3.ParameterInQuery {
				described[p.Value.Name] = true
			}
		}
		taken := map[string]bool{}
		for _, address := range filled(t, s, path) {
			var refused struct {
				Code    string
				Choices []string
			}
			a := s.get(t, address+"?colour=blue")
			must(t, json.Unmarshal([]byte(a.body), &refused))
			if a.status != http.StatusBadRequest || refused.Code != "unknown_parameter" {
				t.Errorf("%s: %d %s", address, a.status, a.body)
			}
			for _, name := range refused.Choices {
				taken[name] = true
			}
			asked++
		}
		if !maps.Equal(described, taken) {
			t.Errorf("%s takes %v; described are %v", path, slices.Sorted(maps.Keys(taken)), slices.Sorted(maps.Keys(described)))
		}
	}
	if asked < 30 {
		t.Errorf("only %d addresses were asked", asked)
	}
}

// filled are the addresses of a path: of indicators all, as each takes parameters of its own.
func filled(t *testing.T, s *site, path string) (all []string) {
	t.Helper()
	if !strings.Contains(path, "{id}") {
		return []string{strings.NewReplacer("{number}", "latest", "{sheet}", "delays").Replace(path)}
	}
	for _, about := range indicators(t).All() {
		all = append(all, strings.Replace(path, "{id}", about.ID, 1))
	}
	return all
}
