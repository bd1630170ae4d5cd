package warehouse

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

var (
	//go:embed sql/lock_take.sql
	lockTakeSQL string
	//go:embed sql/lock_stale.sql
	lockStaleSQL string
	//go:embed sql/lock_release.sql
	lockReleaseSQL string
)

const (
	// tableExists is ClickHouse's code TABLE_ALREADY_EXISTS.
	tableExists = 57
	// lockRetry is the time between two tries to take a lock.
	lockRetry = 100 * time.Millisecond
)

// Lock waits until nobody else holds the lock of a name in this database, whichever process it is in, and gives what lets go of it. Beside an
// embedded warehouse the lock ends with the process that holds it, however that ends. On a server nobody can tell: there it is taken
// from who has held it for longer than longest, so that its holder must have ended by then.
func (w *Warehouse) Lock(ctx context.Context, name string, longest time.Duration) (unlock func() error, err error) {
	take := w.takeTable
	if w.Embedded() {
		take = w.takeFile
	}
	for {
		unlock, err := take(ctx, name, longest)
		if err != nil {
			return nil, fmt.Errorf("take the lock of %s: %w", name, err)
		}
		if unlock != nil {
			return unlock, nil
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(lockRetry):
		}
	}
}

// takeFile takes a lock that is a file in the warehouse's directory; nil where another has it.
func (w *Warehouse) takeFile(_ context.Context, name string, _ time.Duration) (unlock func() error, err error) {
	file, err := os.OpenFile(filepath.Join(w.Dir(), name+"-"+w.Database()+".lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w; %s", err, chooseAnotherDirectory)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, nil
		}
		return nil, err
	}
	return file.Close, nil
}

// takeTable takes a lock that is a table; nil where another has it. ClickHouse has no locks; creating a table that must not exist is what it
// lets a single client succeed at.
func (w *Warehouse) takeTable(ctx context.Context, name string, longest time.Duration) (unlock func() error, err error) {
	about := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"name": name + "_lock", "seconds": fmt.Sprint(int(longest.Seconds())),
	}))
	release := func() error { return w.conn.Exec(context.WithoutCancel(about), w.OnCluster(lockReleaseSQL)) }
	err = w.conn.Exec(about, w.OnCluster(lockTakeSQL))
	var exception *clickhouse.Exception
	switch {
	case err == nil:
		return release, nil
	case !errors.As(err, &exception) || exception.Code != tableExists:
		return nil, err
	}
	var stale bool
	if err := w.conn.QueryRow(about, lockStaleSQL).Scan(&stale); err != nil || !stale {
		return nil, err
	}
	return nil, release()
}
