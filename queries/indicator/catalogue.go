package indicator

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// pillars are the folders of the indicators, in the order in which they are shown.
var pillars = []string{"accessibility", "visibility", "impact"}

// Catalogue is every indicator, by pillar and then by name, and every measure by name.
type Catalogue struct {
	indicators []Indicator
	measures   []Measure
}

// Load reads PILLAR/NAME.yaml and measures/NAME.sql of a file system. It tells every fault, with its file and line.
func Load(fsys fs.FS) (*Catalogue, error) {
	var faults faults
	c := &Catalogue{}
	for _, file := range files(fsys, "measures/*.sql", &faults) {
		c.measures = append(c.measures, readMeasure(fsys, file, &faults))
	}
	c.checkAlike(&faults)
	language := newLanguage(c.measures)
	used := map[string]bool{}
	var readers []*reader
	for _, pillar := range pillars {
		for _, file := range files(fsys, path.Join(pillar, "*.yaml"), &faults) {
			if r := open(fsys, file, language, &faults); r != nil {
				readers = append(readers, r)
			}
		}
	}
	for _, r := range readers {
		i := r.indicator()
		c.indicators = append(c.indicators, i)
		for _, name := range i.Measures() {
			used[name] = true
		}
		for _, component := range i.Components {
			for term := range component.Terms {
				used[term.Measure] = true
			}
		}
	}
	c.checkRanks(&faults)
	if len(faults) > 0 {
		return nil, faults.err()
	}
	for _, m := range c.measures {
		if !used[m.Name] {
			faults.add(m.File, 0, "no indicator uses this measure")
		}
	}
	return c, faults.err()
}

// checkAlike tells of measures which say that they count rows of others, and add them up otherwise.
func (c *Catalogue) checkAlike(faults *faults) {
	for _, m := range c.measures {
		if like, known := c.Measure(m.Like); m.Like != "" && (!known || like.Unit != m.Unit || like.Adds != m.Adds || like.Spread != m.Spread) {
			faults.add(m.File, 1, "like is %q: write the name of a measure of the same unit, which adds rows up and tells them apart the same way", m.Like)
		}
	}
}

// files lists the files of a pattern by name.
func files(fsys fs.FS, pattern string, faults *faults) []string {
	found, err := fs.Glob(fsys, pattern)
	if err != nil {
		faults.add(pattern, 0, "%w", err)
	}
	return found
}

// All returns the indicators: accessibility, visibility, impact; in each pillar by name.
func (c *Catalogue) All() []Indicator { return slices.Clone(c.indicators) }

// Get returns the indicator of that id ("impact.progression").
func (c *Catalogue) Get(id string) (Indicator, bool) {
	for _, i := range c.indicators {
		if i.ID == id {
			return i, true
		}
	}
	return Indicator{}, false
}

// Measures returns the measures by name.
func (c *Catalogue) Measures() []Measure { return slices.Clone(c.measures) }

// Measure returns the measure of that name.
func (c *Catalogue) Measure(name string) (Measure, bool) {
	at, ok := slices.BinarySearchFunc(c.measures, name, func(m Measure, name string) int { return strings.Compare(m.Name, name) })
	if !ok {
		return Measure{}, false
	}
	return c.measures[at], true
}

// Components returns the components of all indicators, by name.
func (c *Catalogue) Components() []Component {
	var all []Component
	for _, i := range c.indicators {
		all = append(all, i.Components...)
	}
	slices.SortFunc(all, func(a, b Component) int { return strings.Compare(a.Name, b.Name) })
	return all
}
