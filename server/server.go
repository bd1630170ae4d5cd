// Package server is what stands between the network and the paths of a process: who may ask by which name, how long anyone may take,
// how many connections there are and whose, and the headers that every answer has.
package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

const (
	headWait   = 10 * time.Second
	readerWait = 30 * time.Second
	// idleWait is how long a connection may wait for its next request.
	idleWait = time.Minute
	// maxHead bounds the head of a request, in bytes.
	maxHead = 64 << 10
)

// Options says what a server stands before.
type Options struct {
	Handler http.Handler
	Hosts   []string // public names, as NAME or NAME:PORT, beside those of the machine
	// FrameHosts are the names of sites, as NAME or NAME:PORT, whose pages may show what is below /embed/ in frames.
	FrameHosts []string
	// Connections bounds how many there are at once; 0: what the process's descriptors allow.
	Connections int
	HeadWait    time.Duration // how long a head may take, and a body to which no handler gives more time; 0: 10 s
	ReaderWait  time.Duration // how long a reader may take over each piece of an answer; 0: 30 s
	Logger      *slog.Logger  // nil: slog.Default()
}

// New makes a server. Its listener is to be one of TCP, as the address that a connection came to is a name of this machine.
func New(o Options) (*http.Server, error) {
	public, err := parseNames("--host", o.Hosts)
	if err != nil {
		return nil, err
	}
	sites, err := sitesOf(o.FrameHosts)
	if err != nil {
		return nil, err
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Connections == 0 {
		o.Connections = allowance()
	}
	if o.HeadWait == 0 {
		o.HeadWait = headWait
	}
	if o.ReaderWait == 0 {
		o.ReaderWait = readerWait
	}
	connections := newConnections(o.Connections)
	inner := connections.share(hosts{public}.guard(sameOrigin(public, faults{o.Logger}.tell(o.Handler))))
	return &http.Server{
		Handler:           withHeaders(sites, deadlines{body: o.HeadWait, piece: o.ReaderWait}.set(inner)),
		ReadHeaderTimeout: o.HeadWait,
		IdleTimeout:       idleWait,
		MaxHeaderBytes:    maxHead,
		ConnState:         connections.follow,
		ConnContext:       connections.remember,
		ErrorLog:          slog.NewLogLogger(o.Logger.Handler(), slog.LevelDebug), // strangers write what lands there
	}, nil
}

// errName says that the name of a flag is none.
type errName struct{ flag, name string }

func (e errName) Error() string {
	return fmt.Sprintf("%s %s: give a name such as vigie.example.org or vigie.example.org:8443, without https:// and without a path", e.flag, e.name)
}
