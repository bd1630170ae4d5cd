package queries

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// files holds the indicators in the folders of the pillars, in measures/, scope/ and derived/ what the
// runner needs beside them, and in quality/ what is told of the data itself.
//
//go:embed */*.sql
var files embed.FS

// Folders whose files are no indicators.
const (
	scopeFolder    = "scope"    // what questions may be about: territories, structures; and the state of the data
	derivedFolder  = "derived"  // how the derived tables are filled
	measuresFolder = "measures" // the few rows that figures are added up from, where a question is a plain one
	qualityFolder  = "quality"  // how structures report, and what collectors found wrong
)

// Catalogue is every indicator, by pillar and then by name.
type Catalogue struct {
	indicators []Indicator
}

// Load reads the indicators that are built into the program.
func Load() (*Catalogue, error) { return load(files) }

// load reads PILLAR/NAME.sql of a file system and names every file at fault.
func load(fsys fs.FS) (*Catalogue, error) {
	paths, err := fs.Glob(fsys, "*/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list the indicators: %w", err)
	}
	c := &Catalogue{}
	var faults []error
	for _, p := range paths {
		pillar := path.Dir(p)
		if slices.Contains([]string{scopeFolder, derivedFolder, measuresFolder, qualityFolder}, pillar) {
			continue
		}
		sql, err := fs.ReadFile(fsys, p)
		if err != nil {
			faults = append(faults, fmt.Errorf("read queries/%s: %w", p, err))
			continue
		}
		indicator, err := parseIndicator(pillar, strings.TrimSuffix(path.Base(p), ".sql"), string(sql))
		if err != nil {
			faults = append(faults, fmt.Errorf("read queries/%s: %w", p, err))
			continue
		}
		c.indicators = append(c.indicators, indicator)
	}
	slices.SortFunc(c.indicators, func(a, b Indicator) int {
		if a.Pillar != b.Pillar {
			return slices.Index(pillars, a.Pillar) - slices.Index(pillars, b.Pillar)
		}
		return strings.Compare(a.ID, b.ID)
	})
	return c, errors.Join(faults...)
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
