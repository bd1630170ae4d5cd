package warehouse

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
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
// table nothing but what was there at one instant. Only rows that are being rewritten (by ALTER) are waited for. describe
// says what the file is to say of itself; it is called just before the rows are read, perhaps more than once. Backup works in any
// process that has an embedded warehouse open; a server answers ErrServer.
func (w *Warehouse) Backup(ctx context.Context, file string, omit Omit, describe func(context.Context) (Manifest, error)) (err error) {
	if !w.Embedded() {
		return ErrServer
	}
	out, err := newDraft(file)
	if err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	defer func() { err = errors.Join(err, out.discard()) }()
	dir, err := openBackupDir(layout{dir: w.address.dir})
	if err != nil {
		return err
	}
	defer dir.close()
	tables, err := w.Tables(ctx)
	if err != nil {
		return err
	}
	nowhere := matching(tables, omit.Tables)
	if err := w.backUp(ctx, backupSchemaSQL, nowhere, schemaPart); err != nil {
		return err
	}
	about, err := w.backUpRows(ctx, append(nowhere, matching(tables, omit.Rows)...), dir.path(rowsPart), describe)
	if err != nil {
		return err
	}
	about.Format, about.Version, about.Database = manifestFormat, manifestVersion, w.address.database
	if about.Engine, err = w.EngineVersion(ctx); err != nil {
		return err
	}
	if err := writeArchive(ctx, out.file, about, dir.path); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	if err := out.keep(); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	return nil
}

// backUpRows backs the rows up while none is being rewritten: a part of a table that has been rewritten and another that has
// not must not come together, for nothing would ever complete the rewriting.
func (w *Warehouse) backUpRows(ctx context.Context, without []string, file string, describe func(context.Context) (Manifest, error)) (Manifest, error) {
	for {
		before, err := w.rewritings(ctx)
		if err != nil {
			return Manifest{}, err
		}
		about, err := describe(ctx)
		if err != nil {
			return Manifest{}, err
		}
		if err := w.backUp(ctx, backupRowsSQL, without, rowsPart); err != nil {
			return Manifest{}, err
		}
		after, err := w.rewritings(ctx)
		if err != nil || after == before {
			return about, err
		}
		if err := os.Remove(file); err != nil {
			return Manifest{}, fmt.Errorf("back up %s once more: %w", w.address.shown, err)
		}
	}
}

const (
	// rewritingPatience is how long a backup waits for rows that are being rewritten, rewritingPause the time between two looks.
	rewritingPatience = 10 * time.Minute
	rewritingPause    = 100 * time.Millisecond
)

// rewritings waits until no rows are being rewritten, and gives a number that changes with each rewriting.
func (w *Warehouse) rewritings(ctx context.Context) (state uint64, err error) {
	for deadline := time.Now().Add(rewritingPatience); ; {
		var underWay bool
		if err := w.conn.QueryRow(w.named(ctx), rewritingsSQL).Scan(&underWay, &state); err != nil {
			return 0, fmt.Errorf("look whether rows of %s are being rewritten: %w", w.address.shown, err)
		}
		switch {
		case !underWay:
			return state, nil
		case time.Now().After(deadline):
			return 0, fmt.Errorf("back up %s: rows have been rewritten for %s, by an erasure or because people's time is over; take the backup when that has ended", w.address.shown, rewritingPatience)
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
	return clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"file": backupPrefix + part}))
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
	dir, err := openBackupDir(l)
	if err != nil {
		return err
	}
	defer dir.close()
	about, err := readArchive(ctx, file, func(about Manifest) error {
		if about.Database != w.address.database {
			return fmt.Errorf("the backup is of a database named %s; give the warehouse as embedded:DIR?database=%s", about.Database, about.Database)
		}
		return accept(about)
	}, dir.path)
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
		return errors.Join(fmt.Errorf("restore %s: %w", file, err), w.clear(context.WithoutCancel(ctx)))
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

// clear makes the database of an embedded warehouse that was opened alone empty, without its tables.
func (w *Warehouse) clear(ctx context.Context) error {
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
