package warehouse

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"unsafe"
)

// session is one connection to the embedded engine. It takes one call at a time.
type session struct {
	library  *library
	handle   unsafe.Pointer    // chdb_connection *
	comment  string            // of all its statements: what runs is found by it
	database string            // the database in use; "" before the first USE
	settings map[string]string // what differs from the settings it was opened with
	chunk    []byte            // the part of an insert's body on its way
}

// insertChunk is the size, in bytes, of the parts in which the body of an insert is handed over.
const insertChunk = 256 << 10

// openSession connects to the engine in this process, with arguments as clickhouse-local takes them. The first session
// starts the engine on the directory of its --path.
func openSession(l *library, arguments []string) (*session, error) {
	var pinned runtime.Pinner
	defer pinned.Unpin()
	argv := make([]unsafe.Pointer, 0, len(arguments)+1)
	for _, argument := range append([]string{"vigie"}, arguments...) {
		bytes := append([]byte(argument), 0)
		pinned.Pin(&bytes[0])
		argv = append(argv, unsafe.Pointer(&bytes[0]))
	}
	var handle unsafe.Pointer
	preserveSignals(func() { handle = l.connect(int32(len(argv)), unsafe.Pointer(&argv[0])) })
	if handle == nil {
		return nil, errors.New("the engine does not start; it wrote the reason on standard error")
	}
	return &session{library: l, handle: handle}, nil
}

func (s *session) close() { s.library.closeConn(s.handle) }

// connection is what the calls that use a connection take: the pointer behind the handle.
func (s *session) connection() unsafe.Pointer { return *(*unsafe.Pointer)(s.handle) }

// query runs one statement and returns its whole answer in the format. Parameters are the values of {name:Type} in the
// statement, escaped as in a TSV field.
func (s *session) query(sql, format string, parameters map[string]string) (*result, error) {
	p := pinParameters(parameters)
	defer p.pinned.Unpin()
	handle := s.library.query(s.connection(), stringData(sql), uintptr(len(sql)), stringData(format), uintptr(len(format)),
		p.names, p.nameLens, p.values, p.valueLens, p.count)
	return newResult(s.library, handle)
}

// insert runs one INSERT statement without data and streams body to it, in the format.
func (s *session) insert(sql, format string, parameters map[string]string, body io.Reader) (*result, error) {
	p := pinParameters(parameters)
	defer p.pinned.Unpin()
	l := s.library
	stream := l.insert(s.connection(), stringData(sql), uintptr(len(sql)), stringData(format), uintptr(len(format)),
		p.names, p.nameLens, p.values, p.valueLens, p.count)
	defer l.insertDestroy(stream)
	if message := text(l.insertError(stream)); message != "" {
		return nil, newEngineError(message)
	}
	if s.chunk == nil {
		s.chunk = make([]byte, insertChunk)
	}
	for {
		n, err := fill(body, s.chunk)
		if err == nil || errors.Is(err, io.EOF) {
			if n > 0 && l.insertAppend(stream, unsafe.Pointer(&s.chunk[0]), uintptr(n)) != 0 {
				break // the reason comes with insertDone
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			l.insertCancel(stream)
			return nil, fmt.Errorf("read the rows to insert: %w", err)
		}
	}
	return newResult(l, l.insertDone(stream))
}

// fill reads until chunk is full or body ends. Unlike io.ReadFull it keeps the end of a body (io.EOF) and a body that was
// cut off (io.ErrUnexpectedEOF) apart.
func fill(body io.Reader, chunk []byte) (int, error) {
	n := 0
	for n < len(chunk) {
		read, err := body.Read(chunk[n:])
		n += read
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Classes of statements, as the library tells them (chdb_query_class).
const (
	classReading = 0 // leaves no trace
	classControl = 3 // outlives the statement on its connection, or is about the engine: USE, SET, TEMPORARY, SYSTEM…
)

// analysis is chdb_query_analysis_v1.
type analysis struct {
	size, statements, flags, class uint32
}

// classify parses a text with the engine's own parser and executes nothing.
func (s *session) classify(sql string) (analysis, error) {
	a := analysis{size: uint32(unsafe.Sizeof(analysis{}))}
	if s.library.classify(s.connection(), stringData(sql), uintptr(len(sql)), nil, 0, unsafe.Pointer(&a)) != 0 {
		return analysis{}, errors.New("the engine does not say what the statement is")
	}
	return a, nil
}

// stringData is a pointer to the bytes of s, never nil: the library takes no null pointer.
func stringData(s string) unsafe.Pointer {
	if s == "" {
		return unsafe.Pointer(&[]byte{0}[0])
	}
	return unsafe.Pointer(unsafe.StringData(s))
}

// pinnedParameters are parameters laid out for C, at addresses that stay until they are unpinned.
type pinnedParameters struct {
	pinned                             runtime.Pinner
	names, nameLens, values, valueLens unsafe.Pointer
	count                              uintptr
}

func pinParameters(parameters map[string]string) *pinnedParameters {
	p := &pinnedParameters{count: uintptr(len(parameters))}
	if len(parameters) == 0 {
		return p
	}
	var names, values []unsafe.Pointer
	var nameLens, valueLens []uintptr
	for name, value := range parameters {
		for _, s := range []string{name, value} {
			if s != "" {
				p.pinned.Pin(unsafe.StringData(s))
			}
		}
		names = append(names, stringData(name))
		nameLens = append(nameLens, uintptr(len(name)))
		values = append(values, stringData(value))
		valueLens = append(valueLens, uintptr(len(value)))
	}
	p.names, p.nameLens = unsafe.Pointer(&names[0]), unsafe.Pointer(&nameLens[0])
	p.values, p.valueLens = unsafe.Pointer(&values[0]), unsafe.Pointer(&valueLens[0])
	return p
}

// parameterEscaper escapes a text to stand as the value of a parameter, which the engine reads as a TSV field.
var parameterEscaper = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "\x00", `\0`)

// result is an answer of the engine, in the engine's memory until it is closed.
type result struct {
	library *library
	handle  unsafe.Pointer
	data    []byte
}

// newResult takes over a result of the library; where that is an error, it is freed and returned as *engineError.
func newResult(l *library, handle unsafe.Pointer) (*result, error) {
	if handle == nil {
		return nil, errors.New("the engine gave no answer")
	}
	if message := text(l.resultError(handle)); message != "" {
		l.resultDestroy(handle)
		return nil, newEngineError(message)
	}
	r := &result{library: l, handle: handle}
	if n := l.resultLength(handle); n > 0 {
		r.data = unsafe.Slice((*byte)(l.resultBuffer(handle)), n)
	}
	return r, nil
}

// close frees the answer. The data must not be read afterwards.
func (r *result) close() {
	if r != nil && r.handle != nil {
		r.library.resultDestroy(r.handle)
		r.handle, r.data = nil, nil
	}
}
