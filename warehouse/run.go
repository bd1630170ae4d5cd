package warehouse

import (
	"context"
	_ "embed"
	"errors"
	"io"
	"maps"
	"strings"
	"sync"
	"time"
)

const (
	// cancelPatience is how long a cancelled statement may take to stop before its caller is sent on without it.
	cancelPatience = 900 * time.Millisecond
	// killInterval is the time between two attempts to stop a statement: the first may come before it has started.
	killInterval = 20 * time.Millisecond
	// neverGiveUp is how long a statement that nobody waits for any more goes on being stopped.
	neverGiveUp = 24 * time.Hour
)

var (
	//go:embed sql/kill_query.sql
	killQuerySQL string
	//go:embed sql/use_database.sql
	useDatabaseSQL string
	//go:embed sql/parse_statement.sql
	parseStatementSQL string
)

// statement is one request to the engine.
type statement struct {
	sql        string // whole
	insert     string // sql without its FORMAT clause, where rows follow
	format     string
	database   string
	settings   map[string]string
	parameters map[string]string
	remote     bool          // it comes from another process
	rows       io.ReadCloser // the rows of an INSERT, nil for everything else; closing ends a read that waits
}

// outcome is what a statement ended with.
type outcome struct {
	result *result
	err    error
}

// running is a statement on a session.
type running struct {
	comment string       // its session's log_comment, by which it is found to be stopped
	done    chan outcome // takes its outcome

	mu   sync.Mutex
	over bool
}

// end marks the statement as over. What runs on the session afterwards carries the same comment, and must not be stopped in its
// place.
func (r *running) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
}

// do runs a statement. When the context ends first, the statement is stopped and the context's error returned, after
// cancelPatience at the latest; what has been committed by then stays.
func (e *engine) do(ctx context.Context, st statement) (*result, error) {
	p, err := e.pool.take(ctx, st.remote)
	if err != nil {
		return nil, err
	}
	r := &running{comment: p.comment, done: make(chan outcome, 1)}
	go func() {
		result, reusable, err := e.run(p.session, st)
		r.end()
		p.giveBack(reusable)
		r.done <- outcome{result, err}
	}()
	var reason error
	select {
	case o := <-r.done:
		return o.result, o.err
	case <-ctx.Done():
		reason = context.Cause(ctx)
	case <-e.stopping:
		reason = errClosed
	}
	if st.rows != nil {
		st.rows.Close()
	}
	o, ended := e.stop(r, killInterval, cancelPatience)
	if !ended {
		e.logger.Warn("a cancelled statement is still running", "statement", r.comment, "directory", e.dir)
		go func() {
			o, _ := e.stop(r, time.Second, neverGiveUp)
			o.result.close()
		}()
		return nil, reason
	}
	if o.err != nil {
		return nil, reason
	}
	return o.result, nil // it had been completed: that is the truth, above all of an INSERT
}

// stop stops a statement, as often as it takes, and waits for its outcome.
func (e *engine) stop(r *running, interval, patience time.Duration) (o outcome, ended bool) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(interval)
	defer again.Stop()
	for {
		if err := e.kill(r); err != nil {
			e.logger.Error("stop a statement", "statement", r.comment, "error", err)
		}
		select {
		case o := <-r.done:
			return o, true
		case <-again.C:
		case <-deadline.C:
			return outcome{}, false
		}
	}
}

// kill asks the engine to stop the statement. It does nothing to one that is over, or has not begun.
func (e *engine) kill(r *running) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.killing.Lock()
	defer e.killing.Unlock()
	if r.over || e.killer == nil {
		return nil
	}
	return e.killer.execute(killQuerySQL, map[string]string{"comment": r.comment})
}

// run runs a statement on a session. reusable is false where the session may have kept something of it.
func (e *engine) run(s *session, st statement) (_ *result, reusable bool, err error) {
	if err := s.prepare(st, e.base); err != nil {
		return nil, false, err
	}
	class, known := e.classes.of(st.sql)
	if !known {
		if class, err = s.inspect(st.sql); err != nil {
			return nil, true, err
		}
		e.classes.learn(st.sql, class)
	}
	if class != classReading {
		defer e.changes.Add(1) // also after an error: part of it may have been done
	}
	if st.rows != nil {
		answer, err := s.insert(st.insert, st.format, st.parameters, st.rows)
		// An insert that broke off keeps hold of its table until its session is closed.
		return answer, err == nil, err
	}
	answer, err := s.query(st.sql, st.format, st.parameters)
	if err != nil {
		// What was ready of its answer would come with the next one, and until then it keeps hold of what it read: setting the
		// comment once more ends both.
		delete(s.settings, "log_comment")
		return nil, class < classControl && s.prepare(st, e.base) == nil, err
	}
	return answer, class < classControl, nil
}

// prepare brings the session to the statement's database and settings. After an error the session is in neither state.
func (s *session) prepare(st statement, base map[string]string) error {
	wanted := maps.Clone(st.settings)
	if wanted == nil {
		wanted = map[string]string{}
	}
	wanted["log_comment"] = s.comment
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

// classes remembers which class the texts of statements are of: the same ones come again and again, and parsing one takes a
// millisecond.
type classes struct {
	mu     sync.Mutex
	byText map[string]uint32
}

const (
	maxClasses   = 500
	longestClass = 16 << 10 // bytes of a text that is remembered
)

func (c *classes) of(sql string) (class uint32, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	class, known = c.byText[sql]
	return class, known
}

func (c *classes) learn(sql string, class uint32) {
	if len(sql) > longestClass {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byText == nil || len(c.byText) >= maxClasses {
		c.byText = map[string]uint32{}
	}
	c.byText[strings.Clone(sql)] = class
}

// parserWords takes the parser's message out of that of parse_statement.sql.
func parserWords(message string) string {
	_, words, _ := strings.Cut(message, "DB::Exception: ")
	if at := strings.LastIndex(words, ": In scope "); at >= 0 {
		words = words[:at]
	}
	return strings.TrimRight(words, ". ")
}
