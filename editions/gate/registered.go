package gate

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/editions/cells"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

//go:embed registered.sql
var registeredSQL string

// Registered is a structure that was open on the last day of a window, with what the registry said of it then. What events say of it is not told.
type Registered struct {
	indicator.Structure
	// Place is the code of the territory where it stood, or "unknown".
	Place string `ch:"place"`
	// Territory is the code of that of the published level; empty for none. It is no column.
	Territory string
}

// Registered are the structures that the figures of a window count, by id: those that the registry had open on its last day, and had when the
// edition was cut. They are read once until the registry changes.
func (r *Reader) Registered(ctx context.Context, p *Publication, w period.Window) ([]Registered, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.look(ctx); err != nil {
		return nil, err
	}
	open, known := r.open[w.To]
	if !known {
		ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"to": w.To.Format(time.DateOnly)}))
		if err := r.warehouse.Conn().Select(ctx, &open, registeredSQL); err != nil {
			return nil, fmt.Errorf("read the structures open on %s: %w", w.To.AddDate(0, 0, -1).Format(time.DateOnly), err)
		}
		if len(r.open) >= kept {
			clear(r.open)
		}
		r.open[w.To] = open
	}
	components := p.componentsOfStructures()
	open = slices.DeleteFunc(slices.Clone(open), func(s Registered) bool { return !p.counts(components, s.ID, w) })
	for i := range open {
		open[i].Territory = p.territoryOf(open[i].Place)
	}
	return open, nil
}

// territoryOf is the territory of the published level in which a lowest one lies; empty for none.
func (p *Publication) territoryOf(place string) string {
	at := slices.IndexFunc(p.holding[place], func(area cells.Area) bool { return area.Kind == cells.Territory })
	if at < 0 {
		return ""
	}
	return p.holding[place][at].Code
}

// componentsOfStructures are those that are published of single structures: one of them says something of each that is open.
func (p *Publication) componentsOfStructures() (names []string) {
	for _, one := range p.catalogue.All() {
		if one.HasGrouping(cells.Structure) {
			for _, slot := range cells.SlotsOf(one) {
				names = append(names, slot.Name)
			}
		}
	}
	return names
}

// counts tells whether the figures of a window count a structure.
func (p *Publication) counts(components []string, structure string, w period.Window) bool {
	at := cells.Area{Kind: cells.Structure, Code: structure}
	return slices.ContainsFunc(components, func(name string) bool {
		return p.numbers.value(cells.Cell{Component: name, Area: at, Window: w}) != 0
	})
}
