package grafana_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/itchyny/gojq"
)

// option is one value of a variable, with the text that people see.
type option struct{ value, text string }

// chosen are the options in force, by variable; a variable with a custom "all" value holds that alone.
type chosen map[string]choice

type choice struct {
	options []option
	all     string // the custom value of "all", which is put in as it stands; "" where options are in force
}

var grafanaVariable = regexp.MustCompile(`\$\{(\w+)(?::(\w+)(?::(\w+))?)?\}`)

// fill puts variables in as Grafana does, for the forms that these dashboards use: ${x}, ${x:text} and
// ${x:customqueryparam:name}.
func (c chosen) fill(t *testing.T, text string) string {
	t.Helper()
	return grafanaVariable.ReplaceAllStringFunc(text, func(found string) string {
		m := grafanaVariable.FindStringSubmatch(found)
		v, known := c[m[1]]
		switch {
		case !known:
			t.Errorf("no variable %s in %s", m[1], text)
			return ""
		case v.all != "" && m[2] != "text":
			return v.all
		}
		var parts []string
		for _, o := range v.options {
			switch m[2] {
			case "":
				parts = append(parts, o.value)
			case "text":
				parts = append(parts, o.text)
			case "customqueryparam":
				parts = append(parts, m[3]+"="+url.QueryEscape(o.value))
			default:
				t.Errorf("the form %s is not known to this test", found)
			}
		}
		if m[2] == "customqueryparam" {
			return strings.Join(parts, "&")
		}
		return strings.Join(parts, " + ")
	})
}

// with is c with another choice for one variable, as in a repeated panel.
func (c chosen) with(name string, options ...option) chosen {
	out := chosen{name: {options: options}}
	for other, v := range c {
		if other != name {
			out[other] = v
		}
	}
	return out
}

// infinity answers a query as the plugin's jq parser does: fetch, apply the root selector, keep the columns.
func infinity(t *testing.T, base string, q target, c chosen) []map[string]any {
	t.Helper()
	if q.Type != "json" || q.Parser != "jq-backend" {
		t.Fatalf("a query of type %q with parser %q: this test knows json with jq-backend", q.Type, q.Parser)
	}
	var document any
	switch q.Source {
	case "inline":
		decode(t, q.Data, &document)
	case "url":
		path := c.fill(t, q.URL)
		if !strings.HasPrefix(path, "/api/v1/") {
			t.Errorf("%s is not the API", path)
		}
		response, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			t.Errorf("GET %s: %d %v\n%s", path, response.StatusCode, err, body)
			return nil
		}
		decode(t, string(body), &document)
	default:
		t.Fatalf("source %q", q.Source)
	}
	selector := c.fill(t, q.RootSelector)
	program, err := gojq.Parse(selector)
	if err != nil {
		t.Errorf("root selector %s: %v", selector, err)
		return nil
	}
	var values []any
	for iter := program.Run(document); ; {
		v, more := iter.Next()
		if !more {
			break
		}
		if err, failed := v.(error); failed {
			t.Errorf("root selector %s: %v", selector, err)
			return nil
		}
		values = append(values, v)
	}
	if len(values) == 1 {
		if list, ok := values[0].([]any); ok {
			values = list
		}
	}
	var rows []map[string]any
	for _, v := range values {
		row, ok := v.(map[string]any)
		if !ok {
			t.Errorf("root selector %s: %v is no row", selector, v)
			return nil
		}
		rows = append(rows, keepColumns(t, q, row))
	}
	return rows
}

func keepColumns(t *testing.T, q target, row map[string]any) map[string]any {
	t.Helper()
	if len(q.Columns) == 0 {
		return row
	}
	kept := map[string]any{}
	for _, c := range q.Columns {
		v, there := row[c.Selector]
		if !there {
			t.Errorf("%s: no column %s in %v", q.URL, c.Selector, row)
		}
		switch v.(type) {
		case string:
			there = c.Type == "string"
		case float64, int:
			there = c.Type == "number"
		case nil:
		default:
			there = false
		}
		if !there {
			t.Errorf("%s: column %s is %v, no %s", q.URL, c.Selector, v, c.Type)
		}
		kept[c.Text] = v
	}
	return kept
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("no JSON: %v\n%.200s", err, text)
	}
}

// startingChoice asks every variable for its options and takes what a fresh visitor gets: all, or the first.
func startingChoice(t *testing.T, base string, b board) (chosen, map[string][]option) {
	t.Helper()
	c, options := chosen{}, map[string][]option{}
	for _, v := range b.Templating.List {
		if v.Type != "query" || v.Datasource.Type != infinitySource || v.Query.Type != "infinity" {
			t.Fatalf("variable %s: want a query of the API", v.Name)
		}
		if v.Hide == 0 && v.Label == "" {
			t.Errorf("variable %s is shown without a label", v.Name)
		}
		options[v.Name] = optionsOf(t, base, v, c)
		all := options[v.Name]
		switch {
		case len(all) == 0:
			t.Fatalf("variable %s has no options", v.Name)
		case v.IncludeAll:
			c[v.Name] = choice{options: all, all: v.AllValue}
		default:
			c[v.Name] = choice{options: all[:1]}
		}
	}
	return c, options
}

// optionsOf asks a variable for its options, as the dashboard does when the variables above it have been chosen.
func optionsOf(t *testing.T, base string, v variable, c chosen) (options []option) {
	t.Helper()
	for _, row := range infinity(t, base, v.Query.Ask, c) {
		value, _ := row[v.Query.Field.Value].(string)
		text, _ := row[v.Query.Field.Text].(string)
		if value == "" || text == "" {
			t.Errorf("variable %s: no %s and %s in %v", v.Name, v.Query.Field.Value, v.Query.Field.Text, row)
		}
		options = append(options, option{value, text})
	}
	return options
}

func runAPIPanels(t *testing.T, base string) {
	b := readBoard(t, "indicators.json")
	start, options := startingChoice(t, base, b)
	checkPeriod(t, base, b, start, options)

	catalogue := map[string]bool{}
	for _, o := range options["indicator"] {
		catalogue[o.value] = true
	}
	if len(catalogue) < 12 {
		t.Errorf("the catalogue has %d indicators, want the twelve at least", len(catalogue))
	}
	shown := map[string]bool{}
	for _, p := range b.drawn() {
		if p.Repeat == "" {
			for i, indicator := range options["indicator"] {
				groupings := groupingsOf(t, base, b, start.with("indicator", indicator))
				if i > 0 {
					groupings = groupings[len(groupings)-1:] // the first indicator stands for all in being tried by every one
				}
				for _, by := range groupings {
					runAPIPanel(t, base, p, start.with("indicator", indicator).with("by", by))
				}
			}
			continue
		}
		for _, o := range start[p.Repeat].options {
			c := start.with(p.Repeat, o)
			rows := runAPIPanel(t, base, p, c)
			switch p.Type {
			case "stat":
				shown[o.value] = true
				if len(rows) != 1 || len(rows[0]) != 1 {
					t.Errorf("%s: %v, want one number", o.value, rows)
				}
			case "barchart":
				shown[o.value] = true // a rank has no number of the whole network
				if len(rows) < 2 {
					t.Errorf("%s, %s: %v, want several bars", p.Repeat, o.value, rows)
				}
			}
		}
	}
	for id := range catalogue {
		if !shown[id] {
			t.Errorf("no panel shows %s", id)
		}
	}
	checkTerritories(t, base, b, start, options)
}

// groupingsOf are the options of the variable by once an indicator is chosen.
func groupingsOf(t *testing.T, base string, b board, c chosen) (options []option) {
	t.Helper()
	for _, v := range b.Templating.List {
		if v.Name == "by" {
			options = optionsOf(t, base, v, c)
		}
	}
	if len(options) == 0 {
		t.Fatal("the variable by has no options")
	}
	return options
}

// runAPIPanel runs a panel's queries with one choice of variables and checks that what is drawn is there.
func runAPIPanel(t *testing.T, base string, p panel, c chosen) (rows []map[string]any) {
	t.Helper()
	title := c.fill(t, p.Title)
	for _, q := range p.Targets {
		rows = infinity(t, base, q, c)
		if len(rows) == 0 {
			t.Errorf("%s: nothing to show", title)
			continue
		}
		known, numbers := 0, 0
		for _, row := range rows {
			for name, v := range row {
				switch v.(type) {
				case float64, int:
					numbers++
				}
				if slices.ContainsFunc(p.FieldConfig.Overrides, func(o override) bool { return o.matches(name) }) {
					known++
				}
			}
			if x := p.Options.XField; x != "" {
				if label, _ := row[x].(string); label == "" {
					t.Errorf("%s: no label %s in %v", title, x, row)
				}
			}
		}
		if numbers == 0 && p.Type != "table" && !hidden(t, base, q, c) {
			t.Errorf("%s: no number in %v", title, rows)
		}
		if known == 0 && len(p.FieldConfig.Overrides) > 0 {
			t.Errorf("%s: no field has the unit that the panel knows: %v", title, rows[0])
		}
	}
	return rows
}

// hidden tells whether nothing that a query asks for is shown: there are too few people in each place or class, or the demonstration does not know it.
func hidden(t *testing.T, base string, q target, c chosen) bool {
	q.RootSelector, q.Columns = "{status}", nil
	rows := infinity(t, base, q, c)
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(row map[string]any) bool { return row["status"] != "protected" && row["status"] != "no_data" })
}

// checkPeriod: a fresh visitor sees the last twelve published months; every window offered is published, and named after its months.
func checkPeriod(t *testing.T, base string, b board, start chosen, options map[string][]option) {
	t.Helper()
	if got := start["window"].options[0].value; got != "latest-year" {
		t.Errorf("the first window is %s", got)
	}
	named := map[string]string{"2025-01-01..2026-01-01": "janv. 2025 à déc. 2025", "2026-02-01..2026-03-01": "févr. 2026"}
	for _, o := range options["window"] {
		if want, known := named[o.value]; known && o.text != want {
			t.Errorf("%s is called %q", o.value, o.text)
		}
		delete(named, o.value)
		q := target{Type: "json", Parser: "jq-backend", Source: "url", URL: "/api/v1/indicators/impact.people_helped?window=${window}", RootSelector: ".figures"}
		if rows := infinity(t, base, q, start.with("window", o)); len(rows) != 1 {
			t.Errorf("%s: %v", o.value, rows)
		}
	}
	if len(named) > 0 {
		t.Errorf("not offered: %v", named)
	}
}

// checkTerritories: the territory that is chosen is asked for, and the whole network as none.
func checkTerritories(t *testing.T, base string, b board, start chosen, options map[string][]option) {
	t.Helper()
	last := options["territory"][len(options["territory"])-1]
	for _, c := range []struct {
		chosen chosen
		want   []string
	}{{start, nil}, {start.with("territory", last), []string{last.value}}} {
		for _, p := range b.drawn() {
			if p.Type != "stat" {
				continue
			}
			c.chosen = c.chosen.with(p.Repeat, start[p.Repeat].options[0])
			q := p.Targets[0]
			q.RootSelector = "{territories: (.filters.territory // [])}"
			rows := infinity(t, base, q, c.chosen)
			if len(rows) != 1 {
				t.Fatalf("%s: %v", p.Title, rows)
			}
			var got []string
			for _, v := range rows[0]["territories"].([]any) {
				got = append(got, v.(string))
			}
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s asks territories %v, want %v", p.Repeat, got, c.want)
			}
		}
	}
}
