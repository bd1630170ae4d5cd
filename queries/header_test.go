package queries

import (
	"strings"
	"testing"
	"testing/fstest"
)

// goodHeader is that of an indicator in which nothing is missing.
const goodHeader = `-- version: 1
-- title: {fr: Titre, en: Title}
-- definition:
--   fr: >-
--     Une phrase
--     sur deux lignes.
--   en: A sentence.
-- unit: share
-- kind: share
-- better: up
-- interval: true
-- groupings: [total, month]
-- filters: [territory]
-- months: apart
-- parts:
--   - {name: lower, unit: share, title: {fr: Plus bas, en: Lower}}
-- reference: {value: 0.5, text: {fr: La moitié, en: Half}, source: {fr: Étude, en: Study}}

-- A comment that is not of the header: it comes after an empty line.
SELECT 1
`

// TestHeader reads one good file: adding it is all that an indicator takes.
func TestHeader(t *testing.T) {
	c, err := load(fstest.MapFS{
		"visibility/new.sql":  {Data: []byte(goodHeader)},
		"impact/other.sql":    {Data: []byte(strings.ReplaceAll(goodHeader, "\n", "\r\n"))},
		"scope/whatever.sql":  {Data: []byte("SELECT 2")},
		"visibility/note.txt": {Data: []byte("no SQL")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if all := c.All(); len(all) != 2 || all[0].ID != "visibility.new" || all[1].ID != "impact.other" {
		t.Fatalf("%+v", all)
	}
	i, ok := c.Get("visibility.new")
	if !ok || i.Pillar != "visibility" || i.Definition.FR != "Une phrase sur deux lignes." || i.Parts[0].Title.In("en") != "Lower" ||
		*i.Reference.Value != 0.5 || !i.Interval || !i.monthsApart || i.SQL != goodHeader || !i.HasGrouping("month") || i.HasFilter("structure") {
		t.Errorf("%+v", i)
	}
	if _, ok := c.Get("visibility.other"); ok {
		t.Error("an indicator that is not there")
	}
}

// TestHeaderFaults breaks a good header in one place at a time: the fault is named with its file.
func TestHeaderFaults(t *testing.T) {
	for _, c := range []struct{ old, new, says string }{
		{goodHeader, "SELECT 1", "must begin with its header"},
		{goodHeader, "", "must begin with its header"},
		{"-- version: 1", "--version: 1", "space after the dashes"},
		{"-- version: 1\n", "", "number the definition from 1"},
		{"version: 1", "version: one", "version"},
		{"version: 1", "version: 1\n-- colour: blue", "colour"},
		{"-- better: up", "-- better: up\n-- better: down", "better"},
		{"{fr: Titre, en: Title}", "{fr: Titre}", "title needs both"},
		{"  en: A sentence.", "  de: Ein Satz.", "de"},
		{"unit: share\n", "unit: percent\n", `unit is "percent"`},
		{"kind: share", "kind: count", "interval is for shares"},
		{"kind: share", "kind: many", `kind is "many"`},
		{"better: up", "better: left", `better is "left"`},
		{"[total, month]", "[month]", "begin with total"},
		{"[total, month]", "[total, week]", `groupings is "week"`},
		{"[total, month]", "[total, month, month]", `"month" twice`},
		{"[territory]", "[territory, call]", `filters is "call"`},
		{"[territory]", "[territory, territory]", `"territory" twice`},
		{"months: apart", "months: sometimes", `months is "sometimes"`},
		{"name: lower, ", "", "has no name"},
		{"name: lower, unit: share", "name: lower, unit: inches", `unit of lower is "inches"`},
		{"title: {fr: Plus bas, en: Lower}", "title: {fr: Plus bas}", "title of lower needs both"},
		{"{name: lower, unit: share, title: {fr: Plus bas, en: Lower}}", "{name: l, unit: share, title: {fr: a, en: b}}\n--   - {name: l, unit: share, title: {fr: a, en: b}}", `"l" twice`},
		{"text: {fr: La moitié, en: Half}", "text: {}", "reference: text needs both"},
		{"title: {fr", "title: [fr", "YAML"},
	} {
		broken := strings.Replace(goodHeader, c.old, c.new, 1)
		if broken == goodHeader {
			t.Fatalf("%q is not in the header", c.old)
		}
		_, err := load(fstest.MapFS{"impact/broken.sql": {Data: []byte(broken)}, "impact/good.sql": {Data: []byte(goodHeader)}})
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "impact/broken.sql") || strings.Contains(err.Error(), "good.sql") {
			t.Errorf("%q instead of %q: %v", c.new, c.old, err)
		}
	}
	if _, err := load(fstest.MapFS{"happiness/new.sql": {Data: []byte(goodHeader)}}); err == nil || !strings.Contains(err.Error(), "is no pillar") {
		t.Errorf("a folder that is no pillar: %v", err)
	}
}
