package collector

import (
	"context"
	"fmt"
	"iter"
	"time"

	_ "embed"

	"vigie/warehouse"
)

// registryPause is the least time between two readings of the registry that unknown ids or codes cause.
const registryPause = 200 * time.Millisecond

//go:embed structures.sql
var structuresSQL string

// structures knows the ids of the registry's structures. An id once known stays known; an alias that was removed, until the ids are read again.
type structures struct {
	ids *memory[map[string]bool]
}

func newStructures(w *warehouse.Warehouse, now func() time.Time, cache *cache) *structures {
	s := &structures{ids: newMemory(now, registryPause, func(ctx context.Context) (map[string]bool, error) {
		ids, err := readSet(ctx, w, structuresSQL)
		if err != nil {
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
func (s *structures) containing(ctx context.Context, asked iter.Seq[string]) (map[string]bool, error) {
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

// readSet reads the texts that a statement gives.
func readSet(ctx context.Context, w *warehouse.Warehouse, statement string) (map[string]bool, error) {
	rows, err := w.Conn().Query(ctx, statement)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	set := map[string]bool{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		set[text] = true
	}
	return set, rows.Err()
}
