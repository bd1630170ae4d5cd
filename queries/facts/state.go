package facts

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

var (
	//go:embed state.sql
	stateSQL string
	//go:embed present.sql
	presentSQL string
)

// data tells one state of the data from another.
type data struct {
	Events   uint64 `ch:"events"`   // of the table event
	Erased   uint64 `ch:"erased"`   // of its mutations
	Registry uint64 `ch:"registry"` // of the registry's tables, and of what is set aside
}

// Build is a row of fact_build: facts that are whole, and what they were worked out from.
type Build struct {
	// Number is higher for later builds; 0: there is none.
	Number     uint64 `ch:"number"`
	Definition uint64 `ch:"definition"`
	data
	Rows uint64 `ch:"rows"`
	// At is the time up to which acknowledged events are in the facts (UTC).
	At time.Time `ch:"at"`

	// empty are the facts that have no row in it.
	empty []string
}

// Empty tells whether a fact has no row, so that nothing that is counted of it needs to be asked for. Erasing makes no fact empty.
func (b Build) Empty(fact string) bool { return slices.Contains(b.empty, fact) }

// readData reads the present state of the data, and how many rows of events there are.
func readData(ctx context.Context, conn driver.Conn) (d data, rows uint64, err error) {
	if err := conn.QueryRow(ctx, stateSQL).Scan(&d.Events, &d.Erased, &d.Registry, &rows); err != nil {
		return d, 0, fmt.Errorf("read the state of the data: %w", err)
	}
	return d, rows, nil
}

// readPresent reads the present build.
func readPresent(ctx context.Context, conn driver.Conn) (b Build, err error) {
	err = conn.QueryRow(ctx, presentSQL).ScanStruct(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return Build{}, nil
	}
	if err != nil {
		return Build{}, fmt.Errorf("read the present build of the facts: %w", err)
	}
	return b, nil
}
