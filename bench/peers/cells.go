package peers

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"time"

	"vigie/editions/cells"
	"vigie/editions/cut"
	"vigie/editions/store"
	"vigie/queries/engine"
	"vigie/warehouse"
)

// cellsYAML is the part of the list of cells that all sides compute.
//
//go:embed cells.yaml
var cellsYAML []byte

// statements compute these cells, together.
var statements = []string{"cells_persons", "cells_classes", "cells_sums", "cells_progress", "cells_residence", "cells_waits"}

// silent adds no noise, so that cells can be compared.
type silent struct{}

func (silent) Draw(string, uint16, int64, uint64) int64 { return 0 }

// newCutter makes a cutter of the cells that all sides compute, without noise. It publishes nothing.
func newCutter(w *warehouse.Warehouse, runner *engine.Runner) (*cut.Cutter, error) {
	list, err := cells.Parse(cellsYAML, runner.Catalogue())
	if err != nil {
		return nil, err
	}
	return &cut.Cutter{
		Warehouse: w, Runner: runner, Catalogue: runner.Catalogue(), List: list, Store: store.New(w), Files: store.FilesIn(w.Dir()),
		Noise: silent{}, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
	}, nil
}

// compared is one edition's cells as all sides compute them.
type compared struct {
	Windows int
	Cells   int
	Vigie   float64            // seconds
	Peers   map[string]float64 // seconds, by name
}

// compareCells computes the cells of the edition of a day, on all sides.
func (m *measuring) compareCells(ctx context.Context, cutter *cut.Cutter, day time.Time) (compared, error) {
	begun := time.Now()
	e, counted, err := cutter.Preview(ctx, day)
	if err != nil {
		return compared{}, err
	}
	c := compared{Windows: len(e.Windows), Vigie: time.Since(begun).Seconds(), Peers: make(map[string]float64)}
	ours := make(map[cells.Cell]int64, len(counted))
	for _, cell := range counted {
		if _, counts := cutter.List.Component(cell.Component); counts && cell.Value != 0 {
			ours[cell.Cell] = int64(cell.Value)
		}
	}
	c.Cells = len(ours)
	for _, db := range m.databases {
		theirs, took, err := computeCells(ctx, db, e)
		if err != nil {
			return c, fmt.Errorf("%s: %w", db.Name(), err)
		}
		c.Peers[db.Name()] = took.Seconds()
		if wrong := differences(cells.Cell.Compare, ours, theirs); len(wrong) > 0 {
			return c, fmt.Errorf("edition of %s: %d of %d cells of %s differ, the first are %q", day.Format(time.DateOnly), len(wrong), len(ours), db.Name(), wrong[:min(len(wrong), 5)])
		}
	}
	m.log.Info("cells", "day", day.Format(time.DateOnly), "windows", c.Windows, "cells", c.Cells, "vigie", c.Vigie, "peers", c.Peers)
	return c, nil
}

// computeCells has a database compute the cells of an edition, and takes every row. Statements give parts of some cells, which add up.
func computeCells(ctx context.Context, db Database, e store.Edition) (map[cells.Cell]int64, time.Duration, error) {
	areas, err := readAreas(ctx, db)
	if err != nil {
		return nil, 0, err
	}
	var windows [][]any
	for i, w := range e.Windows {
		windows = append(windows, []any{int16(i), cells.PublishedKinds(w.Window)[0], w.From, w.To, w.Final})
	}
	if err := db.Empty(ctx, "edition_window"); err != nil {
		return nil, 0, err
	}
	if err := db.Copy(ctx, "edition_window", []string{"id", "kind", "from_day", "to_day", "final"}, rowsOf(windows)); err != nil {
		return nil, 0, err
	}
	all := make(map[cells.Cell]int64)
	begun := time.Now()
	for _, statement := range statements {
		var parameters map[string]any
		if statement == "cells_waits" {
			parameters = map[string]any{"as_of": e.Day}
		}
		err := db.Ask(ctx, statement, parameters, func(scan func(...any) error) error {
			var c cells.Cell
			var area, window int16
			var value int64
			if err := scan(&c.Component, &area, &window, &c.Field, &c.Key, &value); err != nil {
				return err
			}
			c.Area, c.Window = areas[area], e.Windows[window].Window
			all[c] += value
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
	}
	took := time.Since(begun)
	for c, value := range all {
		if value == 0 {
			delete(all, c)
		}
	}
	return all, took, nil
}

func readAreas(ctx context.Context, db Database) (map[int16]cells.Area, error) {
	areas := make(map[int16]cells.Area)
	err := db.Ask(ctx, "areas", nil, func(scan func(...any) error) error {
		var id int16
		var area cells.Area
		err := scan(&id, &area.Kind, &area.Code)
		areas[id] = area
		return err
	})
	return areas, err
}
