package indicator

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// falling is a count with a waterfall, over people and visits.
const falling = `version: 1
title: {fr: a, en: b}
definition: {fr: a, en: b}
unit: participations
better: up
groupings: [total]
value: sum(visits)
parts:
  - {name: again, unit: participations, title: {fr: a, en: b}, formula: "visits[1]"}
  - {name: once, unit: participations, title: {fr: a, en: b}, formula: "visits[0]"}
  - {name: people, unit: persons, title: {fr: a, en: b}, formula: people}
waterfall:
  - {level: value}
  - {less: again}
  - {level: once}
  - rest: {fr: Autres, en: Others}
  - {level: people}
`

// A waterfall is read as it stands, and what leads nowhere is told with its line.
func TestWaterfalls(t *testing.T) {
	c, err := Load(tree(good, "impact/falling.yaml", falling))
	if err != nil {
		t.Fatal(err)
	}
	i, _ := c.Get("impact.falling")
	want := []Step{{Kind: StepLevel}, {Kind: StepLess, Part: "again"}, {Kind: StepLevel, Part: "once"}, {Kind: StepRest, Title: Text{"Autres", "Others"}}, {Kind: StepLevel, Part: "people"}}
	if !slices.Equal(i.Waterfall, want) {
		t.Errorf("%+v", i.Waterfall)
	}
	for _, c := range []struct{ old, new, says string }{
		{"{less: again}", "{less: agan}", `impact/falling.yaml:14: waterfall names "agan": write value, or the name of a part`},
		{"{less: again}", "{less: again, more: once}", `impact/falling.yaml:14: an entry of waterfall is one of level, more, less, rest`},
		{"{less: again}", "{fewer: again}", `unknown field "fewer"`},
		{"{less: again}", "{less: people}", `impact/falling.yaml:14: waterfall: people is counted in persons, and the level before it in participations`},
		{"  - {level: people}\n", "", `impact/falling.yaml:13: waterfall begins and ends with a level`},
		{"  - {level: value}\n", "", `impact/falling.yaml:13: waterfall begins and ends with a level`},
		{"  - {less: again}\n  - {level: once}\n  - rest: {fr: Autres, en: Others}\n", "", `impact/falling.yaml:13: waterfall begins and ends with a level, and has steps`},
		{", en: Others", "", `impact/falling.yaml:16: the title of the rest needs both fr and en`},
		{"  - {level: people}\n", "  - {less: again}\n  - {level: people}\n", `impact/falling.yaml:16: waterfall: a rest comes right before the level`},
	} {
		broken := strings.Replace(falling, c.old, c.new, 1)
		if _, err := Load(tree(good, "impact/falling.yaml", broken)); broken == falling || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q for %q:\n%v\nwant %s", c.new, c.old, err, c.says)
		}
	}
	const share = "waterfall:\n  - {level: people}\n  - {less: people}\n  - {level: people}\n"
	if _, err := Load(tree(good+share, "", "")); err == nil || !strings.Contains(err.Error(), "a waterfall is of a count, and this is a share") {
		t.Error(err)
	}
}

// The rest of a value is what it has beyond its other parts, the levels of its waterfall left aside.
func TestRestOfAWaterfall(t *testing.T) {
	i := Indicator{
		Parts:     []Part{{Name: "before"}, {Name: "new"}, {Name: "gone"}, {Name: "left", Rest: true}, {Name: "now"}},
		Waterfall: []Step{{Kind: StepLevel, Part: "before"}, {Kind: StepMore, Part: "new"}, {Kind: StepMore, Part: "gone"}, {Kind: StepLevel, Part: "now"}},
	}
	parts := map[string]float64{"before": 100, "new": 30, "gone": -50, "now": 84}
	i.AddRest(-16, parts)
	if !maps.Equal(parts, map[string]float64{"before": 100, "new": 30, "gone": -50, "left": 4, "now": 84}) {
		t.Error(parts)
	}
}
