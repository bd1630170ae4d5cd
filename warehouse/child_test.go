package warehouse_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/warehouse"
)

// childVariable makes this test binary, run once more, a process of its own that does one of childTasks with its
// arguments: a process can have only one engine, and only another one can be killed.
const childVariable = "VIGIE_WAREHOUSE_TEST_CHILD"

// childTasks are what a child can do. What they print on standard output goes to the test, line by line.
var childTasks = map[string]func(arguments []string) error{
	"statements":   runStatements,
	"hold":         holdLock,
	"signals":      mixSignals,
	"close":        closeWhileRunning,
	"insert":       insertForEver,
	"reopen":       reopen,
	"two":          openTwo,
	"idle":         tellMaps,
	"unprivileged": openUnprivileged,
	"nowhere":      openNowhere,
	"restore":      restoreFiles,
}

func TestMain(m *testing.M) {
	task := os.Getenv(childVariable)
	if task == "" {
		os.Exit(m.Run())
	}
	if err := childTasks[task](os.Args[1:]); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

// child is a running child process.
type child struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines *bufio.Reader
	ended bool
}

// start starts a child; environment entries come before its own.
func start(t *testing.T, task string, arguments []string, environment ...string) *child {
	t.Helper()
	return startProgram(t, os.Args[0], task, arguments, environment...)
}

// startProgram starts a child from a copy of this test binary.
func startProgram(t *testing.T, program, task string, arguments []string, environment ...string) *child {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // a child that hangs is killed
	c := &child{t: t, cmd: exec.CommandContext(ctx, program, arguments...)}
	c.cmd.Env = append(os.Environ(), append(environment, childVariable+"="+task)...)
	c.cmd.Stderr = os.Stderr
	var err error
	if c.stdin, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.lines = bufio.NewReader(stdout)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if !c.ended {
			c.cmd.Wait()
		}
	})
	return c
}

// line reads the child's next line.
func (c *child) line() string {
	c.t.Helper()
	line, err := c.lines.ReadString('\n')
	if err != nil {
		c.t.Fatalf("the child says no more: %v %q", err, line)
	}
	return strings.TrimSuffix(line, "\n")
}

// expect reads the child's next line, which must be want.
func (c *child) expect(want string) {
	c.t.Helper()
	if got := c.line(); got != want {
		c.t.Fatalf("the child says %q, not %q", got, want)
	}
}

// ask sends the child a line and returns its answer.
func (c *child) ask(line string) string {
	c.t.Helper()
	if _, err := fmt.Fprintln(c.stdin, line); err != nil {
		c.t.Fatal(err)
	}
	return c.line()
}

// finish ends the child's standard input and waits for its good end.
func (c *child) finish() {
	c.t.Helper()
	c.stdin.Close()
	rest, _ := io.ReadAll(c.lines)
	c.ended = true
	if err := c.cmd.Wait(); err != nil {
		c.t.Errorf("the child ended with %v: %s", err, rest)
	}
}

// kill ends the child at once, as a power cut would.
func (c *child) kill() {
	c.t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	c.cmd.Wait()
	c.ended = true
}

// startOwner starts a child that owns a directory and runs statements.
func startOwner(t *testing.T, dir string, environment ...string) *child {
	t.Helper()
	c := start(t, "statements", []string{"embedded:" + dir}, environment...)
	c.expect("owner true")
	return c
}

// openIn opens the address in a child and returns the error's text; "" if it opened.
func openIn(t *testing.T, address string, environment ...string) string {
	t.Helper()
	c := start(t, "statements", []string{address}, environment...)
	line := c.line()
	if message, failed := strings.CutPrefix(line, "error: "); failed {
		c.stdin.Close()
		c.ended = true
		c.cmd.Wait()
		return message
	}
	c.finish()
	return ""
}

// openChild opens an address with a test's patience.
func openChild(address string) (*warehouse.Warehouse, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return warehouse.Open(ctx, warehouse.Options{Address: address})
}

// runStatements opens an address and answers each line of standard input: a query with its first value, "go QUERY" at
// once with "started".
func runStatements(arguments []string) error {
	w, err := openChild(arguments[0])
	if err != nil {
		return err
	}
	w.Offer("greet", func(context.Context) (string, error) { return "hello", nil })
	w.Offer("sulk", func(context.Context) (string, error) { return "", errors.New("not today") })
	fmt.Println("owner", w.Owner())
	ctx := context.Background()
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		if query, background := strings.CutPrefix(input.Text(), "go "); background {
			go w.Conn().Exec(ctx, query)
			fmt.Println("started")
			continue
		}
		rows, err := w.Conn().Query(ctx, input.Text())
		if err != nil {
			fmt.Println("error:", err)
			continue
		}
		answer := "ok"
		if rows.Next() {
			err = rows.Scan(&answer)
		}
		rows.Close()
		if err = errors.Join(err, rows.Err()); err != nil {
			answer = "error: " + err.Error()
		}
		fmt.Println(answer)
	}
	return w.Close()
}

// holdLock takes a directory's lock as an owner does, and does nothing else.
func holdLock(arguments []string) error {
	file, err := os.OpenFile(filepath.Join(arguments[0], "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := fmt.Fprintln(file, os.Getpid()); err != nil {
		return err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	fmt.Println("held")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// tellMaps says whether the library is in this process, which only imported the package.
func tellMaps([]string) error {
	maps, err := os.ReadFile("/proc/self/maps")
	fmt.Println("loaded", strings.Contains(string(maps), "libchdb"))
	return err
}

// newDirectory returns a path for an embedded warehouse of the test's own.
func newDirectory(t *testing.T) string { return filepath.Join(t.TempDir(), "warehouse") }

// openClient opens a directory that a child owns.
func openClient(t *testing.T, dir string) *warehouse.Warehouse {
	t.Helper()
	w, err := openChild("embedded:" + dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	if w.Owner() || !w.Embedded() || w.Dir() != dir {
		t.Fatalf("owner %v, embedded %v, directory %s", w.Owner(), w.Embedded(), w.Dir())
	}
	return w
}

// number reads a number that a child told.
func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("a number was awaited: %v", err)
	}
	return n
}
