package collector

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// derivedTries is how often the derived tables are made anew until they hold nothing of the person, derivedWait the time between.
const derivedTries, derivedWait = 20, 250 * time.Millisecond

var (
	//go:embed person_events.sql
	personEventsSQL string
	//go:embed person_tables.sql
	personTablesSQL string
	//go:embed person_rows.sql
	personRowsSQL string
)

// errDerived says that tables which are worked out from the events still name a person.
var errDerived = errors.New("a derived table still names the person")

// events lists the events in the warehouse that an erasure is about.
func (e *eraser) events(ctx context.Context, j *job) (identities []hash128, err error) {
	rows, err := e.register.warehouse.Conn().Query(personParameters(ctx, j, clickhouse.Parameters{
		"precedence": strconv.FormatUint(math.MaxUint64-uint64(j.askedAt.UnixNano()), 10),
	}), personEventsSQL)
	if err != nil {
		return nil, fmt.Errorf("look for the events of a person: %w", j.unnamed(err))
	}
	if err := eachRowOf(rows, "look for the events of a person", func() error {
		var identity string
		err := rows.Scan(&identity)
		if err == nil {
			identities = append(identities, hash128([]byte(identity)))
		}
		return err
	}); err != nil {
		return nil, j.unnamed(err)
	}
	return identities, nil
}

// derive has the tables made anew that are worked out from the events, and looks whether they name the person no more. Where
// the person has newer events, which are kept, they go on to.
func (e *eraser) derive(ctx context.Context, j *job) error {
	if e.forget == nil {
		return nil
	}
	for range derivedTries {
		if err := e.forget(ctx); err != nil {
			return fmt.Errorf("work the derived tables out anew: %w", err)
		}
		named, err := e.named(ctx, j)
		if err != nil || !named {
			return err
		}
		if err := sleep(ctx, derivedWait); err != nil {
			return err
		}
	}
	return errDerived
}

// named tells whether a derived table names the person, of whom there is no event.
func (e *eraser) named(ctx context.Context, j *job) (bool, error) {
	if count, err := e.rows(ctx, "event", j); err != nil || count > 0 {
		return false, err
	}
	rows, err := e.register.warehouse.Conn().Query(ctx, personTablesSQL)
	if err != nil {
		return false, fmt.Errorf("look for derived tables: %w", err)
	}
	var tables []string
	if err := eachRowOf(rows, "look for derived tables", func() error {
		var table string
		err := rows.Scan(&table)
		tables = append(tables, table)
		return err
	}); err != nil {
		return false, err
	}
	for _, table := range tables {
		if count, err := e.rows(ctx, table, j); err != nil || count > 0 {
			return count > 0, err
		}
	}
	return false, nil
}

// unknownTable is the code of a table that has been dropped since it was listed (UNKNOWN_TABLE).
const unknownTable = 60

// rows counts the rows of a table that name the person.
func (e *eraser) rows(ctx context.Context, table string, j *job) (count uint64, err error) {
	err = e.register.warehouse.Conn().QueryRow(personParameters(ctx, j, clickhouse.Parameters{"table": table}), personRowsSQL).Scan(&count)
	var exception *clickhouse.Exception
	if errors.As(err, &exception) && exception.Code == unknownTable && table != "event" {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look for a person in the table %s: %w", table, j.unnamed(err))
	}
	return count, nil
}

// unnamed is an error of the warehouse without the pseudonym, which its text may quote: it must not get into a log.
func (j *job) unnamed(err error) error {
	return errors.New(strings.ReplaceAll(err.Error(), hex.EncodeToString(j.pseudonym[:]), "…"))
}

func personParameters(ctx context.Context, j *job, parameters clickhouse.Parameters) context.Context {
	parameters["person"] = hex.EncodeToString(j.pseudonym[:])
	return clickhouse.Context(ctx, clickhouse.WithParameters(parameters))
}

// eachRowOf takes every row of an answer, and closes it.
func eachRowOf(rows driver.Rows, doing string, take func() error) error {
	defer rows.Close()
	for rows.Next() {
		if err := take(); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}
