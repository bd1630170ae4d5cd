package queries_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/event"
	"vigie/queries/engine"
	"vigie/queries/queriestest"
)

const (
	// source is that of the events that name no other.
	source = "https://tool.example"
	// space is where all persons of the cases are told apart.
	space = "all"
)

// testCase is a file of testdata.
type testCase struct {
	indicator, name string
	registry        queriestest.Registry
	batches         [][][]byte // of events, each of one source and without an id twice
	questions       []caseQuestion

	lastSource string
	lastIDs    []string
}

type caseQuestion struct {
	line int
	engine.Question
	figures []string
}

// readCase reads a file, and fails the test at the line that can't be read.
func readCase(t *testing.T, path string) testCase {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	c := testCase{indicator: filepath.Base(filepath.Dir(path)), name: strings.TrimSuffix(filepath.Base(path), ".txt")}
	lines := bufio.NewScanner(file)
	for line := 1; lines.Scan(); line++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		if strings.HasPrefix(text, " ") {
			q := &c.questions[len(c.questions)-1]
			q.figures = append(q.figures, strings.Join(words, " "))
			continue
		}
		if err := c.add(line, words); err != nil {
			t.Fatalf("%s:%d: %v", path, line, err)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// add reads a line that is not a figure.
func (c *testCase) add(line int, words []string) error {
	switch words[0] {
	case "event":
		return c.addEvent(words[1:])
	case "ask":
		q, err := readQuestion(words[1:])
		q.Indicator = c.indicator
		c.questions = append(c.questions, caseQuestion{line: line, Question: q})
		return err
	}
	return addToRegistry(&c.registry, words)
}

func readQuestion(words []string) (engine.Question, error) {
	q := engine.Question{Filters: make(map[string][]string)}
	for _, word := range words {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return q, fmt.Errorf("%q has no value", word)
		}
		switch name {
		case "from":
			q.From = value
		case "to":
			q.To = value
		case "as_of":
			q.AsOf = value
		case "by":
			q.By = value
		case "territory":
			q.Territories = strings.Split(value, ",")
		default:
			q.Filters[name] = strings.Split(value, ",")
		}
	}
	return q, nil
}

// addToRegistry reads a line about a territory, a group, a structure, an alias, a merge or an exclusion.
func addToRegistry(r *queriestest.Registry, words []string) error {
	if len(words) < 2 {
		return fmt.Errorf("a %s needs a name", words[0])
	}
	if words[0] == "group" {
		r.Groups = append(r.Groups, queriestest.Group{Code: words[1], Members: strings.Split(words[2], ",")})
		return nil
	}
	values := map[string]string{}
	for _, word := range words[2:] {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return fmt.Errorf("%q has no value", word)
		}
		values[name] = value
	}
	switch words[0] {
	case "territory":
		population, err := strconv.ParseUint("0"+values["population"], 10, 32)
		name := strings.ReplaceAll(values["name"], "_", " ")
		t := queriestest.Territory{Code: words[1], Name: name, Parent: values["parent"], Population: uint32(population)}
		for text := range strings.SplitSeq(values["outline"], "|") {
			if corner, fault := readPoint(text); text != "" {
				t.Outline, err = append(t.Outline, corner), errors.Join(err, fault)
			}
		}
		r.Territories = append(r.Territories, t)
		return err
	case "structure":
		s, err := readSnapshot(words[1], values)
		r.Snapshots = append(r.Snapshots, s)
		return err
	case "call", "project", "rate", "ages":
		return addRegistered(r, words, values)
	case "alias":
		r.Aliases = append(r.Aliases, queriestest.Alias{Alias: words[1], Structure: values["structure"], Removed: values["removed"] == "true"})
		return nil
	case "merge":
		from, err := readDay(values["from"])
		if err != nil {
			return err
		}
		r.Merges = append(r.Merges, queriestest.Merge{
			Structure: words[1], Successor: values["into"], From: *from, Undone: values["undone"] == "true"})
		return nil
	case "measure", "body", "member", "animator", "campaign":
		return addAffair(r, words, values)
	case "exclude":
		from, err := readDay(values["from"])
		if err != nil {
			return err
		}
		to, err := readDay(values["to"])
		r.Exclusions = append(r.Exclusions, queriestest.Exclusion{
			Source: words[1], Structure: values["structure"], From: *from, To: *to, Lifted: values["lifted"] == "true"})
		return err
	}
	return fmt.Errorf("no line begins with %q", words[0])
}

// texts are those of a list of the national standard; a space is written as _.
func texts(value string) []string { return strings.Split(strings.ReplaceAll(value, "_", " "), "|") }

func readDay(text string) (*time.Time, error) {
	d, err := event.ParseDay(text)
	if err != nil {
		return nil, err
	}
	at := d.Time()
	return &at, nil
}

// addEvent reads an event and puts it into the last batch, or into one more.
func (c *testCase) addEvent(words []string) error {
	e, from, err := readEvent(words)
	if err != nil {
		return err
	}
	if len(c.batches) == 0 || from != c.lastSource || slices.Contains(c.lastIDs, words[0]) {
		c.batches, c.lastSource, c.lastIDs = append(c.batches, nil), from, nil
	}
	last := len(c.batches) - 1
	c.batches[last], c.lastIDs = append(c.batches[last], e), append(c.lastIDs, words[0])
	return nil
}

// readEvent makes a CloudEvent of an id, a time, a type and fields of its data, and tells its source.
func readEvent(words []string) (text []byte, from string, err error) {
	if len(words) < 3 {
		return nil, "", fmt.Errorf("an event needs an id, a time and a type")
	}
	from = source
	data := map[string]any{}
	if words[2] == "attendance" {
		data["format"], data["minutes"] = "individual", 60
	}
	for _, word := range words[3:] {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return nil, "", fmt.Errorf("%q has no value", word)
		}
		if name == "source" {
			from = value
			continue
		}
		into, path := data, strings.Split(name, ".")
		for _, step := range path[:len(path)-1] {
			below, ok := into[step].(map[string]any)
			if !ok {
				below = map[string]any{}
				into[step] = below
			}
			into = below
		}
		into[path[len(path)-1]] = fieldValue(words[2], path, value)
	}
	text, err = json.Marshal(map[string]any{
		"specversion": "1.0", "id": words[0], "source": from, "time": words[1], "type": "vigie." + words[2] + ".v1", "data": data})
	return text, from, err
}

// Fields of events that are neither texts nor a yes or no.
var (
	listFields   = []string{"services", "equipment", "barriers", "wants", "procedures", "aids"}
	numberFields = []string{"minutes", "revision", "score", "participations", "people", "referrals_sent"}
)

// fieldValue gives a field of an event's data the type that the field has; below participants and a declaration's margins all are
// numbers.
func fieldValue(kind string, path []string, text string) any {
	name := path[len(path)-1]
	margin := path[0] == "participants" || kind == "declaration" && len(path) > 1
	switch {
	case margin || slices.Contains(numberFields, name):
		return json.Number(text)
	case slices.Contains(listFields, name) && text == "none":
		return []string{}
	case slices.Contains(listFields, name):
		return strings.Split(text, ",")
	case text == "true" || text == "false":
		return text == "true"
	}
	return text
}
