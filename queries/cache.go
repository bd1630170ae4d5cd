package queries

import (
	"container/list"
	"sync"
)

// cache keeps the latest answers of one state of the data. It is safe for concurrent use.
type cache struct {
	mu      sync.Mutex
	state   uint64
	size    int
	entries map[string]*list.Element
	recent  *list.List // of *entry, the latest asked first
}

type entry struct {
	key    string
	answer Answer
}

func newCache(size int) *cache {
	return &cache{size: size, entries: make(map[string]*list.Element), recent: list.New()}
}

// get returns the answer that was put under a key in this state of the data.
func (c *cache) get(state uint64, key string) (Answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok || c.state != state {
		return Answer{}, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*entry).answer, true
}

// put keeps an answer for a state of the data; all those of another are forgotten.
func (c *cache) put(state uint64, key string, answer Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state != state {
		clear(c.entries)
		c.recent.Init()
		c.state = state
	}
	if e, ok := c.entries[key]; ok {
		e.Value.(*entry).answer = answer
		c.recent.MoveToFront(e)
		return
	}
	c.entries[key] = c.recent.PushFront(&entry{key, answer})
	if c.recent.Len() > c.size {
		oldest := c.recent.Back()
		delete(c.entries, oldest.Value.(*entry).key)
		c.recent.Remove(oldest)
	}
}
