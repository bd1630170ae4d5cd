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

// factsTries is how often the person is taken out of the facts until they hold nothing of them, factsWait the time between.
const factsTries, factsWait = 20, 250 * time.Millisecond

var (
	//go:embed person_events.sql
	personEventsSQL string
	//go:embed person_tables.sql
	personTablesSQL string
	//go:embed person_rows.sql
	personRowsSQL string
)

// errNamed says that facts which are worked out from the events still name a person.
var errNamed = errors.New("a fact still names the person")

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

// clearFacts takes the person out of the facts that are worked out from the events, and looks whether they name the person no more.
// Where the person has newer events, which are kept, they go on to.
func (e *eraser) clearFacts(ctx context.Context, j *job) error {
	if e.forget == nil {
		return nil
	}
	for range factsTries {
		if err := e.forget(ctx, j.pseudonym); err != nil {
			return fmt.Errorf("take a person out of the facts: %w", err)
		}
		named, err := e.named(ctx, j)
		if err != nil || !named {
			return err
		}
		if err := sleep(ctx, factsWait); err != nil {
			return err
		}
	}
	return errNamed
}

// named tells whether a fact names the person, of whom there is no event.
func (e *eraser) named(ctx context.Context, j *job) (bool, error) {
	if count, err := e.rows(ctx, "event", j); err != nil || count > 0 {
		return false, err
	}
	rows, err := e.register.warehouse.Conn().Query(ctx, personTablesSQL)
	if err != nil {
		return false, fmt.Errorf("look for the facts: %w", err)
	}
	var tables []string
	if err := eachRowOf(rows, "look for the facts", func() error {
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
