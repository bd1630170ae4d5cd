package indicator

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// faults are what is wrong with the files, each with its file and line.
type faults []error

// add keeps a fault of a line; 0 stands for the file as a whole.
func (f *faults) add(file string, line int, format string, args ...any) {
	if line > 0 {
		file = fmt.Sprintf("%s:%d", file, line)
	}
	*f = append(*f, fmt.Errorf("%s: %w", file, fmt.Errorf(format, args...)))
}

// oneOf keeps a fault where a field does not hold one of a list's values.
func (f *faults) oneOf(file, field string, given located[string], list []string) {
	if !slices.Contains(list, given.Value) {
		f.add(file, given.line(), "%s is %q: write one of %s", field, given.Value, strings.Join(list, ", "))
	}
}

// err returns all faults as one error.
func (f faults) err() error { return errors.Join(f...) }

// located is a value of a YAML file with the place where it stands.
type located[T any] struct {
	Value T
	token *token.Token
}

// UnmarshalYAML reads the value and keeps its place.
func (l *located[T]) UnmarshalYAML(node ast.Node) error {
	l.token = node.GetToken()
	return yaml.NodeToValue(node, &l.Value, yaml.Strict())
}

// line is that of the value, and the file's first one where the field is missing.
func (l located[T]) line() int {
	if l.token == nil {
		return 1
	}
	return l.token.Position.Line
}

// decode reads a YAML document, strictly, and keeps what is wrong with its form.
func decode(file, text string, into any, faults *faults) bool {
	err := yaml.UnmarshalWithOptions([]byte(text), into, yaml.Strict())
	var told yaml.Error
	if errors.As(err, &told) && told.GetToken() != nil {
		faults.add(file, told.GetToken().Position.Line, "%s", told.GetMessage())
	} else if err != nil {
		faults.add(file, 0, "%w", err)
	}
	return err == nil
}
