// Package migrations holds the warehouse's schema as numbered SQL files and brings a warehouse up to date with them.
//
// The files are plain ClickHouse SQL and run as they stand in clickhouse-client. Two comments in them are marks: on an
// address with ?cluster=NAME, /*ON CLUSTER*/ becomes ON CLUSTER 'NAME' and /*Replicated*/ joins the engine's name
// behind it, so that the same files serve one machine and a replicated cluster.
// schema.sql is what they make together, and what an empty embedded warehouse begins with.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"vigie/warehouse"
)

//go:embed [0-9]*.sql runner/*.sql
var files embed.FS

// versionTable is the table in which goose notes the migrations done; runner/schema_version.sql creates it, so that it is
// replicated on a cluster as the rest is.
const versionTable = "schema_version"

// ErrNewer says that the database was made by a newer Vigie than this one.
var ErrNewer = errors.New("the warehouse's schema is newer than this program; use the Vigie that made it, or a later one")

// ForCluster is the files as they run on a cluster of that name: with their marks replaced. An empty name is a single
// machine: the files as they stand.
func ForCluster(name string) fs.FS { return marked{fs: files, cluster: name} }

// Run brings the schema of w up to date. It may be interrupted at any point and run again: every statement can be
// repeated. Several runs at once wait for one another. A database that a newer Vigie made is refused with ErrNewer
// and left untouched.
func Run(ctx context.Context, w *warehouse.Warehouse, log *slog.Logger) error {
	p, err := open(ctx, w)
	if err != nil {
		return err
	}
	defer p.close()
	pending, err := p.pending(ctx)
	if err != nil || len(pending) == 0 {
		return err
	}
	if w.Embedded() {
		if done, err := p.begin(ctx); err != nil || done {
			return err
		}
	}
	if !p.known {
		if err := w.Conn().Exec(ctx, p.create); err != nil {
			return fmt.Errorf("create table %s: %w", versionTable, err)
		}
	}
	results, err := p.goose.Up(ctx)
	for _, r := range results {
		log.Info("schema migrated", "file", path.Base(r.Source.Path), "took", r.Duration)
	}
	var partial *goose.PartialError
	if errors.As(err, &partial) {
		return fmt.Errorf("migrate %s: %w (what was done before it stands; mend the cause and run \"vigie migrate\" again)",
			path.Base(partial.Failed.Source.Path), partial.Err)
	}
	if err != nil {
		return fmt.Errorf("migrate the schema: %w", err)
	}
	return nil
}

// Pending lists the migrations that Run would carry out, by file name, oldest first. It writes nothing.
func Pending(ctx context.Context, w *warehouse.Warehouse) ([]string, error) {
	p, err := open(ctx, w)
	if err != nil {
		return nil, err
	}
	defer p.close()
	return p.pending(ctx)
}

// provider is goose over one warehouse, with the marks of the files replaced for it.
type provider struct {
	conn   driver.Conn
	db     *sql.DB
	goose  *goose.Provider
	create string // makes the table of versions
	known  bool   // it is there
}

func open(ctx context.Context, w *warehouse.Warehouse) (*provider, error) {
	statements := marked{fs: files, cluster: w.Cluster()}
	create, err := statements.ReadFile("runner/schema_version.sql")
	if err != nil {
		return nil, err
	}
	exists, err := statements.ReadFile("runner/versions_known.sql")
	if err != nil {
		return nil, err
	}
	p := &provider{conn: w.Conn(), create: string(create)}
	if err := w.Conn().QueryRow(ctx, string(exists)).Scan(&p.known); err != nil {
		return nil, fmt.Errorf("look for table %s: %w", versionTable, err)
	}
	store, err := database.NewStore(goose.DialectClickHouse, versionTable)
	if err != nil {
		return nil, fmt.Errorf("open the store of versions: %w", err)
	}
	p.db = w.OpenDB()
	p.goose, err = goose.NewProvider("", p.db, statements,
		goose.WithStore(store),
		goose.WithLocker(tableLock{}),
		goose.WithDisableGlobalRegistry(true),
		goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the migrations: %w", err), p.db.Close())
	}
	return p, nil
}

func (p *provider) close() { _ = p.db.Close() }

func (p *provider) pending(ctx context.Context) ([]string, error) {
	var current, target int64
	if p.known {
		var err error
		if current, target, err = p.goose.GetVersions(ctx); err != nil {
			return nil, fmt.Errorf("read the schema's version: %w", err)
		}
	}
	if current > target {
		return nil, fmt.Errorf("schema %d, this program knows %d: %w", current, target, ErrNewer)
	}
	var names []string
	for _, s := range p.goose.ListSources() {
		if s.Version > current {
			names = append(names, path.Base(s.Path))
		}
	}
	return names, nil
}
