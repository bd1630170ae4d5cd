package places_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"vigie/queries/places"
)

// paris is a city that holds two districts, and two communes whose parent the registry does not have.
func paris() *places.Snapshot {
	return places.New(
		[]places.Territory{
			{Code: "92044", Name: "Levallois-Perret", Parent: "92", People: 60},
			{Code: "75056", Name: "Paris", People: 300},
			{Code: "75113", Name: "Paris 13e", Parent: "75056", People: 180},
			{Code: "75114", Name: " ", Parent: "75056", People: 120},
			{Code: "92004", Name: "Asnières", Parent: "92", People: 80},
		},
		[]places.Group{
			{Code: "south", Members: []string{"75114", "75113", "75199"}},
			{Code: "empty", Members: []string{"75199"}},
		},
		[]places.Structure{
			{ID: "s2", Name: "Deux", Territory: "92004"},
			{ID: "s1", Name: "Un", Territory: "75113"},
			{ID: "s3"},
		},
		[]string{"75056", "92"},
	).WithTitles([]places.Title{{Kind: "call", Code: "aap", Title: "Un appel"}, {Kind: "project", Code: "aap-1", Title: "Un projet"}})
}

func TestExpand(t *testing.T) {
	for _, c := range []struct{ codes, want []string }{
		{[]string{"75056"}, []string{"75056", "75113", "75114"}},
		{[]string{"75113", "75056", "75113"}, []string{"75056", "75113", "75114"}},
		{[]string{"south", "92044"}, []string{"75113", "75114", "92044"}},
		{[]string{"empty"}, []string{"empty"}},
		{[]string{"92004", "empty"}, []string{"92004"}},
		{[]string{}, nil},
	} {
		if got, err := paris().Expand(c.codes); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, %v, want %q", c.codes, got, err, c.want)
		}
	}
}

// A code that is rough but not registered cannot be asked about.
func TestExpandUnknown(t *testing.T) {
	s := paris()
	_, err := s.Expand([]string{"75113", "92"})
	if unknown, ok := errors.AsType[places.UnknownError](err); !ok || unknown.Code != "92" {
		t.Errorf("got %v", err)
	}
	if got, want := s.Codes(), []string{"empty", "south", "75056", "75113", "75114", "92004", "92044"}; !slices.Equal(got, want) {
		t.Errorf("the choices are %q, want %q", got, want)
	}
}

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		by                            string
		territories, structures, want []string
	}{
		{"territory", nil, nil, []string{"75113", "75114", "92004", "92044"}},
		{"territory", []string{"75056", "75113"}, nil, []string{"75113"}},
		{"territory", []string{"empty"}, nil, nil},
		{"structure", nil, nil, []string{"s1", "s2", "s3"}},
		{"structure", []string{"75113", "92004"}, nil, []string{"s1", "s2"}},
		{"structure", []string{"75113", "92004"}, []string{"s2", "s3"}, []string{"s2"}},
		{"total", nil, nil, nil},
	} {
		if got := paris().Keys(c.by, c.territories, c.structures); !slices.Equal(got, c.want) {
			t.Errorf("by %s within %q and %q: %q, want %q", c.by, c.territories, c.structures, got, c.want)
		}
	}
}

func TestName(t *testing.T) {
	for _, c := range []struct{ by, key, want string }{
		{"territory", "75113", "Paris 13e"},
		{"territory", "75114", "75114"},
		{"territory", "s1", "s1"},
		{"structure", "s1", "Un"},
		{"structure", "s3", "s3"},
		{"call", "aap", "Un appel"},
		{"project", "aap-1", "Un projet"},
		{"project", "aap", "aap"},
		{"month", "2026-01", "2026-01"},
	} {
		if got := paris().Name(c.by, c.key); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.by, c.key, got, c.want)
		}
	}
}

// The people of a territory and of one that holds it are counted once in a total.
func TestPopulation(t *testing.T) {
	for _, c := range []struct {
		by     string
		chosen []string
		want   map[string]float64
	}{
		{"territory", nil, map[string]float64{"75113": 180, "75114": 120, "92004": 80, "92044": 60}},
		{"territory", []string{"75056", "75113"}, map[string]float64{"75113": 180}},
		{"total", nil, map[string]float64{"total": 440}},
		{"total", []string{"75056", "75113", "75114"}, map[string]float64{"total": 300}},
		{"month", []string{"75113", "92044"}, map[string]float64{"total": 240}},
		{"total", []string{"empty"}, map[string]float64{}},
	} {
		if got := paris().Population(c.by, c.chosen); !maps.Equal(got, c.want) {
			t.Errorf("by %s within %q: %v, want %v", c.by, c.chosen, got, c.want)
		}
	}
}

func TestLookups(t *testing.T) {
	s := paris()
	if st, ok := s.Structure("s2"); !ok || st.Territory != "92004" {
		t.Errorf("s2 is %v, %t", st, ok)
	}
	if _, ok := s.Structure("s4"); ok {
		t.Error("there is a structure s4")
	}
	if got, want := s.StructureIDs(), []string{"s1", "s2", "s3"}; !slices.Equal(got, want) {
		t.Errorf("the structures are %q, want %q", got, want)
	}
	for _, c := range []struct {
		code                      string
		registered, rough, lowest bool
	}{
		{"75056", true, true, false},
		{"75113", true, false, true},
		{"92", false, true, false},
		{"69001", false, false, false},
		{"", false, false, false},
	} {
		if s.Registered(c.code) != c.registered || s.Rough(c.code) != c.rough || s.Lowest(c.code) != c.lowest {
			t.Errorf("%q is registered %t, rough %t, lowest %t", c.code, s.Registered(c.code), s.Rough(c.code), s.Lowest(c.code))
		}
	}
}
