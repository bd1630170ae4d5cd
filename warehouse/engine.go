package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// closePatience is how long Close lets running statements end by themselves, and stopPatience how long it waits
	// further once it has stopped them. Together they stay well within the ten seconds that a service has to end.
	closePatience = 4 * time.Second
	stopPatience  = 2 * time.Second
)

//go:embed sql/greeting.sql
var greetingSQL string

// process is what this process has of the engine. libchdb keeps one data directory in a process and stays loaded once it
// is, so this is a fact of the process and can't belong to a Warehouse.
var process struct {
	sync.Mutex
	library *library
	engine  *engine
}

// engine is the embedded engine at work on a directory of this process's own.
type engine struct {
	dir      string
	version  string // of ClickHouse
	timezone string
	logger   *slog.Logger
	lock     *os.File
	pool     *pool
	base     map[string]string // the settings of every session
	socket   *socketServer     // nil where other processes are kept out
	sessions atomic.Uint64     // opened so far
	classes  classes
	changes  atomic.Uint64 // statements that have ended and may have changed something
	stopping chan struct{} // closed: running statements are stopped

	users int // open Warehouses; guarded by process

	offered sync.Mutex
	offers  map[string]func(context.Context) (string, error) // what clients may ask this process for

	killing sync.Mutex
	killer  *session // kept for KILL QUERY
}

// startEngine starts the engine on a directory whose lock this process holds. The process is locked. Of the library it
// loads the one that the first Open names.
func startEngine(l layout, lock *os.File, o Options) (_ *engine, err error) {
	if process.library == nil {
		path, err := findLibrary(o.Library)
		if err != nil {
			return nil, err
		}
		preserveSignals(func() { process.library, err = loadLibrary(path) })
		if err != nil {
			return nil, err
		}
	}
	maxMemory := o.MaxMemory
	if maxMemory == 0 {
		maxMemory = DefaultMaxMemory
	}
	e := &engine{
		dir: l.dir, logger: o.Logger, lock: lock,
		base: baseSettings(maxMemory), stopping: make(chan struct{}),
	}
	arguments := engineArguments(l.data(), l.backups(), maxMemory)
	for name, value := range e.base {
		arguments = append(arguments, "--"+name+"="+value)
	}
	open := func() (*session, error) {
		s, err := openSession(process.library, arguments)
		if err == nil {
			s.comment = fmt.Sprintf("vigie-%d", e.sessions.Add(1))
		}
		return s, err
	}
	if e.killer, err = open(); err != nil {
		return nil, fmt.Errorf("start the embedded engine on %s: %w", l.data(), err)
	}
	if err := e.greet(); err != nil {
		e.killer.close()
		return nil, fmt.Errorf("start the embedded engine on %s: %w", l.data(), err)
	}
	e.pool = newPool(places(runtime.GOMAXPROCS(0)), open)
	if o.Alone {
		return e, nil
	}
	if e.socket, err = listen(l, e); err != nil {
		e.killer.close()
		return nil, err
	}
	return e, nil
}

// greet asks the engine what it tells the driver of itself. (The library's own version number is another.)
func (e *engine) greet() error {
	answer, err := e.killer.query(greetingSQL, "TSVRaw", nil)
	if err != nil {
		return err
	}
	defer answer.close()
	version, zone, ok := strings.Cut(strings.TrimSpace(string(answer.data)), "\t")
	if !ok {
		return fmt.Errorf("it greets with %q", answer.data)
	}
	e.version, e.timezone = version, zone
	return nil
}

// places is how many statements run at once on so many processors: more share out the same processors and take more
// memory.
func places(processors int) int { return min(max(processors+1, 3), 8) }

// release gives up one use of the engine and stops it with the last.
func (e *engine) release() error {
	process.Lock()
	defer process.Unlock()
	if e.users--; e.users > 0 {
		return nil
	}
	e.pool.refuseMore()
	deadline := time.Now().Add(closePatience)
	if e.socket != nil {
		e.socket.close(closePatience)
	}
	running := e.pool.drain(time.Until(deadline))
	if running > 0 {
		close(e.stopping)
		running = e.pool.drain(stopPatience)
	}
	if running > 0 {
		// The sessions are in use and the engine may still write: the lock stays with this process.
		return fmt.Errorf("close %s%s: %d statements did not stop within %s; the directory stays locked until this process ends",
			embeddedScheme, e.dir, running, closePatience+stopPatience)
	}
	e.killing.Lock()
	e.killer.close()
	e.killer = nil
	e.killing.Unlock()
	process.engine = nil
	return unlock(e.lock)
}
