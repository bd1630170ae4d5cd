package queries

import (
	"container/list"
	"slices"
	"sync"
	"time"
)

// cache keeps the latest answers of one state of the data. It is safe for concurrent use.
type cache struct {
	mu      sync.Mutex
	state   uint64
	size    int
	entries map[string]*list.Element
	recent  *list.List // of *entry, the latest asked first
}

// entry is a question, its answer, when it was asked for last, and whether it had been before.
type entry struct {
	asked  asked
	answer Answer
	at     time.Time
	again  bool
}

func newCache(size int) *cache {
	return &cache{size: size, entries: make(map[string]*list.Element), recent: list.New()}
}

// get returns the answer that was put for a question in this state of the data.
func (c *cache) get(state uint64, a asked, now time.Time) (Answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[a.key()]
	if !ok || c.state != state {
		return Answer{}, false
	}
	c.recent.MoveToFront(e)
	one := e.Value.(*entry)
	one.at, one.again = now, true
	return one.answer, true
}

// put keeps answers for a state of the data, the latest asked last; all those of an earlier one are forgotten.
func (c *cache) put(state uint64, entries ...entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state > state {
		return
	}
	if c.state < state {
		clear(c.entries)
		c.recent.Init()
		c.state = state
	}
	for _, one := range entries {
		key := one.asked.key()
		if e, ok := c.entries[key]; ok {
			c.recent.Remove(e)
		}
		c.entries[key] = c.recent.PushFront(&one)
		if c.recent.Len() > c.size {
			oldest := c.recent.Back()
			delete(c.entries, oldest.Value.(*entry).asked.key())
			c.recent.Remove(oldest)
		}
	}
}

// since gives up to so many of the questions that were asked for after a moment, or, if they had been before, after an earlier one; the
// latest last.
func (c *cache) since(moment, earlier time.Time, most int) (entries []entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for e := c.recent.Front(); e != nil && len(entries) < most; e = e.Next() {
		one := e.Value.(*entry)
		if !one.at.After(earlier) {
			break
		}
		if one.again || one.at.After(moment) {
			entries = append(entries, *one)
		}
	}
	slices.Reverse(entries)
	return entries
}
