package network

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// elements reads a JSON list one element at a time, in bounded memory: the file itself, or the list under a key of the
// object that it is.
type elements struct {
	key     string // "" where the file is the list
	source  *gauge
	decoder *json.Decoder
	inside  bool
	most    int // bytes of one element
}

// gauge counts the line ends that pass, and stops a read that goes on for too long.
type gauge struct {
	in     io.Reader
	passed int64
	ends   []int64 // offsets of the line ends not yet counted
	lines  int     // line ends counted
	left   int     // bytes that may still pass
}

var (
	errTooLong  = errors.New("too long")
	errTooLarge = fmt.Errorf("the file is larger than %d MiB: split it", maxFile>>20)
)

func (g *gauge) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errTooLong
	}
	if g.passed > maxFile {
		return 0, errTooLarge
	}
	n, err := g.in.Read(p[:min(len(p), g.left)])
	for i, b := range p[:n] {
		if b == '\n' {
			g.ends = append(g.ends, g.passed+int64(i))
		}
	}
	g.passed += int64(n)
	g.left -= n
	return n, err
}

// line is the number of the line at an offset; offsets may only grow.
func (g *gauge) line(offset int64) int {
	for len(g.ends) > 0 && g.ends[0] < offset {
		g.ends = g.ends[1:]
		g.lines++
	}
	return g.lines + 1
}

func newElements(r io.Reader, key string, most int) *elements {
	source := &gauge{in: r, left: most}
	return &elements{key: key, source: source, decoder: json.NewDecoder(source), most: most}
}

// next reads an element and tells the line on which it begins; io.EOF comes alone, after the last one.
func (e *elements) next() (element json.RawMessage, line int, err error) {
	if !e.inside {
		if err := e.enter(); err != nil {
			return nil, 0, e.explain(err)
		}
		e.inside = true
	}
	e.source.left = max(e.source.left, e.most)
	if !e.decoder.More() {
		if _, err := e.decoder.Token(); err != nil {
			return nil, 0, e.explain(err)
		}
		return nil, 0, io.EOF
	}
	line = e.start()
	if err := e.decoder.Decode(&element); err != nil {
		return nil, 0, e.explain(err)
	}
	return element, line, nil
}

// start is the line of the next element: the decoder stands before the comma and the space that come first.
func (e *elements) start() int {
	offset := e.decoder.InputOffset()
	buffered, ok := e.decoder.Buffered().(*bytes.Reader)
	if !ok {
		return e.source.line(offset)
	}
	for {
		b, err := buffered.ReadByte()
		if err != nil || !bytes.ContainsRune([]byte(" \t\r\n,"), rune(b)) {
			return e.source.line(offset + 1)
		}
		offset++
	}
}

// enter moves into the list.
func (e *elements) enter() error {
	token, err := e.decoder.Token()
	if err != nil {
		return err
	}
	if e.key == "" {
		if token == json.Delim('[') {
			return nil
		}
		return errors.New("a list of records is expected: [{…}, …]")
	}
	if token != json.Delim('{') {
		return fmt.Errorf("an object with a list %q is expected", e.key)
	}
	for e.decoder.More() {
		name, err := e.decoder.Token()
		if err != nil {
			return err
		}
		if name == e.key {
			if token, err = e.decoder.Token(); err == nil && token != json.Delim('[') {
				err = fmt.Errorf("%q is not a list", e.key)
			}
			return err
		}
		var skipped json.RawMessage
		if err := e.decoder.Decode(&skipped); err != nil {
			return err
		}
	}
	return fmt.Errorf("the list %q is missing", e.key)
}

// explain tells where the file cannot be read.
func (e *elements) explain(err error) error {
	line := e.source.line(e.decoder.InputOffset())
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errTooLong):
		return fmt.Errorf("line %d: an element of the list is longer than %d bytes", line, e.most)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("line %d: the file ends in the middle: it was cut, or is no JSON", line)
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: broken JSON: %w", e.source.line(syntax.Offset), err)
	}
	return fmt.Errorf("line %d: %w", line, err)
}
