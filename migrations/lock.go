package migrations

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

const (
	lockWait  = 2 * time.Minute        // how long one run waits for another
	lockStale = 10 * time.Minute       // after which a lock was left by a run that died
	lockEmpty = 2 * time.Second        // how long a lock may lack its row: the time between making the table and filling it
	lockRetry = 200 * time.Millisecond // between two tries
)

// Codes of ClickHouse's errors.
const (
	codeTableExists  = 57 // TABLE_ALREADY_EXISTS
	codeUnknownTable = 60 // UNKNOWN_TABLE
)

var (
	//go:embed runner/lock_take.sql
	takeLock string
	//go:embed runner/lock_age.sql
	lockAge string
	//go:embed runner/lock_release.sql
	releaseLock string
)

// tableLock lets one run migrate at a time. ClickHouse has no locks; creating a table that must not exist is the one
// thing it lets a single client succeed at.
type tableLock struct{}

// Lock waits for other runs to end.
func (tableLock) Lock(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	var emptySince time.Duration
	for {
		_, err := db.ExecContext(ctx, takeLock)
		switch {
		case err == nil:
			return nil
		case !hasCode(err, codeTableExists):
			return fmt.Errorf("take the lock of migrations: %w", err)
		}
		var held bool
		var seconds int64
		err = db.QueryRowContext(ctx, lockAge).Scan(&held, &seconds)
		switch {
		case hasCode(err, codeUnknownTable): // just released
			continue
		case err != nil:
			return fmt.Errorf("read the lock of migrations: %w", err)
		case held:
			emptySince = 0
		default:
			emptySince += lockRetry
		}
		if emptySince > lockEmpty || held && time.Duration(seconds)*time.Second > lockStale {
			if err := (tableLock{}).Unlock(ctx, db); err != nil {
				return err
			}
			emptySince = 0
			continue
		}
		select {
		case <-ctx.Done():
			return errors.New("another vigie has been migrating this warehouse for two minutes; wait for it to end, then try again")
		case <-time.After(lockRetry):
		}
	}
}

// Unlock lets the next run begin.
func (tableLock) Unlock(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, releaseLock); err != nil {
		return fmt.Errorf("release the lock of migrations: %w", err)
	}
	return nil
}

func hasCode(err error, code int32) bool {
	var exception *clickhouse.Exception
	return errors.As(err, &exception) && exception.Code == code
}
