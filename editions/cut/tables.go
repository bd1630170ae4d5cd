package cut

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// tables count what components add up to, cell by cell.
type tables struct {
	*Cutter
	edition store.Edition
	// versions are those of all windows, this edition's among them.
	versions map[period.Window]uint16
	areas    areas
	counts   map[key]count
	classes  classes
}

// classes number the classes that there are; 0 is none.
type classes struct {
	all     [][2]string
	numbers map[[2]string]uint32
}

func newClasses() classes {
	return classes{all: [][2]string{{}}, numbers: map[[2]string]uint32{{}: 0}}
}

func (c *classes) number(field, key string) uint32 {
	class := [2]string{field, key}
	n, known := c.numbers[class]
	if !known {
		n = uint32(len(c.all))
		c.all, c.numbers[class] = append(c.all, class), n
	}
	return n
}

// windows are those of the edition in which a component is published at all, by their numbers in it.
func (t *tables) windows(component indicator.Component) (numbers []int) {
	lines, compares := t.List.Lines(component), t.compares(component)
	for i, w := range t.edition.Windows {
		if compares && !w.Comparable(t.edition.First) {
			continue
		}
		kinds := cells.PublishedKinds(w.Window)
		listed := slices.ContainsFunc(lines, func(l cells.Line) bool { return cells.Meet(l.Windows, kinds) })
		if listed && !t.List.Waits(component.Name, w.Window, w.Final) {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// compares tells whether a component is told apart by another window.
func (t *tables) compares(component indicator.Component) bool {
	for term := range component.Terms {
		if m, _ := t.Catalogue.Measure(term.Measure); m.Compares() {
			return true
		}
	}
	return false
}

// earliest is the first window that a cell tells of: of what is told apart by another one, the one a year before.
func (t *tables) earliest(of cells.Cell) period.Window {
	if component, _ := t.List.Component(of.Component); t.compares(component) {
		return of.Window.YearBefore()
	}
	return of.Window
}

// alias is the measure that tells a measure's records apart: the one that it is like, else itself; of a component that is drawn as another, the one of
// that which counts the same fact. So the same records are told by the same number.
func (t *tables) alias(component indicator.Component, measure string) string {
	as, _ := t.List.Component(component.DrawnAs)
	m, _ := t.Catalogue.Measure(measure)
	for term := range as.Terms {
		if other, _ := t.Catalogue.Measure(term.Measure); other.Fact == m.Fact {
			return other.Name
		}
	}
	return cmp.Or(m.Like, measure)
}

// use is a component that a measure goes into, with by how much its records are turned there.
type use struct {
	number    uint16
	component indicator.Component
	windows   map[int]bool
	turn      int
}

// count counts every measure that a component needs, once.
func (t *tables) count(ctx context.Context) error {
	uses := make(map[string][]use)
	fields := make(map[string]map[string]bool)
	for number, component := range t.List.Components() {
		u := use{number: uint16(number), component: component, windows: make(map[int]bool)}
		for _, w := range t.windows(component) {
			u.windows[w] = true
		}
		measures := make(map[string]bool)
		for term := range component.Terms {
			measures[term.Measure] = true
		}
		lines := t.List.Lines(component)
		for measure := range measures {
			u.turn = rotation(t.alias(component, measure))
			uses[measure] = append(uses[measure], u)
			if fields[measure] == nil {
				fields[measure] = make(map[string]bool)
			}
			for _, line := range lines {
				for _, field := range line.By {
					fields[measure][field] = true
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		if err := t.countMeasure(ctx, name, uses[name], slices.Sorted(maps.Keys(fields[name]))); err != nil {
			return err
		}
	}
	return nil
}

func (t *tables) countMeasure(ctx context.Context, name string, uses []use, fields []string) error {
	measure, _ := t.Catalogue.Measure(name)
	begun := time.Now()
	defer func() { t.Logger.Debug("a measure was counted", "measure", name, "took", time.Since(begun)) }()
	needed := make(map[int]bool)
	for _, u := range uses {
		maps.Copy(needed, u.windows)
	}
	places, others := t.areas.places, t.areas.others
	if measure.Area == "residence" {
		places, others = t.areas.homes, t.areas.abroad
	}
	together := alike(name, uses)
	for numbers := range slices.Chunk(slices.Sorted(maps.Keys(needed)), engine.MaxCellWindows) {
		windows := make([]period.Window, len(numbers))
		for i, number := range numbers {
			windows[i] = t.edition.Windows[number].Window
		}
		asked := engine.Cells{
			Measure: measure, Windows: windows, AsOf: t.edition.Day, Places: places, Others: others,
			Structures: t.areas.structures, Projects: t.areas.projects, Funders: t.areas.funders, Fields: fields, Classed: t.areas.classed, Spreads: together,
		}
		err := t.Runner.Cells(ctx, asked, func(cell engine.Cell) {
			class := t.classes.number(cell.Field, cell.Key)
			for _, u := range uses {
				factor := u.component.Terms[indicator.Term{Measure: name, Spread: cell.Spread}]
				if factor == 0 {
					continue
				}
				for i, number := range numbers {
					if cell.Sums[i] == 0 && cell.Records[i] == 0 || !u.windows[number] {
						continue
					}
					k := key{u.number, uint16(number), cell.Area, class}
					t.counts[k] = t.counts[k].add(factor, cell.Sums[i], cell.Records[i], u.turn)
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// alike gives for each value of a measure's spread the first one that goes as often into the same components.
func alike(measure string, uses []use) []uint8 {
	together, first := make([]uint8, engine.SpreadSize), make(map[string]uint8)
	for value := range together {
		var factors []int64
		for _, u := range uses {
			factors = append(factors, u.component.Terms[indicator.Term{Measure: measure, Spread: uint8(value)}])
		}
		if !slices.ContainsFunc(factors, func(factor int64) bool { return factor != 0 }) {
			together[value] = engine.Unneeded
			continue
		}
		name := fmt.Sprint(factors)
		if _, known := first[name]; !known {
			first[name] = uint8(value)
		}
		together[value] = first[name]
	}
	return together
}

// draw adds the noise of each cell that the list publishes.
func (t *tables) draw(by presences) (published []store.Cell) {
	components := t.List.Components()
	named, drawn := make([]namer, len(components)), make([]string, len(components))
	for i, c := range components {
		named[i], drawn[i] = t.namer(c, by), t.List.DrawnAs(c, t.Catalogue)
	}
	kinds := make([][]string, len(t.edition.Windows))
	for i, w := range t.edition.Windows {
		kinds[i] = cells.PublishedKinds(w.Window)
	}
	for k, n := range t.counts {
		component, area, class := components[k.component], t.areas.all[k.area], t.classes.all[k.class]
		if !cells.PublishesKey(area.Kind, class[0], class[1]) ||
			!cells.Meet(t.List.Kinds(component.Name, area.Kind, class[0]), kinds[k.window]) {
			continue
		}
		w := t.edition.Windows[k.window]
		if t.List.Exact(component.Name) {
			published = append(published, store.Cell{
				Cell:    cells.Cell{Component: component.Name, Area: area, Window: w.Window, Field: class[0], Key: class[1]},
				Version: w.Version, Value: float64(n.sum),
			})
			continue
		}
		e := t.drawn(component, drawn[k.component], named[k.component](k.area, w.Window), class, w, n) * t.List.StepOf(component.Name)
		published = append(published, store.Cell{
			Cell:    cells.Cell{Component: component.Name, Area: area, Window: w.Window, Field: class[0], Key: class[1]},
			Version: w.Version, Value: float64(n.sum + e),
		})
	}
	return published
}

// drawn is the noise of a cell, drawn as a component. One that is drawn as another, a year before say, is so in the version in which that one is.
func (t *tables) drawn(component indicator.Component, as string, of name, class [2]string, w store.Window, n count) int64 {
	version := w.Version
	if component.DrawnAs != "" {
		version = t.versions[t.looked(component, w.Window)]
	}
	return t.Noise.Draw(fmt.Sprintf("%s %s %q", as, of, class), version, n.sum, n.records)
}

// namer gives the name that an area's cells of a component are drawn under in a window.
type namer func(area uint32, w period.Window) name

// presences are what tells which areas hold the same: which structures were there, which of these sent people to others, which projects ran.
type presences struct{ there, sending, running *presence }

// namer names cells by what the component looks at: people by where they live are the same where the lowest territories are; what
// happened ever since is the same in all windows with one end. Of projects, and of what is done with them everywhere, it is known when they run; of
// referrals, who sends any.
func (t *tables) namer(c indicator.Component, by presences) namer {
	looks, area := t.looks(c)
	ofProjects, ofReferrals := false, false
	for term := range c.Terms {
		m, _ := t.Catalogue.Measure(term.Measure)
		ofProjects, ofReferrals = m.OfProjects(), m.Fact == "referral" // the measures of a component are alike
	}
	return func(number uint32, w period.Window) name {
		w = t.looked(c, w)
		if area == "residence" {
			return name{t.home(number), w}
		}
		projects := false
		switch a := t.areas.all[number]; a.Kind {
		case cells.Project, cells.Call:
			projects = true
		case cells.Group:
			projects = ofProjects && a.Code == cells.Network
		}
		of := by.there
		if projects {
			of = by.running
		}
		n, named := of.name(number, w)
		if ofReferrals {
			if sending, known := by.sending.name(number, w); known {
				n = sending
			}
		}
		if !named {
			return name{t.home(number), w}
		}
		if looks == "ever" && !projects {
			n.window = w // what is known of people changes after the last structure has closed, too
		}
		return n
	}
}

// looks is what the measures of a component look at, and whose area counts: they are alike.
func (t *tables) looks(c indicator.Component) (looks, area string) {
	for term := range c.Terms {
		m, _ := t.Catalogue.Measure(term.Measure)
		looks, area = m.Looks, m.Area
	}
	return looks, area
}

// looked is the window that a component looks at.
func (t *tables) looked(c indicator.Component, w period.Window) period.Window {
	switch looks, _ := t.looks(c); looks {
	case "ever":
		w.From = time.Unix(0, 0).UTC()
	case "year":
		w.From = period.MonthsBefore(w.To, 12)
	case indicator.LooksEarlier:
		w = w.YearBefore()
	}
	return w
}

// home is an area that is the same for areas that hold the same lowest territories.
func (t *tables) home(number uint32) cells.Area {
	area := t.areas.all[number]
	if members := t.areas.members.Members[area]; len(members) > 0 {
		return cells.Area{Kind: "lowest", Code: strings.Join(members, "|")}
	}
	return area
}
