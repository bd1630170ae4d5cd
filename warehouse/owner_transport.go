package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// pingPath is where the owner answers without asking the engine, as ClickHouse's HTTP interface does.
	pingPath = "/ping"
	// pingPatience is how long that may take.
	pingPatience = 2 * time.Second
)

// ownerTransport reaches the engine in the process that owns the directory: an http.RoundTripper over the owner's socket.
type ownerTransport struct {
	layout    layout
	transport *http.Transport
}

func newOwnerTransport(l layout) *ownerTransport {
	t := &ownerTransport{layout: l}
	t.transport = &http.Transport{
		DialContext:         t.dial,
		DisableCompression:  true,
		MaxIdleConnsPerHost: 4,
	}
	return t
}

func (t *ownerTransport) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	path, dir, err := socketPath(t.layout)
	if err != nil {
		return nil, err
	}
	defer closeFile(dir)
	var dialer net.Dialer
	return dialer.DialContext(ctx, "unix", path)
}

// RoundTrip implements http.RoundTripper. Errors of the connection are not passed on as such: database/sql would take
// them for a reason to send the statement once more.
func (t *ownerTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	body := &notingBody{ReadCloser: request.Body}
	if request.Body != nil {
		request = request.WithContext(request.Context())
		request.Body = body
	}
	response, err := t.transport.RoundTrip(request)
	switch {
	case err == nil:
		return response, nil
	case request.Context().Err() != nil:
		return nil, context.Cause(request.Context())
	case body.failure() != nil:
		return nil, fmt.Errorf("read the rows to insert: %w", body.failure())
	}
	return nil, fmt.Errorf("work through the process that has %s%s open: it has ended, or stopped answering (%v); run the command again",
		embeddedScheme, t.layout.dir, err)
}

// notingBody remembers why reading a body failed, which the transport does not tell from a failing connection.
type notingBody struct {
	io.ReadCloser
	mu  sync.Mutex
	err error
}

// Read implements io.Reader.
func (b *notingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.err = err
	}
	return n, err
}

func (b *notingBody) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// answers says whether the owner takes requests. The engine has no part in it, so a busy owner answers too.
func (t *ownerTransport) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, pingPatience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://owner"+pingPath, nil)
	if err != nil {
		return false
	}
	response, err := t.transport.RoundTrip(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func (t *ownerTransport) close() { t.transport.CloseIdleConnections() }
