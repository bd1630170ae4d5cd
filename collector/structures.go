package collector

import (
	"context"
	"fmt"
	"time"

	_ "embed"

	"vigie/warehouse"
)

// structuresPause is the least time between two readings of the structures that unknown ids cause.
const structuresPause = 200 * time.Millisecond

//go:embed structures.sql
var structuresSQL string

// structures knows the ids of the registry's structures. An id once known stays known.
type structures struct {
	ids *memory[map[string]bool]
}

func newStructures(w *warehouse.Warehouse, now func() time.Time, cache *cache) *structures {
	s := &structures{ids: newMemory(now, structuresPause, func(ctx context.Context) (map[string]bool, error) {
		rows, err := w.Conn().Query(ctx, structuresSQL)
		if err != nil {
			return nil, fmt.Errorf("read the structures of the registry: %w", err)
		}
		defer rows.Close()
		ids := map[string]bool{}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return nil, fmt.Errorf("read the structures of the registry: %w", err)
			}
			ids[id] = true
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("read the structures of the registry: %w", err)
		}
		cache.keepStructures(ids)
		return ids, nil
	})}
	if before := cache.structures(); before != nil {
		seed(s.ids, before)
	}
	return s
}

// containing gives the known ids, read again where one of those asked for is not among them, so that a structure whose
// import ended before the call is always known.
func (s *structures) containing(ctx context.Context, asked func(yield func(id string) bool)) (map[string]bool, error) {
	ids, err := s.ids.last(ctx)
	if err != nil {
		return nil, err
	}
	for id := range asked {
		if !ids[id] {
			return s.ids.after(ctx)
		}
	}
	return ids, nil
}
