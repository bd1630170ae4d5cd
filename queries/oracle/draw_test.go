package oracle_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"vigie/event"
	"vigie/queries/oracle"
)

// TestDrawnFields draws many histories and wants every field that an event can have in one of them at least, with every value of
// its enumeration: what is never drawn is never compared.
func TestDrawnFields(t *testing.T) {
	given := map[string]int{}
	for seed := range uint64(200) {
		for _, e := range oracle.Draw(seed).Events {
			countFields(given, "Event", reflect.ValueOf(e))
		}
	}
	wantFields(t, given, "Event", reflect.TypeFor[event.Event]())
	for _, kind := range event.Kinds() {
		if given["Event.Kind="+string(kind)] == 0 {
			t.Errorf("no event is a %s", kind)
		}
	}
}

// countFields counts the fields that are given, and their values where those are words.
func countFields(given map[string]int, path string, of reflect.Value) {
	switch of.Kind() {
	case reflect.Pointer:
		countFields(given, path, of.Elem())
		return
	case reflect.Struct:
		for i := range of.NumField() {
			if field := of.Field(i); !field.IsZero() {
				countFields(given, path+"."+of.Type().Field(i).Name, field)
			}
		}
	case reflect.String:
		given[path+"="+of.String()]++
	}
	given[path]++
}

// wantFields wants all fields of a type.
func wantFields(t *testing.T, given map[string]int, path string, of reflect.Type) {
	t.Helper()
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if given[path] == 0 {
		t.Errorf("nobody ever draws %s", path)
	}
	if of.Kind() == reflect.Struct {
		for i := range of.NumField() {
			wantFields(t, given, path+"."+of.Field(i).Name, of.Field(i).Type)
		}
	}
}

// TestDrawnEvents wants events as the collector takes them, which say the same once they are written and read.
func TestDrawnEvents(t *testing.T) {
	decoder := event.NewDecoder(func() time.Time { return time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC) })
	for seed := range uint64(20) {
		for _, e := range oracle.Draw(seed).Events {
			text, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			read, faults := decoder.Decode(text)
			if len(faults) > 0 {
				t.Fatalf("seed %d: %s: %v", seed, text, faults)
			}
			if got, want := string(read.Canonical()), string(e.Canonical()); got != want {
				t.Fatalf("seed %d: read as %s, drawn as %s", seed, got, want)
			}
		}
	}
}

// TestDrawnFigures wants a hundred histories to give every indicator something to count, by everything and under every filter.
func TestDrawnFigures(t *testing.T) {
	counted := map[string]int{}
	for seed := range uint64(100) {
		n := oracle.Read(oracle.Draw(seed))
		for _, indicator := range oracle.Indicators() {
			for _, q := range oracle.DrawQuestions(seed, indicator, 12) {
				something := 0
				for _, f := range n.Ask(q) {
					if f.Value != nil && *f.Value > 0 {
						something++
					}
				}
				if something > 0 {
					counted[indicator+" by "+q.By]++
					for filter := range q.Filters {
						counted[indicator+" of some "+filter]++
					}
				}
			}
		}
	}
	for _, indicator := range oracle.Indicators() {
		for _, by := range oracle.Groupings(indicator) {
			if counted[indicator+" by "+by] == 0 {
				t.Errorf("%s by %s never counts anything", indicator, by)
			}
		}
		for _, filter := range oracle.Filters(indicator) {
			if filter != "territory" && counted[indicator+" of some "+filter] == 0 {
				t.Errorf("%s of some %s never counts anything", indicator, filter)
			}
		}
	}
}
