package queries_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/queries"
	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/queries/queriestest"
)

// TestCases plays the files testdata/PILLAR.NAME/CASE.txt: a registry, events through the real collector, questions, and the
// figures that were worked out by hand. Of each file the first word of a line says what it is:
//
//	# the reasoning
//	territory 75113 parent=75056 population=1000 outline=48.8,2.3|48.9,2.3|48.9,2.4
//	group est 75111,75112
//	structure a territory=75113 services=employment fees=Gratuit evening=120 closed_months=7|8 position=48.85,2.35 imported=2026-01-01T10:00:00Z
//	alias x structure=a
//	merge a into=b from=2026-02-01
//	exclude https://tool.example from=2026-01-01 to=2026-02-01 structure=a
//	event v1 2026-01-05 attendance structure=a person=p1 profile.age_band=18_24
//	ask from=2026-01-01 to=2026-02-01 by=territory
//	  75113 1 persons=1
//
// Several lines of one structure are its snapshots, each with a territory of its own. An exclusion may be lifted=true, an alias
// removed=true, a merge undone=true. An event is its id, its time, its type and the fields of its data (source= is the envelope's); an
// attendance that says nothing else is individual and takes an hour. Events are sent in the order of the file, those that come again later
// than those that they repeat.
//
// Under a question stand all its figures in their order: key, the status where it is not ok, value, numerator/denominator, the
// interval, and the parts that are not 0. Shares of persons show all their parts, but passages of nobody; low and high are shown of estimates alone.
//
// Before anything is asked, every row of the events is written once more beside the collector, and again with another body,
// as two collectors in a race could leave them. The first received counts, so that changes nothing.
func TestCases(t *testing.T) {
	w := queriestest.Open(t)
	for _, c := range readCases(t) {
		t.Run(c.indicator+"/"+c.name, func(t *testing.T) {
			n := w.Network(t, c.registry)
			for _, batch := range c.batches {
				n.Send(t, space, batch...)
			}
			n.Repeat(t)
			for _, fault := range c.faults(t, upToDate(t, n)) {
				t.Error(fault)
			}
		})
	}
}

// TestEnoughCases wants every indicator shown by hand.
func TestEnoughCases(t *testing.T) {
	number := make(map[string]int)
	for _, c := range readCases(t) {
		number[c.indicator]++
	}
	for _, i := range mustLoad(t).All() {
		if n := number[i.ID]; n < 4 {
			t.Errorf("%s has %d cases: every indicator is shown by at least 4", i.ID, n)
		}
	}
}

func readCases(t *testing.T) (cases []testCase) {
	t.Helper()
	paths, err := filepath.Glob("testdata/*/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		cases = append(cases, readCase(t, path))
	}
	return cases
}

// faults asks all questions of a case at once and tells which figures are others than those worked out by hand.
func (c testCase) faults(t *testing.T, runner *engine.Runner) (faults []string) {
	t.Helper()
	var questions []engine.Question
	for _, q := range c.questions {
		questions = append(questions, q.Question)
	}
	answers, err := runner.AskAll(t.Context(), questions)
	if err != nil {
		return []string{err.Error()}
	}
	for i, answer := range answers {
		var got []string
		for _, f := range answer.Figures {
			got = append(got, shown(f))
		}
		if diff := cmp.Diff(c.questions[i].figures, got); diff != "" {
			faults = append(faults, fmt.Sprintf("line %d (- by hand, + answered):\n%s", c.questions[i].line, diff))
		}
	}
	return faults
}

// shown writes a figure as the cases do.
func shown(f indicator.Figure) string {
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
	words := []string{f.Key}
	if f.Status != engine.StatusOK {
		words = append(words, f.Status)
	}
	switch {
	case f.Value != nil:
		words = append(words, number(*f.Value))
	case f.Status != engine.StatusNoData && f.Status != engine.StatusUnranked:
		words = append(words, "beyond")
	}
	if f.Denominator != nil {
		words = append(words, number(*f.Numerator)+"/"+number(*f.Denominator))
	}
	if f.Low != nil {
		words = append(words, fmt.Sprintf("%.4f..%.4f", *f.Low, *f.High))
	}
	var parts []string
	for name, value := range f.Parts {
		always := f.Low != nil || slices.Contains([]string{"reassessed", "median", "p90"}, name)
		bound := slices.Contains([]string{"low", "high"}, name)
		always = always && !strings.Contains(name, "_to_")
		if (value != 0 || always) && (!bound || f.Status == engine.StatusEstimate) {
			parts = append(parts, name+"="+number(value))
		}
	}
	slices.Sort(parts)
	return strings.Join(append(words, parts...), " ")
}

func mustLoad(t testing.TB) *indicator.Catalogue {
	t.Helper()
	c, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
