// Package editions is what is published: it cuts editions of the closed list of cells, keeps them, and answers readers from them alone.
package editions

import (
	"log/slog"
	"time"

	"vigie/editions/cells"
	"vigie/editions/cut"
	"vigie/editions/noise"
	"vigie/editions/store"
	"vigie/queries/engine"
	"vigie/warehouse"
)

// Options are what editions are made from; all are required.
type Options struct {
	Warehouse *warehouse.Warehouse
	Runner    *engine.Runner
	// Key is the network key for noise.Purpose.
	Key    []byte
	Now    func() time.Time
	Logger *slog.Logger
}

// NewCutter makes a Cutter.
func NewCutter(o Options) (*cut.Cutter, error) {
	list, err := cells.Read(o.Runner.Catalogue())
	if err != nil {
		return nil, err
	}
	return &cut.Cutter{
		Warehouse: o.Warehouse, Runner: o.Runner, Catalogue: o.Runner.Catalogue(), List: list, Store: store.New(o.Warehouse), Files: store.FilesIn(o.Warehouse.Dir()),
		Noise: noise.NewSource(o.Key), Now: o.Now, Logger: o.Logger,
	}, nil
}
