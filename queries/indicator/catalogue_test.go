package indicator

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// people and again are measures of a small catalogue.
const (
	people = "-- counts: persons helped\n-- fact: attendance\n-- unit: persons\n-- adds: persons\n" +
		"CREATE VIEW measure_people /*ON CLUSTER*/ AS\nSELECT * FROM attendance;\n"
	visits = "-- counts: participations of named persons (0) and others (1)\n-- fact: attendance\n-- unit: participations\n-- adds: weight\n" +
		"-- spread: anonymous\nCREATE VIEW measure_visits /*ON CLUSTER*/ AS\nSELECT *, person = 0 AS anonymous FROM attendance;\n"
	homes = "-- counts: persons where they live\n-- fact: attendance\n-- unit: persons\n-- adds: persons\n-- looks: year\n" +
		"-- area: residence\nCREATE VIEW measure_homes /*ON CLUSTER*/ AS\nSELECT * FROM attendance;\n"
	levels = "-- counts: persons by level\n-- fact: assessment\n-- unit: persons\n-- adds: weight\n-- looks: ever\n-- spread: level\n" +
		"CREATE VIEW measure_levels /*ON CLUSTER*/ AS\nSELECT * FROM assessment;\n"
)

// good is an indicator in which nothing is missing, over all these measures.
const good = `version: 1
title: {fr: Titre, en: Title}
definition:
  fr: >-
    Une phrase
    sur deux lignes.
  en: A sentence.
unit: share
better: up
interval: true
groupings: [total, month]
filters: [territory]
define:
  all: sum(levels)
numerator: levels[4]
denominator: all
no_data: 2 * visits[1] > sum(visits)
estimate: homes.here > 0
parts:
  - name: lower
    unit: share
    title: {fr: Plus bas, en: Lower}
    formula: levels[1] / all
  - name: people
    unit: persons
    title: {fr: Personnes, en: People}
    formula: people
reference: {value: 0.5, text: {fr: La moitié, en: Half}, source: {fr: Étude, en: Study}}
`

// tree is a catalogue's files, with one indicator and one more file.
func tree(indicator, file, text string) fstest.MapFS {
	files := fstest.MapFS{
		"impact/good.yaml":    {Data: []byte(indicator)},
		"measures/people.sql": {Data: []byte(people)},
		"measures/visits.sql": {Data: []byte(visits)},
		"measures/homes.sql":  {Data: []byte(homes)},
		"measures/levels.sql": {Data: []byte(levels)},
		"facts/whatever.sql":  {Data: []byte("SELECT 2")},
		"impact/note.txt":     {Data: []byte("no YAML")},
	}
	if file != "" {
		files[file] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// TestLoad reads one good indicator, and one that has nothing but what it must.
func TestLoad(t *testing.T) {
	const count = "version: 2\ntitle: {fr: a, en: b}\ndefinition: {fr: a, en: b}\nunit: persons\nbetter: down\n" +
		"groupings: [total]\nvalue: people\n"
	c, err := Load(tree(good, "accessibility/last.yaml", count))
	if err != nil {
		t.Fatal(err)
	}
	if all := c.All(); len(all) != 2 || all[0].ID != "accessibility.last" || all[1].ID != "impact.good" {
		t.Fatalf("%+v", all)
	}
	i, ok := c.Get("impact.good")
	if !ok || i.Pillar != "impact" || i.Kind != "share" || i.Definition.FR != "Une phrase sur deux lignes." || i.Source != good ||
		!i.Interval || *i.Reference.Value != 0.5 || i.Parts[0].Title.In("en") != "Lower" ||
		!i.HasGrouping("month") || i.HasFilter("structure") {
		t.Errorf("%+v", i)
	}
	if used := i.Measures(); !slices.Equal(used, []string{"homes", "levels", "people", "visits"}) {
		t.Errorf("the indicator uses %v", used)
	}
	if used := i.Parts[0].Formula.Measures(); !slices.Equal(used, []string{"levels"}) {
		t.Errorf("a part uses %v", used)
	}
	if _, ok := c.Get("impact.other"); ok {
		t.Error("an indicator that is not there")
	}
	m, ok := c.Measure("homes")
	if !ok || m.Looks != "year" || m.Area != "residence" || !m.Offers("month") || m.Offers("barrier") || len(m.Margins()) != 4 ||
		m.SQL != "CREATE VIEW measure_homes /*ON CLUSTER*/ AS\nSELECT * FROM attendance" {
		t.Errorf("%+v", m)
	}
	if _, ok := c.Measure("other"); ok || len(c.Measures()) != 4 {
		t.Error("a measure that is not there")
	}
}

// TestFaults breaks a good file in one place at a time: the fault is named with its file and line.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ old, new, says string }{
		{"version: 1", "version: 0", `impact/good.yaml:1: version is 0`},
		{"version: 1", "vers: 1", `impact/good.yaml:1: unknown field "vers"`},
		{"version: 1", "version: one", `impact/good.yaml:1: `},
		{"better: up\n", "better: up\nbetter: up\n", `impact/good.yaml:10: mapping key "better" already defined`},
		{", en: Title", "", `impact/good.yaml:2: title needs both fr and en`},
		{"  en: A sentence.\n", "", `impact/good.yaml:4: definition needs both fr and en`},
		{"unit: share\nb", "unit: cats\nb", `impact/good.yaml:8: unit is "cats": write one of persons, `},
		{"better: up", "better: sideways", `impact/good.yaml:9: better is "sideways"`},
		{"[total, month]", "[month]", `groupings must begin with total`},
		{"[total, month]", "[total, moon]", `impact/good.yaml:11: groupings is "moon"`},
		{"[total, month]", "[total, month, month]", `impact/good.yaml:11: groupings names "month" twice`},
		{"[territory]", "[total]", `impact/good.yaml:12: filters is "total"`},
		{"[total, month]", "[total, barrier]", `impact/good.yaml:11: grouping barrier: the measure people over attendance does not offer it`},
		{"[territory]", "[format]", `impact/good.yaml:12: filter format: the measure levels over assessment does not offer it`},
		{"  all:", "  visits: all\n  all:", `impact/good.yaml:14: "visits" is no name for a formula`},
		{"  all:", "  idle: sum(visits)\n  all:", `impact/good.yaml:14: no formula uses idle`},
		{"  all: sum(levels)", "  all: more\n  more: all + 1", `impact/good.yaml:14: a circle of formulas: all, more, all`},
		{"  all: sum(levels)", "  all: sum(lvels)", `impact/good.yaml:14:12: all: unknown name lvels`},
		{"numerator: levels[4]", "numerator: levels[4", `impact/good.yaml:15:19: numerator: unexpected token EOF`},
		{"numerator: levels[4]", `numerator: "levels[4] + cats"`, `impact/good.yaml:15:25: numerator: unknown name cats`},
		{"numerator: levels[4]", "numerator: levels", `impact/good.yaml:15: numerator: expected float64, but got []float64`},
		{"numerator: levels[4]", "numerator: levels[64]", `numerator: index out of range: 64`},
		{"numerator: levels[4]", "numerator: levels[4] + visits[0]", `impact/good.yaml:15:22: numerator: persons + participations`},
		{"numerator: levels[4]", "numerator: levels[4] ** 2", `numerator: persons ** a plain number`},
		{"numerator: levels[4]", "numerator: max(levels)", `numerator: nothing tells the unit of max`},
		{"numerator: levels[4]", "numerator: visits[0]", `impact/good.yaml:15: unit participations ÷ persons does not fit share`},
		{"numerator: levels[4]\n", "", `numerator and denominator go together`},
		{"denominator: all", "denominator: all\nvalue: all", `a share is worked out by value`},
		{"numerator: levels[4]\ndenominator: all", "numerator: visits[0]\ndenominator: sum(visits)",
			`impact/good.yaml:10: interval is for shares of persons, and this is one of participations`},
		{"unit: share\nbetter: up\n", "unit: per_1000\nbetter: up\n", `impact/good.yaml:15: unit persons ÷ persons does not fit per_1000`},
		{"unit: share\nbetter: up\n", "unit: per_1000\nbetter: up\n", `impact/good.yaml:10: interval is for shares, and this is a ratio`},
		{"no_data: 2 * visits[1] > sum(visits)", "no_data: visits[1]", `impact/good.yaml:17: no_data: expected bool, but got float64`},
		{"estimate: homes.here > 0", "estimate: homes.there > 0", `impact/good.yaml:18:17: estimate: `},
		{"estimate: homes.here > 0", "estimate: homes.here > sum(visits)", `impact/good.yaml:18:22: estimate: persons > participations`},
		{"name: people", "name: lower", `impact/good.yaml:24: parts names "lower" twice`},
		{"name: people", "name: People", `impact/good.yaml:24: "People" is no name for a part`},
		{"{fr: Personnes, en: People}", "{fr: Personnes}", `impact/good.yaml:24: the title of people needs both`},
		{"unit: persons", "unit: cats", `impact/good.yaml:25: the unit of people is "cats"`},
		{"unit: persons", "unit: share", `impact/good.yaml:27: unit persons does not fit share`},
		{"    formula: people\n", "", `impact/good.yaml:24: the part people needs a formula`},
		{"    formula: people\n", "    formula: >-\n      people +\n      cats\n", `impact/good.yaml:27: the part people: unknown name cats`},
		{", en: Half", "", `impact/good.yaml:28: the reference's text needs both`},
		{", en: Study", "", `impact/good.yaml:28: the reference's source needs both`},
		{"[total, month]", "[total, structure]\nlimit: 60", `a median is worked out by value`},
		{"estimate: homes.here > 0", "estimate: population / homes.here > 1", `estimate: inhabitants / persons`},
		{"    formula: people", "    formula: people\n    more: 1", `unknown field "more"`},
	} {
		broken := strings.Replace(good, c.old, c.new, 1)
		if broken == good {
			t.Errorf("%q is not in the file", c.old)
		}
		if _, err := Load(tree(broken, "", "")); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q for %q:\n%v\nwant %s", c.new, c.old, err, c.says)
		}
	}
}

// TestFaultsOfMeasures does the same with a measure.
func TestFaultsOfMeasures(t *testing.T) {
	for _, c := range []struct{ old, new, says string }{
		{"-- counts: persons where they live\n", "", `measures/homes.sql:1: counts says nothing`},
		{"fact: attendance", "fact: cats", `measures/homes.sql:2: fact is "cats": write one of affair, assessment, attendance`},
		{"unit: persons", "unit: cats", `measures/homes.sql:3: unit is "cats"`},
		{"adds: persons", "adds: all", `measures/homes.sql:4: adds is "all"`},
		{"looks: year", "looks: back", `measures/homes.sql:5: looks is "back"`},
		{"area: residence", "area: moon", `measures/homes.sql:6: area is "moon"`},
		{"fact: attendance", "fact: referral", `measures/homes.sql:6: area is residence: the fact must know it`},
		{"looks: year", "spread: Level 1", `measures/homes.sql:5: spread is "Level 1"`},
		{"looks: year", "lasts: year", `measures/homes.sql:5: unknown field "lasts"`},
		{"VIEW measure_homes", "VIEW measure_house", `measures/homes.sql:7: the statement must begin with "CREATE VIEW measure_homes`},
		{"CREATE", "-- More.\nCREATE", `measures/homes.sql:`},
	} {
		broken := strings.Replace(homes, c.old, c.new, 1)
		if _, err := Load(tree(good, "measures/homes.sql", broken)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q for %q:\n%v\nwant %s", c.new, c.old, err, c.says)
		}
	}
	for file, says := range map[string]string{
		"measures/more.sql":       `measures/more.sql: no indicator uses this measure`,
		"measures/population.sql": `measures/population.sql: "population" is no name for a measure`,
		"measures/sum.sql":        `measures/sum.sql: "sum" is no name for a measure`,
	} {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "measures/"), ".sql")
		if _, err := Load(tree(good, file, strings.ReplaceAll(homes, "measure_homes", "measure_"+name))); err == nil ||
			!strings.Contains(err.Error(), says) {
			t.Errorf("%v\nwant %s", err, says)
		}
	}
}

// TestFaultsOfStructures asks figures of structures and inhabitants by what they do not know.
func TestFaultsOfStructures(t *testing.T) {
	const ratio = "version: 1\ntitle: {fr: a, en: b}\ndefinition: {fr: a, en: b}\nunit: per_10000\nbetter: up\n" +
		"groupings: [total, territory, structure, format]\nfilters: [service, format]\n" +
		"numerator: count(structures, .receives)\ndenominator: population\n"
	_, err := Load(tree(good, "visibility/ratio.yaml", ratio))
	if err == nil {
		t.Fatal("no fault")
	}
	for _, says := range []string{
		"visibility/ratio.yaml:6: grouping structure: population is not known by it",
		"visibility/ratio.yaml:6: grouping format: structures do not offer it",
		"visibility/ratio.yaml:7: filter format: structures do not offer it",
	} {
		if !strings.Contains(err.Error(), says) {
			t.Errorf("%v\nwant %s", err, says)
		}
	}
}

// ranked ranks by two figures of a good indicator that is given by territory.
const ranked = `version: 1
title: {fr: a, en: b}
definition: {fr: a, en: b}
unit: points
better: down
groupings: [territory]
filters: [territory, need]
rank:
  offer:
    - {of: impact.places}
  least: 1
  need: impact.places
  reporting: impact.places
  identified: impact.places
  present: impact.places
parts:
  - {name: place, unit: place, title: {fr: a, en: b}}
  - {name: first_place, unit: place, title: {fr: a, en: b}}
  - {name: last_place, unit: place, title: {fr: a, en: b}}
  - {name: offer, unit: points, title: {fr: a, en: b}}
  - {name: need, unit: points, title: {fr: a, en: b}}
  - {name: places, unit: points, title: {fr: a, en: b}}
`

// TestRanks reads a rank, and tells what it can't be made of.
func TestRanks(t *testing.T) {
	places := strings.Replace(strings.Replace(good, "[total, month]", "[total, territory]", 1), "structure", "territory", 1)
	load := func(text string) (*Catalogue, error) {
		files := tree(good, "visibility/rank.yaml", text)
		files["impact/places.yaml"] = &fstest.MapFile{Data: []byte(places)}
		return Load(files)
	}
	c, err := load(ranked)
	if err != nil {
		t.Fatal(err)
	}
	if i, _ := c.Get("visibility.rank"); i.Kind != "rank" || i.Rank == nil || i.Rank.Offer[0].Name() != "places" || i.Rank.Least != 1 || len(i.Parts) != 6 || len(i.Formulas()) != 0 {
		t.Errorf("%+v", i)
	}
	for _, c := range []struct{ old, new, says string }{
		{"[territory]", "[total]", `visibility/rank.yaml:1: groupings must begin with territory`},
		{"[territory]", "[territory, month]", `visibility/rank.yaml:6: groupings is "month": write one of territory`},
		{"[territory, need]", "[territory, gender]", `visibility/rank.yaml:7: filters is "gender": write one of territory, need`},
		{"unit: points", "unit: share", `visibility/rank.yaml:1: a rank has no formulas, and its unit is points`},
		{"parts:", "value: people\nparts:", `visibility/rank.yaml:1: a rank has no formulas`},
		{"least: 1", "least: 2", `visibility/rank.yaml:11: least is 2: write a number from 1`},
		{"need: impact.places", "need: impact.place", `visibility/rank.yaml: rank names "impact.place"`},
		{"need: impact.places", "need: impact.good", `visibility/rank.yaml: rank names "impact.good"`},
		{"{name: places, unit: points", "{name: places, unit: share", `visibility/rank.yaml:22: the part places has no formula in a rank`},
		{"  - {name: need, unit: points, title: {fr: a, en: b}}\n", "", `visibility/rank.yaml:1: parts lacks need`},
		{"  least:", "  most:", `unknown field "most"`},
	} {
		broken := strings.Replace(ranked, c.old, c.new, 1)
		if _, err := load(broken); broken == ranked || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q for %q:\n%v\nwant %s", c.new, c.old, err, c.says)
		}
	}
}

// TestFiles reads the files of this program.
func TestFiles(t *testing.T) {
	c, err := Load(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		id, kind   string
		scale      float64
		structures bool
		population bool
	}{
		{"accessibility.wait_days", "median", 1, false, false},
		{"accessibility.reach_per_1000", "ratio", 1000, false, true},
		{"accessibility.structures_per_10k", "ratio", 10000, true, true},
		{"impact.participations", "count", 1, false, false},
		{"impact.funnel", "share", 1, false, false},
		{"accessibility.km_to_offer", "ratio", 1, true, false},
		{"accessibility.underserved", "rank", 1, false, false},
	} {
		i, ok := c.Get(want.id)
		if !ok || i.Kind != want.kind || i.Scale() != want.scale ||
			i.UsesStructures() != want.structures || i.UsesPopulation() != want.population {
			t.Errorf("%+v", i)
		}
	}
}
