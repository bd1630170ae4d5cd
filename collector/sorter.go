package collector

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
)

const (
	// sorterFiles is how many files rows are sorted into, by the first byte of their identities, of which all are equally many.
	sorterFiles = 256
	// sorterBuffer is how much of a file is written at once, in bytes.
	sorterBuffer = 64 << 10
)

// sorter sorts more rows by identity than fit into memory. Its files lose their names as soon as they are made, so that a crash
// leaves none behind: they hold what a spool holds. Several goroutines may add rows at once.
type sorter struct{ files [sorterFiles]sorterFile }

// sorterFile holds the records of the rows whose identities begin with one byte.
type sorterFile struct {
	mu      sync.Mutex
	file    *os.File
	writer  *bufio.Writer
	records int
	bytes   int
}

func newSorter(dir string) (*sorter, error) {
	s := &sorter{}
	for i := range s.files {
		file, err := os.CreateTemp(dir, "sorting-*")
		if err == nil {
			s.files[i].file, s.files[i].writer = file, bufio.NewWriterSize(file, sorterBuffer)
			err = os.Remove(file.Name())
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("make files to sort events in: %w", err), s.close())
		}
	}
	return s, nil
}

// add adds the record of a row.
func (s *sorter) add(identity hash128, record []byte) error {
	f := &s.files[identity[0]]
	f.mu.Lock()
	defer f.mu.Unlock()
	f.records++
	f.bytes += len(record)
	if _, err := f.writer.Write(record); err != nil {
		return fmt.Errorf("sort events in %s: %w; make room on the disk", f.file.Name(), err)
	}
	return nil
}

// sorted gives all rows by identity, at most loadInsert at a time unless one file holds more; of one identity the first that was
// received. It may be called once, after the last row was added.
func (s *sorter) sorted(yield func([]*spooled, error) bool) {
	for files := s.files[:]; len(files) > 0; {
		together, records := 0, 0
		for together < len(files) && (together == 0 || records+files[together].records <= loadInsert) {
			records += files[together].records
			together++
		}
		rows, err := readSorted(files[:together], records)
		if !yield(rows, err) || err != nil {
			return
		}
		files = files[together:]
	}
}

// readSorted reads the rows of some files, and sorts them.
func readSorted(files []sorterFile, records int) ([]*spooled, error) {
	size := 0
	for i := range files {
		size += files[i].bytes
	}
	text := make([]byte, size)
	for i, at := 0, 0; i < len(files); i++ {
		if err := files[i].take(text[at : at+files[i].bytes]); err != nil {
			return nil, err
		}
		at += files[i].bytes
	}
	all := make([]spooled, 0, records)
	rows := make([]*spooled, 0, records)
	sound := eachRecord(text, func(payload, _ []byte) {
		var row spooled
		if len(rows) < records && row.read(payload) {
			all = append(all, row)
			rows = append(rows, &all[len(all)-1])
		}
	})
	if !sound || len(rows) != records {
		return nil, fmt.Errorf("sort events: %w", errRecord)
	}
	slices.SortFunc(rows, func(a, b *spooled) int {
		return cmp.Or(bytes.Compare(a.identity[:], b.identity[:]), a.receivedAt.Compare(b.receivedAt))
	})
	return slices.CompactFunc(rows, func(a, b *spooled) bool { return a.identity == b.identity }), nil
}

// take reads what was written to a file into a text of its length, and gives its room on the disk back.
func (f *sorterFile) take(text []byte) error {
	err := f.writer.Flush()
	f.writer = nil
	if err == nil {
		_, err = io.ReadFull(io.NewSectionReader(f.file, 0, int64(len(text))), text)
	}
	if err == nil {
		err = f.file.Truncate(0)
	}
	if err != nil {
		return fmt.Errorf("sort events in %s: %w", f.file.Name(), err)
	}
	return nil
}

func (s *sorter) close() error {
	var errs []error
	for i := range s.files {
		if file := s.files[i].file; file != nil {
			errs = append(errs, file.Close())
		}
	}
	return errors.Join(errs...)
}
