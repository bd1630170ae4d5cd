package network

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"vigie/warehouse"
)

var (
	//go:embed sql/generations.sql
	generationsSQL string
	//go:embed sql/territories.sql
	territoriesSQL string
	//go:embed sql/outlines.sql
	outlinesSQL string
	//go:embed sql/groups.sql
	groupsSQL string
	//go:embed sql/settings.sql
	settingsSQL string
	//go:embed sql/attachments.sql
	attachmentsSQL string
	//go:embed sql/structures.sql
	structuresSQL string
)

// freshness is how long the registry is answered from memory without asking whether another process has changed it.
const freshness = 100 * time.Millisecond

// Registry reads and imports the registry of one warehouse. It is safe for concurrent use. What it has read stays in
// memory until the tables change, which it asks them at most ten times a second, and of a warehouse that this process owns only after a
// statement that may have changed it: a change made through this Registry counts at once, one made elsewhere within a tenth of a second.
type Registry struct {
	warehouse *warehouse.Warehouse
	now       func() time.Time

	importing sync.Mutex // one import at a time

	mu      sync.Mutex // guards the following
	known   *known
	checked time.Time // when known was last found to be current; zero after an import
	changes uint64    // of the warehouse, before that
}

// known is the registry as the tables had it at one moment. It is never changed.
type known struct {
	generations map[string]generation
	territories []Territory
	groups      []Group
	outlines    map[string]json.RawMessage
	settings    map[string]string
	structures  []Structure
	contents    map[string]string     // structure → content hash of its latest snapshot
	attachments map[string]attachment // where each structure stands today
	exclusions  []Exclusion
	aliases     []Alias
	merges      []Merge
	identity    identity
}

// generation changes whenever a table does.
type generation struct {
	rows   uint64
	latest time.Time
}

type attachment struct {
	territory string
	how       string
}

// New returns the registry of a warehouse whose schema is up to date. now is the clock that dates imports.
func New(w *warehouse.Warehouse, now func() time.Time) *Registry {
	return &Registry{warehouse: w, now: now}
}

// Territories lists the territories, sorted by code.
func (r *Registry) Territories(ctx context.Context) ([]Territory, error) {
	k, err := r.current(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(k.territories), nil
}

// Groups lists the named groups of territories, sorted by code.
func (r *Registry) Groups(ctx context.Context) ([]Group, error) {
	k, err := r.current(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(k.groups), nil
}

// Structures lists all structures as they are known today, sorted by id. All readers share the list: clone it before
// changing anything in it.
func (r *Registry) Structures(ctx context.Context) ([]Structure, error) {
	k, err := r.current(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clip(k.structures), nil
}

// Outlines gives the outlines that were imported, as GeoJSON geometries (Polygon or MultiPolygon, WGS 84) by territory.
func (r *Registry) Outlines(ctx context.Context) (map[string]json.RawMessage, error) {
	k, err := r.current(ctx)
	if err != nil {
		return nil, err
	}
	return maps.Clone(k.outlines), nil
}

// Setting is the value of a setting, "" if it was never set. Known settings: "demo", the seed of the synthetic network
// where the events are synthetic, and "network", the network's name.
func (r *Registry) Setting(ctx context.Context, name string) (string, error) {
	k, err := r.current(ctx)
	if err != nil {
		return "", err
	}
	return k.settings[name], nil
}

// current returns what is known, reading it anew if the tables have changed.
func (r *Registry) current(ctx context.Context) (*known, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	changes, counted := r.warehouse.Changes()
	if counted && r.known != nil && !r.checked.IsZero() && changes == r.changes {
		return r.known, nil
	}
	now := r.now()
	// A clock that stands still (in a test) says nothing about freshness.
	if age := now.Sub(r.checked); r.known != nil && age > 0 && age < freshness {
		return r.known, nil
	}
	generations, err := r.generations(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the registry: %w", err)
	}
	if r.known == nil || !maps.Equal(r.known.generations, generations) {
		if r.known, err = r.read(ctx, generations); err != nil {
			return nil, fmt.Errorf("read the registry: %w", err)
		}
	}
	r.checked, r.changes = now, changes
	return r.known, nil
}

// forget has the next reader ask the tables.
func (r *Registry) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.checked = time.Time{}
}

func (r *Registry) generations(ctx context.Context) (map[string]generation, error) {
	generations := make(map[string]generation)
	err := r.each(ctx, generationsSQL, func(scan func(...any) error) error {
		var name string
		var g generation
		if err := scan(&name, &g.rows, &g.latest); err != nil {
			return err
		}
		g.latest = g.latest.UTC()
		generations[name] = g
		return nil
	})
	return generations, err
}

// each runs a query and calls take for each of its rows.
func (r *Registry) each(ctx context.Context, query string, take func(scan func(...any) error) error) error {
	rows, err := r.warehouse.Conn().Query(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// read reads all tables. A table that changes meanwhile is read again at the next check, because generations are older.
func (r *Registry) read(ctx context.Context, generations map[string]generation) (*known, error) {
	k := &known{
		generations: generations,
		outlines:    make(map[string]json.RawMessage),
		settings:    make(map[string]string),
		contents:    make(map[string]string),
		attachments: make(map[string]attachment),
	}
	var code, text string
	err := r.each(ctx, territoriesSQL, func(scan func(...any) error) error {
		var t Territory
		err := scan(&t.Code, &t.Name, &t.Level, &t.Parent, &t.Population, &t.PopulationYear, &t.PopulationSource)
		k.territories = append(k.territories, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, groupsSQL, func(scan func(...any) error) error {
		var g Group
		err := scan(&g.Code, &g.Name, &g.Members)
		k.groups = append(k.groups, g)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, outlinesSQL, func(scan func(...any) error) error {
		err := scan(&code, &text)
		k.outlines[code] = json.RawMessage(text)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, settingsSQL, func(scan func(...any) error) error {
		err := scan(&code, &text)
		k.settings[code] = text
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, attachmentsSQL, func(scan func(...any) error) error {
		var a attachment
		err := scan(&code, &a.territory, &a.how)
		k.attachments[code] = a
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, exclusionsSQL, func(scan func(...any) error) error {
		x, err := scanExclusion(scan)
		k.exclusions = append(k.exclusions, x)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, aliasesSQL, func(scan func(...any) error) error {
		a, err := scanAlias(scan)
		k.aliases = append(k.aliases, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, mergesSQL, func(scan func(...any) error) error {
		m, err := scanMerge(scan)
		k.merges = append(k.merges, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, structuresSQL, func(scan func(...any) error) error {
		s, content, err := scanStructure(scan)
		s.Territory = k.attachments[s.ID].territory
		k.structures = append(k.structures, s)
		k.contents[s.ID] = content
		return err
	})
	k.identity = newIdentity(k.aliases, k.merges)
	k.identity.tell(k.structures)
	return k, err
}
