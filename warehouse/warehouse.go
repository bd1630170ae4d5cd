// Package warehouse opens ClickHouse from one address and lets nothing above it know whether the engine runs inside this
// process, inside another Vigie on this machine, or on a server.
//
//   - "embedded:DIR" keeps everything in DIR. The first process that opens DIR runs the engine (libchdb, which is
//     ClickHouse as a library) and owns the directory; further processes work through the owner, by a socket in DIR that
//     only the same user can open.
//   - "clickhouse://USER:PASSWORD@HOST:PORT/DATABASE" speaks the native protocol to a server, "https://…" and "http://…"
//     its HTTP interface.
//
// All of them answer through clickhouse-go, so the code above sees one driver, one SQL dialect and one kind of error:
// an error of the engine is a *clickhouse.Exception with its code, whichever way it came. Times are in UTC unless a column
// or a query says otherwise. Statements are sent one at a time; what a statement leaves on a connection (USE, SET,
// temporary tables) is gone with it.
package warehouse

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"log/slog"
	"sync"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// DefaultDatabase is the database that an address without a database means.
const DefaultDatabase = "vigie"

// DefaultMaxMemory is the cap on the embedded engine's memory, in bytes, where Options.MaxMemory is 0.
const DefaultMaxMemory uint64 = 1 << 30

// MinMaxMemory is the least Options.MaxMemory, in bytes, with which the embedded engine can start and answer.
const MinMaxMemory uint64 = 256 << 20

// Options says what to open.
type Options struct {
	// Address is "embedded:DIR", "clickhouse://…", "https://…" or "http://…". Keys of its query string that are Vigie's
	// own: database (default "vigie") and, for a server, cluster. The rest is the driver's.
	Address string
	// Library is the path of libchdb; "" searches for it (see the error of Open for where). Only the process that owns
	// an embedded warehouse needs it, and loads it once.
	Library string
	// MaxMemory caps the embedded engine, in bytes; 0 means DefaultMaxMemory. One query may take three quarters of it.
	// A server has its own limits, and an engine that already runs in this process keeps those it has.
	MaxMemory uint64
	// Alone keeps other processes from working through this one, which must be the first to open an embedded directory: for
	// a restore. A server takes no notice of it.
	Alone bool
	// Later lets a server be away: Open then succeeds all the same, and what is asked of the server fails until it is back.
	Later bool
	// Logger is told of what nobody waits for, such as a second process that came or a query that would not stop; nil
	// is silent. It never gets credentials or the values of a query.
	Logger *slog.Logger
}

// Warehouse is an open ClickHouse database. It is safe for concurrent use.
type Warehouse struct {
	address address
	driver  *clickhouse.Options
	conn    driver.Conn
	alone   bool            // opened with Options.Alone
	engine  *engine         // nil unless this process owns the engine
	owner   *ownerTransport // nil unless this process works through another that owns it

	closing sync.Once
	closed  error
}

var (
	//go:embed sql/version.sql
	versionSQL string
	//go:embed sql/database_exists.sql
	databaseExistsSQL string
	//go:embed sql/create_database.sql
	createDatabaseSQL string
)

// Conn returns the driver's connection pool. It is safe for concurrent use and closed by Close. Of an embedded warehouse an answer without
// rows has no columns either.
func (w *Warehouse) Conn() driver.Conn { return w.conn }

// OpenDB returns a database/sql view of the same database. The caller closes it, before the warehouse.
func (w *Warehouse) OpenDB() *sql.DB { return clickhouse.OpenDB(w.driver) }

// Embedded says whether the address is "embedded:DIR".
func (w *Warehouse) Embedded() bool { return w.address.embedded() }

// Dir returns the absolute path of the directory of an embedded warehouse, "" for a server.
func (w *Warehouse) Dir() string { return w.address.dir }

// Owner says whether the engine runs in this process. It is false for a server, and where another process has the
// directory.
func (w *Warehouse) Owner() bool { return w.engine != nil }

// Changes is a number that is higher after every statement that may have changed something, whoever sent it, as soon as its sender
// has the answer. It is known to the owner of an embedded directory only.
func (w *Warehouse) Changes() (number uint64, known bool) {
	if w.engine == nil {
		return 0, false
	}
	return w.engine.changes.Load(), true
}

// Cluster returns the name of the ClickHouse cluster that the address gives, "" if none.
func (w *Warehouse) Cluster() string { return w.address.cluster }

// OnCluster puts the clause that names the address's cluster where a statement has the mark /*ON CLUSTER*/; without a
// cluster it takes the mark out.
func (w *Warehouse) OnCluster(statement string) string { return w.address.onCluster(statement) }

// Database returns the name of the database.
func (w *Warehouse) Database() string { return w.address.database }

// String returns the address without credentials.
func (w *Warehouse) String() string { return w.address.shown }

// EngineVersion returns the version of ClickHouse, such as "26.7.2.1".
func (w *Warehouse) EngineVersion(ctx context.Context) (string, error) {
	var version string
	if err := w.conn.QueryRow(ctx, versionSQL).Scan(&version); err != nil {
		return "", fmt.Errorf("ask the version of the engine at %s: %w", w.address.shown, err)
	}
	return version, nil
}

// Ping asks the engine for an answer.
func (w *Warehouse) Ping(ctx context.Context) error {
	if err := w.conn.Ping(ctx); err != nil {
		return fmt.Errorf("reach the warehouse %s: %w", w.address.shown, err)
	}
	return nil
}

// Close gives the warehouse back. Where this process owns the engine and nothing else in it has the engine open, Close
// lets running queries end, stops those that have not after closePatience, and releases the directory. An error says
// that the engine would not stop; the directory then stays locked until the process ends.
func (w *Warehouse) Close() error {
	w.closing.Do(func() {
		if w.engine != nil {
			w.closed = w.engine.release()
		}
		// After the engine, which waits for running queries.
		if w.conn != nil {
			if err := w.conn.Close(); w.closed == nil {
				w.closed = err
			}
		}
		if w.owner != nil {
			w.owner.close()
		}
	})
	return w.closed
}

// outside connects without the database, which may not exist.
func (w *Warehouse) outside() (driver.Conn, error) {
	options := *w.driver
	options.Auth.Database = "" // the user's default, which exists
	conn, err := clickhouse.Open(&options)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", w.address.shown, err)
	}
	return conn, nil
}

// named gives statements the name of the database as a parameter.
func (w *Warehouse) named(ctx context.Context) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"database": w.address.database}))
}

// createDatabase creates the warehouse's database if it is absent. It asks first, because a user of a server may be
// allowed to use a database and not to create one.
func (w *Warehouse) createDatabase(ctx context.Context) error {
	conn, err := w.outside()
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx = w.named(ctx)
	var exists bool
	if err := conn.QueryRow(ctx, databaseExistsSQL).Scan(&exists); err != nil {
		return w.address.explain(err)
	}
	if exists {
		return nil
	}
	if err := conn.Exec(ctx, w.address.onCluster(createDatabaseSQL)); err != nil {
		return fmt.Errorf("create database %s in %s: %w", w.address.database, w.address.shown, err)
	}
	return nil
}
