package indicator

import (
	"maps"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// Edit is what is otherwise in a place than it was when its structures were counted.
type Edit struct {
	// Without were counted, With were not.
	Without, With []Structure
	// Offering is how many structures offer each service, after the edit.
	Offering map[string]float64
}

// Edited is what a formula comes to in a place after an edit, told from what it came to before. It is not ok for a formula of which that does not
// follow: one that is neither a sum over structures nor made of the offering alone.
func (f *Formula) Edited(before float64, e Edit, key string) (after float64, ok bool) {
	over := func(structures []Structure) float64 {
		value, _ := f.Number(map[string]any{"key": key, "population": 0.0, "structures": structures, "offering": e.Offering})
		return value
	}
	switch {
	case f.adds:
		return before + over(e.With) - over(e.Without), true
	case f.offering:
		return over(nil), true
	}
	return before, false
}

// Adds tells whether the formula is a sum over structures, one by one.
func (f *Formula) Adds() bool { return f.adds }

// Service is the service of which the formula counts the structures that offer it; empty for any other.
func (f *Formula) Service() string { return f.service }

// editable finds out how a formula can be told after an edit.
func (f *Formula) editable(node ast.Node) {
	f.offering = slices.Equal(namesOf(node), []string{"offering"})
	switch n := node.(type) {
	case *ast.BuiltinNode:
		f.adds = (n.Name == "count" || n.Name == "sum") && len(n.Arguments) == 2 && isNamed(n.Arguments[0], "structures") &&
			!slices.ContainsFunc(namesOf(n.Arguments[1]), func(name string) bool { return name != "key" })
	case *ast.MemberNode:
		if field, ok := n.Property.(*ast.StringNode); ok && isNamed(n.Node, "offering") {
			f.service = field.Value
		}
	}
}

// isNamed tells whether a node is a name and nothing else.
func isNamed(node ast.Node, name string) bool {
	identifier, ok := node.(*ast.IdentifierNode)
	return ok && identifier.Value == name
}

// namesOf are the names in a tree, sorted.
func namesOf(node ast.Node) []string {
	found := names{}
	ast.Walk(&node, found)
	return slices.Sorted(maps.Keys(found))
}
