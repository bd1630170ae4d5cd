package editions_test

import (
	"log/slog"
	"testing"
	"time"

	"vigie/editions"
	"vigie/editions/cells"
	"vigie/editions/cut"
	"vigie/editions/store"
	"vigie/queries"
	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/queries/queriestest"
)

// drawn is a network whose editions are cut.
type drawn struct {
	queriestest.Warehouse
	runner    *engine.Runner
	catalogue *indicator.Catalogue
	list      *cells.List
	store     store.Store
}

// over is what cuts the editions of a network, of which there are none yet.
func over(t *testing.T, w queriestest.Warehouse, n *queriestest.Network) drawn {
	t.Helper()
	catalogue, err := queries.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := cells.Read(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	d := drawn{w, n.Runner(t), catalogue, list, store.New(w.Warehouse)}
	d.forget(t)
	return d
}

// forget takes all editions away.
func (d drawn) forget(t *testing.T) {
	t.Helper()
	for _, table := range []string{"edition", "published_window", "published_cell"} {
		if err := d.Conn().Exec(t.Context(), "TRUNCATE TABLE "+table); err != nil {
			t.Fatal(err)
		}
	}
}

// cutter cuts with the noise of a key.
func (d drawn) cutter(t *testing.T, key string) *cut.Cutter {
	t.Helper()
	c, err := editions.NewCutter(editions.Options{
		Warehouse: d.Warehouse.Warehouse, Runner: d.runner, Key: []byte(key), Now: time.Now, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Files = store.FilesIn("") // the tests' warehouses share a directory
	return c
}

// quiet cuts without noise, so that what is counted can be compared.
func (d drawn) quiet(t *testing.T) *cut.Cutter {
	t.Helper()
	c := d.cutter(t, "none")
	c.Noise = silence{}
	return c
}

type silence struct{}

func (silence) Draw(string, uint16, int64, uint64) int64 { return 0 }

// published are the cells as of an edition.
func (d drawn) published(t *testing.T, edition uint32) map[cells.Cell]float64 {
	t.Helper()
	all := make(map[cells.Cell]float64)
	err := d.store.Cells(t.Context(), edition, func(c store.Cell) {
		if _, twice := all[c.Cell]; twice {
			t.Errorf("%v is published twice", c.Cell)
		}
		all[c.Cell] = c.Value
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// day is midnight UTC of a day.
func day(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
