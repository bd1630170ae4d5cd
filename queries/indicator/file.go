package indicator

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
)

// document is the YAML of an indicator's file.
type document struct {
	Version     located[int]                 `yaml:"version"`
	Title       located[Text]                `yaml:"title"`
	Definition  located[Text]                `yaml:"definition"`
	Unit        located[string]              `yaml:"unit"`
	Better      located[string]              `yaml:"better"`
	Interval    located[bool]                `yaml:"interval"`
	Limit       *located[float64]            `yaml:"limit"`
	Groupings   []located[string]            `yaml:"groupings"`
	Filters     []located[string]            `yaml:"filters"`
	Components  map[string]documentComponent `yaml:"components"`
	Define      map[string]located[string]   `yaml:"define"`
	Value       *located[string]             `yaml:"value"`
	Numerator   *located[string]             `yaml:"numerator"`
	Denominator *located[string]             `yaml:"denominator"`
	NoData      *located[string]             `yaml:"no_data"`
	Change      located[bool]                `yaml:"change"`
	Estimate    *located[string]             `yaml:"estimate"`
	Rank        *documentRank                `yaml:"rank"`
	Parts       []documentPart               `yaml:"parts"`
	Waterfall   []documentStep               `yaml:"waterfall"`
	Published   map[string]located[string]   `yaml:"published"`
	Reference   *located[Reference]          `yaml:"reference"`
}

// documentPart is an entry of parts.
type documentPart struct {
	Name    located[string]  `yaml:"name"`
	Unit    located[string]  `yaml:"unit"`
	Title   located[Text]    `yaml:"title"`
	Rest    located[bool]    `yaml:"rest"`
	From    *located[string] `yaml:"from"`
	To      *located[string] `yaml:"to"`
	Formula *located[string] `yaml:"formula"`
}

// What the fields of a file may hold, in the order in which they are offered.
var (
	units     = []string{"persons", "participations", "hours", "days", share, "per_10000", "per_1000", "euros", "euros_per_1000", kilometres, points, "actors"}
	partUnits = append([]string{structures, services, "referrals", "projects", "people_to_reach", "plan_measures", "campaigns", place}, units...)
	groupings = []string{"total", "territory", "structure", "project", "month", "age_band", "activity", "gender", "service", "format",
		"equipment", "connects", "offline_reason", "barrier", "call", "funder"}
	filters = []string{"territory", "structure", "project", "service", "format", "age_band", "activity", "gender"}
)

// reader reads one indicator's file.
type reader struct {
	file     string
	text     string
	document document
	language *language
	defined  definitions
	faults   *faults
}

// open reads the YAML of the file PILLAR/NAME.yaml, and takes its components into the language; nil where it can't be read.
func open(fsys fs.FS, name string, language *language, faults *faults) *reader {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		faults.add(name, 0, "%w", err)
		return nil
	}
	r := &reader{file: name, text: string(text), language: language, faults: faults}
	if !decode(name, r.text, &r.document, faults) {
		return nil
	}
	language.collect(name, r.document)
	return r
}

// fault keeps a fault of a line.
func (r *reader) fault(line int, format string, args ...any) {
	r.faults.add(r.file, line, format, args...)
}

// check tells the faults of all fields but the formulas.
func (r *reader) check() {
	d := &r.document
	if !plainName.MatchString(strings.TrimSuffix(path.Base(r.file), ".yaml")) {
		r.fault(0, "the file's name is that of the indicator: lower-case letters, digits and _")
	}
	if d.Version.Value < 1 {
		r.fault(d.Version.line(), "version is %d: number the definition from 1", d.Version.Value)
	}
	r.bothLanguages("title", d.Title.Value, d.Title.line())
	r.bothLanguages("definition", d.Definition.Value, d.Definition.line())
	r.faults.oneOf(r.file, "unit", d.Unit, units)
	r.faults.oneOf(r.file, "better", d.Better, []string{"up", "down"})
	first, by, on := "total", groupings, filters
	if d.Rank != nil {
		first, by, on = "territory", rankGroupings, rankFilters
	}
	if len(d.Groupings) == 0 || d.Groupings[0].Value != first {
		r.fault(1, "groupings must begin with %s", first)
	}
	r.distinct("groupings", d.Groupings, by)
	r.distinct("filters", d.Filters, on)
	var parts []string
	for _, p := range d.Parts {
		if !plainName.MatchString(p.Name.Value) {
			r.fault(p.Name.line(), "%q is no name for a part: lower-case letters, digits and _", p.Name.Value)
		}
		if slices.Contains(parts, p.Name.Value) {
			r.fault(p.Name.line(), "parts names %q twice", p.Name.Value)
		}
		parts = append(parts, p.Name.Value)
		r.bothLanguages("the title of "+p.Name.Value, p.Title.Value, p.Name.line())
		r.faults.oneOf(r.file, "the unit of "+p.Name.Value, p.Unit, partUnits)
	}
	if d.Reference != nil {
		r.bothLanguages("the reference's text", d.Reference.Value.Text, d.Reference.line())
		r.bothLanguages("the reference's source", d.Reference.Value.Source, d.Reference.line())
	}
}

// bothLanguages tells where a text is missing.
func (r *reader) bothLanguages(field string, t Text, line int) {
	if t.FR == "" || t.EN == "" {
		r.fault(line, "%s needs both fr and en", field)
	}
}

// distinct tells which entries of a list are of none of the names, or there twice.
func (r *reader) distinct(field string, given []located[string], known []string) {
	for i, g := range given {
		r.faults.oneOf(r.file, field, g, known)
		if slices.ContainsFunc(given[:i], func(other located[string]) bool { return other.Value == g.Value }) {
			r.fault(g.line(), "%s names %q twice", field, g.Value)
		}
	}
}

// indicator makes the indicator of the document.
func (r *reader) indicator() Indicator {
	r.check()
	d := &r.document
	pillar, name := path.Dir(r.file), strings.TrimSuffix(path.Base(r.file), ".yaml")
	i := Indicator{
		ID: pillar + "." + name, Pillar: pillar, Title: d.Title.Value, Definition: d.Definition.Value, Unit: d.Unit.Value,
		Kind: d.kind(), Better: d.Better.Value, Interval: d.Interval.Value, Change: d.Change.Value, DefinitionVersion: d.Version.Value,
		Groupings: values(d.Groupings), Filters: values(d.Filters), Source: r.text, File: r.file,
	}
	if d.Limit != nil {
		i.Limit = &d.Limit.Value
	}
	if d.Reference != nil {
		i.Reference = &d.Reference.Value
	}
	if d.Rank != nil {
		r.rank(&i)
		return i
	}
	r.shape(i.Kind)
	if !r.define() {
		return i
	}
	i.Components = r.components()
	i.Value = r.formula("value", d.Value, expr.AsFloat64())
	i.Numerator = r.formula("numerator", d.Numerator, expr.AsFloat64())
	i.Denominator = r.formula("denominator", d.Denominator, expr.AsFloat64())
	i.NoData = r.formula("no_data", d.NoData, expr.AsBool())
	i.Estimate = r.formula("estimate", d.Estimate, expr.AsBool())
	for _, p := range d.Parts {
		if (p.Formula == nil) != p.Rest.Value {
			r.fault(p.Name.line(), "the part %s needs a formula, or is the rest of the value", p.Name.Value)
		}
		f := r.formula("the part "+p.Name.Value, p.Formula, expr.AsFloat64())
		if f != nil && f.quantity.unit != p.Unit.Value {
			r.fault(p.Formula.line(), "unit %s does not fit %s", called(f.quantity.unit), p.Unit.Value)
		}
		i.Parts = append(i.Parts, Part{
			Name: p.Name.Value, Title: p.Title.Value, Unit: p.Unit.Value, Passage: r.passage(p), Rest: p.Rest.Value, Formula: f,
		})
	}
	r.waterfall(&i)
	r.publish(&i)
	r.fits(i)
	r.unused()
	return i
}

// kind follows from the unit and from what there is a formula of.
func (d *document) kind() string {
	switch {
	case d.Rank != nil:
		return "rank"
	case d.Limit != nil:
		return "median"
	case d.Numerator == nil && d.Denominator == nil:
		return "count"
	case d.Unit.Value == share:
		return "share"
	}
	return "ratio"
}

// values returns the entries of a list without their places.
func values(list []located[string]) []string {
	all := make([]string, len(list))
	for i, l := range list {
		all[i] = l.Value
	}
	return all
}
