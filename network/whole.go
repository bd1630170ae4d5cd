package network

import (
	"context"
	"encoding/json"
)

// Snapshot is the registry at one moment. All readers share it: clone a list before changing anything in it.
type Snapshot struct {
	Territories []Territory                // sorted by code
	Groups      []Group                    // sorted by code
	Structures  []Structure                // as they are known today, sorted by id
	Outlines    map[string]json.RawMessage // GeoJSON geometries (Polygon or MultiPolygon, WGS 84) by territory
	Network     string                     // the network's name; "" where it has none
	Demo        bool                       // the events are synthetic
}

// Snapshot reads all of the registry at once.
func (r *Registry) Snapshot(ctx context.Context) (Snapshot, error) {
	k, err := r.current(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	return Snapshot{
		Territories: k.territories, Groups: k.groups, Structures: k.structures, Outlines: k.outlines,
		Network: k.settings["network"], Demo: k.settings["demo"] != "",
	}, nil
}
