package cut

import (
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
	areas   areas
	counts  map[key]count
	classes classes
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
	lines := t.List.Lines(component)
	for i, w := range t.edition.Windows {
		kinds := cells.PublishedKinds(w.Window)
		listed := slices.ContainsFunc(lines, func(l cells.Line) bool { return cells.Meet(l.Windows, kinds) })
		if listed && !t.List.Waits(component.Name, w.Window, w.Final) {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// use is a component that a measure goes into.
type use struct {
	number    uint16
	component indicator.Component
	windows   map[int]bool
}

// count counts every measure that a component needs, once.
func (t *tables) count(ctx context.Context) error {
	uses := make(map[string][]use)
	fields := make(map[string]map[string]bool)
	for number, component := range t.List.Components() {
		u := use{uint16(number), component, make(map[int]bool)}
		for _, w := range t.windows(component) {
			u.windows[w] = true
		}
		measures := make(map[string]bool)
		for term := range component.Terms {
			measures[term.Measure] = true
		}
		lines := t.List.Lines(component)
		for measure := range measures {
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
	turn, together := rotation(name), alike(name, uses)
	for numbers := range slices.Chunk(slices.Sorted(maps.Keys(needed)), engine.MaxCellWindows) {
		windows := make([]period.Window, len(numbers))
		for i, number := range numbers {
			windows[i] = t.edition.Windows[number].Window
		}
		asked := engine.Cells{
			Measure: measure, Windows: windows, AsOf: t.edition.Day, Places: places, Others: others,
			Structures: t.areas.structures, Projects: t.areas.projects, Fields: fields, Classed: t.areas.classed, Spreads: together,
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
					t.counts[k] = t.counts[k].add(factor, cell.Sums[i], cell.Records[i], turn)
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

// hoursAbout is how many minutes of help the noise of minutes takes a participation for.
const hoursAbout = 120

// draw adds the noise of each cell that the list publishes.
func (t *tables) draw(there presence) (published []store.Cell) {
	components := t.List.Components()
	named, known := make([]namer, len(components)), make(map[period.Window]map[uint32]name)
	for i, c := range components {
		named[i] = t.namer(c, there, known)
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
		e := t.Noise.Draw(fmt.Sprintf("%s %s %q", component.Name, named[k.component](k.area, w.Window), class), w.Version, n.sum, n.records)
		if component.Unit == "minutes" {
			e *= hoursAbout
		}
		published = append(published, store.Cell{
			Cell:    cells.Cell{Component: component.Name, Area: area, Window: w.Window, Field: class[0], Key: class[1]},
			Version: w.Version, Value: float64(n.sum + e),
		})
	}
	return published
}

// namer gives the name that an area's cells of a component are drawn under in a window.
type namer func(area uint32, w period.Window) name

// namer names cells by what the component looks at: people by where they live are the same where the lowest territories are; what
// happened ever since is the same in all windows with one end. Known are the names of the windows that were looked at.
func (t *tables) namer(c indicator.Component, there presence, known map[period.Window]map[uint32]name) namer {
	var looks, area string
	for term := range c.Terms {
		m, _ := t.Catalogue.Measure(term.Measure)
		looks, area = m.Looks, m.Area // the measures of a component look alike
	}
	looked := func(w period.Window) period.Window {
		switch looks {
		case "ever":
			w.From = time.Unix(0, 0).UTC()
		case "year":
			w.From = period.MonthsBefore(w.To, 12)
		}
		return w
	}
	return func(number uint32, w period.Window) name {
		w = looked(w)
		if area == "residence" {
			return name{t.home(number), w}
		}
		if known[w] == nil {
			known[w] = there.names(w, t.areas.all)
		}
		n, named := known[w][number]
		if !named {
			return name{t.home(number), w}
		}
		if looks == "ever" {
			n.window = w // what is known of people changes after the last structure has closed, too
		}
		return n
	}
}

// home is an area that is the same for areas that hold the same lowest territories.
func (t *tables) home(number uint32) cells.Area {
	area := t.areas.all[number]
	if members := t.areas.members.Members[area]; len(members) > 0 {
		return cells.Area{Kind: "lowest", Code: strings.Join(members, "|")}
	}
	return area
}
