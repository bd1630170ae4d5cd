package engine

import "vigie/queries/indicator"

// numbers are what a measure adds up to, told apart by its spread; one without a spread has one.
type numbers []int64

// spreads is up to how many values a measure is told apart by.
const spreads = 64

// counted is what is known of a tally.
type counted struct {
	measure indicator.Measure
	windows map[window]map[string]numbers // by key; one that has no row has no key
	series  map[string]map[uint8]series   // by key and spread; nil: not read
}

func (c *counted) width() int {
	if c.measure.Spread != "" {
		return spreads
	}
	return 1
}

// addSums takes what a key adds up to in windows, and gives how many numbers that is.
func (c *counted) addSums(r row, windows []window) (size int) {
	for i, sum := range r.Sums {
		size += c.add(c.windows[windows[i]], r.Key, r.Spread, sum)
	}
	return size
}

// addSeries takes all rows of a key.
func (c *counted) addSeries(r row) (size int) {
	if c.series[r.Key] == nil {
		c.series[r.Key] = make(map[uint8]series)
	}
	s := r.series()
	c.series[r.Key][r.Spread] = s
	return s.size()
}

// count counts a window from the series.
func (c *counted) count(w window) (size int) {
	keys := make(map[string]numbers, len(c.series))
	looking := looked(c.measure, w)
	for key, spread := range c.series {
		for value, s := range spread {
			size += c.add(keys, key, value, s.in(looking))
		}
	}
	c.windows[w] = keys
	return size
}

func (c *counted) add(keys map[string]numbers, key string, spread uint8, sum int64) (size int) {
	if sum == 0 {
		return 0
	}
	if keys[key] == nil {
		keys[key] = make(numbers, c.width())
		size = c.width()
	}
	keys[key][min(int(spread), c.width()-1)] += sum
	return size
}
