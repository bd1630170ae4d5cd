package indicator

import (
	"fmt"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// quantity is what a formula, or a piece of one, is a number of.
type quantity struct {
	// unit is that of a number; empty for a plain number, and for what is none.
	unit string
	// counts is the unit of a list's length, item is what the list holds.
	counts string
	item   *quantity
}

// The units of what formulas find beside the measures.
const (
	inhabitants = "inhabitants"
	structures  = "structures"
	services    = "services"
	share       = "share"
	points      = "points"
	truth       = "truth"
	kilometres  = "kilometres"
	// travelled is what inhabitants and kilometres make.
	travelled = "inhabitant_kilometres"
	place     = "place"
)

// base is what formulas can name beside measures.
var base = map[string]quantity{
	"key":        {},
	"population": {unit: inhabitants},
	NeedLow:      {unit: inhabitants},
	NeedHigh:     {unit: inhabitants},
	NeedKnown:    {}, NeedEstimated: {},
	DistanceTravelled: {unit: travelled}, DistanceInhabitants: {unit: inhabitants}, DistanceKnown: {},
	"structures": {counts: structures, item: &quantity{}},
	"offering":   {counts: services, item: &quantity{unit: structures}},
}

// misfit is a piece of a formula whose quantity cannot be told, or does not fit.
func misfit(node ast.Node, format string, args ...any) error {
	return &file.Error{Location: node.Location(), Message: fmt.Sprintf(format, args...)}
}

// quantities tells what the pieces of a formula are numbers of.
type quantities map[string]quantity

// of returns the quantity of a node. Item is that of the list's entry that "#" stands for.
func (names quantities) of(node ast.Node, item *quantity) (quantity, error) {
	switch n := node.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.StringNode, *ast.BoolNode, *ast.ArrayNode:
		return quantity{}, nil
	case *ast.IdentifierNode:
		return names[n.Value], nil
	case *ast.PointerNode:
		if item != nil && n.Name == "" {
			return *item, nil
		}
	case *ast.MemberNode:
		if pointer, ok := n.Node.(*ast.PointerNode); ok && pointer.Name == "" {
			if field, ok := n.Property.(*ast.StringNode); ok {
				return structureFields[field.Value], nil
			}
		}
		return names.entry(n.Node, item)
	case *ast.SliceNode:
		return names.of(n.Node, item)
	case *ast.UnaryNode:
		q, err := names.of(n.Node, item)
		if n.Operator == "not" || n.Operator == "!" {
			q = quantity{unit: truth}
		}
		return q, err
	case *ast.ConditionalNode:
		return names.choice(n, item)
	case *ast.BinaryNode:
		return names.operation(n, item)
	case *ast.BuiltinNode:
		return names.builtin(n, item)
	case *ast.CallNode:
		// Quantile is the only function there is: a number of days.
		return quantity{unit: "days"}, nil
	}
	return quantity{}, misfit(node, "nothing tells the unit of this")
}

// entry returns the quantity of what a list holds.
func (names quantities) entry(list ast.Node, item *quantity) (quantity, error) {
	q, err := names.of(list, item)
	if err == nil && q.item == nil {
		err = misfit(list, "nothing tells what this holds")
	}
	if err != nil {
		return quantity{}, err
	}
	return *q.item, nil
}

// choice returns the quantity that both ends of a condition have.
func (names quantities) choice(n *ast.ConditionalNode, item *quantity) (quantity, error) {
	if _, err := names.of(n.Cond, item); err != nil {
		return quantity{}, err
	}
	yes, no, err := names.pair(n.Exp1, n.Exp2, item)
	if err == nil && yes.unit != no.unit {
		err = misfit(n, "%s or %s", called(yes.unit), called(no.unit))
	}
	return yes, err
}

// pair returns the quantities of two nodes.
func (names quantities) pair(left, right ast.Node, item *quantity) (l, r quantity, err error) {
	if l, err = names.of(left, item); err != nil {
		return l, r, err
	}
	r, err = names.of(right, item)
	return l, r, err
}

// operation returns the quantity of two numbers put together.
func (names quantities) operation(n *ast.BinaryNode, item *quantity) (quantity, error) {
	l, r, err := names.pair(n.Left, n.Right, item)
	if err != nil {
		return quantity{}, err
	}
	by, _ := n.Right.(*ast.IntegerNode)
	switch op := n.Operator; {
	case op == "and" || op == "or" || op == "&&" || op == "||" || op == "in":
		return quantity{unit: truth}, nil
	case op == "==" || op == "!=" || op == "<" || op == ">" || op == "<=" || op == ">=":
		if l.unit == r.unit || l.unit == "" || r.unit == "" {
			return quantity{unit: truth}, nil
		}
	case op == "+" || op == "-":
		if l.unit == r.unit {
			return l, nil
		}
	case op == "*" && l.unit == "":
		return r, nil
	case op == "*" && r.unit == "":
		return l, nil
	case op == "/" && l.unit == r.unit && l.unit != "":
		return quantity{unit: share}, nil
	case op == "/" && l.unit == "minutes" && by != nil && by.Value == 60:
		return quantity{unit: "hours"}, nil
	case op == "/" && l.unit == "hundredths" && by != nil && by.Value == 100:
		return quantity{unit: points}, nil
	case op == "/" && l.unit == "cents" && by != nil && by.Value == 100:
		return quantity{unit: "euros"}, nil
	case op == "/" && l.unit == "persons" && r.unit == inhabitants:
		return quantity{unit: share}, nil
	case op == "/" && l.unit == "euros" && r.unit == "persons":
		return l, nil
	case op == "/" && r.unit == "":
		return l, nil
	}
	return quantity{}, misfit(n, "%s %s %s", called(l.unit), n.Operator, called(r.unit))
}

// builtin returns the quantity of what a function makes of a list.
func (names quantities) builtin(n *ast.BuiltinNode, item *quantity) (quantity, error) {
	list, err := names.of(n.Arguments[0], item)
	if err != nil {
		return quantity{}, err
	}
	if list.item == nil {
		return quantity{}, misfit(n.Arguments[0], "nothing tells what this holds")
	}
	each := *list.item
	if len(n.Arguments) > 1 {
		predicate, ok := n.Arguments[1].(*ast.PredicateNode)
		if !ok {
			return quantity{}, misfit(n, "nothing tells the unit of this")
		}
		if each, err = names.of(predicate.Node, list.item); err != nil {
			return quantity{}, err
		}
	}
	switch n.Name {
	case "len", "count":
		return quantity{unit: list.counts}, nil
	case "sum":
		return each, nil
	case "any", "all", "none":
		return quantity{unit: truth}, nil
	case "map":
		return quantity{counts: list.counts, item: &each}, nil
	case "flatten":
		return each, nil
	case "filter", "uniq", "values":
		return list, nil
	}
	return quantity{}, misfit(n, "nothing tells the unit of %s", n.Name)
}

// called names a unit in a fault.
func called(unit string) string {
	if unit == "" {
		return "a plain number"
	}
	return unit
}
