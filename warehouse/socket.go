package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// maxSocketPath is the longest path that a socket's address holds, in bytes: 107 on Linux, 103 on macOS.
const maxSocketPath = 103

// socketServer lets other processes of the same user, its clients, work through this one.
type socketServer struct {
	server http.Server
	path   string
	dir    *os.File // open as long as the socket is reached through it
	served chan struct{}
}

// listen opens the socket in the directory, whose lock is held: what lies in its place is left from a process that died.
func listen(l layout, e *engine) (*socketServer, error) {
	if err := os.Remove(l.socket()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the stale socket %s: %w", l.socket(), err)
	}
	path, dir, err := socketPath(l)
	if err != nil {
		return nil, err
	}
	config := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
		var err error
		// Before it is bound, so that the file never has another mode. (macOS minds only what comes after.)
		if controlled := raw.Control(func(fd uintptr) { err = syscall.Fchmod(int(fd), 0o600) }); controlled != nil {
			return controlled
		}
		return err
	}}
	listener, err := config.Listen(context.Background(), "unix", path)
	if err == nil {
		err = os.Chmod(l.socket(), 0o600)
	}
	if err != nil {
		closeFile(dir)
		return nil, fmt.Errorf("open the socket %s for other processes: %w; take a directory on a local disk", l.socket(), err)
	}
	listener.(*net.UnixListener).SetUnlinkOnClose(false) // the path may lead through dir, which is closed before
	s := &socketServer{path: l.socket(), dir: dir, served: make(chan struct{})}
	s.server.Handler = &socketHandler{transport: &engineTransport{engine: e, remote: true}}
	s.server.ReadHeaderTimeout = 5 * time.Second
	s.server.MaxHeaderBytes = maxStatement // parameters travel in the URL
	go func() {
		defer close(s.served)
		if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			e.logger.Error("serve other processes", "socket", l.socket(), "error", err)
		}
	}()
	return s, nil
}

// close stops taking requests, lets those under way end until patience is over, and removes the socket.
func (s *socketServer) close(patience time.Duration) {
	os.Remove(s.path) // first: who comes from now on finds no socket, and waits for the lock instead
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if s.server.Shutdown(ctx) != nil {
		s.server.Close()
	}
	<-s.served
	closeFile(s.dir)
}

// socketPath returns the path by which to reach the directory's socket. Where the real one is too long for a socket's
// address it leads through an open descriptor of the directory, which must stay open meanwhile.
func socketPath(l layout) (string, *os.File, error) {
	if len(l.socket()) <= maxSocketPath {
		return l.socket(), nil, nil
	}
	dir, err := os.Open(l.dir)
	if err != nil {
		return "", nil, fmt.Errorf("open the warehouse's directory %s: %w", l.dir, err)
	}
	path := filepath.Join("/proc/self/fd", strconv.Itoa(int(dir.Fd())), filepath.Base(l.socket()))
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		dir.Close()
		return "", nil, fmt.Errorf("open the socket %s: its path is longer than %d bytes; name a directory with a shorter path", l.socket(), maxSocketPath)
	}
	return path, dir, nil
}

func closeFile(f *os.File) {
	if f != nil {
		f.Close()
	}
}

// socketHandler answers the requests of other processes.
type socketHandler struct{ transport *engineTransport }

// ServeHTTP implements http.Handler.
func (h *socketHandler) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if request.URL.Path == pingPath {
		fmt.Fprintln(w, "Ok.")
		return
	}
	if name, is := strings.CutPrefix(request.URL.Path, askPath); is {
		h.transport.engine.answer(w, request, name)
		return
	}
	statement := request.WithContext(request.Context())
	statement.Body = io.NopCloser(request.Body)
	response, err := h.transport.RoundTrip(statement)
	// A client that is still sending rows reads the answer, and not an error of the connection, only if it may end.
	_, _ = io.Copy(io.Discard, request.Body)
	if err != nil {
		if errors.Is(err, errClosed) {
			err = errors.New("the process that has the warehouse open is ending; run the command again")
		}
		// Where the context has ended nobody reads this.
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	defer response.Body.Close()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.FormatInt(response.ContentLength, 10))
	w.WriteHeader(response.StatusCode)
	// The client sees a body that is cut off as an error of its own.
	_, _ = io.Copy(w, response.Body)
}
