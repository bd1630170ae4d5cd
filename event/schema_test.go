package event_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"vigie/event"
)

// strange are values of every type, some of which fit some field.
var strange = []any{nil, true, 0, -1, 1.5, 100, 101, 9007199254740992, "", "x", "75013", "A b", "tablet", "a#b#c", "urn:x",
	"declined", "helpers", "2026-05", []any{}, []any{"x"}, []any{"tablet", "tablet"}, []any{"safe_use"}, []any{1}, map[string]any{}, map[string]any{"x": 1}, map[string]any{"total": 2}}

// TestSchemasAgreeOnChangedEvents changes rich good events in one place at a time, to
// all the strange values, and holds the schema to the decoder's verdict.
func TestSchemasAgreeOnChangedEvents(t *testing.T) {
	decoder := event.NewDecoder(noon)
	schemas := compile(t)
	compared := 0
	compare := func(name string, changed any) {
		raw, err := json.Marshal(changed)
		if err != nil {
			t.Fatal(err)
		}
		_, faults := decoder.Decode(raw)
		if slices.ContainsFunc(faults, sayable) || len(faults) == 0 {
			compared++
			if accepts := schemaAccepts(t, schemas, raw); accepts != (len(faults) == 0) {
				t.Errorf("%s: the schema accepts it: %t, the decoder finds %v: %s", name, accepts, faults, raw)
			}
		}
	}
	for _, one := range corpus(t) {
		if len(one.Faults) > 0 || !strings.Contains(one.Name, "everything") && !strings.Contains(one.Name, "with margins") && one.Name != "a retraction" {
			continue
		}
		var document map[string]any
		if err := json.Unmarshal(one.Event, &document); err != nil {
			t.Fatal(err)
		}
		change(document, one.Name, func(name string) { compare(name, document) })
	}
	if compared < 2000 {
		t.Errorf("only %d changed events were compared", compared)
	}
}

// change takes out, replaces and adds members of an object, one at a time, and goes on
// with the objects in it. It calls changed for each and undoes it.
func change(object map[string]any, path string, changed func(name string)) {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		name, kept := path+"/"+key, object[key]
		delete(object, key)
		changed(name + " taken out")
		for _, value := range strange {
			object[key] = value
			changed(fmt.Sprint(name, " = ", value))
		}
		object[key] = kept
		if inner, is := kept.(map[string]any); is {
			change(inner, name, changed)
		}
	}
	for _, key := range []string{"x", "person", "to_kind", "reason", "trainee"} {
		if _, there := object[key]; !there {
			object[key] = "other"
			changed(path + "/" + key + " added")
			delete(object, key)
		}
	}
}

// summed are the fields that a sum or another field limits.
var summed = []string{
	"data.participants.returning", "data.participants.age_band", "data.participants.activity", "data.participants.gender", "data.participants.residence",
	"data.people", "data.format", "data.services", "data.age_band", "data.activity", "data.gender", "data.residence",
}

// sayable tells whether a schema can say what the fault says.
func sayable(fault event.Fault) bool {
	switch {
	case fault.Code == event.CodeFuture, fault.Code == event.CodePast, fault.Code == event.CodePersonal:
		return false
	case fault.Code == event.CodeRange && slices.Contains(summed, fault.Field):
		return false // of all of them together
	case fault.Code == event.CodeExclusive && fault.Field == "data.to":
		return false // from and to are equal
	}
	return true
}

func TestSchemasNameThemselves(t *testing.T) {
	for _, kind := range event.Kinds() {
		var schema struct {
			ID         string `json:"$id"`
			Draft      string `json:"$schema"`
			Properties map[string]any
		}
		if err := json.Unmarshal(event.Schema(kind), &schema); err != nil {
			t.Fatal(err)
		}
		if schema.ID != "/schemas/"+string(kind)+".json" || schema.Draft != "https://json-schema.org/draft/2020-12/schema" {
			t.Errorf("%s: %+v", kind, schema)
		}
	}
	if text := event.Schema("vigie.visit.v1"); text != nil {
		t.Errorf("an unknown kind has the schema %s", text)
	}
}

// FuzzSource holds what is said of sources in Go and in the schema against each other.
func FuzzSource(f *testing.F) {
	for _, seed := range []string{"a", "urn:x", "1a:b", ":a", "/a:b", "a/b:c", "?a:b", "#a:b", "a%20", "a%2", "%%20", "a b", "http://[::1]/", "é", "a#b#c", "a-b+c.d:e", "a+b", "+a:b", "a|b", "a\\b", "a\nb"} {
		f.Add(seed)
	}
	decoder := event.NewDecoder(noon)
	schemas := compile(f)
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 200 {
			return
		}
		raw, err := json.Marshal(map[string]any{"specversion": "1.0", "id": "a", "source": source, "type": event.KindRetraction,
			"time": "2026-03-02", "data": map[string]any{"record": "r"}})
		if err != nil {
			t.Fatal(err)
		}
		_, faults := decoder.Decode(raw)
		if accepts := schemaAccepts(t, schemas, raw); accepts != (len(faults) == 0) {
			t.Errorf("%q: the schema accepts it: %t, the decoder finds %v", source, accepts, faults)
		}
	})
}
