package oracle_test

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"

	"vigie/queries/oracle"
)

var (
	histories = flag.Int("histories", 6, "how many random histories are compared")
	seed      = flag.Uint64("seed", 1, "seed of the first of them")
)

// engine is what the oracle is compared with: it takes a history step by step and answers questions about what it has.
type engine interface {
	// Take brings the registry, the exclusions and the sources' spaces to those of the step, and receives its fresh events.
	Take(ctx context.Context, now oracle.Step) error
	Ask(ctx context.Context, q oracle.Question) (map[string]oracle.Figure, error)
}

// compare asks an engine about random histories, at each of their steps, and tells where it answers otherwise than the oracle. Each
// history is asked number questions about every indicator.
func compare(t *testing.T, number int, start func(t *testing.T) engine) {
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
func compareHistory(t *testing.T, seed uint64, number int, e engine) (faults []string) {
	t.Helper()
	steps := oracle.Draw(seed).Steps(seed)
	for i, step := range steps {
		if err := e.Take(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		n := oracle.Read(step.History)
		for _, indicator := range oracle.Indicators() {
			for k, q := range oracle.DrawQuestions(seed, indicator, number*len(steps)) {
				if k%len(steps) != i {
					continue // it is asked at another step
				}
				got, err := e.Ask(t.Context(), q)
				if err != nil {
					t.Fatalf("%s: %v", q, err)
				}
				if differing := oracle.Differences(q, n.Ask(q), got); len(differing) > 0 {
					faults = append(faults, fmt.Sprintf("step %d of %d, %s:\n\t%s", i+1, len(steps), q, strings.Join(differing, "\n\t")))
				}
			}
		}
		if len(faults) > 0 {
			break
		}
	}
	return faults
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

func (r *reading) Ask(_ context.Context, q oracle.Question) (map[string]oracle.Figure, error) {
	return r.network.Ask(q), nil
}

// TestComparison holds the comparison to finding nothing in the oracle itself, and something in one that overlooks a part of the
// history: the histories show what each part is for.
func TestComparison(t *testing.T) {
	compare(t, 6, func(*testing.T) engine { return &reading{change: func(*oracle.History) {}} })
	for name, change := range map[string]func(*oracle.History){
		"the last events":  func(h *oracle.History) { h.Events = h.Events[:max(0, len(h.Events)-8)] },
		"exclusions":       func(h *oracle.History) { h.Exclusions = nil },
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
