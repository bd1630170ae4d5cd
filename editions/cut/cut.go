// Package cut makes editions: it counts the cells of the closed list that are due, adds their noise, and publishes them at once.
package cut

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/bits"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/warehouse"
)

var (
	//go:embed places.sql
	placesSQL string
	//go:embed first.sql
	firstSQL string
	//go:embed late.sql
	lateSQL string
)

// Noise draws what is added to a cell's version, of so many records (noise.Source).
type Noise interface {
	Draw(cell string, version uint16, count int64, records uint64) int64
}

// Cutter cuts editions. It is safe for concurrent use; editions are cut one after the other, by whichever processes.
type Cutter struct {
	Warehouse *warehouse.Warehouse
	Runner    *engine.Runner
	Catalogue *indicator.Catalogue
	List      *cells.List
	Store     store.Store
	// Files are kept beside an embedded warehouse's tables.
	Files  store.Files
	Noise  Noise
	Now    func() time.Time
	Logger *slog.Logger
}

// Start cuts the first edition, of a day (midnight UTC of a day of Europe/Paris).
func (c *Cutter) Start(ctx context.Context, day time.Time) (store.Edition, error) {
	return c.cut(ctx, day, "", func(from calendar, before []store.Edition) ([]store.Window, error) {
		if len(before) > 0 {
			return nil, ErrStarted
		}
		return due(from, day, nil), nil
	})
}

// Cut cuts the edition of a day: of the windows that have ended since the last one, and those whose last version is due.
func (c *Cutter) Cut(ctx context.Context, day time.Time) (store.Edition, error) {
	return c.cut(ctx, day, "", func(from calendar, before []store.Edition) ([]store.Window, error) {
		if len(before) == 0 {
			return nil, ErrNotStarted
		}
		return something(due(from, day, before), before)
	})
}

// something are the windows that are due, where there are any, or nothing was published yet.
func something(windows []store.Window, before []store.Edition) ([]store.Window, error) {
	if len(windows) == 0 && len(before) > 0 {
		return nil, NothingDueError{before[len(before)-1]}
	}
	return windows, nil
}

// Reissue publishes windows anew, after a history was imported, say.
func (c *Cutter) Reissue(ctx context.Context, day time.Time, windows []period.Window, why string) (store.Edition, error) {
	return c.cut(ctx, day, why, func(_ calendar, before []store.Edition) ([]store.Window, error) {
		if len(before) == 0 {
			return nil, ErrNotStarted
		}
		return again(windows, day, before)
	})
}

// Preview makes the edition of a day without publishing it: the first one, or what is due.
func (c *Cutter) Preview(ctx context.Context, day time.Time) (store.Edition, []store.Cell, error) {
	before, err := c.Store.Editions(ctx)
	if err != nil {
		return store.Edition{}, nil, err
	}
	return c.draft(ctx, day, before, func(from calendar, before []store.Edition) ([]store.Window, error) {
		return something(due(from, day, before), before)
	})
}

// longest is how long a cut may take.
const longest = time.Hour

// attempts is how often a cut begins anew because the facts were swapped meanwhile.
const attempts = 3

// plan gives the windows of an edition, given those before it.
type plan func(from calendar, before []store.Edition) ([]store.Window, error)

func (c *Cutter) cut(ctx context.Context, day time.Time, why string, plan plan) (store.Edition, error) {
	unlock, err := c.alone(ctx)
	if err != nil {
		return store.Edition{}, err
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	before, err := c.Store.Editions(ctx)
	if err != nil {
		return store.Edition{}, err
	}
	if err := c.completeFiles(ctx, before); err != nil {
		return store.Edition{}, err
	}
	e, published, err := c.draft(ctx, day, before, plan)
	if err != nil {
		return store.Edition{}, err
	}
	e.Why = why
	if err := c.Files.Give(e.Number); err != nil {
		return store.Edition{}, err
	}
	if err := c.Store.Publish(ctx, e, published); err != nil {
		return store.Edition{}, err
	}
	return e, c.Files.Write(e, published)
}

// alone waits until no other process cuts an edition, or changes what editions are of.
func (c *Cutter) alone(ctx context.Context) (unlock func(), err error) {
	end, err := c.Warehouse.Lock(ctx, "edition", longest)
	if err != nil {
		return nil, err
	}
	return func() {
		if err := end(); err != nil {
			c.Logger.Warn("the lock of editions stays until it is too old", "error", err)
		}
	}, nil
}

// draft makes an edition, with the windows that plan gives, and its cells.
func (c *Cutter) draft(ctx context.Context, day time.Time, before []store.Edition, plan plan) (store.Edition, []store.Cell, error) {
	first, err := c.First(ctx)
	if err != nil {
		return store.Edition{}, nil, err
	}
	e := store.Edition{Number: 1, Day: day, CutAt: c.Now().UTC().Truncate(time.Millisecond), First: first}
	height := -1
	if len(before) > 0 {
		last := before[len(before)-1]
		if day.Before(last.Day) {
			return store.Edition{}, nil, BackwardsError{day, last}
		}
		// What is published for one level of territories stays so.
		e.Number, height = last.Number+1, int(last.Height)
	}
	// Numbers go on above all that were ever given, whatever backup was restored.
	highest, err := c.Files.Highest()
	if err != nil {
		return store.Edition{}, nil, err
	}
	e.Number = max(e.Number, highest+1)
	if e.Dates, err = c.Store.Dates(ctx); err != nil {
		return store.Edition{}, nil, err
	}
	if e.Windows, err = plan(calendar{first, e.Dates}, before); err != nil {
		return store.Edition{}, nil, err
	}
	for i := range e.Windows {
		e.Windows[i].Edition = e.Number
	}
	if err := c.countLate(ctx, &e, before); err != nil {
		return store.Edition{}, nil, err
	}
	var published []store.Cell
	for try := 1; ; try++ {
		build, _, err := c.Runner.Version(ctx)
		if err != nil {
			return store.Edition{}, nil, err
		}
		if published, err = c.cells(ctx, &e, before, height); err != nil {
			return store.Edition{}, nil, err
		}
		after, _, err := c.Runner.Version(ctx)
		if err != nil {
			return store.Edition{}, nil, err
		}
		if after == build {
			break
		}
		if try == attempts {
			return store.Edition{}, nil, errors.New("cut an edition: the facts were worked out anew each time; try again when fewer events come in")
		}
	}
	e.Cells = uint64(len(published))
	return e, published, nil
}

// completeFiles writes the file of the last edition, where a process died before it could.
func (c *Cutter) completeFiles(ctx context.Context, before []store.Edition) error {
	if len(before) == 0 || c.Files.Has(before[len(before)-1].Number) {
		return nil
	}
	last := before[len(before)-1]
	brought, err := c.Store.Brought(ctx, last)
	if err != nil {
		return err
	}
	if last.Dates, err = c.Store.Dates(ctx); err != nil {
		return err
	}
	return c.Files.Write(last, brought)
}

// First is the first day of the month of the first event; the error is ErrNoEvent where there is none.
func (c *Cutter) First(ctx context.Context) (time.Time, error) {
	var day time.Time
	if err := c.Runner.Refresh(ctx); err != nil {
		return day, err
	}
	if err := c.Warehouse.Conn().QueryRow(ctx, firstSQL).Scan(&day); err != nil {
		return day, fmt.Errorf("read the first day of any event: %w", err)
	}
	if day.Year() <= 1970 {
		return day, ErrNoEvent
	}
	return period.MonthOf(day), nil
}

// countLate counts the events that came too late for any version.
func (c *Cutter) countLate(ctx context.Context, e *store.Edition, before []store.Edition) error {
	final := e.First
	for _, w := range cells.WindowsTo(cells.Month, e.First, period.MonthOf(e.Day)) {
		if cells.Final(w, e.Day) {
			final = w.To
		}
	}
	days := "["
	for _, b := range append(slices.Clone(before), *e) {
		days += "'" + b.Day.Format(time.DateOnly) + "',"
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"editions": days[:len(days)-1] + "]", "final": final.Format(time.DateOnly), "months": fmt.Sprint(cells.FinalAfter),
	}))
	if err := c.Warehouse.Conn().QueryRow(ctx, lateSQL).Scan(&e.Events, &e.Late); err != nil {
		return fmt.Errorf("count late events: %w", err)
	}
	return nil
}

// key is a cell in short: the number of its component, its area, its window, its class.
type key struct {
	component uint16
	window    uint16
	area      uint32
	class     uint32
}

// count is what was counted of a cell, and what tells its records apart.
type count struct {
	sum     int64
	records uint64
}

// cells counts the cells of an edition, and adds their noise.
func (c *Cutter) cells(ctx context.Context, e *store.Edition, before []store.Edition, height int) ([]store.Cell, error) {
	registry, err := c.Runner.Registry(ctx)
	if err != nil {
		return nil, err
	}
	of, err := c.readRegistered(ctx, e.Day)
	if err != nil {
		return nil, err
	}
	stays, err := c.readStays(ctx)
	if err != nil {
		return nil, err
	}
	a := newAreas(registry, height, of)
	e.Height = uint8(a.members.Height)
	now, refused := held(a.members, registry, e.Day, before)
	for _, why := range refused {
		c.Logger.Warn(why.Error())
	}
	e.Areas = changes(now, e.Day, before)
	for i := range e.Areas {
		e.Areas[i].Edition = e.Number
	}
	t := tables{Cutter: c, edition: *e, versions: make(map[period.Window]uint16), areas: a, counts: make(map[key]count), classes: newClasses()}
	for _, w := range append(store.Latest(before), e.Windows...) {
		t.versions[w.Window] = w.Version
	}
	if err := t.count(ctx); err != nil {
		return nil, err
	}
	pairs, err := c.Runner.Pairs(ctx)
	if err != nil {
		return nil, err
	}
	by := presences{there: presenceOf(stays, a), sending: presenceOf(stays, a), running: of.running(a)}
	by.sending.in = sendersOf(pairs).in
	published := t.draw(by)
	structures, err := c.structures(ctx, *e, a, registry, published)
	published = slices.Concat(published, by.there.cells(c.List, *e), by.running.cells(c.List, *e), structures, t.pairs(pairs, by))
	published = slices.DeleteFunc(published, func(cell store.Cell) bool {
		of, several := now[cell.Area]
		return several && !of.Counts(t.earliest(cell.Cell))
	})
	slices.SortFunc(published, store.Cell.Compare)
	return published, err
}

// rotation tells records of one measure apart from those of another where both go into one component.
func rotation(measure string) int {
	sum := fnv.New64a()
	sum.Write([]byte(measure))
	return int(sum.Sum64() % 64)
}

// add takes a term of a component into a cell.
func (n count) add(factor, sum int64, records uint64, turn int) count {
	return count{n.sum + factor*sum, n.records ^ bits.RotateLeft64(records, turn)}
}
