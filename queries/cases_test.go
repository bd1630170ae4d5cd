package queries_test

import (
	"bufio"

	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/queries"
)

// TestCases plays the files testdata/PILLAR.NAME/CASE.txt: a registry, events through the real collector, questions, and the
// figures that were worked out by hand. Of each file the first word of a line says what it is:
//
//	# the reasoning
//	territory 75113 parent=75056 population=1000
//	group est 75111,75112
//	structure a territory=75113 services=employment evening=120 weekend=0 updated=2026-01-05 imported=2026-01-01
//	event v1 2026-01-05 attendance structure=a person=ana profile.age_band=18_24
//	ask from=2026-01-01 to=2026-02-01 by=territory
//	  75113 1 persons=1
//
// An event is its id, its time, its type and the fields of its data (source= is the envelope's); an attendance that says
// nothing else is individual and takes an hour. Events are sent in the order of the file, those that come again later than
// those that they repeat. Under a question stand all its figures in their order: key, value, numerator/denominator, the interval, and the parts that are not 0 (shares always).
//
// Before anything is asked, every row of the events is written once more beside the collector, and again with another body,
// as two collectors in a race could leave them. The first received counts, so that changes nothing.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/*/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	perIndicator := make(map[string]int)
	w := openWarehouse(t)
	for _, path := range paths {
		indicator := filepath.Base(filepath.Dir(path))
		perIndicator[indicator]++
		t.Run(indicator+"/"+strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			c := readCase(t, path)
			n := w.network(t, c.registry)
			for _, batch := range c.batches {
				n.send(t, batch...)
			}
			n.repeatEvents(t)
			c.check(t, n.runner(t), indicator)
		})
	}
	for _, i := range mustLoad(t).All() {
		if n := perIndicator[i.ID]; n < 4 {
			t.Errorf("%s has %d cases: every indicator is shown by at least 4", i.ID, n)
		}
	}
}

// testCase is a file of testdata.
type testCase struct {
	registry  registry
	batches   [][]json.RawMessage // each of one source and without an id twice
	questions []caseQuestion

	lastSource string
	lastIDs    []string
}

type caseQuestion struct {
	line int
	queries.Question
	figures []string
}

func (c testCase) check(t *testing.T, runner *queries.Runner, indicator string) {
	t.Helper()
	for _, q := range c.questions {
		q.Indicator = indicator
		answer, err := runner.Ask(t.Context(), q.Question)
		if err != nil {
			t.Fatalf("line %d: %v", q.line, err)
		}
		var got []string
		for _, f := range answer.Figures {
			got = append(got, shown(f))
		}
		if diff := cmp.Diff(q.figures, got); diff != "" {
			t.Errorf("line %d (- by hand, + answered):\n%s", q.line, diff)
		}
	}
}

// shown writes a figure as the cases do.
func shown(f queries.Figure) string {
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
	words := []string{f.Key}
	switch {
	case f.Status == queries.StatusOK && f.Value == nil:
		words = append(words, "beyond")
	case f.Status == queries.StatusOK:
		words = append(words, number(*f.Value))
	default:
		words = append(words, f.Status)
		if f.Value != nil {
			words = append(words, "but has a value")
		}
	}
	if f.Denominator != nil {
		words = append(words, number(*f.Numerator)+"/"+number(*f.Denominator))
	}
	if f.Low != nil {
		words = append(words, fmt.Sprintf("%.4f..%.4f", *f.Low, *f.High))
	}
	var parts []string
	for name, value := range f.Parts {
		if value != 0 || f.Low != nil || name == "reassessed" || name == "median" || name == "p90" { // shares of persons and days, always
			parts = append(parts, name+"="+number(value))
		}
	}
	slices.Sort(parts)
	return strings.Join(append(words, parts...), " ")
}

// readCase reads a file, and fails the test at the line that can't be read.
func readCase(t *testing.T, path string) testCase {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var c testCase
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
		var err error
		switch words[0] {
		case "territory", "group", "structure":
			err = c.registry.add(words)
		case "event":
			err = c.addEvent(words[1:])
		case "ask":
			var q queries.Question
			q, err = readQuestion(words[1:])
			c.questions = append(c.questions, caseQuestion{line: line, Question: q})
		default:
			err = fmt.Errorf("no line begins with %q", words[0])
		}
		if err != nil {
			t.Fatalf("%s:%d: %v", path, line, err)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

func readQuestion(words []string) (queries.Question, error) {
	q := queries.Question{Filters: make(map[string][]string)}
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

// addEvent reads an event and puts it into the last batch, or into one more.
func (c *testCase) addEvent(words []string) error {
	e, err := readEvent(words)
	if err != nil {
		return err
	}
	from := source
	for _, word := range words {
		if given, ok := strings.CutPrefix(word, "source="); ok {
			from = given
		}
	}
	if len(c.batches) == 0 || from != c.lastSource || slices.Contains(c.lastIDs, words[0]) {
		c.batches, c.lastSource, c.lastIDs = append(c.batches, nil), from, nil
	}
	last := len(c.batches) - 1
	c.batches[last], c.lastIDs = append(c.batches[last], e), append(c.lastIDs, words[0])
	return nil
}

// source is that of the events that name no other.
const source = "https://tool.example"

// readEvent makes a CloudEvent of an id, a time, a type and fields of its data.
func readEvent(words []string) (json.RawMessage, error) {
	if len(words) < 3 {
		return nil, fmt.Errorf("an event needs an id, a time and a type")
	}
	data := map[string]any{}
	e := map[string]any{"specversion": "1.0", "id": words[0], "source": source, "time": words[1], "type": "vigie." + words[2] + ".v1", "data": data}
	if words[2] == "attendance" {
		data["format"], data["minutes"] = "individual", 60
	}
	for _, word := range words[3:] {
		name, text, ok := strings.Cut(word, "=")
		if !ok {
			return nil, fmt.Errorf("%q has no value", word)
		}
		if name == "source" {
			e["source"] = text
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
		into[path[len(path)-1]] = fieldValue(path, text)
	}
	return json.Marshal(e)
}

// fieldValue gives a field of an event's data the type that the field has.
func fieldValue(path []string, text string) any {
	switch name := path[len(path)-1]; {
	case name == "equipment" && text == "none":
		return []string{}
	case name == "services" || name == "equipment" || name == "barriers" || name == "wants":
		return strings.Split(text, ",")
	case name == "minutes" || name == "revision" || path[0] == "participants":
		n, err := strconv.Atoi(text)
		if err != nil {
			return text
		}
		return n
	case text == "true" || text == "false":
		return text == "true"
	}
	return text
}

func mustLoad(t testing.TB) *queries.Catalogue {
	t.Helper()
	c, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// clock is a test's time: it goes on by a second at each reading, so that what is received later is later.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Second)
	return c.at
}
