package engine

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"vigie/queries/facts"
	"vigie/queries/places"
)

// counts is what has been counted over one build of the facts. What is there never changes, so it is read by many questions at once.
type counts struct {
	build     facts.Build
	registry  *places.Snapshot
	smallRows uint64

	mu      sync.Mutex
	tallies map[tally]*counted
	sheets  map[window][]sheetRow
	size    int
}

func newCounts(build facts.Build, registry *places.Snapshot, smallRows uint64) *counts {
	return &counts{build: build, registry: registry, smallRows: smallRows, tallies: make(map[tally]*counted), sheets: make(map[window][]sheetRow)}
}

// maxWindows is how many windows a statement counts at most: a bit each.
const maxWindows = 64

// small tells whether there are few enough facts to keep series of them in memory.
func (c *counts) small() bool { return c.build.Rows <= c.smallRows }

// missing puts what has not been counted yet into as few batches as possible.
func (c *counts) missing(needs map[tally]*need) []batch {
	c.mu.Lock()
	defer c.mu.Unlock()
	batches := make(map[string]*batch)
	for t, n := range needs {
		lacking := slices.DeleteFunc(slices.Clone(n.windows), func(w window) bool { return c.has(t, w) })
		if len(lacking) == 0 {
			continue
		}
		// A class of a measure's own column is counted alone.
		key := fmt.Sprintf("%s %s %s", t.measure, t.filters, margin(n.measure, n.asked, n.by))
		if ownClass(n.by) {
			key += n.by
		}
		b := batches[key]
		if b == nil {
			b = &batch{measure: n.measure, asked: n.asked, apart: c.small()}
			batches[key] = b
		}
		b.groupings = append(b.groupings, n.by)
		for _, w := range lacking {
			if !slices.Contains(b.windows, w) {
				b.windows = append(b.windows, w)
			}
		}
	}
	all := make([]batch, 0, len(batches))
	for _, b := range batches {
		slices.Sort(b.groupings)
		slices.SortFunc(b.windows, func(x, y window) int {
			return cmp.Or(x.From.Compare(y.From), x.To.Compare(y.To), x.asOf.Compare(y.asOf))
		})
		for some := range slices.Chunk(b.windows, maxWindows) {
			one := *b
			one.windows = some
			all = append(all, one)
		}
	}
	return all
}

// lacks tells whether something that a question needs has not been counted.
func (c *counts) lacks(a asked) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range a.windows() {
		if _, known := c.sheets[w]; !known && a.indicator.UsesStructures() {
			return true
		}
		for _, m := range a.measures {
			if as, _ := a.countedAs(m, c.registry); !c.has(tallyOf(as, m), w) {
				return true
			}
		}
	}
	return false
}

// has tells whether a tally's window has been counted, or can be from its series.
func (c *counts) has(t tally, w window) bool {
	counted := c.tallies[t]
	if counted == nil {
		return false
	}
	_, known := counted.windows[w]
	return known || counted.series != nil
}

// keep takes what a statement answered.
func (c *counts) keep(b batch, rows []row) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shrink()
	of := make(map[string]*counted, len(b.groupings))
	for _, g := range b.groupings {
		t := tally{b.measure.Name, g, b.asked.filterKey()}
		if c.tallies[t] == nil {
			c.tallies[t] = &counted{measure: b.measure, windows: make(map[window]map[string]numbers)}
		}
		if of[g] = c.tallies[t]; ownClass(g) {
			of["class"] = c.tallies[t]
		}
		if b.apart {
			c.tallies[t].series = make(map[string]map[uint8]series)
			continue
		}
		for _, w := range b.windows {
			c.tallies[t].windows[w] = make(map[string]numbers)
		}
	}
	for _, one := range rows {
		if into := of[one.Grouping]; b.apart {
			c.size += into.addSeries(one)
		} else {
			c.size += into.addSums(one, b.windows)
		}
	}
}

// shrink forgets everything where it has become too much: it can be counted again.
func (c *counts) shrink() {
	if c.size > maxNumbers {
		clear(c.tallies)
		clear(c.sheets)
		c.size = 0
	}
}

// of is what a tally has in a window, by key; it is shared, and its reader must not change it.
func (c *counts) of(t tally, w window) map[string]numbers {
	c.mu.Lock()
	defer c.mu.Unlock()
	counted := c.tallies[t]
	if counted == nil {
		return nil
	}
	if _, known := counted.windows[w]; !known && counted.series != nil {
		c.size += counted.count(w)
	}
	return counted.windows[w]
}

func (c *counts) lackingSheets(needed map[window]bool) []window {
	c.mu.Lock()
	defer c.mu.Unlock()
	var lacking []window
	for w := range needed {
		if _, known := c.sheets[w]; !known {
			lacking = append(lacking, w)
		}
	}
	return lacking
}

func (c *counts) keepSheets(windows []window, rows []sheetRow) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shrink()
	for _, w := range windows {
		c.sheets[w] = []sheetRow{}
	}
	for _, one := range rows {
		w := windows[one.Number]
		c.sheets[w] = append(c.sheets[w], one)
		c.size += sheetNumbers
	}
}

func (c *counts) sheet(w window) []sheetRow {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sheets[w]
}
