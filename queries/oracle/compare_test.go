package oracle_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/queries/oracle"
)

var (
	histories = flag.Int("histories", 9, "how many random histories are compared")
	seed      = flag.Uint64("seed", 1, "seed of the first of them")
)

// answerer is what the oracle is compared with: it takes a history step by step and answers questions about what it has.
type answerer interface {
	// Take brings the registry, the exclusions and the sources' spaces to those of the step, and receives its fresh events.
	Take(ctx context.Context, now oracle.Step) error
	// Ask answers questions together.
	Ask(ctx context.Context, questions []oracle.Question) ([]map[string]oracle.Figure, error)
}

// compare asks an engine about random histories, at each of their steps, and tells where it answers otherwise than the oracle. Each
// history is asked number questions about every indicator.
func compare(t *testing.T, number int, start func(t *testing.T) answerer) {
	t.Helper()
	for n := range uint64(*histories) {
		t.Run(fmt.Sprintf("seed=%d", *seed+n), func(t *testing.T) {
			for _, fault := range compareHistory(t, *seed+n, number, start(t)) {
				t.Error(fault)
			}
		})
	}
}

// compareHistory compares the history of a seed, up to the first step at which answers differ.
func compareHistory(t *testing.T, seed uint64, number int, e answerer) (faults []string) {
	t.Helper()
	steps := oracle.Draw(seed).Steps(seed)
	choices := oracle.DrawQuestions(seed, broadest, number)
	for i, step := range steps {
		if err := e.Take(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		n := oracle.Read(step.History)
		var questions []oracle.Question
		for j, indicator := range oracle.Indicators() {
			for k, q := range oracle.DrawQuestions(seed, indicator, number) {
				if (int(seed)+j+k)%len(steps) == i { // the others are asked at other steps
					questions = append(questions, filtered(q, choices[k]))
				}
			}
		}
		answers, err := e.Ask(t.Context(), questions)
		if err != nil {
			t.Fatal(err)
		}
		for k, q := range questions {
			if differing := oracle.Differences(q, n.Ask(q), answers[k]); len(differing) > 0 {
				faults = append(faults, fmt.Sprintf("step %d of %d, %s:\n\t%s", i+1, len(steps), q, strings.Join(differing, "\n\t")))
			}
		}
		if len(faults) > 0 {
			break
		}
	}
	return faults
}

// broadest is an indicator that has all filters.
const broadest = "impact.participations"

// filtered is a question with the filters of another, as far as its indicator has them: what all indicators are filtered on together is
// counted together, and more histories can be compared.
func filtered(q, choice oracle.Question) oracle.Question {
	need := q.Filters["need"]
	q.Territories, q.Filters = nil, map[string][]string{}
	if need != nil {
		q.Filters["need"] = need
	}
	if slices.Contains(oracle.Filters(q.Indicator), "territory") {
		q.Territories = choice.Territories
	}
	for name, values := range choice.Filters {
		if slices.Contains(oracle.Filters(q.Indicator), name) {
			q.Filters[name] = values
		}
	}
	return q
}

// reading is the oracle as an engine, with a fault where it changes histories.
type reading struct {
	network *oracle.Network
	change  func(*oracle.History)
}

func (r *reading) Take(_ context.Context, now oracle.Step) error {
	r.change(&now.History)
	r.network = oracle.Read(now.History)
	return nil
}

func (r *reading) Ask(_ context.Context, questions []oracle.Question) (answers []map[string]oracle.Figure, err error) {
	for _, q := range questions {
		answers = append(answers, r.network.Ask(q))
	}
	return answers, nil
}

// TestComparison holds the comparison to finding nothing in the oracle itself, and something in one that overlooks a part of the
// history: the histories show what each part is for.
func TestComparison(t *testing.T) {
	compare(t, 6, func(*testing.T) answerer { return &reading{change: func(*oracle.History) {}} })
	for name, change := range map[string]func(*oracle.History){
		"the last events":  func(h *oracle.History) { h.Events = h.Events[:max(0, len(h.Events)-8)] },
		"exclusions":       func(h *oracle.History) { h.Exclusions = nil },
		"aliases":          func(h *oracle.History) { h.Aliases = nil },
		"merges":           func(h *oracle.History) { h.Merges = nil },
		"spaces":           func(h *oracle.History) { h.Spaces = nil },
		"edits":            func(h *oracle.History) { h.Events = without(h.Events, isEdit) },
		"retractions":      func(h *oracle.History) { h.Events = without(h.Events, isRetraction) },
		"declarations":     func(h *oracle.History) { h.Events = without(h.Events, isDeclaration) },
		"what comes again": func(h *oracle.History) { h.Events = lastOfEach(h.Events) },
		"later snapshots":  func(h *oracle.History) { h.Snapshots = firstOfEach(h.Snapshots) },
		"parents":          func(h *oracle.History) { h.Territories = orphans(h.Territories) },
		"groups":           func(h *oracle.History) { h.Groups = nil },
		"unknown newness":  func(h *oracle.History) { h.Events = allNew(h.Events) },
		"closed months": func(h *oracle.History) {
			h.Snapshots = changed(h.Snapshots, func(s *oracle.Snapshot) { s.ClosedMonths = nil })
		},
		"ways of receiving": func(h *oracle.History) {
			h.Snapshots = changed(h.Snapshots, func(s *oracle.Snapshot) { s.AccessModes = nil })
		},
	} {
		t.Run(name, func(t *testing.T) {
			found := 0
			for n := range uint64(12) {
				found += len(compareHistory(t, *seed+n, 6, &reading{change: change}))
			}
			if found == 0 {
				t.Errorf("nobody misses %s in twelve histories", name)
			}
		})
	}
}
