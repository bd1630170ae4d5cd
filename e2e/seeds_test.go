package e2e

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"vigie/e2e/binary"
)

// answeredBy is what docs/seeds.md names beside what was asked: an indicator's id, a page's path, a kind of import.
var answeredBy = regexp.MustCompile("`([^`]+)`")

// TestSeeds holds that each line of docs/seeds.md names what there is: indicators of the catalogue, pages, imports.
func TestSeeds(t *testing.T) {
	s := binary.Serve(t, t.TempDir())
	known := indicators(t, s)
	exists := func(what string) bool {
		if kind, isImport := strings.CutPrefix(what, "import "); isImport {
			return binary.Run(t, t.TempDir(), "import", kind, "--help").Code == 0
		}
		if strings.HasPrefix(what, "/") {
			status, _, _ := s.Get(t, what)
			return status == http.StatusOK
		}
		return known[what]
	}
	f, err := os.Open("../docs/seeds.md")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found := make(map[string]bool)
	rows := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		cells := strings.Split(lines.Text(), "|")
		if len(cells) != 4 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "asked" {
			continue
		}
		rows++
		named := answeredBy.FindAllStringSubmatch(cells[2], -1)
		if len(named) == 0 {
			t.Errorf("nothing answers %q", strings.TrimSpace(cells[1]))
		}
		for _, n := range named {
			if _, looked := found[n[1]]; !looked {
				found[n[1]] = exists(n[1])
			}
			if !found[n[1]] {
				t.Errorf("%q is to be answered by %s, which there is not", strings.TrimSpace(cells[1]), n[1])
			}
		}
	}
	if rows < 60 {
		t.Errorf("docs/seeds.md has %d lines: the table was not read", rows)
	}
}

// indicators are the ids of the catalogue that a server answers.
func indicators(t *testing.T, s *binary.Server) map[string]bool {
	t.Helper()
	_, _, body := s.Get(t, "/api/v1/indicators")
	var catalogue struct {
		Indicators []struct {
			ID string `json:"id"`
		} `json:"indicators"`
	}
	if err := json.Unmarshal([]byte(body), &catalogue); err != nil {
		t.Fatal(err)
	}
	ids := make(map[string]bool)
	for _, i := range catalogue.Indicators {
		ids[i.ID] = true
	}
	return ids
}
