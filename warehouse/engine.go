package warehouse

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
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
	// cancelPatience is how long a cancelled statement may take to stop before its caller is sent on without it.
	cancelPatience = 900 * time.Millisecond
	// killInterval is the time between two attempts to stop a statement: the first may come before it has started.
	killInterval = 20 * time.Millisecond
)

var (
	//go:embed sql/greeting.sql
	greetingSQL string
	//go:embed sql/kill_query.sql
	killQuerySQL string
	//go:embed sql/use_database.sql
	useDatabaseSQL string
	//go:embed sql/parse_statement.sql
	parseStatementSQL string
)

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
	socket   *socketServer
	comments atomic.Uint64
	stopping chan struct{} // closed: running statements are stopped

	users int // open Warehouses; guarded by process

	killing sync.Mutex
	killer  *session // kept for KILL QUERY
}

// startEngine starts the engine on a directory whose lock this process holds.
func startEngine(layout layout, lock *os.File, o Options) (_ *engine, err error) {
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
		dir: layout.dir, logger: o.Logger, lock: lock,
		base: baseSettings(maxMemory), stopping: make(chan struct{}),
	}
	arguments := engineArguments(layout.data(), layout.backups(), maxMemory)
	for name, value := range e.base {
		arguments = append(arguments, "--"+name+"="+value)
	}
	open := func() (*session, error) { return openSession(process.library, arguments) }
	if e.killer, err = open(); err != nil {
		return nil, fmt.Errorf("start the embedded engine on %s: %w", layout.data(), err)
	}
	if err := e.greet(); err != nil {
		e.killer.close()
		return nil, fmt.Errorf("start the embedded engine on %s: %w", layout.data(), err)
	}
	e.pool = newPool(places(runtime.GOMAXPROCS(0)), open)
	if e.socket, err = listen(layout, e); err != nil {
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
	e.socket.close(closePatience)
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

// statement is one request to the engine.
type statement struct {
	sql        string // whole
	insert     string // sql without its FORMAT clause, where rows follow
	format     string
	database   string
	settings   map[string]string
	parameters map[string]string
	guest      bool      // it comes from another process
	rows       rowReader // the rows of an INSERT, nil for everything else
}

// rowReader is the body of an insert; closing it ends a read that waits.
type rowReader interface {
	Read([]byte) (int, error)
	Close() error
}

// outcome is what a statement ended with.
type outcome struct {
	result *result
	err    error
}

// do runs a statement. When the context ends first, the statement is stopped and the context's error returned, after
// cancelPatience at the latest; what has been committed by then stays.
func (e *engine) do(ctx context.Context, st statement) (*result, error) {
	p, err := e.pool.take(ctx, st.guest)
	if err != nil {
		return nil, err
	}
	comment := "vigie-" + strconv.FormatUint(e.comments.Add(1), 10)
	done := make(chan outcome, 1)
	go func() {
		result, reusable, err := e.run(p.session, st, comment)
		p.giveBack(reusable)
		done <- outcome{result, err}
	}()
	var reason error
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
		reason = context.Cause(ctx)
	case <-e.stopping:
		reason = errClosed
	}
	if st.rows != nil {
		st.rows.Close()
	}
	o, ended := e.stop(comment, done, cancelPatience)
	if !ended {
		e.logger.Warn("a cancelled statement is still running", "statement", comment, "directory", e.dir)
		go func() {
			o, _ := e.stop(comment, done, time.Hour)
			o.result.close()
		}()
		return nil, reason
	}
	if o.err != nil {
		return nil, reason
	}
	return o.result, nil // it had been completed: that is the truth, above all of an INSERT
}

// stop stops the statement with that comment, as often as it takes, and waits for its outcome.
func (e *engine) stop(comment string, done <-chan outcome, patience time.Duration) (o outcome, ended bool) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(killInterval)
	defer again.Stop()
	for {
		e.kill(comment)
		select {
		case o := <-done:
			return o, true
		case <-again.C:
		case <-deadline.C:
			return outcome{}, false
		}
	}
}

func (e *engine) kill(comment string) {
	e.killing.Lock()
	defer e.killing.Unlock()
	if e.killer == nil {
		return
	}
	result, err := e.killer.query(killQuerySQL, "Null", map[string]string{"comment": comment})
	if err != nil {
		e.logger.Warn("stop a statement", "statement", comment, "error", err)
		return
	}
	result.close()
}

// run runs a statement on a session. reusable is false where the session may have kept something of it.
func (e *engine) run(s *session, st statement, comment string) (_ *result, reusable bool, err error) {
	if err := s.prepare(st, comment, e.base); err != nil {
		return nil, false, err
	}
	class, err := s.inspect(st.sql)
	if err != nil {
		return nil, true, err
	}
	if st.rows != nil {
		answer, err := s.insert(st.insert, st.format, st.parameters, st.rows)
		// An insert that broke off keeps hold of its table until its session is closed.
		return answer, err == nil, err
	}
	answer, err := s.query(st.sql, st.format, st.parameters)
	if err == nil && class == classReading && len(answer.data) == 0 && st.format == nativeFormat {
		answer.data = s.columns(st)
	}
	return answer, class < classControl, err
}

// columns is the answer, in Native format, of a query that has columns and no rows. The library then answers with
// nothing at all, and whoever writes a table's head from the answer would miss it. It is empty where the statement is no
// query.
func (s *session) columns(st statement) []byte {
	query := strings.TrimRight(st.sql, "; \t\r\n")
	// A pretty type, such as that of a named tuple, goes over several lines.
	described, err := s.query("DESCRIBE TABLE ("+query+"\n) SETTINGS print_pretty_type_names = 0", "TSVRaw", st.parameters)
	if err != nil {
		return nil
	}
	defer described.close()
	return emptyBlock(string(described.data))
}

// prepare brings the session to the statement's database and settings. After an error the session is in neither state.
func (s *session) prepare(st statement, comment string, base map[string]string) error {
	wanted := maps.Clone(st.settings)
	if wanted == nil {
		wanted = map[string]string{}
	}
	wanted["log_comment"] = comment
	if set := setStatement(s.settings, wanted, base); set != "" {
		if err := s.execute(set, nil); err != nil {
			return err
		}
		s.settings = wanted
	}
	if st.database != "" && st.database != s.database {
		if err := s.execute(useDatabaseSQL, map[string]string{"database": parameterEscaper.Replace(st.database)}); err != nil {
			return err
		}
		s.database = st.database
	}
	return nil
}

// execute runs a statement that answers nothing.
func (s *session) execute(sql string, parameters map[string]string) error {
	result, err := s.query(sql, "Null", parameters)
	if err != nil {
		return err
	}
	result.close()
	return nil
}

// inspect refuses a text that is not exactly one statement, before any of it runs: the library would run them all, where
// a server refuses. It returns the class of the statement.
func (s *session) inspect(sql string) (class uint32, err error) {
	a, err := s.classify(sql)
	if err != nil {
		return 0, err
	}
	if a.statements == 1 {
		return a.class, nil
	}
	// Ask the parser for its own words.
	result, err := s.query(parseStatementSQL, "Null", map[string]string{"statement": parameterEscaper.Replace(sql)})
	var parse *engineError
	if errors.As(err, &parse) {
		return 0, refuse(codeSyntaxError, "SYNTAX_ERROR", "%s", parserWords(parse.message))
	}
	result.close()
	return 0, refuse(codeSyntaxError, "SYNTAX_ERROR", "The text is not exactly one statement; send statements one at a time")
}

// parserWords takes the parser's message out of that of parse_statement.sql.
func parserWords(message string) string {
	_, words, _ := strings.Cut(message, "DB::Exception: ")
	if at := strings.LastIndex(words, ": In scope "); at >= 0 {
		words = words[:at]
	}
	return strings.TrimRight(words, ". ")
}

// layout is where things are in the directory of an embedded warehouse.
type layout struct{ dir string }

func (l layout) data() string    { return filepath.Join(l.dir, "engine") }
func (l layout) backups() string { return filepath.Join(l.dir, "backups") }
func (l layout) lock() string    { return filepath.Join(l.dir, "lock") }
func (l layout) socket() string  { return filepath.Join(l.dir, "socket") }
func (l layout) format() string  { return filepath.Join(l.dir, "format") }
