package indicator

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// Formula is a formula of an indicator, ready to be worked out.
type Formula struct {
	program    *vm.Program
	measures   []string
	structures bool
	population bool
	need       bool
	distance   bool
	adds       bool   // over structures, one by one
	offering   bool   // it looks at how many structures offer each service, and at nothing else
	service    string // of which it counts the structures that offer it
	restsOn    []string
	traits     []string // of events, by what it says of structures
	quantity   quantity
	published  *Published
}

// Measures names the measures that the formula and those it uses need, in alphabetical order.
func (f *Formula) Measures() []string { return slices.Clone(f.measures) }

// Unit is what the formula is a number of; empty for a plain number.
func (f *Formula) Unit() string { return f.quantity.unit }

// UsesStructures tells whether the formula needs structures or offering.
func (f *Formula) UsesStructures() bool { return f.structures }

// UsesNeed tells whether the formula needs a number of Need.
func (f *Formula) UsesNeed() bool { return f.need }

// UsesDistance tells whether the formula needs a number of Distance.
func (f *Formula) UsesDistance() bool { return f.distance }

// RestsOn names the components whose published counts of each structure the formula sees where it is published, in no order.
func (f *Formula) RestsOn() []string { return slices.Clone(f.restsOn) }

// UsesPopulation tells whether the formula needs population.
func (f *Formula) UsesPopulation() bool { return f.population }

// Number works a formula out. It is not ok where there is no value: where something is divided by zero, or a quantile lies beyond.
// The environment must hold key and what Measures, UsesStructures and UsesPopulation tell, as the package's comment lists it.
func (f *Formula) Number(env map[string]any) (value float64, ok bool) {
	value = f.run(env).(float64) + 0 // what is taken from nothing is 0, and not −0
	return value, !math.IsNaN(value) && !math.IsInf(value, 0)
}

// Truth works out a formula that holds or does not.
func (f *Formula) Truth(env map[string]any) bool { return f.run(env).(bool) }

// run works the formula out. A formula was run when it was read: what fails is the environment, a mistake of the program.
func (f *Formula) run(env map[string]any) any {
	result, err := vm.Run(f.program, env)
	if err != nil {
		panic(fmt.Sprintf("work out a formula: %v", err))
	}
	return result
}

// language is what formulas can say: the measures and what there is beside.
type language struct {
	env   map[string]any
	units quantities
	// measures are those of the catalogue, by name.
	measures map[string]Measure
	// components are the texts of components by name, owners the files that they stand in.
	components definitions
	owners     map[string]string
}

// spreadSize is the length of the list that a measure with a spread is in formulas.
const spreadSize = 64

// newLanguage returns the language in which measures have names.
func newLanguage(measures []Measure) *language {
	l := &language{
		env: map[string]any{
			"key":        "",
			"population": 0.0,
			"structures": []Structure{{}},
			"offering":   offeringNone(),
		},
		units:    maps.Clone(quantities(base)),
		measures: map[string]Measure{}, components: definitions{}, owners: map[string]string{},
	}
	for _, numbers := range []map[string]float64{Need{}.Numbers(), Distance{}.Numbers()} {
		for name := range numbers {
			l.env[name] = 0.0
		}
	}
	for _, m := range measures {
		l.measures[m.Name] = m
		one := quantity{unit: m.Unit}
		switch {
		case m.Spread != "":
			l.env[m.Name], l.units[m.Name] = make([]float64, spreadSize), quantity{item: &one}
		case m.Area == "residence":
			l.env[m.Name], l.units[m.Name] = Residence{}, quantity{item: &one}
		default:
			l.env[m.Name], l.units[m.Name] = 0.0, one
		}
	}
	return l
}

// offeringNone tells of each service that no structure offers it.
func offeringNone() map[string]float64 {
	offering := map[string]float64{}
	for _, service := range Classes("service") {
		if service.Key != KeyUnknown {
			offering[service.Key] = 0
		}
	}
	return offering
}

// reserved tells whether formulas use a name for something else than a measure.
func reserved(name string) bool {
	_, taken := base[name]
	return taken || name == "quantile"
}

// definitions are an indicator's named formulas, which other formulas use by name.
type definitions map[string]string

// Visit puts the named formula where its name stands.
func (d definitions) Visit(node *ast.Node) {
	name, ok := (*node).(*ast.IdentifierNode)
	if !ok || d[name.Value] == "" {
		return
	}
	if tree, err := parser.Parse(d[name.Value]); err == nil {
		ast.Walk(&tree.Node, d)
		ast.Patch(node, tree.Node)
	}
}

// names gathers what a tree names.
type names map[string]bool

// Visit keeps a name.
func (n names) Visit(node *ast.Node) {
	if name, ok := (*node).(*ast.IdentifierNode); ok {
		n[name.Value] = true
	}
}

// members are the fields of things that a formula names.
type members map[string]bool

// Visit is ast.Visitor's.
func (m members) Visit(node *ast.Node) {
	if member, ok := (*node).(*ast.MemberNode); ok {
		if field, ok := member.Property.(*ast.StringNode); ok {
			m[field.Value] = true
		}
	}
}

// compile makes a formula of a text. Kind is what it must result in.
func (l *language) compile(text string, defined definitions, kind expr.Option) (*Formula, error) {
	all := maps.Clone(l.components)
	maps.Copy(all, defined)
	program, err := expr.Compile(text, expr.Env(l.env), kind, expr.Patch(all), quantileFunction)
	if err != nil {
		return nil, err
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, err
	}
	ast.Walk(&tree.Node, all)
	f := &Formula{program: program}
	if f.quantity, err = l.units.of(tree.Node, nil); err != nil {
		return nil, err
	}
	f.published = l.publish(text, defined, kind, f.quantity.unit)
	used := names{}
	ast.Walk(&tree.Node, used)
	for _, name := range slices.Sorted(maps.Keys(used)) {
		if _, ok := l.measures[name]; ok {
			f.measures = append(f.measures, name)
		}
	}
	f.structures, f.population = used["structures"] || used["offering"], used["population"]
	f.editable(tree.Node)
	fields := members{}
	ast.Walk(&tree.Node, fields)
	for name := range fields {
		if component, rests := structureRests[name]; rests {
			f.restsOn = append(f.restsOn, component)
		}
		if trait := structureTraits[name]; f.structures && trait != "" {
			f.traits = append(f.traits, trait)
		}
	}
	f.distance = used[DistanceTravelled] || used[DistanceInhabitants] || used[DistanceKnown]
	f.need = used[NeedLow] || used[NeedHigh] || used[NeedKnown] || used[NeedEstimated]
	if _, err := vm.Run(program, l.env); err != nil {
		return nil, err
	}
	return f, nil
}

// quantileFunction is quantile(list, tenths) in formulas.
var quantileFunction = expr.Function("quantile",
	func(args ...any) (any, error) {
		if list, ok := args[0].([]float64); ok {
			return quantile(list, args[1].(int)), nil
		}
		return interpolated(args[0].([]any), args[1].(int))
	},
	new(func([]float64, int) float64), new(func([]any, int) float64))

// waitClasses are the last days of the classes in which waits are published; the last class is of what took longer.
var waitClasses = []float64{7, 14, 30, 60}

// interpolated is quantile over the classes of waits, in whole days; within a class cases lie evenly. What is below 0 counts as nothing.
func interpolated(classes []any, tenths int) (float64, error) {
	if len(classes) != len(waitClasses)+1 {
		return 0, fmt.Errorf("quantile takes the %d classes of waits", len(waitClasses)+1)
	}
	all := 0.0
	for _, n := range classes {
		count, ok := n.(float64)
		if !ok {
			return 0, fmt.Errorf("quantile takes numbers, and %v is none", n)
		}
		all += max(count, 0)
	}
	seen, first, wanted := 0.0, 0.0, float64(tenths)*all/10
	for i, last := range waitClasses {
		n := max(classes[i].(float64), 0)
		if n > 0 && seen+n >= wanted {
			return math.Round(first + (wanted-seen)/n*(last-first)), nil
		}
		seen, first = seen+n, last
	}
	return math.NaN(), nil
}

// longestWait is the highest number of days that quantile tells.
const longestWait = 60

// quantile is the least number of days, of 0 to 60, within which so many tenths of all cases came to an end. The list holds how
// many cases took each number of days. Without a case, and where fewer came to an end, it is no number.
func quantile(list []float64, tenths int) float64 {
	all := 0.0
	for _, n := range list {
		all += n
	}
	seen := 0.0
	for days := 0; days <= longestWait && all > 0; days++ {
		seen += list[days]
		if 10*seen >= float64(tenths)*all {
			return float64(days)
		}
	}
	return math.NaN()
}
