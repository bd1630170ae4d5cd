package migrations_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

var update = flag.Bool("update", false, "write schema.sql anew")

const schemaHead = `-- The schema that all migrations together make, to be read: nothing runs this file.
-- It is written by: go test ./migrations -run TestSchema -update
`

// TestSchema keeps schema.sql what the migrations make of an empty embedded warehouse. A server may write a statement otherwise.
func TestSchema(t *testing.T) {
	if os.Getenv(warehousetest.AddressVariable) != "" {
		t.Skip("schema.sql is in the words of the embedded engine")
	}
	w := warehousetest.Open(t)
	if err := run(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	text.WriteString(schemaHead)
	for _, name := range tables(t, w) {
		fmt.Fprintf(&text, "\n%s;\n", statementOf(t, w, name))
	}
	if *update {
		if err := os.WriteFile("schema.sql", text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if difference := firstDifference(string(kept), text.String()); difference != "" {
		t.Errorf("schema.sql is not what the migrations make; write it with -update. %s", difference)
	}
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
