// Package document reads YAML documents record by record, so that one that is wrong is named with its line and the others are taken, and
// writes them so that they read the same again.
package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"vigie/governance/dated"
	"vigie/network"
)

// What a document may hold. Deeper ones would keep the parser busy for minutes.
const (
	maxSize  = 1 << 20
	maxDepth = 50
)

// Record is a mapping of a document. Its fields are asked for by name; what is wrong with them becomes faults of the document.
type Record struct {
	name    string // in faults, such as "measure 1.2"
	line    int
	fields  map[string]ast.Node
	order   []string // the fields as they stand
	asked   map[string]bool
	refused bool
	broken  bool // it is no mapping, which is told once
	faults  *[]network.Fault
}

// Read reads a document whose outermost form is a mapping. The error says that nothing could be read, and names the line.
func Read(r io.Reader) (*Record, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case len(text) > maxSize:
		return nil, fmt.Errorf("it is larger than %d KiB: split it", maxSize>>10)
	case !utf8.Valid(text):
		return nil, errors.New("it is no text in UTF-8: save it as such")
	}
	if line := tooDeep(string(text)); line > 0 {
		return nil, fmt.Errorf("line %d: more than %d lists or mappings stand in each other: look for a bracket that never closes", line, maxDepth)
	}
	file, err := parser.ParseBytes(text, 0)
	var told yaml.Error
	if errors.As(err, &told) && told.GetToken() != nil {
		return nil, fmt.Errorf("line %d: %s", told.GetToken().Position.Line, told.GetMessage())
	} else if err != nil {
		return nil, err
	}
	var bodies []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			bodies = append(bodies, doc.Body)
		}
	}
	switch len(bodies) {
	case 0:
		return nil, errors.New("it is empty")
	case 1:
	default:
		return nil, fmt.Errorf("line %d: a second document begins: one file holds one", lineOf(bodies[1]))
	}
	top := &Record{line: 1, faults: new([]network.Fault)}
	if !top.take(bodies[0]) {
		return nil, fmt.Errorf("line %d: a mapping is expected, such as bodies: followed by a list", lineOf(bodies[0]))
	}
	return top, nil
}

// tooDeep finds the line on which more brackets are open, or more list items begin, than any document needs; 0 where there is none.
// Brackets within texts are counted too: they are few.
func tooDeep(text string) int {
	open, number := 0, 0
	for line := range strings.Lines(text) {
		number++
		if strings.HasPrefix(strings.TrimLeft(line, " "), strings.Repeat("- ", maxDepth)) {
			return number
		}
		for i := range len(line) {
			switch line[i] {
			case '[', '{':
				open++
			case ']', '}':
				open = max(0, open-1)
			}
		}
		if open > maxDepth {
			return number
		}
	}
	return 0
}

// take reads the fields of a mapping; false where the node is none.
func (r *Record) take(node ast.Node) bool {
	var pairs []*ast.MappingValueNode
	switch node := node.(type) {
	case *ast.MappingNode:
		pairs = node.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{node}
	default:
		return false
	}
	r.fields, r.asked = make(map[string]ast.Node), make(map[string]bool)
	for _, pair := range pairs {
		if pair.Key.IsMergeKey() {
			r.Drop("<<", "one mapping can not be merged into another: write its fields out")
			continue
		}
		name := pair.Key.GetToken().Value
		r.fields[name] = pair.Value
		r.order = append(r.order, name)
	}
	return true
}

func lineOf(node ast.Node) int {
	switch node := node.(type) {
	case *ast.MappingNode:
		if len(node.Values) > 0 {
			return lineOf(node.Values[0])
		}
	case *ast.MappingValueNode:
		return lineOf(node.Key)
	}
	if token := node.GetToken(); token != nil && token.Position != nil {
		return token.Position.Line
	}
	return 0
}

// Line is where the record begins, from 1.
func (r *Record) Line() int { return r.line }

// Named says how faults name the record, such as "measure 1.2".
func (r *Record) Named(format string, args ...any) { r.name = fmt.Sprintf(format, args...) }

// Faults are those of the whole document until now, in the order of its lines.
func (r *Record) Faults() []network.Fault {
	slices.SortStableFunc(*r.faults, func(a, b network.Fault) int { return a.Line - b.Line })
	return *r.faults
}

// Refuse says why the record can not be taken.
func (r *Record) Refuse(field, format string, args ...any) {
	r.refused = true
	r.fault(network.Fault{Field: field, Reason: fmt.Sprintf(format, args...)})
}

// Drop says why the record is taken without what a field says.
func (r *Record) Drop(field, format string, args ...any) {
	r.fault(network.Fault{Field: field, Reason: fmt.Sprintf(format, args...), Kept: true})
}

// fault adds a fault at the line of its field, or of the record where it lacks the field.
func (r *Record) fault(f network.Fault) {
	if r.broken {
		return
	}
	f.ID, f.Line = r.name, r.line
	if node := r.fields[f.Field]; node != nil {
		f.Line = lineOf(node)
	}
	*r.faults = append(*r.faults, f)
}

// Done tells, once all fields were asked for, whether the record can be taken, and names the fields that nobody knows.
func (r *Record) Done() bool {
	for _, name := range r.order {
		if !r.asked[name] {
			r.Drop(name, "no such field is known here: correct its name, or leave it out")
		}
	}
	return !r.refused
}

// field is what stands in a field; nil where it is absent or null.
func (r *Record) field(name string) ast.Node {
	if r.broken {
		return nil
	}
	r.asked[name] = true
	node := r.fields[name]
	if _, null := node.(*ast.NullNode); null {
		return nil
	}
	return node
}

// Has tells whether a field is there, and not null.
func (r *Record) Has(name string) bool { return r.field(name) != nil }

// Records are the items of a field that holds a list of mappings. An item that is none is a record that is refused, with nothing in it. kind
// says what faults call them until they are named.
func (r *Record) Records(field, kind string) []*Record {
	node := r.field(field)
	if node == nil {
		return nil
	}
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		r.Drop(field, "a list is expected, each item after a dash")
		return nil
	}
	var all []*Record
	for i, item := range list.Values {
		one := &Record{name: fmt.Sprintf("%s number %d", kind, i+1), line: lineOf(item), faults: r.faults}
		if r.name != "" {
			one.name = r.name + ", " + one.name
		}
		if !one.take(item) {
			one.Refuse("", "a mapping is expected, such as code: followed by a value")
			one.broken = true
		}
		all = append(all, one)
	}
	return all
}

// Texts are the items of a field that holds a list of texts, or one.
func (r *Record) Texts(field string, most int) []string {
	node := r.field(field)
	if node == nil {
		return nil
	}
	items := []ast.Node{node}
	if list, ok := node.(*ast.SequenceNode); ok {
		items = list.Values
	}
	var all []string
	for _, item := range items {
		text, err := scalar(item, most)
		switch {
		case err != nil:
			r.Drop(field, "%s", err)
		case text != "" && !slices.Contains(all, text):
			all = append(all, text)
		}
	}
	return all
}

// Text is what a field says, on one line; "" where it is absent. Too long a text, in characters, is refused.
func (r *Record) Text(field string, most int) string {
	node := r.field(field)
	if node == nil {
		return ""
	}
	text, err := scalar(node, most)
	if err != nil {
		r.Refuse(field, "%s", err)
	}
	return text
}

// Required is Text, refused where it is empty.
func (r *Record) Required(field string, most int) string {
	before := r.refused
	text := r.Text(field, most)
	if text == "" && r.refused == before {
		r.Refuse(field, "it is missing: fill it in")
	}
	return text
}

// Choice is one of some words. Where the field is absent it is the first of them, which may be ""; another word is refused.
func (r *Record) Choice(field string, words ...string) string {
	word := r.Text(field, maxWord)
	switch {
	case word == "":
		return words[0]
	case !slices.Contains(words, word):
		r.Refuse(field, "%.40q is none of %s", word, strings.TrimPrefix(strings.Join(words, ", "), ", "))
		return words[0]
	}
	return word
}

// RequiredChoice is one of some words, refused where the field is absent.
func (r *Record) RequiredChoice(field string, words ...string) string {
	if !r.Has(field) {
		r.Refuse(field, "it is missing: give one of %s", strings.Join(words, ", "))
		return ""
	}
	return r.Choice(field, append([]string{""}, words...)...)
}

// Known gives those of some values of a field that are among the known ones; the record is taken without the others. what names their kind.
func (r *Record) Known(field string, given, known []string, what string) []string {
	return slices.DeleteFunc(given, func(value string) bool {
		unknown := !slices.Contains(known, value)
		if unknown {
			r.Drop(field, "no %s %.80q is known: correct it, or leave it out", what, value)
		}
		return unknown
	})
}

// NotAfter refuses a day that lies after another, for a thing that has happened.
func (r *Record) NotAfter(field string, day, last dated.Day) {
	if day > last {
		r.Refuse(field, "%s is yet to come: give the day on which it happened", day)
	}
}

// Map is the mapping that a field holds; nil where it holds none. It is a part of the record, and its faults have the record's name.
func (r *Record) Map(field string) *Record {
	inner := &Record{name: r.name, faults: r.faults}
	node := r.field(field)
	if node == nil || !inner.take(node) {
		return nil
	}
	inner.line = lineOf(node)
	return inner
}

const maxWord = 100

// Day is the day that a field holds, "" where it is absent. What is no day is refused.
func (r *Record) Day(field string) dated.Day {
	text := r.Text(field, maxWord)
	if text == "" {
		return ""
	}
	day, err := dated.Parse(text)
	if err != nil {
		r.Refuse(field, "%s", err)
	}
	return day
}

// RequiredDay is Day, refused where it is empty.
func (r *Record) RequiredDay(field string) dated.Day {
	if !r.Has(field) {
		r.Refuse(field, "it is missing: give the day, as 2026-01-31")
		return ""
	}
	return r.Day(field)
}

// Due is the day or year that a field holds; the zero one where it is absent.
func (r *Record) Due(field string) dated.Due {
	text := r.Text(field, maxWord)
	if text == "" {
		return dated.Due{}
	}
	due, err := dated.ParseDue(text)
	if err != nil {
		r.Refuse(field, "%s", err)
	}
	return due
}
