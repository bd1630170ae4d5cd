package oracle_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"vigie/network"
	"vigie/queries/engine"
	"vigie/queries/oracle"
	"vigie/queries/queriestest"
)

// TestIdentityUndone asks for every figure of random histories before structures get aliases and are merged, meanwhile, and after all of it
// was undone: then each is what it was, to the byte; and meanwhile what the oracle says.
func TestIdentityUndone(t *testing.T) {
	w := queriestest.Open(t)
	tried := 0
	for n := *seed; tried < 2 && n < *seed+100; n++ {
		h := oracle.Draw(n)
		if len(h.Aliases) == 0 || len(h.Merges) == 0 {
			continue
		}
		tried++
		// What opens or closes at the wrong time can't be merged.
		h.Snapshots = changed(h.Snapshots, func(s *oracle.Snapshot) { s.Opened, s.Closed = 0, 0 })
		u := &undoing{t: t, network: w.Network(t, queriestest.RegistryOf(h)), registry: network.New(w.Warehouse, time.Now)}
		u.runner = u.network.Runner(t)
		u.network.Receive(t, h, h.Events)
		apart := h
		apart.Aliases, apart.Merges = nil, nil
		u.network.SetRegistry(t, queriestest.RegistryOf(apart))
		before, _ := u.ask()
		u.set(h)
		meanwhile, figures := u.ask()
		if meanwhile == before {
			t.Errorf("seed %d: %d aliases and %d merges change nothing", n, len(h.Aliases), len(h.Merges))
		}
		merged := oracle.Read(h)
		for i, q := range everywhere() {
			for _, fault := range oracle.Differences(q, merged.Ask(q), figures[i]) {
				t.Errorf("seed %d, %s: %s", n, q, fault)
			}
		}
		u.undo(h)
		if after, _ := u.ask(); after != before {
			t.Errorf("seed %d: undone, it is not as it was:\n%s\nwas\n%s", n, after, before)
		}
		u.set(h)
		if again, _ := u.ask(); again != meanwhile {
			t.Errorf("seed %d: done again, it is another:\n%s\nwas\n%s", n, again, meanwhile)
		}
	}
	if tried == 0 {
		t.Error("no history has an alias and a merge")
	}
}

// everywhere asks for all indicators by structure and territory in a window.
func everywhere() (questions []oracle.Question) {
	for _, indicator := range oracle.Indicators() {
		for _, by := range []string{"structure", "territory"} {
			if !slices.Contains(oracle.Groupings(indicator), by) {
				continue
			}
			questions = append(questions, oracle.Question{
				Indicator: indicator, By: by, From: on("2024-02-01"), To: on("2025-01-01"), AsOf: on("2025-03-01"), Filters: map[string][]string{},
			})
		}
	}
	return questions
}

type undoing struct {
	t        *testing.T
	network  *queriestest.Network
	registry *network.Registry
	runner   *engine.Runner
}

// ask gives everything as a text, and as figures by key.
func (u *undoing) ask() (text string, all []map[string]oracle.Figure) {
	u.t.Helper()
	if err := u.runner.Refresh(u.t.Context()); err != nil {
		u.t.Fatal(err)
	}
	var asked []engine.Question
	for _, q := range everywhere() {
		asked = append(asked, questionOf(q))
	}
	answers, err := u.runner.AskAll(u.t.Context(), asked)
	if err != nil {
		u.t.Fatal(err)
	}
	for _, answer := range answers {
		line, err := json.Marshal(answer.Figures)
		if err != nil {
			u.t.Fatal(err)
		}
		text += answer.Indicator + " by " + answer.By + ": " + string(line) + "\n"
		figures, err := figuresOf(answer)
		if err != nil {
			u.t.Fatal(err)
		}
		all = append(all, figures)
	}
	return text, all
}

// set gives structures aliases and merges them.
func (u *undoing) set(h oracle.History) {
	u.t.Helper()
	for _, a := range h.Aliases {
		if _, err := u.registry.AddAlias(u.t.Context(), network.Alias{Alias: a.Alias, Structure: a.Structure}); err != nil {
			u.t.Fatal(err)
		}
	}
	for _, m := range h.Merges {
		merge := network.Merge{Structure: m.Structure, Successor: m.Successor, From: m.From.String(), Why: "a test"}
		if _, err := u.registry.Merge(u.t.Context(), merge); err != nil {
			u.t.Fatal(err)
		}
	}
}

// undo takes all of it back, the aliases first.
func (u *undoing) undo(h oracle.History) {
	u.t.Helper()
	for _, a := range h.Aliases {
		if _, err := u.registry.RemoveAlias(u.t.Context(), a.Alias); err != nil {
			u.t.Fatal(err)
		}
	}
	for _, m := range slices.Backward(h.Merges) {
		if _, err := u.registry.Unmerge(u.t.Context(), m.Structure, m.Successor); err != nil {
			u.t.Fatal(err)
		}
	}
}
