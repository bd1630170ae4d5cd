package engine

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/network"
	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/queries/places"
)

//go:embed sheet.sql
var sheetSQL string

// sheetRow is a structure that is open on the last day of a window, as sheet.sql tells of it: what formulas can say, and what deals it out to keys.
type sheetRow struct {
	indicator.Structure
	Number    uint16    `ch:"number"` // of the window
	Territory string    `ch:"territory"`
	Place     string    `ch:"place"`
	KnownOn   time.Time `ch:"known_on"`
	North     float64   `ch:"degrees_north"`
	East      float64   `ch:"degrees_east"`
}

// readSheets reads the sheets of windows and keeps them.
func (r *Runner) readSheets(ctx context.Context, c *counts, windows []window) error {
	var rows []sheetRow
	if err := r.ask(ctx, &rows, clickhouse.Parameters{"windows": windowsLiteral(windows)}, sheetSQL); err != nil {
		return fmt.Errorf("read what structures do: %w", err)
	}
	c.keepSheets(windows, rows)
	return nil
}

// structures deals the open structures of a window out to the keys of a question, as far as its filters keep them.
func (a asked) structures(c *counts, w window) map[string][]indicator.Structure {
	keys := make(map[string][]indicator.Structure)
	for _, row := range c.sheet(w) {
		if !chosen(a.territories, row.Territory) || !chosen(a.filters["structure"], row.ID) || !offers(row.Services, a.filters["service"]) {
			continue
		}
		for _, key := range a.keysOf(row) {
			keys[key] = append(keys[key], row.Structure)
		}
	}
	return keys
}

// keysOf are the keys under which an open structure counts; by service, under each that it offers and the filters keep.
func (a asked) keysOf(row sheetRow) []string {
	switch a.grouping() {
	case "territory":
		return []string{row.Place}
	case "structure":
		return []string{row.ID}
	case "service":
		return slices.DeleteFunc(slices.Clone(row.Services), func(s string) bool { return !offers([]string{s}, a.filters["service"]) })
	}
	return []string{indicator.KeyTotal}
}

// offers tells whether a structure offers one of some services; unknown is for those that offer none.
func offers(services, wanted []string) bool {
	if len(wanted) == 0 {
		return true
	}
	if len(services) == 0 {
		return slices.Contains(wanted, indicator.KeyUnknown)
	}
	return slices.ContainsFunc(services, func(s string) bool { return slices.Contains(wanted, s) })
}

// chosen tells whether a key is among a sorted choice; nil is all.
func chosen(choice []string, key string) bool {
	if choice == nil {
		return true
	}
	_, found := slices.BinarySearch(choice, key)
	return found
}

// OpenStructure is a structure that is open on the last day of a window.
type OpenStructure struct {
	indicator.Structure
	// Territory is the code of the one where it stood then; empty for none.
	Territory string
	// Position is where it stood, if Positioned.
	Position network.Position
}

func (row sheetRow) structure() OpenStructure {
	return OpenStructure{row.Structure, row.Territory, network.Position{Latitude: row.North, Longitude: row.East}}
}

// OpenStructures gives those of each window, observed on a day.
func (r *Runner) OpenStructures(ctx context.Context, windows []period.Window, asOf time.Time) ([][]OpenStructure, error) {
	observed := make([]window, len(windows))
	for i, w := range windows {
		observed[i] = window{w, asOf}
	}
	var rows []sheetRow
	if err := r.askFor(ctx, &rows, clickhouse.Parameters{"windows": windowsLiteral(observed)}, sheetSQL, cutSeconds); err != nil {
		return nil, fmt.Errorf("read what structures do: %w", err)
	}
	all := make([][]OpenStructure, len(windows))
	for _, row := range rows {
		all[row.Number] = append(all[row.Number], row.structure())
	}
	return all, nil
}

// Offering is how many of some structures offer each service.
func Offering(structures []indicator.Structure) map[string]float64 { return offering(structures) }

// Registry is the registry of places as the present facts have it.
func (r *Runner) Registry(ctx context.Context) (*places.Snapshot, error) {
	c, err := r.counts(ctx)
	if err != nil {
		return nil, err
	}
	return c.registry, nil
}
