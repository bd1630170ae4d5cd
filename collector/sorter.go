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
)

const (
	// sorterFiles is how many files rows are sorted into, by the first byte of their identities, of which all are equally many.
	sorterFiles = 256
	// sorterBuffer is how much of a file is written at once, in bytes.
	sorterBuffer = 64 << 10
)

// sorter sorts more rows by identity than fit into memory. Its files lose their names as soon as they are made, so that a crash
// leaves none behind: they hold what a spool holds.
type sorter struct {
	files   [sorterFiles]*os.File
	writers [sorterFiles]*bufio.Writer
	counts  [sorterFiles]int
	record  []byte
}

func newSorter(dir string) (*sorter, error) {
	s := &sorter{}
	for i := range s.files {
		file, err := os.CreateTemp(dir, "sorting-*")
		if err == nil {
			s.files[i], s.writers[i] = file, bufio.NewWriterSize(file, sorterBuffer)
			err = os.Remove(file.Name())
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("make files to sort events in: %w", err), s.close())
		}
	}
	return s, nil
}

func (s *sorter) add(r *row) (err error) {
	if s.record, err = appendRecord(s.record[:0], r); err != nil {
		return err
	}
	bucket := r.identity[0]
	s.counts[bucket]++
	if _, err := s.writers[bucket].Write(s.record); err != nil {
		return fmt.Errorf("sort events in %s: %w; make room on the disk", s.files[bucket].Name(), err)
	}
	return nil
}

// sorted gives all rows by identity, some tens of thousands at a time; of one identity the first that was added. It may be called
// once.
func (s *sorter) sorted(yield func([]*spooled, error) bool) {
	var text []byte
	count := 0
	for bucket := range s.files {
		read, err := s.read(bucket)
		if err != nil {
			yield(nil, err)
			return
		}
		text = append(text, read...)
		count += s.counts[bucket]
		if bucket == sorterFiles-1 || count+s.counts[bucket+1] > loadInsert {
			rows := make([]*spooled, 0, count)
			if !eachRecord(text, func(payload, _ []byte) {
				if row, err := readRecord(payload); err == nil {
					rows = append(rows, row)
				}
			}) || len(rows) != count {
				yield(nil, fmt.Errorf("sort events: %w", errRecord))
				return
			}
			slices.SortStableFunc(rows, func(a, b *spooled) int {
				return cmp.Or(bytes.Compare(a.identity[:], b.identity[:]), a.receivedAt.Compare(b.receivedAt))
			})
			rows = slices.CompactFunc(rows, func(a, b *spooled) bool { return a.identity == b.identity })
			if !yield(rows, nil) {
				return
			}
			text, count = nil, 0
		}
	}
}

// read gives what was written to a file, and gives its room back.
func (s *sorter) read(bucket int) ([]byte, error) {
	file := s.files[bucket]
	err := s.writers[bucket].Flush()
	s.writers[bucket] = nil
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	var text []byte
	if err == nil {
		text, err = io.ReadAll(file)
	}
	if err == nil {
		err = file.Truncate(0)
	}
	if err != nil {
		return nil, fmt.Errorf("sort events in %s: %w", file.Name(), err)
	}
	return text, nil
}

func (s *sorter) close() error {
	var errs []error
	for _, file := range s.files {
		if file != nil {
			errs = append(errs, file.Close())
		}
	}
	return errors.Join(errs...)
}
