package migrations_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"vigie/migrations"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

var update = flag.Bool("update", false, "write schema.sql anew")

const schemaHead = `-- The schema that all migrations together make: what an empty embedded warehouse begins with.
-- It is written by: go test ./migrations -run TestSchema -update
`

// TestSchema keeps schema.sql what the migrations make of an empty embedded warehouse, one after the other, and holds that a warehouse that
// begins with it is the same. A server may write a statement otherwise.
func TestSchema(t *testing.T) {
	if os.Getenv(warehousetest.AddressVariable) != "" {
		t.Skip("schema.sql is in the words of the embedded engine")
	}
	migrated := warehousetest.Open(t)
	if err := migrations.RunTo(t.Context(), migrated, math.MaxInt64); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("schema.sql", []byte(schemaOf(t, migrated)), 0o644); err != nil {
			t.Fatal(err)
		}
		return // the file is part of the program: only the next run begins with it
	}
	kept, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if difference := firstDifference(string(kept), schemaOf(t, migrated)); difference != "" {
		t.Errorf("schema.sql is not what the migrations make; write it with -update. %s", difference)
	}
	begun := warehousetest.Open(t)
	for range 2 { // the second time as after an interruption
		if err := run(t.Context(), begun); err != nil {
			t.Fatal(err)
		}
		if difference := firstDifference(string(kept), schemaOf(t, begun)); difference != "" {
			t.Errorf("schema.sql does not make what it says. %s", difference)
		}
		if pending, err := migrations.Pending(t.Context(), begun); err != nil || len(pending) > 0 {
			t.Errorf("pending are %v, %v", pending, err)
		}
		for _, statement := range []string{"DROP TABLE token", "TRUNCATE TABLE schema_version"} {
			if err := begun.Conn().Exec(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// schemaOf is every table and view of a warehouse, as statements that may be repeated.
func schemaOf(t *testing.T, w *warehouse.Warehouse) string {
	t.Helper()
	var text strings.Builder
	text.WriteString(schemaHead)
	for _, name := range tables(t, w) {
		what, definition, _ := strings.Cut(statementOf(t, w, name), " "+name+"\n")
		fmt.Fprintf(&text, "\n%s IF NOT EXISTS %s\n%s;\n", what, name, definition)
	}
	return text.String()
}

// statementOf is the statement that makes a table or view, without the name of its database.
func statementOf(t *testing.T, w *warehouse.Warehouse, name string) string {
	t.Helper()
	var statement string
	if err := w.Conn().QueryRow(t.Context(), "SHOW CREATE TABLE `"+name+"`").Scan(&statement); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(statement, w.Database()+".", "")
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(kept, made string) string {
	if kept == made {
		return ""
	}
	old, now := strings.Split(kept, "\n"), strings.Split(made, "\n")
	for i := range min(len(old), len(now)) {
		if old[i] != now[i] {
			return fmt.Sprintf("Line %d is %q, and should be %q", i+1, old[i], now[i])
		}
	}
	return fmt.Sprintf("It has %d lines, and should have %d", len(old), len(now))
}
