package server

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// piece is how much of an answer is written under one deadline, in bytes: with 30 s for each, whoever is slower than 2 KB/s does not read.
const piece = 64 << 10

// rest is how long the rest of a body may take to arrive after the answer was made without it.
const rest = time.Second

// deadlines end what does not move on: a body that does not arrive, an answer that is not read.
type deadlines struct {
	body  time.Duration // for a whole body; a handler that takes long ones moves it on, by http.ResponseController
	piece time.Duration // for each piece of an answer
}

func (d deadlines) set(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connection := http.NewResponseController(w)
		if r.Body != nil && r.Body != http.NoBody {
			_ = connection.SetReadDeadline(time.Now().Add(d.body)) // where there are deadlines
			r = r.WithContext(r.Context())                         // the server keeps its own body, of which it disposes
			arriving := &body{ReadCloser: r.Body, connection: connection}
			r.Body = arriving
			defer arriving.leave()
		}
		next.ServeHTTP(&pieces{w, connection, d.piece}, r)
	})
}

// body is one that arrives under a deadline. Once it is whole there is none: the server watches the connection while the answer is made.
type body struct {
	io.ReadCloser
	connection *http.ResponseController
	whole      atomic.Bool
}

// leave lets the server read the rest, if it comes soon: who sends it may read the answer only afterwards.
func (b *body) leave() {
	if !b.whole.Load() {
		_ = b.connection.SetReadDeadline(time.Now().Add(rest))
	}
}

// Read reads what has arrived.
func (b *body) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	if errors.Is(err, io.EOF) {
		b.whole.Store(true)
		_ = b.connection.SetReadDeadline(time.Time{})
	}
	return n, err
}

// pieces writes an answer piece by piece, each under a deadline of its own.
type pieces struct {
	http.ResponseWriter
	connection *http.ResponseController
	wait       time.Duration
}

// WriteHeader begins the answer.
func (p *pieces) WriteHeader(status int) {
	_ = p.connection.SetWriteDeadline(time.Now().Add(p.wait))
	p.ResponseWriter.WriteHeader(status)
}

// Write writes as many pieces as it takes.
func (p *pieces) Write(text []byte) (written int, err error) {
	for first := true; first || len(text) > 0; first = false {
		_ = p.connection.SetWriteDeadline(time.Now().Add(p.wait))
		n, err := p.ResponseWriter.Write(text[:min(len(text), piece)])
		written += n
		if err != nil {
			return written, err
		}
		text = text[n:]
	}
	return written, nil
}

// Unwrap lets http.ResponseController reach the connection.
func (p *pieces) Unwrap() http.ResponseWriter { return p.ResponseWriter }
