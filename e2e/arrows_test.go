package e2e

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says which rooms each room's code may import. What is not named imports no other room. Tests may import any.
var arrows = map[string][]string{
	"event":             nil,
	"warehouse":         nil,
	"migrations":        {"warehouse"},
	"collector":         {"event", "warehouse"},
	"network":           {"warehouse"},
	"queries":           {"warehouse"},
	"dashboard":         {"queries", "network"},
	"demo":              {"event", "network"},
	"cmd":               {"event", "warehouse", "migrations", "collector", "network", "queries", "dashboard", "demo"},
	"e2e":               nil,
	"bench":             {"event", "network", "demo", "warehouse"},
	"grafana":           nil,
	"warehouse/testing": {"warehouse"},
}

// pureStandard are the rooms whose code imports the standard library alone.
var pureStandard = []string{"event"}

type listed struct {
	ImportPath string
	Name       string
	Imports    []string
}

func TestImportArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Name,Imports", "vigie/...").Output()
	if err != nil {
		t.Fatalf("list the packages: %v", err)
	}
	seen := 0
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("read the list of packages: %v", err)
		}
		seen++
		room := roomOf(p.ImportPath)
		allowed, known := arrows[room]
		if !known {
			t.Errorf("%s is in no known room: give room %q its line in the table of arrows", p.ImportPath, room)
		}
		for _, imported := range p.Imports {
			other := roomOf(imported)
			switch {
			case !strings.HasPrefix(imported, "vigie/"):
				if slices.Contains(pureStandard, room) && strings.Contains(strings.Split(imported, "/")[0], ".") {
					t.Errorf("%s imports %s: room %q uses the standard library alone", p.ImportPath, imported, room)
				}
			case other != room && !slices.Contains(allowed, other):
				t.Errorf("%s imports %s: room %q may import %v", p.ImportPath, imported, room, allowed)
			}
		}
	}
	if seen < len(arrows)-1 {
		t.Errorf("saw %d packages: the list is not whole", seen)
	}
}

// roomOf is the top folder of a package of ours; the engine for tests is a room of its own, for tests alone.
func roomOf(path string) string {
	path = strings.TrimPrefix(path, "vigie/")
	if path == "warehouse/warehousetest" {
		return "warehouse/testing"
	}
	return strings.Split(path, "/")[0]
}
