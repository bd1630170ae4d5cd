package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/duckdb/duckdb-go/v2"

	"vigie/bench/peers"
)

//go:embed sql/*.sql
var files embed.FS

const (
	// stored is the file that is kept, and staged the one that events are appended to until they are sorted.
	stored, staged = "peer.duckdb", "loading.duckdb"
	loading        = "loading"
)

// stagedTables are those that are sorted before they are kept.
var stagedTables = []string{"person", "attendance", "assessment", "referral_step"}

// duckDB is a database of our own, in this process.
type duckDB struct {
	dir string
	db  *sql.DB
}

// Name is DuckDB.
func (*duckDB) Name() string { return "DuckDB" }

// Start opens the database in dir, with as many threads as there are cores, and as much memory as other peers have.
func (d *duckDB) Start(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make DuckDB's folder: %w", err)
	}
	memory, err := peers.PeerMemory()
	if err != nil {
		return err
	}
	d.dir = dir
	address := fmt.Sprintf("%s?threads=%d&memory_limit=%dMB", filepath.Join(dir, stored), runtime.NumCPU(), memory/1_000_000)
	if d.db, err = sql.Open("duckdb", address); err != nil {
		return fmt.Errorf("open DuckDB: %w", err)
	}
	return d.db.PingContext(ctx)
}

// Stop closes the database.
func (d *duckDB) Stop() { _ = d.db.Close() }

// About names the version and what it was given.
func (d *duckDB) About(ctx context.Context) (string, error) {
	var version, memory string
	err := d.db.QueryRowContext(ctx, "SELECT version(), current_setting('memory_limit')").Scan(&version, &memory)
	return fmt.Sprintf("DuckDB %s with %s of memory", version, memory), err
}

func (d *duckDB) run(ctx context.Context, name string) error {
	statements, err := files.ReadFile("sql/" + name)
	if err != nil {
		return err
	}
	if _, err := d.db.ExecContext(ctx, string(statements)); err != nil {
		return fmt.Errorf("run sql/%s: %w", name, err)
	}
	return nil
}

// Create makes the tables, and the file beside.
func (d *duckDB) Create(ctx context.Context) error {
	if _, err := d.db.ExecContext(ctx, "ATTACH '"+filepath.Join(d.dir, staged)+"' AS "+loading); err != nil {
		return err
	}
	return d.run(ctx, "tables.sql")
}

// Finish sorts what was loaded, works out referrals and profiles, and removes the file beside.
func (d *duckDB) Finish(ctx context.Context) error {
	if err := d.run(ctx, "derive.sql"); err != nil {
		return err
	}
	for _, statement := range []string{"DETACH " + loading, "CHECKPOINT", "ANALYZE"} {
		if _, err := d.db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("run %s: %w", statement, err)
		}
	}
	return os.Remove(filepath.Join(d.dir, staged))
}

// Copy appends rows to a table, over a connection of its own.
func (d *duckDB) Copy(ctx context.Context, table string, columns []string, rows *peers.Rows) error {
	catalog := ""
	if slices.Contains(stagedTables, table) {
		catalog = loading
	}
	conn, err := d.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return conn.Raw(func(raw any) error {
		appender, err := duckdb.NewAppenderWithColumns(raw.(driver.Conn), catalog, "", table, columns)
		if err != nil {
			return fmt.Errorf("append to %s: %w", table, err)
		}
		for rows.Next() && err == nil {
			var values []any
			if values, err = rows.Values(); err == nil {
				err = appender.AppendRow(driverValues(values)...)
			}
		}
		return errors.Join(err, rows.Err(), appender.Close())
	})
}

func driverValues(values []any) []driver.Value {
	all := make([]driver.Value, len(values))
	for i, value := range values {
		if uuid, is := value.([16]byte); is {
			value = duckdb.UUID(uuid)
		}
		all[i] = value
	}
	return all
}

// Empty takes all rows out of a table.
func (d *duckDB) Empty(ctx context.Context, table string) error {
	_, err := d.db.ExecContext(ctx, `DELETE FROM "`+table+`"`)
	return err
}

// Ask runs the statement of a file. Parameters are $name in it.
func (d *duckDB) Ask(ctx context.Context, statement string, parameters map[string]any, take func(scan func(...any) error) error) (err error) {
	text, err := files.ReadFile("sql/" + statement + ".sql")
	if err != nil {
		return err
	}
	var named []any
	for name, value := range parameters {
		named = append(named, sql.Named(name, value))
	}
	rows, err := d.db.QueryContext(ctx, string(text), named...)
	if err != nil {
		return fmt.Errorf("run sql/%s.sql: %w", statement, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return fmt.Errorf("read sql/%s.sql: %w", statement, err)
		}
	}
	return rows.Err()
}

// Disk is the file's size.
func (d *duckDB) Disk(ctx context.Context) (int64, error) {
	if _, err := d.db.ExecContext(ctx, "CHECKPOINT"); err != nil {
		return 0, err
	}
	info, err := os.Stat(filepath.Join(d.dir, stored))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Memory is what the database says that it holds.
func (d *duckDB) Memory(ctx context.Context) (held int64, err error) {
	text, err := files.ReadFile("sql/memory.sql")
	if err != nil {
		return 0, err
	}
	return held, d.db.QueryRowContext(ctx, string(text)).Scan(&held)
}
