package indicator

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/goccy/go-yaml/token"
)

// define reads the named formulas. Without all of them the others cannot be read.
func (r *reader) define() bool {
	before := len(*r.faults)
	r.defined = definitions{}
	for _, name := range slices.Sorted(maps.Keys(r.document.Define)) {
		text := r.document.Define[name]
		if _, taken := r.language.env[name]; taken || reserved(name) || !plainName.MatchString(name) {
			r.fault(text.line(), "%q is no name for a formula: it is taken, or is none", name)
		}
		r.defined[name] = text.Value
	}
	for _, name := range slices.Sorted(maps.Keys(r.defined)) {
		if circle := r.circle(name, nil); circle != nil {
			r.fault(r.document.Define[name].line(), "a circle of formulas: %s", strings.Join(circle, ", "))
		}
	}
	if len(*r.faults) > before {
		return false
	}
	for _, name := range slices.Sorted(maps.Keys(r.defined)) {
		text := r.document.Define[name]
		r.formula(name, &text, expr.AsAny())
	}
	return len(*r.faults) == before
}

// circle returns the way on which a named formula uses itself; nil where it does not.
func (r *reader) circle(name string, way []string) []string {
	if slices.Contains(way, name) {
		if way[0] == name {
			return append(way, name)
		}
		return nil
	}
	for used := range namesIn(r.defined[name]) {
		if _, ok := r.defined[used]; ok {
			if circle := r.circle(used, append(slices.Clone(way), name)); circle != nil {
				return circle
			}
		}
	}
	return nil
}

// namesIn returns what a formula's text names.
func namesIn(text string) names {
	found := names{}
	if tree, err := parser.Parse(text); err == nil {
		ast.Walk(&tree.Node, found)
	}
	return found
}

// formula reads the formula of a field; nil where there is none, or it is faulty.
func (r *reader) formula(field string, text *located[string], kind expr.Option) *Formula {
	if text == nil {
		return nil
	}
	f, err := r.language.compile(text.Value, r.defined, kind)
	if err != nil {
		r.formulaFault(field, *text, err)
		return nil
	}
	return f
}

// formulaFault tells what is wrong with a formula, and where. Of a formula in a block of lines only the first
// one is told.
func (r *reader) formulaFault(field string, text located[string], err error) {
	var at *file.Error
	if !errors.As(err, &at) {
		r.fault(text.line(), "%s: %v", field, err)
		return
	}
	column := text.token.Position.Column + at.From
	switch text.token.Type {
	case token.FoldedType, token.LiteralType:
		r.fault(text.line(), "%s: %s", field, at.Message)
		return
	case token.DoubleQuoteType, token.SingleQuoteType:
		column++
	}
	r.faults.add(fmt.Sprintf("%s:%d:%d", r.file, text.line(), column), 0, "%s: %s", field, at.Message)
}
