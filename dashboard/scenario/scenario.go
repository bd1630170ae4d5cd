// Package scenario reads a what-if from an address, strictly, writes it back, and tells what it supposes of the registry.
//
// A scenario is its changes with commas between them:
//
//	open:75113:everyday_tools+employment+late   a structure more in a territory, with what it offers; late: open after hours, too
//	extend:STRUCTURE                            a structure opens after hours, too
//	close:STRUCTURE                             a structure is there no longer
//	fund:75118:50000                            euros granted more in a territory
//
// In an address a plus is a space. An id that has a comma or a percent sign is written with %2C and %25 in their place.
package scenario

import (
	"slices"
	"strconv"
	"strings"

	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Field is the parameter that a scenario stands in.
const Field = "change"

// Kinds of changes.
const (
	Open   = "open"
	Extend = "extend"
	Close  = "close"
	Fund   = "fund"
)

// Late is what stands beside the services of a structure that opens after hours.
const Late = "late"

// Most is how many changes a scenario has at most.
const Most = 20

// MostEuros is the most that one change grants.
const MostEuros = 1_000_000_000

// Codes of refusals, beside those of the gate.
const (
	refusedForm      = "change_form"
	refusedMany      = "change_many"
	refusedService   = "change_service"
	refusedEuros     = "change_euros"
	refusedTerritory = "change_territory"
	refusedStructure = "change_structure"
	refusedTwice     = "change_twice"
)

// Change is one of a scenario's.
type Change struct {
	Kind      string
	Territory string   // of Open and Fund
	Services  []string // of Open, in the order of the catalogue
	Late      bool     // of Open
	Structure string   // of Extend and Close
	Euros     int      // of Fund
}

// escaped writes what would end a change or begin an escape.
var escaped, unescaped = strings.NewReplacer("%", "%25", ",", "%2C"), strings.NewReplacer("%25", "%", "%2C", ",", "%2c", ",")

// String writes a change as Parse reads it.
func (c Change) String() string {
	switch c.Kind {
	case Open:
		services := c.Services
		if c.Late {
			services = append(slices.Clone(services), Late)
		}
		return Open + ":" + escaped.Replace(c.Territory) + ":" + strings.Join(services, " ")
	case Fund:
		return Fund + ":" + escaped.Replace(c.Territory) + ":" + strconv.Itoa(c.Euros)
	}
	return c.Kind + ":" + escaped.Replace(c.Structure)
}

// Write writes a scenario as Parse reads it.
func Write(all []Change) string {
	texts := make([]string, len(all))
	for i, c := range all {
		texts[i] = c.String()
	}
	return strings.Join(texts, ",")
}

// Parse reads a scenario; "" has no change. The error is a gate.Refusal that names the change.
func Parse(text string) (all []Change, err error) {
	if text == "" {
		return nil, nil
	}
	pieces := strings.Split(text, ",")
	if len(pieces) > Most {
		return nil, gate.Refusal{Code: refusedMany, Field: Field, Given: strconv.Itoa(len(pieces)), Choices: []string{strconv.Itoa(Most)}}
	}
	touched := make(map[string]bool)
	for _, piece := range pieces {
		c, err := parse(strings.TrimSpace(piece))
		if err != nil {
			return nil, err
		}
		if c.Structure != "" && touched[c.Structure] {
			return nil, refuse(refusedTwice, piece)
		}
		touched[c.Structure] = true
		all = append(all, c)
	}
	return all, nil
}

// forms are how changes are written.
var forms = []string{"open:75113:everyday_tools+late", "extend:STRUCTURE", "close:STRUCTURE", "fund:75118:50000"}

func refuse(code, piece string, choices ...string) error {
	return gate.Refusal{Code: code, Field: Field, Given: piece, Choices: choices}
}

func parse(piece string) (Change, error) {
	kind, rest, _ := strings.Cut(piece, ":")
	c := Change{Kind: kind}
	switch kind {
	case Extend, Close:
		if c.Structure = unescaped.Replace(rest); c.Structure == "" {
			return c, refuse(refusedForm, piece, forms...)
		}
		return c, nil
	case Open, Fund:
		code, last, _ := strings.Cut(rest, ":")
		if c.Territory = unescaped.Replace(code); c.Territory == "" {
			return c, refuse(refusedForm, piece, forms...)
		}
		if kind == Open {
			return c, c.readServices(piece, last)
		}
		euros, err := strconv.Atoi(last)
		if err != nil || euros < 1 || euros > MostEuros {
			return c, refuse(refusedEuros, piece, "1 – "+strconv.Itoa(MostEuros))
		}
		c.Euros = euros
		return c, nil
	}
	return c, refuse(refusedForm, piece, forms...)
}

// readServices reads what an opened structure offers: at least one service, none twice.
func (c *Change) readServices(piece, text string) error {
	known := Services()
	given := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '+' })
	for _, word := range given {
		if word != Late && !slices.Contains(known, word) {
			return refuse(refusedService, piece, append(known, Late)...)
		}
	}
	c.Late = slices.Contains(given, Late)
	c.Services = slices.DeleteFunc(known, func(service string) bool { return !slices.Contains(given, service) })
	if sorted := slices.Compact(slices.Sorted(slices.Values(given))); len(c.Services) == 0 || len(sorted) < len(given) {
		return refuse(refusedService, piece, append(Services(), Late)...)
	}
	return nil
}

// Services are those that a structure can offer, in the order of the catalogue.
func Services() (all []string) {
	for _, class := range indicator.Classes("service") {
		if class.Key != indicator.KeyUnknown {
			all = append(all, class.Key)
		}
	}
	return all
}
