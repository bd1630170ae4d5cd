package collector

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"vigie/event"
)

const (
	// MaxEvent is the largest event, in bytes of its JSON.
	MaxEvent = 64 << 10
	// MaxWhole is the largest body of one event or of an array, in bytes once inflated.
	MaxWhole = 16 << 20
	// maxRatio bounds how much larger than what was sent a compressed body may get, beyond MaxWhole. Events come to a
	// tenth or a thirtieth of their size; a hundredth is no event's.
	maxRatio = 100
)

// What is wrong with a body as a whole.
var (
	errEmpty     = errors.New("the body is empty")
	errNotArray  = errors.New("the body is not an array")
	errArray     = errors.New("the body is an array")
	errTooLarge  = errors.New("the body is too large")
	errInflated  = errors.New("the body is far larger than what was sent of it")
	errGzip      = errors.New("the body is not gzip")
	errCutOff    = errors.New("the body ended before its end")
	errSilent    = errors.New("the sender was silent for too long")
	errNoMemory  = errors.New("too many large bodies are being read")
	tooLargeLine = event.Fault{Code: event.CodeTooLong, Reason: reasonTooLarge}
)

// source gives the events of a body one by one. The text is good until the next call. A fault stands for an event that is
// too large to be looked at. After the last one the error is io.EOF.
type source interface {
	next() (index int, raw []byte, fault *event.Fault, err error)
}

// lines are the events of a body with one a line.
type lines struct {
	in    *bufio.Reader
	index int // of the next line
}

func newLines(in io.Reader) *lines {
	const lineEnd = 2
	return &lines{in: bufio.NewReaderSize(in, MaxEvent+lineEnd)}
}

func (l *lines) next() (int, []byte, *event.Fault, error) {
	for {
		line, err := l.in.ReadSlice('\n')
		index := l.index
		if errors.Is(err, bufio.ErrBufferFull) {
			if err := l.skip(); err != nil {
				return index, nil, nil, err
			}
			l.index++
			return index, nil, &tooLargeLine, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return index, nil, nil, err // of a line that was cut off nothing is kept
		}
		l.index++
		if index == 0 {
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		if line = bytes.TrimSpace(line); len(line) > MaxEvent {
			return index, nil, &tooLargeLine, nil
		} else if len(line) > 0 {
			return index, line, nil, nil
		}
		if err != nil {
			return index, nil, nil, err
		}
	}
}

// skip reads on to the end of the line.
func (l *lines) skip() error {
	for {
		_, err := l.in.ReadSlice('\n')
		switch {
		case err == nil || errors.Is(err, io.EOF):
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// array is the events of a body with an array, which is known to be valid JSON.
type array struct {
	elements *json.Decoder
	index    int
	element  json.RawMessage
}

func newArray(text []byte) (*array, error) {
	if text[0] != '[' {
		return nil, errNotArray
	}
	elements := json.NewDecoder(bytes.NewReader(text))
	if _, err := elements.Token(); err != nil {
		return nil, err
	}
	return &array{elements: elements}, nil
}

func (a *array) next() (int, []byte, *event.Fault, error) {
	if !a.elements.More() {
		return a.index, nil, nil, io.EOF
	}
	if err := a.elements.Decode(&a.element); err != nil {
		return a.index, nil, nil, err
	}
	index := a.index
	a.index++
	if len(a.element) > MaxEvent {
		return index, nil, &tooLargeLine, nil
	}
	return index, a.element, nil, nil
}

// single is a body with one event.
type single struct {
	text []byte
	read bool
}

func newSingle(text []byte) (*single, error) {
	if text[0] == '[' {
		return nil, errArray
	}
	return &single{text: text}, nil
}

func (s *single) next() (int, []byte, *event.Fault, error) {
	switch {
	case s.read:
		return 1, nil, nil, io.EOF
	case len(s.text) > MaxEvent:
		s.read = true
		return 0, nil, &tooLargeLine, nil
	}
	s.read = true
	return 0, s.text, nil, nil
}

// whole reads a body that must be valid JSON as a whole, without the white space around it. What it takes of the memory
// for bodies is to be given back by the caller, also after an error.
func whole(in io.Reader, memory *budget, taken *int64) ([]byte, error) {
	text := []byte{}
	for {
		if len(text) == cap(text) {
			more := int64(min(max(MaxEvent, cap(text)), MaxWhole+1-cap(text)))
			if !memory.take(more) {
				return nil, errNoMemory
			}
			*taken += more
			text = append(make([]byte, 0, int64(cap(text))+more), text...)
		}
		n, err := in.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		switch {
		case len(text) > MaxWhole:
			return nil, errTooLarge
		case errors.Is(err, io.EOF):
			text = bytes.TrimSpace(bytes.TrimPrefix(text, byteOrderMark))
			if len(text) == 0 {
				return nil, errEmpty
			}
			return text, wellFormed(text)
		case err != nil:
			return nil, err
		}
	}
}

// wellFormed gives a brokenError where a text is no JSON.
func wellFormed(text []byte) error {
	if json.Valid(text) {
		return nil
	}
	var value json.RawMessage
	var syntax *json.SyntaxError
	if errors.As(json.Unmarshal(text, &value), &syntax) {
		return brokenError{syntax.Offset}
	}
	return brokenError{}
}

// brokenError says that a body is not JSON, and at which byte it breaks.
type brokenError struct{ offset int64 }

func (e brokenError) Error() string {
	return fmt.Sprintf("the body is not JSON: it breaks at byte %d", e.offset)
}

// incoming is the body of a request on its way in. A sender may take any time, but may not be silent for long.
type incoming struct {
	in         io.Reader
	connection *http.ResponseController
	patience   time.Duration
	bytes      int64

	mu       sync.Mutex
	extended time.Time // when the deadline was moved last
	stopped  bool
}

func newIncoming(w http.ResponseWriter, r *http.Request, patience time.Duration) *incoming {
	return &incoming{in: r.Body, connection: http.NewResponseController(w), patience: patience}
}

// Read reads what has arrived, and turns the ways in which a connection can break into two.
func (i *incoming) Read(into []byte) (int, error) {
	if i.extend() {
		return 0, errStopped
	}
	n, err := i.in.Read(into)
	i.bytes += int64(n)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF):
		// The server watches the connection while the answer is made: no deadline may end that.
		_ = i.connection.SetReadDeadline(time.Time{})
		return n, io.EOF
	case i.extend():
		return n, errStopped
	case errors.Is(err, os.ErrDeadlineExceeded):
		return n, errSilent
	}
	return n, errCutOff
}

// errStopped says that the collector, not the sender, ended the reading.
var errStopped = errors.New("the reading was ended")

// extend gives the sender more time, not at every read, and tells whether the reading was ended. A connection that
// knows no deadlines has none.
func (i *incoming) extend() (stopped bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if now := time.Now(); !i.stopped && now.Sub(i.extended) > i.patience/10 {
		i.extended = now
		_ = i.connection.SetReadDeadline(now.Add(i.patience))
	}
	return i.stopped
}

// stop ends the reading, also where it waits for the sender.
func (i *incoming) stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stopped = true
	_ = i.connection.SetReadDeadline(time.Unix(1, 0))
}

// inflater inflates a body as long as its size is in proportion to what was sent.
type inflater struct {
	in    *incoming
	out   *gzip.Reader
	bytes int64
}

func newInflater(in *incoming) (*inflater, error) {
	out, err := gzip.NewReader(in)
	if err != nil {
		return nil, gzipError(err)
	}
	return &inflater{in: in, out: out}, nil
}

// Read inflates what has arrived.
func (i *inflater) Read(into []byte) (int, error) {
	n, err := i.out.Read(into)
	i.bytes += int64(n)
	if i.bytes > MaxWhole+maxRatio*i.in.bytes {
		return n, errInflated
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, gzipError(err)
	}
	return n, err
}

// gzipError tells a body that is no gzip from one that broke on its way.
func gzipError(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.EOF):
		return errEmpty // not even a header
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return errGzip
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCutOff // the gzip ends before its end, although the body was whole
	}
	return err
}
