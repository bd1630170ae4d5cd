package store

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/editions/cells"
	"vigie/queries/period"
	"vigie/warehouse"
)

//go:embed *.sql
var files embed.FS

// statement is the text of a file of this package.
func statement(name string) string {
	text, err := files.ReadFile(name + ".sql")
	if err != nil {
		panic(err) // the files are built in
	}
	return string(text)
}

// Store reads and writes editions in a warehouse.
type Store struct{ warehouse *warehouse.Warehouse }

// New makes a Store.
func New(w *warehouse.Warehouse) Store { return Store{w} }

// Editions are all that there are, the first one first.
func (s Store) Editions(ctx context.Context) ([]Edition, error) {
	var all []Edition
	if err := s.warehouse.Conn().Select(ctx, &all, statement("editions")); err != nil {
		return nil, fmt.Errorf("read the editions: %w", err)
	}
	var windows []struct {
		Edition uint32    `ch:"edition"`
		From    time.Time `ch:"from"`
		To      time.Time `ch:"to"`
		Version uint16    `ch:"version"`
		Final   bool      `ch:"final"`
	}
	if err := s.warehouse.Conn().Select(ctx, &windows, statement("windows")); err != nil {
		return nil, fmt.Errorf("read the windows of the editions: %w", err)
	}
	at := make(map[uint32]int, len(all))
	for i, e := range all {
		at[e.Number] = i
	}
	for _, w := range windows {
		if i, whole := at[w.Edition]; whole {
			all[i].Windows = append(all[i].Windows, Window{period.Window{From: w.From, To: w.To}, w.Edition, w.Version, w.Final})
		}
	}
	return all, s.areas(ctx, all, at)
}

// areas reads what areas hold into editions, which at tells the places of.
func (s Store) areas(ctx context.Context, all []Edition, at map[uint32]int) error {
	var rows []struct {
		Edition uint32    `ch:"edition"`
		Kind    string    `ch:"kind"`
		Code    string    `ch:"area"`
		Members []string  `ch:"members"`
		Since   time.Time `ch:"since"`
	}
	if err := s.warehouse.Conn().Select(ctx, &rows, statement("areas")); err != nil {
		return fmt.Errorf("read the areas of the editions: %w", err)
	}
	for _, r := range rows {
		if i, whole := at[r.Edition]; whole {
			all[i].Areas = append(all[i].Areas, Area{cells.Area{Kind: r.Kind, Code: r.Code}, r.Edition, r.Members, r.Since})
		}
	}
	return nil
}

// Cells gives what is published as of an edition to take, cell by cell.
func (s Store) Cells(ctx context.Context, edition uint32, take func(Cell)) error {
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"edition": fmt.Sprint(edition)}))
	rows, err := s.warehouse.Conn().Query(ctx, statement("cells"))
	if err != nil {
		return fmt.Errorf("read edition %d: %w", edition, err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Cell
		if err := rows.Scan(&c.Version, &c.Component, &c.Area.Kind, &c.Area.Code, &c.Window.From, &c.Window.To, &c.Field, &c.Key, &c.Value); err != nil {
			return fmt.Errorf("read edition %d: %w", edition, err)
		}
		take(c)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read edition %d: %w", edition, err)
	}
	return nil
}

// Brought are the cells that an edition brought, sorted.
func (s Store) Brought(ctx context.Context, e Edition) (brought []Cell, err error) {
	of := make(map[period.Window]bool, len(e.Windows))
	for _, w := range e.Windows {
		of[w.Window] = true
	}
	err = s.Cells(ctx, e.Number, func(c Cell) {
		if of[c.Window] {
			brought = append(brought, c)
		}
	})
	slices.SortFunc(brought, Cell.Compare)
	return brought, err
}

// Publish keeps an edition with its cells, and the dates that its windows begin on. It is there for readers once all of it is; what an earlier attempt has left is removed first.
func (s Store) Publish(ctx context.Context, e Edition, published []Cell) error {
	if err := s.publish(ctx, e, published); err != nil {
		return fmt.Errorf("publish edition %d: %w", e.Number, err)
	}
	return nil
}

func (s Store) publish(ctx context.Context, e Edition, published []Cell) error {
	if err := s.removeOrphans(ctx); err != nil {
		return err
	}
	err := s.insert(ctx, "insert_cells", len(published), func(b driver.Batch, i int) error {
		c := published[i]
		return b.Append(e.Number, c.Version, c.Component, c.Area.Kind, c.Area.Code, c.Window.From, c.Window.To, c.Field, c.Key, c.Value)
	})
	if err != nil {
		return err
	}
	err = s.insert(ctx, "insert_windows", len(e.Windows), func(b driver.Batch, i int) error {
		w := e.Windows[i]
		return b.Append(e.Number, w.From, w.To, w.Version, w.Final)
	})
	if err != nil {
		return err
	}
	err = s.insert(ctx, "insert_areas", len(e.Areas), func(b driver.Batch, i int) error {
		a := e.Areas[i]
		return b.Append(e.Number, a.Kind, a.Code, a.Members, a.Since)
	})
	if err != nil {
		return err
	}
	for _, d := range e.Dates {
		if err := s.SetDate(ctx, d, e.CutAt); err != nil {
			return err
		}
	}
	return s.insert(ctx, "insert_edition", 1, func(b driver.Batch, _ int) error {
		return b.Append(e.Number, e.Day, e.CutAt, e.First, e.Height, e.Cells, e.Events, e.Late, e.Why)
	})
}

// removeOrphans removes what cuts that did not end have left.
func (s Store) removeOrphans(ctx context.Context) error {
	var left []struct {
		Edition uint32 `ch:"edition"`
	}
	if err := s.warehouse.Conn().Select(ctx, &left, statement("orphans")); err != nil {
		return err
	}
	for _, one := range left {
		about := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"edition": fmt.Sprint(one.Edition)}))
		for _, name := range []string{"remove_cells", "remove_windows", "remove_areas"} {
			if err := s.warehouse.Conn().Exec(about, s.warehouse.OnCluster(statement(name))); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s Store) insert(ctx context.Context, name string, count int, appendRow func(driver.Batch, int) error) error {
	if count == 0 {
		return nil
	}
	batch, err := s.warehouse.Conn().PrepareBatch(ctx, statement(name))
	if err != nil {
		return err
	}
	for i := range count {
		if err := appendRow(batch, i); err != nil {
			_ = batch.Abort()
			return err
		}
	}
	return batch.Send()
}
