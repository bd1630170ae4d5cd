// Package records keeps what CSV files say of one kind of thing, such as calls for projects, with every former state: read with faults that
// name their line, imported with a report or as a dry run, answered as of a day, and written back in the same format.
//
// Days are strings "2006-01-02" ("" where there is none), of Europe/Paris. A record's file columns are its table's columns, too.
package records

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"vigie/network"
)

// Kind says how the records of one kind stand in files and in the warehouse. Two records are the same where their rows in a file are.
type Kind[T any] struct {
	Name    string      // in the plural, as commands and reports say it
	Columns []Column[T] // in the order of files and statements; those that are a Key tell records apart
	// Select answers the columns and imported_at of the state of each record on {day:Date}: the last one imported up to that day, else the
	// earliest, sorted by key. Insert takes the same columns.
	Select, Insert string
	// AsOf takes what came after a day out of a state that has dates of its own. It is false where the record was not there yet. Where it is
	// absent, a state stays as it is.
	AsOf func(t *T, day string) bool
	// Parse reads a file; where it is absent, Read does.
	Parse func(ctx context.Context, file io.Reader) (Reading[T], error)
	// Examine may refuse rows, or warn of them, against each other, what was known, and the rest of the registry. Rows that are refused
	// already come, too.
	Examine func(ctx context.Context, rows []*Row[T], known []T) error
}

// Key is what tells a record from the others of its kind.
func (k Kind[T]) Key(t T) string {
	var parts []string
	for _, c := range k.Columns {
		if c.Key {
			parts = append(parts, c.Write(t))
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// row is the record as a row of a file.
func (k Kind[T]) row(t T) []string {
	cells := make([]string, len(k.Columns))
	for i, c := range k.Columns {
		cells[i] = c.Write(t)
	}
	return cells
}

// names are the names of the columns.
func (k Kind[T]) names(chosen func(Column[T]) bool) []string {
	var names []string
	for _, c := range k.Columns {
		if chosen(c) {
			names = append(names, c.Name)
		}
	}
	return names
}

// Row is a record of a file, and what is wrong with it.
type Row[T any] struct {
	Line    int // from 1
	Record  T
	faults  []network.Fault
	refused bool
}

// Refused tells whether the record is left out of the import.
func (r *Row[T]) Refused() bool { return r.refused }

// Refuse leaves the record out of the import. The reason is an English sentence that says what to change.
func (r *Row[T]) Refuse(field, reason string, args ...any) {
	r.refused = true
	r.faults = append(r.faults, network.Fault{Line: r.Line, Field: field, Reason: fmt.Sprintf(reason, args...)})
}

// Warn has the record imported as it is, and somebody look at it.
func (r *Row[T]) Warn(field, reason string, args ...any) {
	r.faults = append(r.faults, network.Fault{Line: r.Line, Field: field, Reason: fmt.Sprintf(reason, args...), Kept: true, Warned: true})
}

// Reading is what a file holds.
type Reading[T any] struct {
	Format  string          // for a report
	Rows    []*Row[T]       // in the order of the file
	Notices []network.Fault // of the file, not of a row
}

// Row adds the row of a line.
func (r *Reading[T]) Row(line int) *Row[T] {
	row := &Row[T]{Line: line}
	r.Rows = append(r.Rows, row)
	return row
}

// Read reads a CSV file. The error says that nothing of it could be read.
func (k Kind[T]) Read(file io.Reader) (Reading[T], error) {
	var reading Reading[T]
	rows, err := network.ReadRows(file, k.names(func(c Column[T]) bool { return c.Required })...)
	if err != nil {
		return reading, err
	}
	reading.Notices = k.unread(rows.Columns())
	lines := map[string]int{}
	for read, err := range rows.All() {
		if err != nil {
			return reading, err
		}
		row := reading.Row(read.Line)
		if read.Fault != "" {
			row.Refuse("", "%s", read.Fault)
			continue
		}
		k.decode(row, read.Cells)
		if row.refused {
			continue
		}
		key := k.Key(row.Record)
		if first, again := lines[key]; again {
			row.Refuse(k.keyColumn(), "%s already stands on line %d: leave one of them out", key, first)
		} else {
			lines[key] = read.Line
		}
	}
	reading.Format = rows.Format()
	return reading, nil
}

// decode puts the texts of a row in their places.
func (k Kind[T]) decode(row *Row[T], cells map[string]string) {
	for _, c := range k.Columns {
		value := cells[c.Name]
		switch {
		case value != "":
			if err := c.Read(&row.Record, value); err != nil {
				row.Refuse(c.Name, "%v", err)
			}
		case c.Required:
			row.Refuse(c.Name, "it is required and empty: fill it in")
		}
	}
}

// unread names the columns of a file that the kind does not have.
func (k Kind[T]) unread(columns []string) []network.Fault {
	known := k.names(func(Column[T]) bool { return true })
	var faults []network.Fault
	for _, name := range columns {
		if name != "" && !slices.Contains(known, name) {
			faults = append(faults, network.Fault{
				Field: name, Kept: true, Warned: true,
				Reason: fmt.Sprintf("%s have no such column, and it is not read: they have %s", k.Name, strings.Join(known, ", ")),
			})
		}
	}
	return faults
}

// keyColumn is the column that a report names where a key comes twice.
func (k Kind[T]) keyColumn() string {
	return strings.Join(k.names(func(c Column[T]) bool { return c.Key }), ", ")
}
