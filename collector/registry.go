package collector

import (
	"context"
	"fmt"
	"iter"
	"time"

	_ "embed"

	"vigie/event"
	"vigie/warehouse"
)

//go:embed territories.sql
var territoriesSQL string

// territories knows the codes of the territories that there are: those of the country, and those of the registry.
type territories struct {
	national func(code string) bool // nil: every code is one
	registry *memory[map[string]bool]
}

// containing gives the codes of the registry where one of those asked for is not national, read again where it is not among them.
func (t *territories) containing(ctx context.Context, asked iter.Seq[string]) (codes map[string]bool, err error) {
	for code := range asked {
		if t.exists(code, codes) {
			continue
		}
		if codes == nil {
			if codes, err = t.registry.last(ctx); err != nil {
				return nil, err
			}
		}
		if !t.exists(code, codes) {
			return t.registry.after(ctx)
		}
	}
	return codes, nil
}

func newTerritories(w *warehouse.Warehouse, now func() time.Time, national func(string) bool) *territories {
	return &territories{national: national, registry: newMemory(now, registryPause, func(ctx context.Context) (map[string]bool, error) {
		codes, err := readSet(ctx, w, territoriesSQL)
		if err != nil {
			return nil, fmt.Errorf("read the territories of the registry: %w", err)
		}
		return codes, nil
	})}
}

func (t *territories) exists(code string, registry map[string]bool) bool {
	return t.national == nil || t.national(code) || registry[code]
}

// named is what is known of what rows name.
type named struct {
	structures  map[string]bool
	territories *territories
	codes       map[string]bool // of the registry's territories
}

// lookUp finds out what is known of what rows name.
func (c *Collector) lookUp(ctx context.Context, rows iter.Seq[*row]) (named, error) {
	structures, err := c.structures.containing(ctx, eachOf(rows, (*row).structures))
	if err != nil {
		return named{}, err
	}
	codes, err := c.territories.containing(ctx, eachOf(rows, (*row).residences))
	return named{structures: structures, territories: c.territories, codes: codes}, err
}

// eachOf gives the values that fields of rows have.
func eachOf(rows iter.Seq[*row], fields func(*row, func(field, value string) bool)) iter.Seq[string] {
	return func(yield func(string) bool) {
		for r := range rows {
			for _, value := range func(yield func(string, string) bool) { fields(r, yield) } {
				if !yield(value) {
					return
				}
			}
		}
	}
}

// structures lists the fields of a row that name structures.
func (r *row) structures(yield func(field, id string) bool) {
	field := "data.structure"
	if r.kind == kindReferral {
		field = "data.from"
	}
	if r.structure != "" && !yield(field, r.structure) {
		return
	}
	if r.toStructure != "" {
		yield("data.to", r.toStructure)
	}
}

// residences lists the fields of a row that name territories where people live.
func (r *row) residences(yield func(field, code string) bool) {
	if r.profile.Residence != "" && !yield("data.profile.residence", r.profile.Residence) {
		return
	}
	_, _, people, declared := r.parts()
	for code := range people.Residence {
		if !yield("data.participants.residence", code) {
			return
		}
	}
	for code := range declared.Residence {
		if !yield("data.residence", code) {
			return
		}
	}
}

// judge gives what keeps a row from being kept: a structure that the registry does not know, or for which the sender may
// not speak; a residence that is nowhere. For a referral it is enough to speak for one end.
func (r *row) judge(sender Sender, known named) []event.Fault {
	var faults []event.Fault
	for field, id := range r.structures {
		if !known.structures[id] {
			faults = append(faults, event.Fault{Field: field, Code: CodeUnknown, Reason: reasonUnknown})
		}
	}
	for field, code := range r.residences {
		if !known.territories.exists(code, known.codes) {
			faults = append(faults, event.Fault{Field: field, Code: CodeUnknown, Reason: reasonResidence})
			break // the same is to be done about the others
		}
	}
	if len(faults) > 0 || r.structure == "" || sender.speaksFor(r.structure, r.toStructure) {
		return faults
	}
	field, reason := "data.structure", reasonStructure
	if r.kind == kindReferral {
		field, reason = "data.from", reasonReferral
	}
	return []event.Fault{{Field: field, Code: CodeNotAllowed, Reason: reason}}
}
