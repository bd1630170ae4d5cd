package queries

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
)

// Layers of older states are kept for questions that are being answered from them, and those that nothing is known of until nobody can
// be filling them any more.
const (
	keptStates  = 3
	keptFor     = time.Minute
	keptUnknown = (fillSeconds + 60) * time.Second
)

// state is a row of derived_state: which layers make up the derived tables, and what data they were filled from.
type state struct {
	Number     uint64    `ch:"number"`
	Base       uint64    `ch:"base"`
	Correction uint64    `ch:"correction"`
	Places     uint64    `ch:"places"`
	Through    uint64    `ch:"through"`
	Filled     uint64    `ch:"filled"`
	LastDay    time.Time `ch:"last_day"`
	At         time.Time `ch:"at"`
	generation
	// What is known of it beside: the last base that has been filled, as the present state was read, and how many events its correction is of,
	// as it was filled.
	Newest uint64 `ch:"newest"`
	news   uint64
}

// layers are those that the derived tables are made of, the one that has the last word at the end.
func (s state) layers() []uint64 {
	if s.Correction == 0 {
		return []uint64{s.Base}
	}
	return []uint64{s.Base, s.Correction}
}

// parameters are those of the statements that note a state.
func (s state) parameters() clickhouse.Parameters {
	return clickhouse.Parameters{
		"number": fmt.Sprint(s.Number), "base": fmt.Sprint(s.Base), "correction": fmt.Sprint(s.Correction), "places": fmt.Sprint(s.Places),
		"through": fmt.Sprint(s.Through), "events": fmt.Sprint(s.Events), "erased": fmt.Sprint(s.Erased), "attached": fmt.Sprint(s.Attached),
		"registry": fmt.Sprint(s.Registry), "filled": fmt.Sprint(s.Filled), "last_day": s.LastDay.Format(time.DateOnly), "at": s.At.UTC().Format("2006-01-02 15:04:05.000"),
	}
}

// layers is what fills the layers of the derived tables.
type layers struct {
	warehouse *warehouse.Warehouse
	beside    beside
	mu        sync.Mutex
	numbered  uint64
}

// number gives an instant, in microseconds, behind all that a state has and that was given before. It and the two that follow are for one
// state's layers.
func (l *layers) number(before state) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.numbered = max(uint64(time.Now().UnixMicro()), l.numbered+3, before.Number+3, before.Base+1)
	return l.numbered
}

// errOvertaken says that another process has moved the derived tables to another state meanwhile.
var errOvertaken = errors.New("another process has changed the derived tables meanwhile")

// present reads the present state; its number is 0 where there is none.
func (l *layers) present(ctx context.Context) (state, error) { return l.read(ctx, "state") }

// read gives the state that a statement answers, or an empty one where it answers none.
func (l *layers) read(ctx context.Context, statement string) (s state, err error) {
	err = l.warehouse.Conn().QueryRow(ctx, derivedSQL(statement)).ScanStruct(&s)
	if errors.Is(err, sql.ErrNoRows) {
		return state{}, nil
	}
	if err != nil {
		return state{}, fmt.Errorf("read the state of the derived tables (%s): %w", statement, err)
	}
	return s, nil
}

// whole tells whether the layers of a state have the rows that they were filled with: what a power failure took from them
// can be worked out again.
func (l *layers) whole(ctx context.Context, s state) (bool, error) {
	rows, err := l.rows(ctx, s)
	return err == nil && rows == s.Filled, err
}

func (l *layers) rows(ctx context.Context, s state) (rows uint64, err error) {
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"layers": fmt.Sprintf("['%d','%d','%d']", s.Base, s.Correction, s.Places)}))
	if err := l.warehouse.Conn().QueryRow(ctx, derivedSQL("filled")).Scan(&rows); err != nil {
		return 0, fmt.Errorf("count the rows of the derived tables: %w", err)
	}
	return rows, nil
}

// next brings the derived tables from the state before, whose number is the present one's, to the data that was seen, and makes that their
// present state. What the state before lacks, or has of other data, is filled.
func (l *layers) next(ctx context.Context, before state, seen seen, at time.Time) (state, error) {
	ctx, cancel := context.WithTimeout(ctx, fillSeconds*time.Second)
	defer cancel()
	s := before
	layer := l.number(before)
	s.Number, s.At, s.generation = layer, at, seen.generation
	var plan []filling
	if before.Places == 0 || seen.Registry != before.Registry {
		s.Places = layer
		plan = append(plan, fillPlaces(s.Places))
	}
	fresh := before.Base == 0 || seen.Erased != before.Erased || seen.Attached != before.Attached
	if !fresh && seen.Events != before.Events {
		var err error
		if s.news, err = l.news(ctx, before); err != nil {
			return state{}, err
		}
		fresh = s.news > max(mostNew, seen.rows/mostShare)
	}
	if fresh {
		l.beside.stop()
		s.Base, s.Correction, s.Through, s.news = layer+1, 0, seen.through, 0
		plan = append(plan, fillBase(s.Base, seen.rows)...)
	}
	if err := l.fill(ctx, s, plan, pace{}); err != nil {
		return state{}, err
	}
	if !fresh && seen.Events != before.Events {
		s.Correction = layer + 2
		if err := l.correct(ctx, s); err != nil {
			return state{}, err
		}
	}
	var err error
	if s.Filled, err = l.rows(ctx, s); err != nil {
		return state{}, err
	}
	reading := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"base": fmt.Sprint(s.Base), "correction": fmt.Sprint(s.Correction)}))
	if err := l.warehouse.Conn().QueryRow(reading, derivedSQL("last_day")).Scan(&s.LastDay); err != nil {
		return state{}, fmt.Errorf("read the last day of the derived tables: %w", err)
	}
	// Another process may have been quicker, and its state may have been made to do away with what this one was filled from.
	now, err := l.present(ctx)
	if err != nil {
		return state{}, err
	}
	if now.Number != before.Number {
		return state{}, errOvertaken
	}
	if err := l.move(ctx, s); err != nil {
		return state{}, err
	}
	return s, nil
}

// move makes a state the present one.
func (l *layers) move(ctx context.Context, s state) error {
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(s.parameters()))
	if err := l.warehouse.Conn().Exec(ctx, derivedSQL("state_insert")); err != nil {
		return fmt.Errorf("note the state of the derived tables: %w", err)
	}
	return nil
}

// drop removes the layers that are older than an age and belong to none of the last states, nor to what these may be followed by; those
// that nothing is known of at an age of their own.
func (l *layers) drop(ctx context.Context, states int, age, unknown time.Duration) error {
	var spent []struct {
		Table     string `ch:"table"`
		Partition string `ch:"partition"`
	}
	asking := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"states": strconv.Itoa(states), "spent": fmt.Sprint(age.Microseconds()), "unknown": fmt.Sprint(unknown.Microseconds())}))
	if err := l.warehouse.Conn().Select(asking, &spent, derivedSQL("spent")); err != nil {
		return fmt.Errorf("list old layers of the derived tables: %w", err)
	}
	for _, one := range spent {
		dropping := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"table": one.Table, "partition": one.Partition}))
		if err := l.warehouse.Conn().Exec(dropping, derivedSQL("drop")); err != nil {
			return fmt.Errorf("drop an old layer of %s: %w", one.Table, err)
		}
	}
	return nil
}

// derivedSQL is the text of a file in derived/.
func derivedSQL(name string) string { return fileSQL(derivedFolder, name) }
