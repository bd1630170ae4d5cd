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

// connections bounds how many there are, and shares them out: half for readers, a quarter for senders, and the rest for those who have not
// said yet what they want. Nobody keeps others out by saying nothing: where there are too many, those are closed that have been silent
// longest. It is safe for concurrent use.
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
	waiting use = iota // for a whole head
	other              // an answer that costs nothing
	reading
	sending
)

// connection is one of them.
type connection struct {
	conn  net.Conn
	use   use
	place *list.Element // in waiting
}

func newConnections(most int) *connections {
	return &connections{
		most: most, allowed: map[use]int{reading: most / 2, sending: most / 4},
		all: map[net.Conn]*connection{}, used: map[use]int{},
	}
}

// follow is called by the server when a connection comes, has read a head, has answered, or goes.
func (c *connections) follow(conn net.Conn, state http.ConnState) {
	if victim := c.note(conn, state); victim != nil {
		_ = victim.Close()
	}
}

// note keeps account, and gives the connection that is to be closed so that there are not too many; nil for none.
func (c *connections) note(conn net.Conn, state http.ConnState) (victim net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.all[conn]
	switch state {
	case http.StateNew:
		if len(c.all) >= c.most {
			longest := c.waiting.Front()
			if longest == nil {
				return conn // all others are at work
			}
			silent := longest.Value.(*connection)
			victim = silent.conn
			c.forget(silent)
		}
		known = &connection{conn: conn}
		c.all[conn] = known
		known.place = c.waiting.PushBack(known)
	case http.StateActive:
		if known != nil {
			c.put(known, other)
		}
	case http.StateIdle:
		if known != nil {
			c.put(known, waiting)
		}
	case http.StateClosed, http.StateHijacked:
		if known != nil {
			c.forget(known)
		}
	}
	return victim
}

// put notes what a connection is used for from now on.
func (c *connections) put(k *connection, u use) {
	c.used[k.use]--
	c.used[u]++
	k.use = u
	switch {
	case u == waiting && k.place == nil:
		k.place = c.waiting.PushBack(k)
	case u != waiting && k.place != nil:
		c.waiting.Remove(k.place)
		k.place = nil
	}
}

func (c *connections) forget(k *connection) {
	c.put(k, other)
	c.used[other]--
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
		if !c.claim(r) {
			w.Header().Set("Connection", "close")
			w.Header().Set("Retry-After", "5")
			refuse(w, r, crowded)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// claim notes what a request's connection is used for until it is answered whole, and tells whether that may be.
func (c *connections) claim(r *http.Request) bool {
	u := reading
	switch {
	case isHealth(r):
		u = other
	case r.Method == http.MethodPost && r.URL.Path == "/api/v1/events":
		u = sending
	}
	conn, _ := r.Context().Value(connectionKey{}).(net.Conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.all[conn]
	if known == nil || u == other {
		return true
	}
	if c.used[u] >= c.allowed[u] {
		return false
	}
	c.put(known, u)
	return true
}
