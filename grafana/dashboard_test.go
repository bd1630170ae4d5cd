package grafana_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the tests read of a Grafana dashboard (classic schema).
type board struct {
	UID           string `json:"uid"`
	Title         string `json:"title"`
	Description   string `json:"description"`
	SchemaVersion int    `json:"schemaVersion"`
	Timezone      string `json:"timezone"`
	Templating    struct {
		List []variable `json:"list"`
	} `json:"templating"`
	Panels []panel `json:"panels"`
}

type panel struct {
	ID          int         `json:"id"`
	Type        string      `json:"type"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Datasource  reference   `json:"datasource"`
	Grid        grid        `json:"gridPos"`
	Repeat      string      `json:"repeat"`
	Targets     []target    `json:"targets"`
	FieldConfig fieldConfig `json:"fieldConfig"`
	Options     struct {
		XField string `json:"xField"`
	} `json:"options"`
	Panels []panel `json:"panels"`
}

type reference struct{ Type, UID string }

type grid struct{ H, W, X, Y int }

type fieldConfig struct {
	Overrides []override `json:"overrides"`
}

// override says how the fields of a name are shown.
type override struct {
	Matcher struct {
		ID      string `json:"id"`
		Options string `json:"options"`
	} `json:"matcher"`
}

func (o override) matches(field string) bool {
	switch o.Matcher.ID {
	case "byName":
		return o.Matcher.Options == field
	case "byRegexp":
		return regexp.MustCompile("^(?:" + o.Matcher.Options + ")$").MatchString(field)
	}
	return false
}

// target is one query: Expr of Prometheus, RawSQL of ClickHouse, the rest of Infinity.
type target struct {
	RefID        string    `json:"refId"`
	Datasource   reference `json:"datasource"`
	Expr         string    `json:"expr"`
	Legend       string    `json:"legendFormat"`
	RawSQL       string    `json:"rawSql"`
	Type         string    `json:"type"`
	Source       string    `json:"source"`
	Parser       string    `json:"parser"`
	URL          string    `json:"url"`
	Data         string    `json:"data"`
	RootSelector string    `json:"root_selector"`
	Columns      []column  `json:"columns"`
}

type column struct{ Selector, Text, Type string }

type variable struct {
	Name       string    `json:"name"`
	Label      string    `json:"label"`
	Type       string    `json:"type"`
	Datasource reference `json:"datasource"`
	Query      struct {
		Type  string `json:"queryType"`
		Ask   target `json:"infinityQuery"`
		Field struct {
			Text  string `json:"textField"`
			Value string `json:"valueField"`
		} `json:"meta"`
	} `json:"query"`
	Hide       int    `json:"hide"`
	Multi      bool   `json:"multi"`
	IncludeAll bool   `json:"includeAll"`
	AllValue   string `json:"allValue"`
}

// The types of the three data sources.
const (
	prometheusSource = "prometheus"
	clickhouseSource = "grafana-clickhouse-datasource"
	infinitySource   = "yesoreyeram-infinity-datasource"
)

func readBoard(t *testing.T, file string) board {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("dashboards", file))
	if err != nil {
		t.Fatal(err)
	}
	var b board
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatalf("read %s: %v", file, err)
	}
	return b
}

func boardFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("dashboards/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dashboards: %v", err)
	}
	for i, f := range files {
		files[i] = filepath.Base(f)
	}
	return files
}

// drawn are the panels that show something, those of collapsed rows included; rows are left out.
func (b board) drawn() []panel {
	var all []panel
	for _, p := range b.Panels {
		if p.Type == "row" {
			all = append(all, p.Panels...)
		} else {
			all = append(all, p)
		}
	}
	return all
}

func TestDashboardsStandAlone(t *testing.T) {
	sources := map[string]string{} // uid → type
	for _, s := range readSources(t) {
		sources[s.UID] = s.Type
	}
	boards := map[string]string{}
	for _, file := range boardFiles(t) {
		b := readBoard(t, file)
		if want := "vigie-" + strings.TrimSuffix(file, ".json"); b.UID != want {
			t.Errorf("%s: uid %q, want %q: links and bookmarks hold it", file, b.UID, want)
		}
		if boards[b.UID] != "" {
			t.Errorf("%s and %s have the same uid", file, boards[b.UID])
		}
		boards[b.UID] = file
		if b.Title == "" || b.Description == "" || b.Timezone != "Europe/Paris" {
			t.Errorf("%s: title %q, description %q, timezone %q", file, b.Title, b.Description, b.Timezone)
		}
		if b.SchemaVersion != 42 {
			t.Errorf("%s: schemaVersion %d, want 42, the last of the classic schema", file, b.SchemaVersion)
		}
		ids := map[int]string{}
		for _, p := range append(b.Panels, b.drawn()...) {
			if p.Type == "row" && p.Title == "" {
				t.Errorf("%s: row %d has no title", file, p.ID)
			}
			if ids[p.ID] != "" && ids[p.ID] != p.Title {
				t.Errorf("%s: %q and %q have the same id %d", file, ids[p.ID], p.Title, p.ID)
			}
			ids[p.ID] = p.Title
		}
		for _, p := range b.drawn() {
			checkPanel(t, file, p, sources)
		}
		checkGrid(t, file, b)
	}
	if len(boards) != 2 {
		t.Errorf("dashboards: %v, want running and indicators", boards)
	}
}

func checkPanel(t *testing.T, file string, p panel, sources map[string]string) {
	t.Helper()
	name := file + ": " + p.Title
	if p.Title == "" || p.Description == "" {
		t.Errorf("%s: panel %d needs a title and a description", file, p.ID)
	}
	if sources[p.Datasource.UID] != p.Datasource.Type || p.Datasource.Type == "" {
		t.Errorf("%s: data source %+v is not provisioned", name, p.Datasource)
	}
	if len(p.Targets) == 0 {
		t.Errorf("%s: asks nothing", name)
	}
	refs := map[string]bool{}
	for _, q := range p.Targets {
		if q.RefID == "" || refs[q.RefID] {
			t.Errorf("%s: refId %q is empty or used twice", name, q.RefID)
		}
		refs[q.RefID] = true
		if q.Datasource != p.Datasource {
			t.Errorf("%s: query %s asks %+v, its panel %+v", name, q.RefID, q.Datasource, p.Datasource)
		}
		if (q.Expr != "") != (p.Datasource.Type == prometheusSource) || (q.RawSQL != "") != (p.Datasource.Type == clickhouseSource) ||
			(q.URL != "") != (p.Datasource.Type == infinitySource) {
			t.Errorf("%s: query %s is not one for %s", name, q.RefID, p.Datasource.Type)
		}
	}
}

// checkGrid finds panels that lie over each other or beyond the 24 columns.
func checkGrid(t *testing.T, file string, b board) {
	t.Helper()
	taken := map[[2]int]string{}
	place := func(p panel) {
		if p.Grid.W < 1 || p.Grid.H < 1 || p.Grid.X+p.Grid.W > 24 {
			t.Errorf("%s: %q does not fit: %+v", file, p.Title, p.Grid)
		}
		for x := p.Grid.X; x < p.Grid.X+p.Grid.W; x++ {
			for y := p.Grid.Y; y < p.Grid.Y+p.Grid.H; y++ {
				if other := taken[[2]int{x, y}]; other != "" {
					t.Errorf("%s: %q lies over %q", file, p.Title, other)
					return
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
	for _, p := range b.Panels {
		place(p)
		for _, inner := range p.Panels {
			place(inner)
		}
	}
}

var (
	sqlComment = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/`)
	sqlSource  = regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+(\(\s*SELECT\b|[A-Za-z_."` + "`" + `]+)`)
)

// systemTables are the tables that a statement reads; ok is false when one is no system table.
func systemTables(sql string) (tables []string, ok bool) {
	ok = true
	for _, m := range sqlSource.FindAllStringSubmatch(sqlComment.ReplaceAllString(sql, " "), -1) {
		switch {
		case strings.HasPrefix(m[1], "("):
		case strings.HasPrefix(m[1], "system."):
			tables = append(tables, m[1])
		default:
			ok = false
		}
	}
	return tables, ok && len(tables) > 0
}

func TestSQLReadsTheWarehousesHealthOnly(t *testing.T) {
	for sql, want := range map[string]bool{
		"SELECT count() FROM system.parts":                                       true,
		"SELECT max(n) FROM (SELECT count() AS n FROM system.parts)":             true,
		"SELECT count() FROM event":                                              false,
		"SELECT 1 FROM system.parts JOIN vigie.event USING table":                false,
		"SELECT 1 FROM (SELECT person FROM effective_event)":                     false,
		"SELECT count() FROM system.parts WHERE table IN (SELECT name FROM b.c)": false,
		"SELECT 1": false,
	} {
		if _, ok := systemTables(sql); ok != want {
			t.Errorf("%s: taken for health %v, want %v", sql, ok, want)
		}
	}
	granted, err := os.ReadFile("clickhouse/health-user.xml")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, file := range boardFiles(t) {
		for _, p := range readBoard(t, file).drawn() {
			for _, q := range p.Targets {
				if q.RawSQL == "" {
					continue
				}
				tables, ok := systemTables(q.RawSQL)
				if !ok {
					t.Errorf("%s: %q reads more than system tables: indicators come through the API", file, p.Title)
				}
				for _, table := range tables {
					asked[table] = true
					if !strings.Contains(string(granted), "GRANT SELECT ON "+table+"</query>") {
						t.Errorf("%s: %q reads %s, which clickhouse/health-user.xml does not grant", file, p.Title, table)
					}
				}
				for _, column := range []string{"last_error_message", "query", "query_id", "user", "address"} {
					if regexp.MustCompile(`(?i)\b` + column + `\b`).MatchString(q.RawSQL) {
						t.Errorf("%s: %q shows %s, which may hold values of events", file, p.Title, column)
					}
				}
			}
		}
	}
	for _, grant := range regexp.MustCompile(`GRANT SELECT ON (\S+)</query>`).FindAllStringSubmatch(string(granted), -1) {
		if !asked[grant[1]] {
			t.Errorf("clickhouse/health-user.xml grants %s, which no panel reads", grant[1])
		}
	}
}
