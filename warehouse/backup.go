package warehouse

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

var (
	//go:embed sql/tables.sql
	tablesSQL string
	//go:embed sql/backup_schema.sql
	backupSchemaSQL string
	//go:embed sql/backup_rows.sql
	backupRowsSQL string
	//go:embed sql/rewritings.sql
	rewritingsSQL string
	//go:embed sql/restore.sql
	restoreSQL string
	//go:embed sql/drop_database.sql
	dropDatabaseSQL string
)

// Where the names of a database and of tables go in a statement that takes no parameter for them.
const (
	databaseMark = "/*DATABASE*/"
	tablesMark   = "/*TABLES*/"
)

// Omit says what of a database a backup leaves out. A name that ends in * stands for all that begin so; names that no table
// has are no fault.
type Omit struct {
	Tables []string // neither the table nor its rows
	Rows   []string // the table comes back empty
}

// ErrServer says that a backup or restore was asked of a warehouse on a server.
var ErrServer = errors.New("only an embedded warehouse is backed up and restored by Vigie; on a server use its own BACKUP and RESTORE, which know its disks and its replicas")

// Table is a table or view of the database, and how many rows it keeps (0 for a view).
type Table struct {
	Name string
	Rows uint64
}

// Tables lists the tables and views of the database by name.
func (w *Warehouse) Tables(ctx context.Context) ([]Table, error) {
	rows, err := w.conn.Query(w.named(ctx), tablesSQL)
	if err != nil {
		return nil, fmt.Errorf("list the tables of %s: %w", w.address.shown, err)
	}
	defer rows.Close()
	var tables []Table
	for rows.Next() {
		var t Table
		if err := rows.Scan(&t.Name, &t.Rows); err != nil {
			return nil, fmt.Errorf("list the tables of %s: %w", w.address.shown, err)
		}
		tables = append(tables, t)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the tables of %s: %w", w.address.shown, err)
	}
	return tables, nil
}

// Backup writes the database into a new file, which is there whole or not at all, for this user alone (mode 0600). Everyone
// may go on reading and writing meanwhile: what was in the warehouse when Backup was called is in the file, and of each
// table nothing but what was there at one moment. It waits for rows that are being rewritten (by ALTER), until ctx ends. It works in any process that has an embedded warehouse open; a server
// answers ErrServer.
func (w *Warehouse) Backup(ctx context.Context, file string, omit Omit, about Manifest) error {
	if !w.Embedded() {
		return ErrServer
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("write the backup: %s is there already; name another file", file)
	}
	desk, err := openDesk(layout{dir: w.address.dir})
	if err != nil {
		return err
	}
	defer desk.close()
	tables, err := w.Tables(ctx)
	if err != nil {
		return err
	}
	nowhere := matching(tables, omit.Tables)
	if err := w.backUp(ctx, backupSchemaSQL, nowhere, schemaPart); err != nil {
		return err
	}
	if err := w.backUpRows(ctx, append(nowhere, matching(tables, omit.Rows)...), desk.path(rowsPart)); err != nil {
		return err
	}
	about.Format, about.Version, about.Database = manifestFormat, manifestVersion, w.address.database
	if about.Engine, err = w.EngineVersion(ctx); err != nil {
		return err
	}
	return writeArchive(ctx, file, about, desk.path)
}

// backUpRows backs the rows up while none is being rewritten: a part of a table that has been rewritten and another that has
// not must not come together, for nothing would ever complete the rewriting.
func (w *Warehouse) backUpRows(ctx context.Context, without []string, file string) error {
	for {
		before, err := w.rewritings(ctx)
		if err != nil {
			return err
		}
		if err := w.backUp(ctx, backupRowsSQL, without, rowsPart); err != nil {
			return err
		}
		after, err := w.rewritings(ctx)
		if err != nil || after == before {
			return err
		}
		if err := os.Remove(file); err != nil {
			return fmt.Errorf("back up %s once more: %w", w.address.shown, err)
		}
	}
}

// rewritingPause is the time between two looks whether rows are being rewritten.
const rewritingPause = 100 * time.Millisecond

// rewritings waits until no rows are being rewritten, and gives a number that changes with each rewriting.
func (w *Warehouse) rewritings(ctx context.Context) (state uint64, err error) {
	for {
		var underWay bool
		if err := w.conn.QueryRow(w.named(ctx), rewritingsSQL).Scan(&underWay, &state); err != nil {
			return 0, fmt.Errorf("look whether rows of %s are being rewritten: %w", w.address.shown, err)
		}
		if !underWay {
			return state, nil
		}
		select {
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		case <-time.After(rewritingPause):
		}
	}
}

// backUp has the engine write one part into the directory of backups.
func (w *Warehouse) backUp(ctx context.Context, statement string, without []string, part string) error {
	statement = strings.NewReplacer(databaseMark, identifier(w.address.database), tablesMark, identifiers(without)).Replace(statement)
	if err := w.conn.Exec(onFile(ctx, part), statement); err != nil {
		return fmt.Errorf("back up %s: %w", w.address.shown, err)
	}
	return nil
}

// onFile gives a statement the name of a part's file in the directory of backups.
func onFile(ctx context.Context, part string) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"file": deskPrefix + part}))
}

// tableName is what names of tables are made of that may stand in a statement.
var tableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Leaves says whether a table, or what is in it, is left out.
func (o Omit) Leaves(table string) bool {
	named := []Table{{Name: table}}
	return slices.Contains(matching(named, o.Tables), table) || slices.Contains(matching(named, o.Rows), table)
}

// matching gives the names themselves and those of the tables that a name with * stands for.
func matching(tables []Table, names []string) []string {
	var matched []string
	for _, name := range names {
		prefix, many := strings.CutSuffix(name, "*")
		if !many {
			matched = append(matched, name)
			continue
		}
		for _, t := range tables {
			if strings.HasPrefix(t.Name, prefix) {
				matched = append(matched, t.Name)
			}
		}
	}
	return slices.DeleteFunc(matched, func(name string) bool { return !tableName.MatchString(name) })
}

func identifier(name string) string { return "`" + name + "`" }

// identifiers joins names for EXCEPT TABLES, which takes at least one: the last is no table's.
func identifiers(names []string) string {
	var text strings.Builder
	for _, name := range names {
		text.WriteString(identifier(name) + ", ")
	}
	return text.String() + identifier("no such table")
}

// Restore puts what a file of Backup holds in place of the database, after the whole file was checked. accept looks at what
// the file says of itself before anything is done, finish at the restored database; where either answers an error, or anything
// else fails, the database is empty afterwards, or as it was if nothing had begun. It needs a warehouse that was
// opened with Options.Alone. A restore that was cut off by the end of its process leaves a mark, and the directory can then be
// opened only for a restore, which begins anew.
func (w *Warehouse) Restore(ctx context.Context, file string, accept func(Manifest) error, finish func(Manifest) error) (err error) {
	switch {
	case !w.Embedded():
		return ErrServer
	case !w.alone:
		return errors.New("restore a backup: open the warehouse alone")
	}
	l := layout{dir: w.address.dir}
	desk, err := openDesk(l)
	if err != nil {
		return err
	}
	defer desk.close()
	about, err := readArchive(ctx, file, func(about Manifest) error {
		if about.Database != w.address.database {
			return fmt.Errorf("the backup is of a database named %s; give the warehouse as embedded:DIR?database=%s", about.Database, about.Database)
		}
		return accept(about)
	}, desk.path)
	if err != nil {
		return err
	}
	if err := markRestoring(l); err != nil {
		return err
	}
	err = w.replace(ctx)
	if err == nil {
		err = finish(about)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("restore %s: %w", file, err), w.Clear(context.WithoutCancel(ctx)))
	}
	return unmarkRestoring(l)
}

// Interrupted says whether a restore into this embedded warehouse was cut off, so that what it holds is of no use.
func (w *Warehouse) Interrupted() bool {
	return w.Embedded() && restoring(layout{dir: w.address.dir})
}

// replace drops the database and has the engine make it anew from the parts: first all tables without rows, because the
// views need those whose rows are left out, then the rows.
func (w *Warehouse) replace(ctx context.Context) error {
	conn, err := w.outside()
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Exec(w.named(ctx), dropDatabaseSQL); err != nil {
		return fmt.Errorf("drop the empty database: %w", err)
	}
	statement := strings.ReplaceAll(restoreSQL, databaseMark, identifier(w.address.database))
	for _, part := range []string{schemaPart, rowsPart} {
		if err := conn.Exec(onFile(ctx, part), statement); err != nil {
			return err
		}
	}
	// The engine does not sync what it restores, and it is about to be relied on.
	return syncTree(layout{dir: w.address.dir}.data())
}

// syncTree makes a directory and all that is below it survive a loss of power.
func syncTree(path string) error {
	return filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // the engine removes what it has merged
			return nil
		case err != nil:
			return err
		case !entry.IsDir() && !entry.Type().IsRegular():
			return nil
		}
		err = syncPath(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}

// Clear makes the database of an embedded warehouse that was opened alone empty, without its tables.
func (w *Warehouse) Clear(ctx context.Context) error {
	conn, err := w.outside()
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Exec(w.named(ctx), dropDatabaseSQL); err != nil {
		return fmt.Errorf("drop what was restored: %w", err)
	}
	if err := conn.Exec(w.named(ctx), w.address.onCluster(createDatabaseSQL)); err != nil {
		return fmt.Errorf("create database %s in %s: %w", w.address.database, w.address.shown, err)
	}
	return unmarkRestoring(layout{dir: w.address.dir})
}

// deskPrefix begins the names of the files that a backup or restore leaves for a moment in the directory of backups.
const deskPrefix = "vigie-"

// desk is the directory of backups, the only one that the engine may read and write, as long as one backup or restore works
// there.
type desk struct {
	dir  string
	lock *os.File
}

// openDesk takes the directory of backups for this process, and removes what one that died has left there.
func openDesk(l layout) (*desk, error) {
	lock, err := os.OpenFile(filepath.Join(l.backups(), "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write in the warehouse's directory %s: %w; %s", l.dir, err, chooseAnotherDirectory)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("another backup or restore of %s is under way; wait for it to end", l.dir)
		}
		return nil, fmt.Errorf("lock %s: %w; take a directory on a local disk", l.backups(), err)
	}
	d := &desk{dir: l.backups(), lock: lock}
	d.clear()
	return d, nil
}

func (d *desk) path(part string) string { return filepath.Join(d.dir, deskPrefix+part) }

func (d *desk) clear() {
	for _, part := range []string{schemaPart, rowsPart} {
		os.Remove(d.path(part))
	}
}

func (d *desk) close() {
	d.clear()
	d.lock.Close()
}

// restoring says whether the mark of a restore is there.
func restoring(l layout) bool {
	_, err := os.Lstat(l.restoring())
	return err == nil
}

func markRestoring(l layout) error {
	mark, err := os.OpenFile(l.restoring(), os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = errors.Join(mark.Sync(), mark.Close(), syncPath(l.dir))
	}
	if err != nil {
		return fmt.Errorf("write in the warehouse's directory %s: %w; %s", l.dir, err, chooseAnotherDirectory)
	}
	return nil
}

func unmarkRestoring(l layout) error {
	if err := os.Remove(l.restoring()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the mark of a restore: %w", err)
	}
	return syncPath(l.dir)
}

// syncPath makes a file survive a loss of power, or the names that were added to or removed from a directory.
func syncPath(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// stoppable reads as long as the context lasts.
type stoppable struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (s stoppable) Read(p []byte) (int, error) {
	if err := context.Cause(s.ctx); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}
