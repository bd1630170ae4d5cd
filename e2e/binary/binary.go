// Package binary builds the real vigie and runs it for tests and benchmarks: one command to its end, or a server on a
// free port. Only tests import it.
package binary

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Root is the project's folder: the nearest one above the test that holds go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test's folder")
		}
	}
}

var (
	building sync.Once
	built    string
	buildErr error
)

// Path builds vigie, once a test run, and answers where it is. Clean removes it.
func Path(t testing.TB) string {
	t.Helper()
	building.Do(func() {
		dir, err := os.MkdirTemp("", "vigie-e2e")
		if err != nil {
			buildErr = err
			return
		}
		built = filepath.Join(dir, "vigie")
		if out, err := exec.Command("go", "build", "-o", built, "vigie/cmd/vigie").CombinedOutput(); err != nil {
			buildErr = fmt.Errorf("build vigie: %w\n%s", err, out)
		}
	})
	if buildErr != nil {
		t.Fatal(buildErr)
	}
	return built
}

// Clean removes what Path built; a test package that uses this one calls it at the end of its TestMain.
func Clean() {
	if built != "" {
		_ = os.RemoveAll(filepath.Dir(built))
	}
}

// environment tells the binary, which is built outside the project, where the engine's library is.
func environment(t testing.TB) []string {
	library := os.Getenv("VIGIE_LIBCHDB")
	if library == "" {
		library = filepath.Join(Root(t), "node_modules/@chdb/lib-linux-x64-gnu/libchdb.so")
	}
	return append(os.Environ(), "VIGIE_LIBCHDB="+library)
}

// Outcome is what a command did.
type Outcome struct {
	Code           int
	Stdout, Stderr string
}

// Run runs one command to its end, on the warehouse in dir.
func Run(t testing.TB, dir string, args ...string) Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, Path(t), args...)
	command.Env = append(environment(t), "VIGIE_WAREHOUSE=embedded:"+dir)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("vigie %s: %v", strings.Join(args, " "), err)
	}
	return Outcome{command.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// Done runs a command that must succeed and answers its standard output.
func Done(t testing.TB, dir string, args ...string) string {
	t.Helper()
	o := Run(t, dir, args...)
	if o.Code != 0 {
		t.Fatalf("vigie %s: exit code %d\n%s%s", strings.Join(args, " "), o.Code, o.Stdout, o.Stderr)
	}
	return o.Stdout
}

// Server is a running vigie serve.
type Server struct {
	URL     string
	Dir     string       // of the warehouse
	Stderr  fmt.Stringer // what it has written to standard error so far
	Process *os.Process
	command *exec.Cmd
	stderr  *lockedBuffer
	ended   chan error
}

// Serve starts vigie serve on a free port, on the warehouse in dir, and waits until it is ready; the test's end stops it.
func Serve(t testing.TB, dir string, args ...string) *Server {
	t.Helper()
	return Start(t, dir, "serve", args...)
}

// Start is Serve for another command that listens: collector or dashboard.
func Start(t testing.TB, dir, command string, args ...string) *Server {
	t.Helper()
	return start(t, dir, exec.Command(Path(t), listening(dir, command, args)...))
}

// Limited is Serve where the process may have so many descriptors only.
func Limited(t testing.TB, descriptors int, dir string, args ...string) *Server {
	t.Helper()
	limit := fmt.Sprintf(`ulimit -n %d && exec "$0" "$@"`, descriptors)
	return start(t, dir, exec.Command("sh", append([]string{"-c", limit, Path(t)}, listening(dir, "serve", args)...)...))
}

func listening(dir, command string, args []string) []string {
	return append([]string{command, "--listen", "127.0.0.1:0", "--warehouse", "embedded:" + dir}, args...)
}

func start(t testing.TB, dir string, command *exec.Cmd) *Server {
	t.Helper()
	s := &Server{Dir: dir, stderr: &lockedBuffer{}, ended: make(chan error, 1)}
	s.command = command
	s.command.Env = environment(t)
	s.command.Stderr = s.stderr
	out, err := s.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		t.Fatalf("start vigie: %v", err)
	}
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	if err != nil {
		_ = s.command.Wait()
		t.Fatalf("read where vigie listens: %v\n%s", err, s.stderr)
	}
	url, found := strings.CutPrefix(strings.TrimSpace(first), "listening on ")
	if !found {
		t.Fatalf("first line on standard output: %q", first)
	}
	s.URL, s.Stderr, s.Process = url, s.stderr, s.command.Process
	go func() {
		_, _ = io.Copy(io.Discard, lines)
		s.ended <- s.command.Wait()
	}()
	t.Cleanup(func() {
		_ = s.command.Process.Kill()
		<-s.ended
		if t.Failed() {
			t.Logf("vigie said:\n%s", s.stderr)
		}
	})
	s.waitReady(t)
	return s
}

// readyWithin is how long a server may take until it is ready: a demonstration writes its network and publishes its editions first.
const readyWithin = 4 * time.Minute

func (s *Server) waitReady(t testing.TB) {
	t.Helper()
	for deadline := time.Now().Add(readyWithin); ; time.Sleep(100 * time.Millisecond) {
		response, err := http.Get(s.URL + "/readyz")
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			t.Fatalf("vigie ended before it was ready: %v\n%s", err, s.stderr)
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("vigie was not ready after %v\n%s", readyWithin, s.stderr)
		}
	}
}

// Terminate asks vigie to end and answers its exit code and how long it took.
func (s *Server) Terminate(t testing.TB) (int, time.Duration) {
	t.Helper()
	begun := time.Now()
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.ended:
		s.ended <- err
	case <-time.After(20 * time.Second):
		t.Fatalf("vigie did not end within 20 s of SIGTERM\n%s", s.stderr)
	}
	return s.command.ProcessState.ExitCode(), time.Since(begun)
}

// Kill ends vigie as a loss of power does, and waits until it is gone.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if err := s.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.ended <- <-s.ended
}

// Get answers a path's status, header and body; header holds names and values in turn.
func (s *Server) Get(t testing.TB, path string, header ...string) (int, http.Header, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("get %s: %v", path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("read %s: %v", path, err)
	}
	return response.StatusCode, response.Header, string(body)
}

// lockedBuffer keeps what a process writes while tests read it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
