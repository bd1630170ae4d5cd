package server

import (
	"container/list"
	"context"
	"net"
	"net/http"
	"sync"
)

const (
	// mostConnections bounds them however many descriptors there are: each takes some 20 KiB.
	mostConnections = 2048
	// fewestConnections is what is tried with however few descriptors.
	fewestConnections = 64
)

// allowance is how many connections the process's descriptors allow: half of them, as the engine and the spool have files open.
func allowance() int {
	return int(max(min(descriptors()/2, mostConnections), fewestConnections))
}

// connections bounds how many there are, and shares them out to those with a request: half to readers, a quarter to senders, an eighth to those
// who ask how the process is. The rest is for those who have not said yet what they want, and for those who have been answered. Nobody keeps
// others out by saying nothing: where there are too many, those are closed that have been without a request longest. It is safe for
// concurrent use.
type connections struct {
	most    int
	allowed map[use]int

	mu      sync.Mutex
	all     map[net.Conn]*connection
	waiting list.List // of connections without a request, the one that has waited longest first
	used    map[use]int
}

// use is what a connection is used for.
type use int

const (
	waiting use = iota
	health
	reading
	sending
)

// connection is one of them.
type connection struct {
	conn  net.Conn
	use   use
	place *list.Element // in waiting; nil while a request is dealt with
}

func newConnections(most int) *connections {
	return &connections{
		most: most, allowed: map[use]int{reading: most / 2, sending: most / 4, health: most / 8},
		all: map[net.Conn]*connection{}, used: map[use]int{},
	}
}

// follow is called by the server when a connection comes and when it goes.
func (c *connections) follow(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if victim := c.add(conn); victim != nil {
			_ = victim.Close()
		}
	case http.StateClosed, http.StateHijacked:
		c.mu.Lock()
		defer c.mu.Unlock()
		if known := c.all[conn]; known != nil {
			c.forget(known)
		}
	}
}

// add takes a connection in, and gives the one that is to be closed so that there are not too many; nil for none.
func (c *connections) add(conn net.Conn) (victim net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if longest := c.waiting.Front(); longest != nil && len(c.all) >= c.most {
		silent := longest.Value.(*connection)
		victim = silent.conn
		c.forget(silent)
	}
	known := &connection{conn: conn}
	known.place = c.waiting.PushBack(known)
	c.all[conn] = known
	return victim
}

func (c *connections) forget(k *connection) {
	if k.place != nil {
		c.waiting.Remove(k.place)
	} else {
		c.used[k.use]--
	}
	delete(c.all, k.conn)
}

// connectionKey is the key of a request's connection in its context.
type connectionKey struct{}

// remember puts the connection of requests into their context.
func (c *connections) remember(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}

// share lets requests in as long as their kind has connections left.
func (c *connections) share(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _ := r.Context().Value(connectionKey{}).(net.Conn)
		if !c.claim(conn, useOf(r)) {
			w.Header().Set("Connection", "close")
			w.Header().Set("Retry-After", "5")
			refuse(w, r, crowded)
			return
		}
		defer c.release(conn)
		next.ServeHTTP(w, r)
	})
}

// useOf is what a request uses its connection for.
func useOf(r *http.Request) use {
	switch {
	case isHealth(r):
		return health
	case r.Method == http.MethodPost && r.URL.Path == "/api/v1/events":
		return sending
	}
	return reading
}

// claim notes what a connection is used for until it is released, and tells whether that may be.
func (c *connections) claim(conn net.Conn, u use) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.all[conn]
	switch {
	case known == nil || known.place == nil:
		return true // it is closed already, or none that the server has told of
	case c.used[u] >= c.allowed[u]:
		return false
	}
	c.waiting.Remove(known.place)
	known.place, known.use = nil, u
	c.used[u]++
	return true
}

// release notes that a connection's request has been dealt with.
func (c *connections) release(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.all[conn]; known != nil && known.place == nil {
		c.used[known.use]--
		known.place = c.waiting.PushBack(known)
	}
}
