package engine

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"vigie/queries/facts"
	"vigie/queries/indicator"
	"vigie/queries/places"
)

// counts is what has been counted over one build of the facts, for some questions together.
type counts struct {
	build    facts.Build
	registry *places.Snapshot
	first    time.Time // day of the first event, where a change is asked about; zero where there is none

	mu      sync.Mutex
	tallies map[tally]map[window]map[string]numbers // by key; one that has no row has no key
	sheets  map[window][]sheetRow
	needs   map[time.Time]Needs // by the ends of windows
	middles Middles
}

// numbers are what a measure adds up to, told apart by its spread; one without a spread has one.
type numbers []int64

// spreads is up to how many values a measure is told apart by.
const spreads = 64

func newCounts(build facts.Build, registry *places.Snapshot) *counts {
	return &counts{
		build: build, registry: registry, tallies: make(map[tally]map[window]map[string]numbers), sheets: make(map[window][]sheetRow),
		needs: make(map[time.Time]Needs),
	}
}

// maxWindows is how many windows a statement counts at most: a bit each.
const maxWindows = 64

// batches puts what is needed into as few batches as possible.
func batches(needs map[tally]*need) []batch {
	together := make(map[string]*batch)
	for t, n := range needs {
		// A class of a measure's own column is counted alone.
		key := t.measure + " " + t.filters
		if ownClass(n.by) {
			key += n.by
		}
		b := together[key]
		if b == nil {
			b = &batch{measure: n.measure, asked: n.asked}
			together[key] = b
		}
		b.groupings = append(b.groupings, n.by)
		for _, w := range n.windows {
			if !slices.Contains(b.windows, w) {
				b.windows = append(b.windows, w)
			}
		}
	}
	all := make([]batch, 0, len(together))
	for _, b := range together {
		slices.Sort(b.groupings)
		slices.SortFunc(b.windows, func(x, y window) int {
			return cmp.Or(x.asOf.Compare(y.asOf), x.From.Compare(y.From), x.To.Compare(y.To))
		})
		for len(b.windows) > 0 {
			one := *b
			one.windows = b.windows[:min(len(b.windows), maxWindows)]
			if other := slices.IndexFunc(one.windows, func(w window) bool { return !w.asOf.Equal(one.windows[0].asOf) }); other > 0 {
				one.windows = one.windows[:other]
			}
			b.windows = b.windows[len(one.windows):]
			all = append(all, one)
		}
	}
	return all
}

// keep takes what a statement answered.
func (c *counts) keep(b batch, rows []row) {
	c.mu.Lock()
	defer c.mu.Unlock()
	of := make(map[string]tally, len(b.groupings))
	for _, g := range b.groupings {
		t := tally{b.measure.Name, g, b.asked.filterKey()}
		if of[g] = t; ownClass(g) {
			of["class"] = t
		}
		if c.tallies[t] == nil {
			c.tallies[t] = make(map[window]map[string]numbers)
		}
		for _, w := range b.windows {
			c.tallies[t][w] = make(map[string]numbers)
		}
	}
	for _, r := range rows {
		for i, sum := range r.Sums {
			add(c.tallies[of[r.Grouping]][b.windows[i]], b.measure, r, sum)
		}
	}
}

func add(keys map[string]numbers, m indicator.Measure, r row, sum int64) {
	if sum == 0 {
		return
	}
	width := 1
	if m.Spread != "" {
		width = spreads
	}
	if keys[r.Key] == nil {
		keys[r.Key] = make(numbers, width)
	}
	keys[r.Key][min(int(r.Spread), width-1)] += sum
}

// of is what a tally has in a window, by key; it is shared, and its reader must not change it.
func (c *counts) of(t tally, w window) map[string]numbers { return c.tallies[t][w] }

func (c *counts) keepSheets(windows []window, rows []sheetRow) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, one := range rows {
		w := windows[one.Number]
		c.sheets[w] = append(c.sheets[w], one)
	}
}

func (c *counts) keepNeeds(to time.Time, n Needs) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.needs[to] = n
}

func (c *counts) keepMiddles(m Middles) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.middles = m
}

func (c *counts) sheet(w window) []sheetRow { return c.sheets[w] }
