package send

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"vigie/collector"
	"vigie/event"
)

// maxPiece is the size in bytes from which a piece takes no further line.
const maxPiece = 4 << 20

// piece is some lines of the file that are sent together.
type piece struct {
	text    []byte // the lines that are still to be dealt with, each with its line end
	sizes   []int  // of each of them in bytes
	numbers []int  // of each of them in the file, from 1
}

func (p *piece) len() int { return len(p.sizes) }

// drop leaves the first lines out, which were dealt with.
func (p *piece) drop(lines int) {
	size := 0
	for _, line := range p.sizes[:lines] {
		size += line
	}
	p.text, p.sizes, p.numbers = p.text[size:], p.sizes[lines:], p.numbers[lines:]
}

// pieces cuts a file into pieces.
type pieces struct {
	in     *bufio.Reader
	lines  int // most lines of one piece
	number int // of the line read last
	bytes  int64
}

func newPieces(in io.Reader, lines int) *pieces {
	const lineEnd = 2
	return &pieces{in: bufio.NewReaderSize(in, collector.MaxEvent+lineEnd), lines: lines}
}

// next gives the next lines, and io.EOF with the last ones. Blank lines are left out; lines that no collector would take
// for their length are noted in the tally.
func (p *pieces) next(tally *Tally) (*piece, error) {
	next := &piece{}
	for next.len() < p.lines && len(next.text) < maxPiece {
		line, tooLong, err := p.line()
		if len(line) > 0 || tooLong || err == nil {
			p.number++
		}
		if p.number == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		switch line = bytes.TrimSpace(line); {
		case tooLong || len(line) > collector.MaxEvent:
			tally.Read++
			tally.reject(p.number, collector.Rejection{Code: event.CodeTooLong, Reason: "Send events of at most 64 KiB each: this one is larger."})
		case len(line) > 0:
			tally.Read++
			next.text = append(append(next.text, line...), '\n')
			next.sizes = append(next.sizes, len(line)+1)
			next.numbers = append(next.numbers, p.number)
		}
		if err != nil {
			return next, err
		}
	}
	return next, nil
}

// line reads a line; of one that is too long it keeps nothing.
func (p *pieces) line() (line []byte, tooLong bool, err error) {
	line, err = p.in.ReadSlice('\n')
	p.bytes += int64(len(line))
	for errors.Is(err, bufio.ErrBufferFull) {
		tooLong = true
		line, err = p.in.ReadSlice('\n')
		p.bytes += int64(len(line))
	}
	if tooLong {
		line = nil
	}
	return line, tooLong, err
}
