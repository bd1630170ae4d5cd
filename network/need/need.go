// Package need says where help is needed: what share of a territory's residents, by an imported rate or by national rates by age and an
// imported age structure, and which territories priority zones lie in.
package need

import (
	"context"
	"fmt"
	"time"

	"vigie/network"
	"vigie/network/records"
	"vigie/warehouse"
)

// Rate is the share of a territory's residents who are in need, as a source published it.
type Rate struct {
	Territory string
	Year      uint16  // that it is of
	Rate      float64 // 0 to 1
	Source    string
}

// Ages is how many residents of which ages a territory has.
type Ages struct {
	Territory string
	Year      uint16     // of the count
	Groups    []AgeGroup // from 0 on, without gaps; the last is open
	Source    string
}

// AgeGroup counts the residents of some ages, From and To included.
type AgeGroup struct {
	From      uint8  `ch:"from"`
	To        uint8  `ch:"to"` // Older where there is no end
	Residents uint32 `ch:"residents"`
}

// Older is where an open group ends.
const Older = 255

// residents of all ages.
func (a Ages) residents() (sum uint64) {
	for _, g := range a.Groups {
		sum += uint64(g.Residents)
	}
	return sum
}

// Zone is a priority area, such as a quartier prioritaire. It is no territory: it lies in some.
type Zone struct {
	Code        string
	Name        string
	Kind        string   // QPV, FRR, …
	Territories []string // sorted
}

// Registry keeps rates, age structures and zones, with every former state.
type Registry struct {
	Rates *records.Store[Rate]
	Ages  *records.Store[Ages]
	Zones *records.Store[Zone]

	places   *network.Registry
	national []NationalRate
}

// New returns the registry of need of a warehouse whose schema is up to date. now is the clock that dates imports.
func New(w *warehouse.Warehouse, places *network.Registry, now func() time.Time) (*Registry, error) {
	national, err := NationalRates()
	if err != nil {
		return nil, err
	}
	return &Registry{
		Rates:    records.NewStore(rates(places), w, now),
		Ages:     records.NewStore(ages(places), w, now),
		Zones:    records.NewStore(zones(places), w, now),
		places:   places,
		national: national,
	}, nil
}

// On is what was known on a day, such as 2026-01-31, over the territories of today.
func (r *Registry) On(ctx context.Context, day string) (Snapshot, error) {
	territories, err := r.places.Territories(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	rates, err := r.Rates.On(ctx, day)
	if err != nil {
		return Snapshot{}, err
	}
	ages, err := r.Ages.On(ctx, day)
	if err != nil {
		return Snapshot{}, err
	}
	zones, err := r.Zones.On(ctx, day)
	if err != nil {
		return Snapshot{}, err
	}
	return newSnapshot(day, territories, rates, ages, zones, r.national), nil
}

// populations of the territories, by code.
func populations(ctx context.Context, places *network.Registry) (map[string]uint32, error) {
	territories, err := places.Territories(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the territories: %w", err)
	}
	residents := make(map[string]uint32, len(territories))
	for _, t := range territories {
		residents[t.Code] = t.Population
	}
	return residents, nil
}
