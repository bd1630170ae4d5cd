package migrations_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"

	"vigie/migrations"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

func tables(t *testing.T, w *warehouse.Warehouse) []string {
	t.Helper()
	rows, err := w.Conn().Query(t.Context(), "SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}

func run(ctx context.Context, w *warehouse.Warehouse) error {
	return migrations.Run(ctx, w, slog.New(slog.DiscardHandler))
}

func TestRunFromNothingAndAgain(t *testing.T) {
	w := warehousetest.Open(t)
	pending, err := migrations.Pending(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	if files, _ := fs.Glob(migrations.ForCluster(""), "[0-9]*.sql"); len(pending) != len(files) || len(files) == 0 {
		t.Errorf("pending %v, files %v", pending, files)
	}
	if have := tables(t, w); len(have) != 0 {
		t.Errorf("looking for what is pending made %v", have)
	}
	for range 2 {
		if err := run(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	have := strings.Join(tables(t, w), " ")
	for _, want := range []string{"effective_event", "event", "fact_build", "structure_snapshot", "territory", "token"} {
		if !strings.Contains(" "+have+" ", " "+want+" ") {
			t.Errorf("no %s among %s", want, have)
		}
	}
	if strings.Contains(have, "migration_lock") {
		t.Error("the lock was not released")
	}
	if pending, err := migrations.Pending(t.Context(), w); err != nil || len(pending) != 0 {
		t.Errorf("pending after the run: %v, %v", pending, err)
	}
}

// A run that failed in the middle of a file leaves some of its tables: running again makes the rest.
func TestRunAfterAFailureInTheMiddle(t *testing.T) {
	w := warehousetest.Open(t)
	// A table stands where 0004 wants its first view: the second view cannot be made on it.
	if err := w.Conn().Exec(t.Context(), "CREATE TABLE effective_event (record UInt8) ENGINE = Memory"); err != nil {
		t.Fatal(err)
	}
	err := run(t.Context(), w)
	if err == nil || !strings.Contains(err.Error(), "0004_effective.sql") || !strings.Contains(err.Error(), "vigie migrate") {
		t.Fatalf("the failure is not named: %v", err)
	}
	if pending, err := migrations.Pending(t.Context(), w); err != nil || len(pending) == 0 || pending[0] != "0004_effective.sql" {
		t.Fatalf("pending after the failure: %v, %v", pending, err)
	}
	if err := w.Conn().Exec(t.Context(), "DROP TABLE effective_event"); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), w); err != nil {
		t.Fatalf("run again: %v", err)
	}
	if pending, err := migrations.Pending(t.Context(), w); err != nil || len(pending) != 0 {
		t.Errorf("pending in the end: %v, %v", pending, err)
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	w := warehousetest.Open(t)
	if err := run(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	if err := w.Conn().Exec(t.Context(), "INSERT INTO schema_version (version_id, is_applied) SELECT 9999, 1"); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), w); !errors.Is(err, migrations.ErrNewer) {
		t.Errorf("a newer database: %v", err)
	}
}

func TestSeveralRunsAtOnce(t *testing.T) {
	w := warehousetest.Open(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if err := run(t.Context(), w); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	var times, versions uint64
	if err := w.Conn().QueryRow(t.Context(), "SELECT count(), uniqExact(version_id) FROM schema_version WHERE version_id > 0").Scan(&times, &versions); err != nil {
		t.Fatal(err)
	}
	if times != versions {
		t.Errorf("%d migrations noted %d times", versions, times)
	}
}

// ofOneServer are the tables that each server of a cluster works out for itself.
var ofOneServer = regexp.MustCompile(`standing_|EXISTS (derived|fact)_`)

// TestClusterStatements shows what the marks become on a cluster; the engine itself says that every statement is ClickHouse's.
func TestClusterStatements(t *testing.T) {
	w := warehousetest.Open(t)
	for _, cluster := range []string{"", "the 'first'"} {
		files := migrations.ForCluster(cluster)
		names, err := fs.Glob(files, "*.sql")
		if err != nil || len(names) == 0 {
			t.Fatalf("%v, %v", names, err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			_, body, found := strings.Cut(string(text), "-- +goose Up\n")
			if !found {
				t.Fatalf("%s does not begin with -- +goose Up", name)
			}
			for _, statement := range strings.Split(body, ";\n") {
				if strings.TrimSpace(statement) == "" {
					continue
				}
				// Rows replicate by themselves.
				definition := !strings.Contains("\n"+statement, "\nINSERT INTO")
				if replicated := strings.Contains(statement, "ON CLUSTER 'the \\'first\\''"); replicated != (definition && cluster != "") {
					t.Errorf("%s for cluster %q: %s", name, cluster, statement)
				}
				table := strings.Contains(statement, "MergeTree") && !ofOneServer.MatchString(statement)
				if table && cluster != "" && !strings.Contains(statement, "= ReplicatedReplacingMergeTree") && !strings.Contains(statement, "= ReplicatedMergeTree") {
					t.Errorf("%s: not replicated: %s", name, statement)
				}
				if err := w.Conn().Exec(t.Context(), "EXPLAIN AST "+strings.TrimSpace(statement)); err != nil {
					t.Errorf("%s for cluster %q: %v", name, cluster, err)
				}
			}
		}
	}
}

// A lock whose engine was restarted under it has lost its row: the next run takes it over.
func TestLockOfADeadRun(t *testing.T) {
	w := warehousetest.Open(t)
	if err := w.Conn().Exec(t.Context(), "CREATE TABLE migration_lock (taken_at DateTime) ENGINE = Memory"); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), w); err != nil {
		t.Fatal(err)
	}
}
