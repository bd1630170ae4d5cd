package indicator

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/builtin"
)

// Measure is what is counted: one file of measures.
type Measure struct {
	// Name is the file's, and the name in formulas.
	Name string
	// Fact is the table of facts whose rows are counted.
	Fact string
	// Unit is what there are so many of: persons, participations, referrals, minutes, hundredths of points …
	Unit string
	// Adds tells how rows add up: weight (the sum of heads times weights), persons (each one once), largest (of each structure and
	// project the largest row, summed).
	Adds string
	// Looks tells where the window begins: window (where it does), year (12 months before its end), ever; or that it is earlier: the same a year before.
	Looks string
	// Area tells which territory counts: place (where it was), residence (where the person lives).
	Area string
	// Spread is a column of whole numbers from 0 to 63 by which the measure is told apart; empty for none.
	Spread string
	// Like names the measure of which this one counts some rows, as that one does; empty for none.
	Like string
	// Needs are the traits of events that it counts by.
	Needs Needs
	// Counts says in a sentence what is counted.
	Counts string
	// SQL creates the view measure_NAME.
	SQL string
	// File is the path of the file.
	File string
}

// What the fields of a measure's header may hold.
var (
	measureUnits = []string{"persons", "participations", "referrals", "minutes", "cents", "hundredths", "projects", "people_to_reach", "plan_measures", "actors",
		"territories", "campaigns"}
	additions = []string{"weight", "persons", "largest"}
	lookbacks = []string{"window", "year", "ever", LooksEarlier}
	areas     = []string{"place", "residence"}
)

// plainName is the form of names of measures, indicators, parts and formulas.
var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// View is the name of the view that the measure's SQL creates.
func (m Measure) View() string { return "measure_" + m.Name }

// Offers tells whether the measure can be grouped by that name, and filtered on it.
func (m Measure) Offers(name string) bool {
	return name == "total" || name == "month" || slices.Contains(facts[m.Fact].groupings, name)
}

// OfProjects tells whether the measure counts for funded projects alone.
func (m Measure) OfProjects() bool { return facts[m.Fact].projects }

// profileSpreads are the spreads that the engine adds: what is known of a person at the window's end.
var profileSpreads = []string{"resident", "woman", "senior", "last_level"}

// SpreadsProfile tells whether the spread is one of what is known of a person.
func (m Measure) SpreadsProfile() bool { return slices.Contains(profileSpreads, m.Spread) }

// LooksEarlier is what measures look at that count in the same window a year before.
const LooksEarlier = "earlier"

// Compares tells whether the spread is the one that the engine adds of structures: whether the row's structure reports in both of two windows that
// are a year apart (1) or in that of the row alone (0).
func (m Measure) Compares() bool { return m.Spread == "in_both" }

// Margins are the fields by which anonymous rows of the measure's fact are split.
func (m Measure) Margins() []string { return slices.Clone(facts[m.Fact].margins) }

// measureHeader is the YAML document in the leading comments of a measure's file.
type measureHeader struct {
	Counts string          `yaml:"counts"`
	Fact   located[string] `yaml:"fact"`
	Unit   located[string] `yaml:"unit"`
	Adds   located[string] `yaml:"adds"`
	Looks  located[string] `yaml:"looks"`
	Area   located[string] `yaml:"area"`
	Spread located[string] `yaml:"spread"`
	Like   located[string] `yaml:"like"`
	// Needs are traits beside those of the fact; Estimate are those with which the count is known within bounds.
	Needs    []located[string] `yaml:"needs"`
	Estimate []located[string] `yaml:"estimate"`
}

// readMeasure reads the file measures/NAME.sql.
func readMeasure(fsys fs.FS, file string, faults *faults) Measure {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		faults.add(file, 0, "%v", err)
		return Measure{}
	}
	m := Measure{Name: strings.TrimSuffix(path.Base(file), ".sql"), File: file}
	header, sql := splitHeader(string(text))
	h := measureHeader{Looks: located[string]{Value: "window"}, Area: located[string]{Value: "place"}}
	if !decode(file, header, &h, faults) {
		return m
	}
	m.Counts, m.Fact, m.Unit, m.Adds = h.Counts, h.Fact.Value, h.Unit.Value, h.Adds.Value
	m.Looks, m.Area, m.Spread, m.Like = h.Looks.Value, h.Area.Value, h.Spread.Value, h.Like.Value
	m.SQL = strings.TrimSuffix(strings.TrimSpace(sql), ";")

	if _, known := builtin.Index[m.Name]; known || reserved(m.Name) || !plainName.MatchString(m.Name) {
		faults.add(file, 0, "%q is no name for a measure: formulas read it otherwise", m.Name)
	}
	if m.Counts == "" {
		faults.add(file, 1, "counts says nothing: say in a sentence what is counted")
	}
	m.Needs = h.traits(file, faults)
	faults.oneOf(file, "fact", h.Fact, slices.Sorted(maps.Keys(facts)))
	faults.oneOf(file, "unit", h.Unit, measureUnits)
	faults.oneOf(file, "adds", h.Adds, additions)
	faults.oneOf(file, "looks", h.Looks, lookbacks)
	faults.oneOf(file, "area", h.Area, areas)
	if m.Spread != "" && !plainName.MatchString(m.Spread) {
		faults.add(file, h.Spread.line(), "spread is %q: write the name of a column", m.Spread)
	}
	if m.Area == "residence" && (m.Spread != "" || !m.Offers("residence")) {
		faults.add(file, h.Area.line(), "area is residence: the fact must know it, and a spread does not go with it")
	}
	if start := "CREATE VIEW " + m.View() + " /*ON CLUSTER*/ AS\n"; !strings.HasPrefix(m.SQL, start) {
		faults.add(file, strings.Count(header, "\n")+1, "the statement must begin with %q", strings.TrimSpace(start))
	}
	return m
}

// traits are the needs of a measure: those of its fact alone where it does not say more.
func (h measureHeader) traits(file string, faults *faults) (n Needs) {
	for _, list := range [][]located[string]{h.Needs, h.Estimate} {
		for _, trait := range list {
			faults.oneOf(file, "needs", trait, traits)
		}
	}
	of := facts[h.Fact.Value].needs
	if len(h.Needs) > 0 || len(h.Estimate) == 0 {
		n.Fed = [][]string{together(of, values(h.Needs))}
	}
	if len(h.Estimate) > 0 {
		n.Estimate = [][]string{together(of, values(h.Estimate))}
	}
	return n
}

// splitHeader returns the comments that lead the file, without their dashes but line for line, and what follows them.
func splitHeader(text string) (header, rest string) {
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(line, "-- ")
		if !ok {
			break
		}
		header += comment
		text = text[len(line):]
	}
	return header, text
}
