package scenario

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// What is written as a scenario, as it is read.
func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "",
		"open:75113:employment":               "open:75113:employment",
		"open:75113:late employment safe_use": "open:75113:employment safe_use late",
		"open:75113:safe_use+employment":      "open:75113:employment safe_use",
		"close:a:b":                           "close:a:b",
		"extend:a%2cb%25, fund:75118:50000":   "extend:a%2Cb%25,fund:75118:50000",
		"open:1:safe_use,open:1:safe_use":     "open:1:safe_use,open:1:safe_use",
		"fund:1:01,fund:1:1000000000":         "fund:1:1,fund:1:1000000000",
	} {
		got, err := Parse(text)
		if err != nil || Write(got) != want {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
	}
}

// What is wrong is refused, and the change named.
func TestRefused(t *testing.T) {
	known := Known{Territories: []string{"1", "2"}, Structures: []gate.Registered{
		{Structure: indicator.Structure{ID: "s1"}, Territory: "1"}, {Structure: indicator.Structure{ID: "adrift"}},
	}}
	for text, want := range map[string]struct{ code, given string }{
		"move:s1":                               {refusedForm, "move:s1"},
		"close:":                                {refusedForm, "close:"},
		"extend":                                {refusedForm, "extend"},
		"open":                                  {refusedForm, "open"},
		"fund::5":                               {refusedForm, "fund::5"},
		",":                                     {refusedForm, ""},
		"close:s1,":                             {refusedForm, ""},
		"open:1:":                               {refusedService, "open:1:"},
		"open:1:late":                           {refusedService, "open:1:late"},
		"open:1:magic":                          {refusedService, "open:1:magic"},
		"open:1:safe_use safe_use":              {refusedService, "open:1:safe_use safe_use"},
		"open:1:safe_use late late":             {refusedService, "open:1:safe_use late late"},
		"fund:1:-5":                             {refusedEuros, "fund:1:-5"},
		"fund:1:0":                              {refusedEuros, "fund:1:0"},
		"fund:1:1e6":                            {refusedEuros, "fund:1:1e6"},
		"fund:1:1000000001":                     {refusedEuros, "fund:1:1000000001"},
		"fund:1:99999999999999999999":           {refusedEuros, "fund:1:99999999999999999999"},
		"close:s1,extend:s1":                    {refusedTwice, "extend:s1"},
		"close:s1,close:s1":                     {refusedTwice, "close:s1"},
		"open:9:safe_use":                       {refusedTerritory, "open:9:safe_use"},
		"fund:9:10":                             {refusedTerritory, "fund:9:10"},
		"close:nowhere":                         {refusedStructure, "close:nowhere"},
		"extend:adrift":                         {refusedStructure, "extend:adrift"},
		strings.Repeat("open:1:safe_use,", 500): {refusedMany, "501"},
	} {
		all, err := Parse(text)
		if err == nil {
			_, err = known.Supposed(all)
		}
		var refusal gate.Refusal
		if !errors.As(err, &refusal) || refusal.Code != want.code || refusal.Given != want.given || refusal.Field != Field {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

// What is written is read again.
func TestWritten(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 2))
	words := []string{"75113", "a,b", "50%", "%2C", "x:y", "é è", "s-1"}
	for range 500 {
		var all []Change
		for range r.IntN(Most + 1) {
			c := Change{Kind: []string{Open, Extend, Close, Fund}[r.IntN(4)]}
			switch c.Kind {
			case Open:
				c.Territory, c.Late = fmt.Sprint(r.IntN(99)), r.IntN(2) == 0
				c.Services = slices.DeleteFunc(Services(), func(string) bool { return r.IntN(2) == 0 })
				if len(c.Services) == 0 {
					c.Services = Services()[:1]
				}
			case Fund:
				c.Territory, c.Euros = fmt.Sprint(r.IntN(99)), 1+r.IntN(MostEuros)
			default:
				c.Structure = fmt.Sprint(words[r.IntN(len(words))], len(all))
			}
			all = append(all, c)
		}
		read, err := Parse(Write(all))
		if err != nil || !reflect.DeepEqual(read, all) {
			t.Fatalf("%v is written %q and read %v, %v", all, Write(all), read, err)
		}
	}
}

// What changes make of the registry.
func TestSupposed(t *testing.T) {
	late := indicator.Structure{ID: "s2", Receives: true, HoursKnown: true, EveningMinutes: 600}
	known := Known{Territories: []string{"1", "2"}, Structures: []gate.Registered{
		{Structure: indicator.Structure{ID: "s1", Receives: true}, Territory: "1", Place: "1a"}, {Structure: late, Territory: "2"},
	}}
	all, err := Parse("open:2:safe_use late,open:1:employment,extend:s1,fund:2:50")
	if err != nil {
		t.Fatal(err)
	}
	got, err := known.Supposed(all)
	opened := indicator.Structure{Services: []string{"safe_use"}, Receives: true, Located: true, HoursKnown: true, EveningMinutes: 120}
	want := []gate.Supposed{
		{Territory: "2", With: []indicator.Structure{opened}},
		{Territory: "1", With: []indicator.Structure{{Services: []string{"employment"}, Receives: true, Located: true, HoursKnown: true}}},
		{Territory: "1", Without: []indicator.Structure{{ID: "s1", Receives: true}}, With: []indicator.Structure{{ID: "s1", Receives: true, HoursKnown: true, EveningMinutes: 120}}},
		{Territory: "2", Cents: 5000},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("supposed %+v, %v\nnot %+v", got, err, want)
	}
	got, err = known.Supposed([]Change{{Kind: Extend, Structure: "s2"}})
	if err != nil || !reflect.DeepEqual(got[0].With, got[0].Without) {
		t.Errorf("a structure that is late already is another: %+v, %v", got, err)
	}
}
