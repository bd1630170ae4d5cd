package event_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"vigie/event"
)

// example is one line of testdata/corpus: an event, good or bad, and what is to be said
// of it on 1 July 2026.
type example struct {
	Name   string
	Event  json.RawMessage
	Faults []struct {
		Field string
		Code  event.Code
	}
	Schema string // "accepts" where a schema can't say what is wrong
	Why    string // the reason for that, one of unsayable
	Same   string // the name of an example that is the same event written otherwise
}

// unsayable is what a JSON Schema cannot demand.
var unsayable = []string{
	"bytes",            // texts are limited in bytes, schemas count characters
	"calendar",         // which years have a 29 February
	"duplicate keys",   // are gone before a schema is applied
	"future",           // needs a clock
	"past",             // the first day, in Paris: 1999-12-31T23:30:00Z belongs to it
	"personal",         // what looks like an address or a number to call
	"sums",             // of margins
	"two fields equal", // from and to
}

func noon() time.Time { return time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC) }

func corpus(t testing.TB) []example {
	t.Helper()
	files, err := filepath.Glob("testdata/corpus/*.ndjson")
	if err != nil || len(files) == 0 {
		t.Fatalf("find the corpus: %v, %d files", err, len(files))
	}
	var all []example
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(bytes.NewReader(text))
		for lines.Scan() {
			var one example
			decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&one); err != nil {
				t.Fatalf("read %s: %v: %s", file, err, lines.Text())
			}
			all = append(all, one)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// told gives faults as sorted texts of field and code.
func told(faults []event.Fault) []string {
	texts := []string{}
	for _, fault := range faults {
		texts = append(texts, fault.Field+" "+string(fault.Code))
	}
	slices.Sort(texts)
	return texts
}

func TestEveryExampleIsJudgedAsItSays(t *testing.T) {
	decoder := event.NewDecoder(noon)
	examples := corpus(t)
	if len(examples) < 200 {
		t.Fatalf("the corpus has %d examples", len(examples))
	}
	codes := map[event.Code]bool{}
	for _, one := range examples {
		t.Run(one.Name, func(t *testing.T) {
			e, faults := decoder.Decode(one.Event)
			want := []string{}
			for _, fault := range one.Faults {
				want = append(want, fault.Field+" "+string(fault.Code))
				codes[fault.Code] = true
			}
			slices.Sort(want)
			if got := told(faults); !slices.Equal(got, want) {
				t.Fatalf("faults %q, want %q", got, want)
			}
			var envelope map[string]any
			if json.Unmarshal(one.Event, &envelope) == nil {
				if id, _ := envelope["id"].(string); len(id) <= 200 && e.ID != id {
					t.Errorf("id %q, want %q", e.ID, id)
				}
			}
			if len(faults) == 0 {
				if again := event.Validate(e, noon()); len(again) > 0 {
					t.Errorf("Validate finds %v in an event without faults", again)
				}
			}
		})
	}
	// syntax faults have their own test: a corpus of JSON lines can't hold broken ones
	if want := 12; len(codes) != want {
		t.Errorf("the corpus shows the codes %v, want %d of them", slices.Sorted(maps.Keys(codes)), want)
	}
}

func TestEqualEventsHaveEqualCanonicalTexts(t *testing.T) {
	decoder := event.NewDecoder(noon)
	names := map[string]string{} // canonical text → the first example that has it
	for _, one := range corpus(t) {
		if one.Same != "" || len(one.Faults) > 0 {
			continue
		}
		e, _ := decoder.Decode(one.Event)
		if other, known := names[string(e.Canonical())]; known {
			t.Errorf("%q and %q are different events with one text %s", one.Name, other, e.Canonical())
		}
		names[string(e.Canonical())] = one.Name
	}
	for _, one := range corpus(t) {
		if one.Same == "" {
			continue
		}
		e, _ := decoder.Decode(one.Event)
		if names[string(e.Canonical())] != one.Same {
			t.Errorf("%q is not the same event as %q: %s", one.Name, one.Same, e.Canonical())
		}
	}
}

func TestWrittenEventsReadTheSame(t *testing.T) {
	decoder := event.NewDecoder(noon)
	schemas := compile(t)
	for _, one := range corpus(t) {
		if len(one.Faults) > 0 {
			continue
		}
		sameAgain(t, decoder, one.Event)
		e, _ := decoder.Decode(one.Event)
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if !schemaAccepts(t, schemas, text) {
			t.Errorf("%q: the schema refuses what was written: %s", one.Name, text)
		}
	}
}

// compile compiles the schemas of the five kinds.
func compile(t testing.TB) []*jsonschema.Schema {
	t.Helper()
	var schemas []*jsonschema.Schema
	for _, kind := range event.Kinds() {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(event.Schema(kind)))
		if err != nil {
			t.Fatal(err)
		}
		compiler := jsonschema.NewCompiler()
		address := "https://vigie.example/schemas/" + string(kind) + ".json"
		if err := compiler.AddResource(address, document); err != nil {
			t.Fatal(err)
		}
		schema, err := compiler.Compile(address)
		if err != nil {
			t.Fatalf("compile the schema of %s: %v", kind, err)
		}
		schemas = append(schemas, schema)
	}
	return schemas
}

// schemaAccepts tells whether one of the schemas accepts the text.
func schemaAccepts(t testing.TB, schemas []*jsonschema.Schema, text []byte) bool {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(schemas, func(schema *jsonschema.Schema) bool { return schema.Validate(document) == nil })
}

func TestSchemasAgreeWithTheDecoder(t *testing.T) {
	schemas := compile(t)
	used := map[string]int{}
	for _, one := range corpus(t) {
		accepts := schemaAccepts(t, schemas, one.Event)
		if want := len(one.Faults) == 0 || one.Schema == "accepts"; accepts != want {
			t.Errorf("%q: the schema accepts it: %t, want %t", one.Name, accepts, want)
		}
		if one.Schema != "" {
			used[one.Why]++
		}
	}
	if got := slices.Sorted(maps.Keys(used)); !slices.Equal(got, unsayable) {
		t.Errorf("what schemas can't say is %q, want %q", got, unsayable)
	}
	for _, why := range unsayable {
		t.Logf("schemas can't say: %s (%d examples)", why, used[why])
	}
}
