package indicator

import (
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// Component is a count that editions publish cells of: a sum of what measures count. What formulas say over components alone can be
// published; what they say over measures can't.
type Component struct {
	// Name is unique in the catalogue: other indicators' formulas may use it, too.
	Name string
	// Family is that of the closed list of cells.
	Family string
	// Unit is what there are so many of: persons, participations, referrals, minutes, hundredths of points …
	Unit string
	// With names the component that must be shown for this one to be; empty for none.
	With string
	// Same names the component of which this one is the 12 months to the window's end: it has no cells of its own; empty for none.
	Same string
	// Earlier names the component of which this one is that of the same window a year before: it has no cells of its own; empty for none.
	Earlier string
	// DrawnAs names the component as which this one's noise is drawn: of the very same records it is the same. Empty for its own.
	DrawnAs string
	// Terms are how often each count of a measure goes into the component.
	Terms map[Term]int64
}

// Own tells whether the component has cells of its own.
func (c Component) Own() bool { return c.Same == "" && c.Earlier == "" }

// Term is a count of a measure: of its spread's value, or of the one that it has.
type Term struct {
	Measure string
	Spread  uint8
}

// documentComponent is an entry of components.
type documentComponent struct {
	Family  located[string]  `yaml:"family"`
	With    located[string]  `yaml:"with"`
	Same    located[string]  `yaml:"same"`
	Earlier located[string]  `yaml:"earlier"`
	DrawnAs located[string]  `yaml:"drawn_as"`
	Formula *located[string] `yaml:"formula"`
}

// collect takes the texts of an indicator's components into the language, so that all formulas can name them.
func (l *language) collect(file string, d document) {
	for name, c := range d.Components {
		if c.Formula != nil && l.owners[name] == "" {
			l.components[name], l.owners[name] = c.Formula.Value, file
		}
	}
}

// components reads the components of a file.
func (r *reader) components() (all []Component) {
	for _, name := range slices.Sorted(maps.Keys(r.document.Components)) {
		d := r.document.Components[name]
		if d.Formula == nil || d.Family.Value == "" {
			r.fault(1, "the component %s needs a family and a formula", name)
			continue
		}
		line := d.Formula.line()
		if _, taken := r.language.env[name]; taken || reserved(name) || !plainName.MatchString(name) || r.language.owners[name] != r.file {
			r.fault(line, "%q is no name for a component: it is taken, or is none", name)
			continue
		}
		f := r.formula(name, d.Formula, expr.AsFloat64())
		if f == nil {
			continue
		}
		c := Component{Name: name, Family: d.Family.Value, Unit: f.quantity.unit, With: d.With.Value, Same: d.Same.Value, Earlier: d.Earlier.Value, DrawnAs: d.DrawnAs.Value}
		for field, other := range map[string]string{"with": c.With, "same": c.Same, "earlier": c.Earlier, "drawn_as": c.DrawnAs} {
			if _, known := r.language.components[other]; other != "" && !known {
				r.fault(line, "%s is %q: write the name of a component", field, other)
			}
		}
		if c.Terms = r.language.terms(f); c.Terms == nil {
			r.fault(line, "the component %s must be a sum of what measures count", name)
		}
		all = append(all, c)
	}
	return all
}

// terms are the counts of which a formula is the sum; nil where it is no such sum.
func (l *language) terms(f *Formula) map[Term]int64 {
	if f.structures || f.population || f.need || f.distance || len(f.measures) == 0 {
		return nil
	}
	terms := map[Term]int64{}
	random := rand.New(rand.NewPCG(1, 2))
	some, expected := l.counts(f), 0.0
	for _, name := range f.measures {
		for spread := range l.width(name) {
			one := l.counts(f)
			l.set(one, name, spread, 1)
			factor, ok := f.Number(one)
			if !ok || factor != float64(int64(factor)) {
				return nil
			}
			n := float64(random.IntN(1000))
			l.set(some, name, spread, n)
			if expected += n * factor; factor != 0 {
				terms[Term{name, uint8(spread)}] = int64(factor)
			}
		}
	}
	if sum, ok := f.Number(some); !ok || sum != expected {
		return nil
	}
	return terms
}

// counts is an environment in which nothing was counted.
func (l *language) counts(f *Formula) map[string]any {
	env := map[string]any{}
	for _, name := range f.measures {
		switch m := l.measures[name]; {
		case m.Spread != "":
			env[name] = make([]float64, spreadSize)
		case m.Area == "residence":
			env[name] = Residence{}
		default:
			env[name] = 0.0
		}
	}
	return env
}

func (l *language) width(measure string) int {
	if l.measures[measure].Spread != "" {
		return spreadSize
	}
	return 1
}

func (l *language) set(env map[string]any, measure string, spread int, n float64) {
	switch m := l.measures[measure]; {
	case m.Spread != "":
		env[measure].([]float64)[spread] = n
	case m.Area == "residence":
		env[measure] = Residence{Here: n}
	default:
		env[measure] = n
	}
}

// Published is a formula over components and population alone.
type Published struct {
	program *vm.Program
	// Components names those that it needs, in alphabetical order.
	Components []string
	// Quantile tells that it is one, of cases.
	Quantile bool
	// Over and Under are the two sides of a share that is nothing else; nil for others.
	Over, Under *Published
}

// Published gives the formula as published figures are worked out. It is not ok where it names what is not published.
func (f *Formula) Published() (*Published, bool) {
	if f == nil {
		return nil, false
	}
	return f.published, f.published != nil
}

// Number works the formula out, over a number for each of Components, and population. It is not ok where there is no value.
func (p *Published) Number(env map[string]float64) (value float64, ok bool) {
	f := Formula{program: p.program}
	return f.Number(environment(env))
}

// Truth works out a formula that holds or does not.
func (p *Published) Truth(env map[string]float64) bool {
	f := Formula{program: p.program}
	return f.Truth(environment(env))
}

func environment(numbers map[string]float64) map[string]any {
	env := make(map[string]any, len(numbers))
	for name, n := range numbers {
		env[name] = n
	}
	return env
}

// publish reads the formulas that stand in the place of others where figures are published.
func (r *reader) publish(i *Indicator) {
	fields := map[string]*Formula{"value": i.Value, "numerator": i.Numerator, "denominator": i.Denominator, "no_data": i.NoData, "estimate": i.Estimate}
	for _, p := range i.Parts {
		fields[p.Name] = p.Formula
	}
	for _, field := range slices.Sorted(maps.Keys(r.document.Published)) {
		text := r.document.Published[field]
		f := fields[field]
		if f == nil {
			r.fault(text.line(), "published names %q, of which there is no formula", field)
			continue
		}
		kind := expr.AsFloat64()
		if field == "no_data" || field == "estimate" {
			kind = expr.AsBool()
		}
		if f.published = r.language.publish(text.Value, r.defined, kind, f.quantity.unit); f.published == nil {
			r.fault(text.line(), "published %s is no formula over components", field)
		}
	}
}

// publish makes the published form of a formula that is of a unit; nil where it names what is not published.
func (l *language) publish(text string, defined definitions, kind expr.Option, unit string) *Published {
	tree, err := parser.Parse(text)
	if err != nil {
		return nil
	}
	ast.Walk(&tree.Node, defined)
	used := names{}
	ast.Walk(&tree.Node, used)
	p := &Published{}
	env := map[string]any{"population": 0.0}
	for _, numbers := range []map[string]float64{Need{}.Numbers(), Distance{}.Numbers()} {
		for name := range numbers {
			env[name] = 0.0
		}
	}
	for _, name := range slices.Sorted(maps.Keys(used)) {
		if _, ok := l.components[name]; ok {
			p.Components, env[name] = append(p.Components, name), 0.0
		}
	}
	if p.program, err = expr.Compile(tree.Node.String(), expr.Env(env), kind, quantileFunction); err != nil {
		return nil
	}
	switch top := tree.Node.(type) {
	case *ast.BinaryNode:
		if top.Operator == "/" && unit == share {
			p.Over, p.Under = l.publish(top.Left.String(), nil, kind, ""), l.publish(top.Right.String(), nil, kind, "")
		}
	case *ast.CallNode:
		p.Quantile = true
	}
	return p
}
