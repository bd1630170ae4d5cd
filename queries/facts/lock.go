package facts

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

var (
	//go:embed lock_take.sql
	lockTakeSQL string
	//go:embed lock_stale.sql
	lockStaleSQL string
	//go:embed lock_release.sql
	lockReleaseSQL string
)

const (
	// tableExists is ClickHouse's code TABLE_ALREADY_EXISTS.
	tableExists = 57
	// lockRetry is the time between two tries to take the lock.
	lockRetry = 100 * time.Millisecond
)

// lock lets one build go on at a time, whichever process it is in, and gives what ends it. ClickHouse has no locks; creating a table that must
// not exist is what it lets a single client succeed at.
func (f *Facts) lock(ctx context.Context) (unlock func(), err error) {
	f.building.Lock()
	for {
		err := f.warehouse.Conn().Exec(ctx, f.warehouse.OnCluster(lockTakeSQL))
		if err == nil {
			return func() {
				defer f.building.Unlock()
				if err := f.release(context.WithoutCancel(ctx)); err != nil {
					f.log.Warn("the lock of the facts stays until it is too old", "error", err)
				}
			}, nil
		}
		var exception *clickhouse.Exception
		if !errors.As(err, &exception) || exception.Code != tableExists {
			f.building.Unlock()
			return nil, fmt.Errorf("take the lock of the facts: %w", err)
		}
		if err := f.breakStale(ctx); err != nil {
			f.building.Unlock()
			return nil, err
		}
		if !sleep(ctx, lockRetry) {
			f.building.Unlock()
			return nil, context.Cause(ctx)
		}
	}
}

func (f *Facts) release(ctx context.Context) error {
	return f.warehouse.Conn().Exec(ctx, f.warehouse.OnCluster(lockReleaseSQL))
}

// breakStale takes away a lock whose holder is dead: one older than a build may take, or than the engine itself.
func (f *Facts) breakStale(ctx context.Context) error {
	var stale bool
	err := f.warehouse.Conn().QueryRow(with(ctx, "seconds", fmt.Sprint(int(buildTime.Seconds()))), lockStaleSQL).Scan(&stale)
	if err != nil {
		return fmt.Errorf("read the lock of the facts: %w", err)
	}
	if !stale {
		return nil
	}
	if err := f.release(ctx); err != nil {
		return fmt.Errorf("break an old lock of the facts: %w", err)
	}
	return nil
}
