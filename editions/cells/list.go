// Package cells is the closed list of what editions publish: which components, for which areas, windows and classes. Everything that reads
// or writes editions asks it, so that nothing else is published.
package cells

import (
	"cmp"
	_ "embed"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/goccy/go-yaml"

	"vigie/queries/indicator"
	"vigie/queries/period"
)

//go:embed list.yaml
var text []byte

// Text is the list as it stands, for who wants to read it.
func Text() string { return string(text) }

// Line publishes components of its family for some areas, windows and classes.
type Line struct {
	Areas      []string `yaml:"areas"`
	Windows    []string `yaml:"windows"`
	By         []string `yaml:"by"`
	Components []string `yaml:"components"`
	// Without are the parts of indicators that a line of structures leaves out.
	Without []string `yaml:"without"`
}

// Family is what is published in the same cells.
type Family struct {
	// Horizon is after how many days its components can be counted.
	Horizon int `yaml:"horizon"`
	// Once tells that they are published with a window's last version alone.
	Once bool `yaml:"once"`
	// Exact tells that no people are behind its components: they are published as they are, without noise, however small.
	Exact bool   `yaml:"exact"`
	Lines []Line `yaml:"lines"`
}

// ShownFrom is the least count of people, or of what they did, that is shown: French practice for data on natural persons.
const ShownFrom = 11

// ShareFrom is the least number of people, or of referrals, of which a share or a mean is shown.
const ShareFrom = 30

// Structures is the family of what is counted of structures: it has no components but the formulas of indicators.
const Structures = "structures"

// Edges is the family of pairs of structures of which one sent people to the other.
const Edges = "edges"

// Pairs is what Edges has of a pair: a cell of the sender, of the class whose field is Receiver and whose key is the receiver. That there is one is
// exact; its number is one of Widths.
const (
	Pairs    = "pairs"
	Receiver = "receiver"
)

// Widths are the least counts of the classes in which it is told how many referrals a pair has. The first says only that there are some.
var Widths = []float64{1, ShownFrom, 30, 100}

// List is the closed list.
type List struct {
	families   map[string]Family
	components map[string]indicator.Component
}

// Cell is one published number's place.
type Cell struct {
	Component string
	Area      Area
	Window    period.Window
	// Field and Key are the class; both are empty where all people are together.
	Field, Key string
}

// Compare orders cells as they are stored.
func (c Cell) Compare(d Cell) int {
	return cmp.Or(cmp.Compare(c.Component, d.Component), c.Area.compare(d.Area), cmp.Compare(c.Field, d.Field), cmp.Compare(c.Key, d.Key),
		c.Window.To.Compare(d.Window.To), c.Window.From.Compare(d.Window.From))
}

// Read reads the list, and tells what of a catalogue does not go with it.
func Read(catalogue *indicator.Catalogue) (*List, error) {
	l, err := Parse(text, catalogue)
	if err != nil {
		return nil, err
	}
	for _, c := range catalogue.Components() {
		if _, known := l.families[c.Family]; !known {
			return nil, fmt.Errorf("the component %s is of the family %q: write one of %v, or add it to editions/cells/list.yaml",
				c.Name, c.Family, slices.Sorted(maps.Keys(l.families)))
		}
	}
	return l, nil
}

// Parse reads a list that is not the one of editions: a part of it, say, to be counted alone. Of families that it does not name nothing is
// published.
func Parse(text []byte, catalogue *indicator.Catalogue) (*List, error) {
	l := &List{components: make(map[string]indicator.Component)}
	if err := yaml.UnmarshalWithOptions(text, &l.families, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read editions/cells/list.yaml: %w", err)
	}
	for _, c := range catalogue.Components() {
		l.components[c.Name] = c
	}
	for _, name := range slices.Sorted(maps.Keys(l.families)) {
		for n, line := range l.families[name].Lines {
			if err := l.check(name, line); err != nil {
				return nil, fmt.Errorf("editions/cells/list.yaml, %s, line %d of it: %w", name, n+1, err)
			}
		}
	}
	return l, nil
}

func (l *List) check(family string, line Line) error {
	for _, one := range []struct {
		field        string
		given, known []string
	}{{"areas", line.Areas, areaKinds}, {"windows", line.Windows, windowKinds}} {
		for _, name := range one.given {
			if !slices.Contains(one.known, name) {
				return fmt.Errorf("%s names %q: write some of %v", one.field, name, one.known)
			}
		}
	}
	for _, field := range line.By {
		if indicator.Classes(field) == nil {
			return fmt.Errorf("by names %q, which has no classes", field)
		}
	}
	for _, name := range line.Components {
		if l.components[name].Family != family {
			return fmt.Errorf("components names %q, which is none of the family", name)
		}
	}
	return nil
}

// Component is the component of a name.
func (l *List) Component(name string) (indicator.Component, bool) {
	c, ok := l.components[name]
	return c, ok
}

// Exact tells whether a component is published as it is, without noise.
func (l *List) Exact(component string) bool { return l.families[l.components[component].Family].Exact }

// DrawnAs is the name that cells of a component are drawn under: that of the component or of the one that it names, or of the one that counts the
// same of all areas where it counts it of projects. Where both count the very same people, one number is published.
func (l *List) DrawnAs(c indicator.Component, catalogue *indicator.Catalogue) string {
	if c.DrawnAs != "" {
		return c.DrawnAs
	}
	terms := make(map[indicator.Term]int64, len(c.Terms))
	for term, factor := range c.Terms {
		if m, _ := catalogue.Measure(term.Measure); m.Like != "" {
			term.Measure = m.Like
		}
		terms[term] += factor
	}
	for _, other := range l.Components() {
		if maps.Equal(other.Terms, terms) {
			return other.Name
		}
	}
	return c.Name
}

// Components are those that have cells of their own, by name.
func (l *List) Components() (all []indicator.Component) {
	for _, name := range slices.Sorted(maps.Keys(l.components)) {
		if c := l.components[name]; c.Own() {
			all = append(all, c)
		}
	}
	return all
}

// Read is where a component's cells of a window are read: there, or where those of the component are that it is the same as.
func (l *List) Read(name string, w period.Window) (component string, in period.Window) {
	switch c := l.components[name]; {
	case c.Same != "":
		return c.Same, period.Window{From: period.MonthsBefore(w.To, 12), To: w.To}
	case c.Earlier != "":
		return c.Earlier, w.YearBefore()
	}
	return name, w
}

// StepOf is how much of a component's unit a draw of 1 is: of minutes what a participation takes, about; of gains, in hundredths of points, half of
// what one person's can be at most; of what is counted, 1. What a sum leaves beside whole steps has no noise.
func (l *List) StepOf(component string) int64 {
	switch l.components[component].Unit {
	case "minutes":
		return 120
	case "hundredths":
		return 2500
	}
	return 1
}

// Told is what of a stored number of a component is told: sums in whole steps, as what is left beside these has no noise, so that two versions that leave
// the same have counted the same, and a total leaves what its hidden parts do; of a pair the width.
func (l *List) Told(component string, value float64) float64 {
	if component == Pairs {
		wider := slices.IndexFunc(Widths[1:], func(least float64) bool { return value < least })
		if wider < 0 {
			wider = len(Widths) - 1
		}
		return Widths[wider]
	}
	if step := float64(l.StepOf(component)); step > 1 {
		return math.Round(value/step) * step
	}
	return value
}

// Lines are those of the list that publish a component, of which there are none for one that has no cells of its own.
func (l *List) Lines(component indicator.Component) []Line {
	return slices.DeleteFunc(slices.Clone(l.families[component.Family].Lines), func(line Line) bool {
		return !component.Own() || len(line.Components) > 0 && !slices.Contains(line.Components, component.Name)
	})
}

// PublishesPart tells whether the part of a name is published of structures for a kind of area.
func (l *List) PublishesPart(area, name string) bool {
	return slices.ContainsFunc(l.families[Structures].Lines, func(line Line) bool {
		return slices.Contains(line.Areas, area) && !slices.Contains(line.Without, name)
	})
}

// Kinds are the kinds of windows in which a component is published for a kind of area and a field of classes ("": all together).
func (l *List) Kinds(component string, area, field string) (kinds []string) {
	c, known := l.components[component]
	if !known {
		return nil
	}
	if c.Same != "" {
		for _, kind := range l.Kinds(c.Same, area, field) {
			if kind == Year {
				kinds = append(kinds, kind)
			}
		}
		return kinds
	}
	if c.Earlier != "" {
		return l.Kinds(c.Earlier, area, field)
	}
	return kindsOf(l.Lines(c), area, field)
}

// KindsOfFamily is Kinds for what belongs to no indicator's component: the families Structures, Present and Edges.
func (l *List) KindsOfFamily(family, area, field string) []string {
	return kindsOf(l.families[family].Lines, area, field)
}

func kindsOf(lines []Line, area, field string) (kinds []string) {
	for _, kind := range windowKinds {
		if slices.ContainsFunc(lines, func(line Line) bool { return line.publishes(area, kind, field) }) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// publishes tells whether a line publishes a kind of window for a kind of area, by a field of classes.
func (line Line) publishes(area, window, field string) bool {
	by := field == "" && len(line.By) == 0 || slices.Contains(line.By, field)
	return by && slices.Contains(line.Areas, area) && slices.Contains(line.Windows, window)
}

// Shows tells whether the number of a cell may be shown, where value gives that of any cell: what counts structures always; other counts from
// ShownFrom on, hours where the participations are, gains of ShareFrom people.
func (l *List) Shows(c Cell, value func(Cell) float64) bool {
	component, counts := l.components[c.Component]
	if !counts || l.Exact(c.Component) {
		return true
	}
	people := c
	if component.With != "" {
		people.Component = component.With
	}
	if component.Unit == "hundredths" {
		return value(people) >= ShareFrom
	}
	return value(people) >= ShownFrom && value(c) >= 0
}

// PublishesKey tells whether a class is published for a kind of area. Of how many people nothing is known, only groups are told.
func PublishesKey(area, field, key string) bool {
	return area == Group || key != indicator.KeyUnknown || !slices.Contains(profile, field)
}

// profile are the fields of classes that people are of, wherever they are helped.
var profile = []string{"age_band", "activity", "gender"}

// Waits tells whether a component is not published yet for a window, because some of it can be counted only for the last version.
func (l *List) Waits(component string, w period.Window, final bool) bool {
	family := l.families[l.components[component].Family]
	shorter := w.From.AddDate(1, 0, 0).After(w.To)
	return !final && (family.Once || family.Horizon > 0 && shorter)
}

func (a Area) compare(b Area) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Code, b.Code))
}
