package network

import (
	"errors"
	"io"
	"iter"
	"slices"
)

// Rows are the rows of a CSV file with a header: with commas, semicolons or tabulations between values, in UTF-8 with or without
// byte-order mark, or in Windows-1252. They can be read once.
type Rows struct{ table *table }

// Row is a row of a file. Where Fault is not empty, it could not be read.
type Row struct {
	Line  int               // its first line, from 1
	Cells map[string]string // by column in lower case, without spaces around them
	Fault string
}

// ReadRows reads the header of a file. It must have the required columns, in lower case; the error names its line.
func ReadRows(r io.Reader, required ...string) (*Rows, error) {
	t, err := readTable(r, required)
	if err != nil {
		return nil, err
	}
	return &Rows{t}, nil
}

// Columns are those of the header, in lower case.
func (r *Rows) Columns() []string { return slices.Clone(r.table.columns) }

// Format names the format for a report, once the rows have been read.
func (r *Rows) Format() string { return r.table.describe() }

// All gives the rows in the order of the file; blank lines are none. An error is the last thing that comes.
func (r *Rows) All() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			read, err := r.table.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			for name, value := range read.cells {
				read.cells[name] = clean(value)
			}
			if !yield(Row{Line: read.line, Cells: read.cells, Fault: read.fault}, nil) {
				return
			}
		}
	}
}
