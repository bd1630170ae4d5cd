package queries

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// header is the YAML document in the leading comments of an indicator's file.
type header struct {
	Version    int        `yaml:"version"`
	Title      Text       `yaml:"title"`
	Definition Text       `yaml:"definition"`
	Unit       string     `yaml:"unit"`
	Kind       string     `yaml:"kind"`
	Better     string     `yaml:"better"`
	Interval   bool       `yaml:"interval"`
	Limit      *float64   `yaml:"limit"`
	Groupings  []string   `yaml:"groupings"`
	Filters    []string   `yaml:"filters"`
	Months     string     `yaml:"months"`
	Parts      []Part     `yaml:"parts"`
	Reference  *Reference `yaml:"reference"`
}

// What the fields of a header may hold, in the order in which they are offered.
var (
	pillars   = []string{"accessibility", "visibility", "impact"}
	units     = []string{"persons", "participations", "hours", "days", "share", "per_10000", "per_1000"}
	partUnits = append([]string{"structures", "services", "referrals"}, units...)
	kinds     = []string{"count", "share", "ratio", "median"}
	groupings = []string{"total", "territory", "structure", "month", "age_band", "activity", "service", "format",
		"equipment", "connects", "offline_reason", "barrier"}
	filters = []string{"territory", "structure", "project", "service", "format", "age_band", "activity"}
)

// parseIndicator reads the header of the file pillar/name.sql.
func parseIndicator(pillar, name, sql string) (Indicator, error) {
	text, err := headerText(sql)
	if err != nil {
		return Indicator{}, err
	}
	var h header
	if err := yaml.UnmarshalWithOptions([]byte(text), &h, yaml.Strict()); err != nil {
		return Indicator{}, fmt.Errorf("read the header as YAML: %w", err)
	}
	if err := h.check(); err != nil {
		return Indicator{}, err
	}
	if !slices.Contains(pillars, pillar) {
		return Indicator{}, fmt.Errorf("the folder %q is no pillar: %s", pillar, strings.Join(pillars, ", "))
	}
	return Indicator{
		ID: pillar + "." + name, Pillar: pillar, Title: h.Title, Definition: h.Definition, Unit: h.Unit, Kind: h.Kind,
		Better: h.Better, Interval: h.Interval, Limit: h.Limit, DefinitionVersion: h.Version, Reference: h.Reference,
		Groupings: h.Groupings, Filters: h.Filters, Parts: h.Parts, SQL: sql, monthsApart: h.Months == "apart",
	}, nil
}

// headerText returns the comments that lead the file, up to the first line that is none, without their "-- ".
func headerText(sql string) (string, error) {
	var lines []string
	for line := range strings.Lines(sql) {
		comment, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "--")
		if !ok {
			break
		}
		if comment != "" && comment[0] != ' ' {
			return "", fmt.Errorf("header line %d: put a space after the dashes", len(lines)+1)
		}
		lines = append(lines, strings.TrimPrefix(comment, " "))
	}
	if len(lines) == 0 {
		return "", errors.New("the file must begin with its header: lines that start with \"-- \"")
	}
	return strings.Join(lines, "\n"), nil
}

// check returns every fault of the header at once.
func (h header) check() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	oneOf := func(field, value string, list []string) {
		if !slices.Contains(list, value) {
			fault("%s is %q: write one of %s", field, value, strings.Join(list, ", "))
		}
	}
	bothLanguages := func(field string, t Text) {
		if t.FR == "" || t.EN == "" {
			fault("%s needs both fr and en", field)
		}
	}
	if h.Version < 1 {
		fault("version is %d: number the definition from 1", h.Version)
	}
	bothLanguages("title", h.Title)
	bothLanguages("definition", h.Definition)
	oneOf("unit", h.Unit, units)
	oneOf("kind", h.Kind, kinds)
	oneOf("better", h.Better, []string{"up", "down"})
	oneOf("months", h.Months, []string{"together", "apart"})
	if h.Interval && h.Kind != "share" {
		fault("interval is for shares, and kind is %q", h.Kind)
	}
	if (h.Limit != nil) != (h.Kind == "median") {
		fault("limit is for medians, which need one, and kind is %q", h.Kind)
	}
	if len(h.Groupings) == 0 || h.Groupings[0] != "total" {
		fault("groupings must begin with total")
	}
	for i, g := range h.Groupings {
		oneOf("groupings", g, groupings)
		if slices.Contains(h.Groupings[:i], g) {
			fault("groupings names %q twice", g)
		}
	}
	for i, f := range h.Filters {
		oneOf("filters", f, filters)
		if slices.Contains(h.Filters[:i], f) {
			fault("filters names %q twice", f)
		}
	}
	for i, p := range h.Parts {
		if p.Name == "" {
			fault("parts: number %d has no name", i+1)
		}
		if slices.ContainsFunc(h.Parts[:i], func(q Part) bool { return q.Name == p.Name }) {
			fault("parts names %q twice", p.Name)
		}
		bothLanguages("parts: title of "+p.Name, p.Title)
		oneOf("parts: unit of "+p.Name, p.Unit, partUnits)
	}
	if h.Reference != nil {
		bothLanguages("reference: text", h.Reference.Text)
		bothLanguages("reference: source", h.Reference.Source)
	}
	return errors.Join(faults...)
}
