package dashboard

import (
	"net/http"
	"sync"
	"time"

	"vigie/problem"
)

const (
	// maxPageBytes is how many bytes of pages are kept.
	maxPageBytes = 16 << 20
	// pageLife is how long a page is kept at most: it says up to when events are in its figures, and some of it follows the clock.
	pageLife = time.Minute
)

// pageCache keeps pages as long as nothing that they show has changed. It is safe for concurrent use.
type pageCache struct {
	mu      sync.Mutex
	version uint64 // of the figures that all of them were made from
	bytes   int
	pages   map[string]keptPage
}

type keptPage struct {
	reply reply
	made  time.Time
}

// pageKey tells apart all that a page is made from beside the data.
func (d *Dashboard) pageKey(r *http.Request) string {
	return problem.Language(r) + " " + d.today().Format(dayForm) + " " + r.Host + " " + r.URL.RequestURI()
}

func (c *pageCache) get(version uint64, key string, now time.Time) (reply, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.pages[key]
	age := now.Sub(kept.made)
	if !ok || c.version != version || age < 0 || age > pageLife {
		return reply{}, false
	}
	return kept.reply, true
}

// put keeps a page; when there are too many, all others are forgotten.
func (c *pageCache) put(version uint64, key string, now time.Time, page reply) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version || c.bytes+len(page.body) > maxPageBytes {
		c.pages, c.bytes, c.version = nil, 0, version
	}
	if c.pages == nil {
		c.pages = map[string]keptPage{}
	}
	c.bytes += len(page.body) - len(c.pages[key].reply.body)
	c.pages[key] = keptPage{page, now}
}
