package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows says what the code of each room and sub-room may import. A row without a room and a room without a row are errors.
// Tests may import anything.
var arrows = map[string]row{
	"event":                   {parts: none},
	"problem":                 {parts: []string{"golang.org/x/text"}},
	"server":                  {rooms: []string{"problem"}, parts: []string{"golang.org/x/net"}},
	"warehouse":               {parts: []string{"github.com/ClickHouse", "github.com/ebitengine/purego"}},
	"warehouse/warehousetest": {rooms: []string{"warehouse"}},
	"migrations":              {rooms: []string{"warehouse"}},
	"collector":               {rooms: []string{"event", "problem", "warehouse"}},
	"collector/send":          {rooms: []string{"collector", "event"}},
	"network":                 {rooms: []string{"network/hours", "network/national", "warehouse"}},
	"network/hours":           {parts: none},
	"network/records":         {rooms: []string{"network", "warehouse"}, parts: []string{"github.com/ClickHouse"}},
	"network/need":            {rooms: []string{"network", "network/records", "warehouse"}, parts: none},
	"funding":                 {rooms: []string{"network", "network/records", "warehouse"}, parts: none},
	"network/national":        {parts: []string{"golang.org/x/text"}},
	"network/national/make":   {rooms: []string{"network/national"}},
	"governance": {
		rooms: []string{
			"governance/committee", "governance/dated", "governance/freeze", "governance/paris", "governance/plan", "governance/target", "network",
			"warehouse",
		},
		parts: []string{"github.com/ClickHouse"},
	},
	"governance/dated":      {rooms: []string{"event"}, parts: none},
	"governance/freeze":     {rooms: []string{"governance/dated", "warehouse"}, parts: []string{"github.com/ClickHouse"}},
	"governance/document":   {rooms: []string{"governance/dated", "network"}, parts: []string{"github.com/goccy/go-yaml"}},
	"governance/paris":      {parts: none},
	"governance/plan":       {rooms: []string{"governance/dated", "governance/document", "network"}, parts: none},
	"governance/committee":  {rooms: []string{"governance/dated", "governance/document", "network"}, parts: none},
	"governance/target":     {rooms: []string{"governance/dated", "network"}, parts: none},
	"queries":               {rooms: []string{"queries/indicator"}, parts: none},
	"queries/indicator":     {parts: []string{"github.com/expr-lang/expr", "github.com/goccy/go-yaml"}},
	"queries/indicator/new": {rooms: []string{"queries/indicator"}, parts: none},
	"queries/period":        {parts: none},
	"queries/places":        {parts: []string{"github.com/ClickHouse", "golang.org/x/sync"}},
	"queries/rank":          {rooms: []string{"queries/indicator"}, parts: none},
	"queries/facts":         {rooms: []string{"warehouse"}, parts: []string{"github.com/ClickHouse"}},
	"queries/engine":        {rooms: []string{"network", "network/need", "queries/facts", "queries/indicator", "queries/period", "queries/places", "queries/rank", "warehouse"}},
	"queries/oracle":        {rooms: []string{"event"}, parts: none},
	"queries/queriestest": {rooms: []string{
		"collector", "event", "migrations", "queries", "queries/engine", "queries/oracle", "warehouse", "warehouse/warehousetest",
	}},
	"editions":       {rooms: []string{"editions/cells", "editions/cut", "editions/noise", "editions/store", "queries/engine", "queries/indicator", "warehouse"}},
	"editions/cells": {rooms: []string{"queries/indicator", "queries/period", "queries/places"}, parts: []string{"github.com/goccy/go-yaml"}},
	"editions/noise": {parts: none},
	"editions/store": {rooms: []string{"editions/cells", "queries/period", "warehouse"}, parts: []string{"github.com/ClickHouse"}},
	"editions/cut": {rooms: []string{
		"editions/cells", "editions/store", "queries/engine", "queries/indicator", "queries/period", "queries/places", "warehouse",
	}},
	// What answers protected readers never sees what counts live.
	"editions/gate": {rooms: []string{
		"editions/cells", "editions/noise", "editions/store", "queries/indicator", "queries/period", "queries/places", "queries/rank", "warehouse",
	}},
	// What is exact and of today leaves this room only as roughly as anybody may know it.
	"live": {rooms: []string{"network", "queries/period", "warehouse"}, parts: []string{"github.com/ClickHouse", "golang.org/x/sync"}},
	// Drawings and words know no request; pages take from every room beside them, and none takes from pages but the table of routes.
	"dashboard": {rooms: []string{
		"dashboard/affairs", "dashboard/api", "dashboard/chart", "dashboard/figures", "dashboard/pages", "dashboard/reply", "dashboard/scope",
		"dashboard/texts", "dashboard/view", "editions/gate", "funding", "governance", "governance/dated", "live", "network", "problem", "queries/indicator",
	}},
	// What is not for everybody leaves the registries only through this room, and never this room.
	"dashboard/affairs": {rooms: []string{
		"funding", "governance", "governance/committee", "governance/dated", "governance/freeze", "governance/plan", "governance/target",
	}, parts: none},
	"dashboard/figures": {rooms: []string{"editions/gate", "editions/store", "queries/indicator", "queries/period"}, parts: none},
	"dashboard/texts":   {rooms: []string{"dashboard/figures", "editions/gate", "problem", "queries/indicator"}, parts: []string{"github.com/goccy/go-yaml", "golang.org/x/text"}},
	"dashboard/chart": {
		rooms: []string{"dashboard/figures", "dashboard/texts", "editions/gate", "network", "queries/indicator"},
		parts: []string{"github.com/go-echarts/go-echarts", "github.com/paulmach/orb", "gonum.org/v1/gonum/graph"},
	},
	"dashboard/export": {rooms: []string{"dashboard/texts", "editions/cells", "editions/gate", "queries/indicator"}, parts: []string{"github.com/xuri/excelize"}},
	"dashboard/scope":  {rooms: []string{"editions/cells", "editions/gate", "network", "queries/period"}, parts: none},
	"dashboard/reply": {
		rooms: []string{"dashboard/scope", "dashboard/texts", "editions/gate", "problem", "queries/period"},
		parts: []string{"github.com/klauspost/compress", "github.com/prometheus/client_golang", "golang.org/x/sync"},
	},
	"dashboard/view": {rooms: []string{
		"dashboard/chart", "dashboard/figures", "dashboard/scope", "dashboard/texts", "editions/cells", "editions/gate", "problem", "queries/indicator",
		"queries/period",
	}, parts: none},
	"dashboard/quality": {rooms: []string{
		"dashboard/chart", "dashboard/export", "dashboard/scope", "dashboard/texts", "editions/cells", "editions/gate", "live", "network",
		"queries/indicator",
	}, parts: none},
	// What is to be looked at is worked out here alone.
	"dashboard/signals": {rooms: []string{
		"dashboard/affairs", "dashboard/figures", "dashboard/scope", "dashboard/texts", "editions/gate", "governance/dated", "governance/plan", "governance/target",
		"queries/indicator",
	}, parts: none},
	"dashboard/scenario": {rooms: []string{"editions/gate", "queries/indicator"}, parts: none},
	"dashboard/partners": {rooms: []string{"dashboard/scope", "editions/gate", "network"}, parts: none},
	"dashboard/nearby":   {rooms: []string{"network", "network/national"}, parts: []string{"github.com/paulmach/orb"}},
	"dashboard/pages": {rooms: []string{
		"dashboard/affairs", "dashboard/chart", "dashboard/export", "dashboard/figures", "dashboard/nearby", "dashboard/partners", "dashboard/quality", "dashboard/scenario",
		"dashboard/scope", "dashboard/signals", "dashboard/texts", "dashboard/view", "editions/cells", "editions/gate", "governance/committee", "governance/dated", "governance/plan", "live",
		"network", "network/national", "queries/indicator",
	}, parts: none},
	"dashboard/api": {rooms: []string{
		"dashboard/affairs", "dashboard/export", "dashboard/figures", "dashboard/partners", "dashboard/quality", "dashboard/reply", "dashboard/scope", "dashboard/signals", "dashboard/texts", "dashboard/view",
		"editions/gate", "editions/store", "governance/dated", "live", "network", "queries/indicator",
	}, parts: none},
	"dashboard/bundle": {},
	// What attacks the program is no part of it.
	"attack": {rooms: []string{
		"collector", "dashboard", "editions", "editions/cells", "editions/cut", "editions/gate", "editions/noise", "editions/store", "event", "funding", "governance",
		"live", "migrations", "network", "queries", "queries/engine", "queries/indicator", "queries/period", "warehouse",
	}},
	"demo": {rooms: []string{
		"event", "funding", "governance/committee", "governance/dated", "governance/plan", "governance/target", "network", "network/hours", "network/need",
	}},
	"grafana":    {},
	"e2e":        {},
	"e2e/binary": {},
	"bench":      {},
	"bench/peers": {rooms: []string{
		"demo", "editions/cells", "editions/cut", "editions/store", "event", "network", "queries", "queries/engine", "warehouse",
	}},
	"cmd/vigie": {rooms: []string{
		"collector", "collector/send", "dashboard", "dashboard/affairs", "dashboard/export", "demo", "editions", "editions/cells", "editions/cut", "editions/gate",
		"editions/noise", "editions/store", "event", "funding", "governance", "governance/committee", "governance/dated", "governance/freeze",
		"governance/paris", "governance/plan", "governance/target", "live", "migrations", "network", "network/national", "network/need", "network/records", "queries", "queries/engine", "queries/indicator", "queries/period", "server",
		"warehouse",
	}},
}

// row is what a room may import beside the standard library.
type row struct {
	rooms []string
	parts []string // the beginnings of other people's packages; nil: any
}

// none lets a room import the standard library alone.
var none = []string{}

// room is a package of ours with the imports of each of its files.
type room struct {
	path  string // below vigie/
	files map[string][]string
}

func TestImportArrows(t *testing.T) {
	for _, offence := range offences(arrows, rooms(t)) {
		t.Error(offence)
	}
}

// Each kind of offence is found, and names the file.
func TestOffences(t *testing.T) {
	table := map[string]row{"leaf": {parts: none}, "leaf/sub": {rooms: []string{"leaf"}}, "gone": {}}
	got := offences(table, []room{
		{"leaf", map[string][]string{"a.go": {"fmt", "vigie/leaf/sub"}, "b.go": {"example.org/part"}}},
		{"leaf/sub", map[string][]string{"c.go": {"vigie/leaf", "example.org/part"}}},
		{"new", nil},
	})
	want := []string{
		"leaf/a.go imports vigie/leaf/sub: leaf may import no room",
		"leaf/b.go imports example.org/part: leaf may import the standard library alone",
		"new has no row in the table of arrows",
		"gone has a row in the table of arrows, and there is no such room",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// offences lists the imports that go against the table, and where table and rooms differ.
func offences(table map[string]row, rooms []room) []string {
	var found []string
	missing := maps.Clone(table)
	for _, r := range rooms {
		allowed, known := table[r.path]
		if !known {
			found = append(found, r.path+" has no row in the table of arrows")
			continue
		}
		delete(missing, r.path)
		for _, file := range slices.Sorted(maps.Keys(r.files)) {
			for _, imported := range r.files[file] {
				if why := allowed.refuses(imported); why != "" {
					found = append(found, fmt.Sprintf("%s imports %s: %s may import %s", path.Join(r.path, file), imported, r.path, why))
				}
			}
		}
	}
	for _, gone := range slices.Sorted(maps.Keys(missing)) {
		found = append(found, gone+" has a row in the table of arrows, and there is no such room")
	}
	return found
}

// refuses says what may be imported instead of a package, or nothing where that one may be.
func (r row) refuses(imported string) string {
	if room, ours := strings.CutPrefix(imported, "vigie/"); ours {
		switch {
		case slices.Contains(r.rooms, room):
			return ""
		case len(r.rooms) == 0:
			return "no room"
		}
		return "the rooms " + strings.Join(r.rooms, ", ")
	}
	within := func(part string) bool { return strings.HasPrefix(imported+"/", part+"/") }
	standard := !strings.Contains(strings.Split(imported, "/")[0], ".")
	switch {
	case standard, r.parts == nil, slices.ContainsFunc(r.parts, within):
		return ""
	case len(r.parts) == 0:
		return "the standard library alone"
	}
	return "the standard library and " + strings.Join(r.parts, ", ")
}

// rooms lists the packages of the project as they are built here.
func rooms(t *testing.T) []room {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles", "vigie/...").Output()
	if err != nil {
		t.Fatalf("list the packages: %v", err)
	}
	var all []room
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var listed struct {
			ImportPath, Dir string
			GoFiles         []string
		}
		if err := decoder.Decode(&listed); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("read the list of packages: %v", err)
		}
		one := room{strings.TrimPrefix(listed.ImportPath, "vigie/"), map[string][]string{}}
		for _, name := range listed.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(listed.Dir, name), nil, parser.ImportsOnly)
			if err != nil {
				t.Fatalf("read the imports: %v", err)
			}
			for _, spec := range file.Imports {
				imported, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Fatalf("read the imports of %s: %v", name, err)
				}
				one.files[name] = append(one.files[name], imported)
			}
		}
		all = append(all, one)
	}
}
