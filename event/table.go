package event

import (
	"cmp"
	"slices"
	"strings"
)

// A payload is described once, by a table with a row for each field. Reading,
// checking, writing and the JSON Schema all follow from the table.

// reader walks over an event and collects what is wrong with it.
type reader struct {
	cursor
	faults
}

// form is a kind of value: how a V is read, checked, written and described.
type form[V any] struct {
	// read takes the JSON value ahead, which is not null, and reports what keeps it
	// from being a V.
	read func(r *reader, path string, into *V)
	// check reports what is wrong with a value that is present.
	check func(f *faults, path string, value V)
	// absent tells whether the value stands for a field that was left out.
	absent func(value V) bool
	write  func(text []byte, value V) []byte
	schema schema
}

// field is one row of the table of a payload T: a name, and the form of its value.
type field[T any] struct {
	name     string
	path     string // the full name, set by newTable
	required bool
	about    string
	schema   schema
	read     func(r *reader, path string, into *T)
	check    func(f *faults, path string, of *T)
	absent   func(of *T) bool
	write    func(text []byte, of *T) []byte
}

const (
	required = true
	optional = false
)

// row makes a field of a payload from its place in the Go value and its form.
func row[T, V any](name string, required bool, about string, place func(*T) *V, of form[V]) field[T] {
	return field[T]{
		name:     name,
		required: required,
		about:    about,
		schema:   of.schema,
		read:     func(r *reader, path string, into *T) { of.read(r, path, place(into)) },
		check:    func(f *faults, path string, from *T) { of.check(f, path, *place(from)) },
		absent:   func(from *T) bool { return of.absent(*place(from)) },
		write:    func(text []byte, from *T) []byte { return of.write(text, *place(from)) },
	}
}

// rule is what holds between the fields of a payload T. Its schema is nil where a
// JSON Schema cannot say it.
type rule[T any] struct {
	check  func(f *faults, of *T)
	schema schema
}

// table holds the fields of a payload, or of an object in it, and the rules between
// them. Its path is the object's full name.
type table[T any] struct {
	path   string
	about  string
	fields []field[T]
	sorted []field[T] // by name, for writing
	rules  []rule[T]
}

func newTable[T any](path, about string, fields []field[T], rules ...rule[T]) *table[T] {
	for i := range fields {
		fields[i].path = path + "." + fields[i].name
	}
	byName := func(a, b field[T]) int { return cmp.Compare(a.name, b.name) }
	return &table[T]{path: path, about: about, fields: fields, sorted: slices.SortedFunc(slices.Values(fields), byName), rules: rules}
}

// read takes the object ahead, and nothing where it is no object.
func (t *table[T]) read(r *reader) *T {
	if r.kind() != '{' {
		r.skip()
		r.add(t.path, CodeType, "Send a JSON object here.")
		return nil
	}
	into := new(T)
	var seen uint64 // one bit a field
	for r.enter(); r.more(); {
		name := r.name()
		i := t.index(name)
		switch {
		case i < 0:
			r.skip()
			r.add(t.path+"."+printable(name), CodeUnknownField, "Remove this field: "+t.about+" has none of this name.")
		case seen&(1<<i) != 0:
			r.skip()
			r.add(t.fields[i].path, CodeDuplicate, "Give this field once only.")
		case r.kind() == 'n': // as if it had been left out
			r.skip()
		default:
			t.fields[i].read(r, t.fields[i].path, into)
		}
		if i >= 0 {
			seen |= 1 << i
		}
	}
	return into
}

// index is the place of the field of a name, or -1.
func (t *table[T]) index(name []byte) int {
	for i := range t.fields {
		if t.fields[i].name == string(name) {
			return i
		}
	}
	return -1
}

// check reports what is wrong with an object in Go.
func (t *table[T]) check(f *faults, of *T) {
	for i := range t.fields {
		switch field := &t.fields[i]; {
		case !field.absent(of):
			field.check(f, field.path, of)
		case field.required:
			f.add(field.path, CodeRequired, "Add this field: "+t.about+" needs it.")
		}
	}
	for _, rule := range t.rules {
		rule.check(f, of)
	}
}

// write appends the object, its fields in the order of their names.
func (t *table[T]) write(text []byte, of *T) []byte {
	text = append(text, '{')
	empty := len(text)
	for i := range t.sorted {
		field := &t.sorted[i]
		if field.absent(of) {
			continue
		}
		if len(text) > empty {
			text = append(text, ',')
		}
		text = append(text, '"')
		text = append(text, field.name...)
		text = append(text, '"', ':')
		text = field.write(text, of)
	}
	return append(text, '}')
}

// printable makes a field's name from outside fit to be shown: valid text of bounded
// length without control characters.
func printable(name []byte) string {
	return cut(strings.Map(func(char rune) rune {
		if !clean(string(char)) {
			return '?'
		}
		return char
	}, string(name[:min(len(name), maxText)])))
}
