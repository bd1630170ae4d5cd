package network

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxRecord bounds one record of a file, in bytes: a description has a few thousand.
const maxRecord = 1 << 20

// lines reads the lines of a text file in bounded memory: UTF-8, with or without byte-order mark, or Windows-1252.
type lines struct {
	in       *bufio.Reader
	number   int    // of the last line read, from 1
	pending  []line // read before and put back, the next one first
	western  bool   // a line was in Windows-1252
	started  bool
	consumed int64 // bytes of the lines that were kept
}

type line struct {
	number  int
	text    string // without its end
	tooLong bool
}

func newLines(r io.Reader) *lines {
	return &lines{in: bufio.NewReaderSize(r, 64<<10)}
}

// next reads a line; io.EOF comes alone, after the last one.
func (l *lines) next() (line, error) {
	if len(l.pending) > 0 {
		first := l.pending[0]
		l.pending = l.pending[1:]
		return first, nil
	}
	if !l.started {
		l.started = true
		if err := l.start(); err != nil {
			return line{}, err
		}
	}
	raw, tooLong, err := l.raw()
	if err != nil {
		return line{}, err
	}
	l.number++
	read := line{number: l.number, tooLong: tooLong}
	if tooLong {
		return read, nil
	}
	if l.consumed += int64(len(raw)); l.consumed > maxFile {
		return line{}, fmt.Errorf("line %d: the file is larger than %d MiB: split it", l.number, maxFile>>20)
	}
	read.text = l.decode(raw)
	return read, nil
}

// putBack has lines read again before the others.
func (l *lines) putBack(again []line) {
	l.pending = append(again, l.pending...)
}

// start looks at the first bytes: a byte-order mark is skipped, what is no text is refused.
func (l *lines) start() error {
	head, err := l.in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err = l.in.Discard(3)
		return err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return errors.New("the file is in UTF-16: save it as CSV in UTF-8")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return errors.New("the file is a spreadsheet or an archive: save its table as CSV in UTF-8")
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return errors.New("the file is compressed: unpack it first")
	}
	return nil
}

// raw reads the bytes of a line without its end. Of a line that is too long only the end is looked for.
func (l *lines) raw() (text []byte, tooLong bool, err error) {
	for {
		part, err := l.in.ReadSlice('\n')
		if !tooLong {
			if text = append(text, part...); len(text) > maxRecord {
				text, tooLong = nil, true
			}
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && (len(text) > 0 || tooLong):
			text = bytes.TrimSuffix(text, []byte("\n"))
			return bytes.TrimSuffix(text, []byte("\r")), tooLong, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
	}
}

// decode reads bytes that are no UTF-8 as Windows-1252, which is what French spreadsheets write.
func (l *lines) decode(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	l.western = true
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil { // every byte has a character or the replacement character
		return string(bytes.ToValidUTF8(raw, []byte("\uFFFD")))
	}
	return string(text)
}
