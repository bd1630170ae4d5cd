package warehouse_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

func TestErrorsAreExceptions(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	execute(t, conn, "CREATE TABLE narrow (n UInt8, CONSTRAINT small CHECK n < 10) ENGINE = MergeTree ORDER BY n")
	ctx := context.Background()
	query := func(sql string) error {
		rows, err := conn.Query(ctx, sql)
		if err == nil {
			rows.Close()
		}
		return err
	}
	insert := func(sql string, value any) error {
		batch, err := conn.PrepareBatch(ctx, sql)
		if err != nil {
			return err
		}
		if err := batch.Append(value); err != nil {
			return err
		}
		return batch.Send()
	}
	for _, test := range []struct {
		err  error
		code int32
		says string
	}{
		{query("SELECT * FROM absent"), unknownTable, "absent"},
		{query("SELECT nothing"), unknownIdentifier, "nothing"},
		{query("SELECT 1 FROM"), syntaxError, "failed at position"},
		{query(""), syntaxError, ""},
		{query("SELECT throwIf(number = 900000, 'so far') FROM numbers(1000000) SETTINGS max_block_size = 1000"), 395, "so far"},
		{conn.Exec(ctx, "DROP TABLE absent"), unknownTable, "absent"},
		{insert("INSERT INTO absent", uint8(1)), unknownTable, "absent"},
		{insert("INSERT INTO narrow", uint8(11)), 469, "small"},
		{query("SELECT {x:UInt8}"), 456, "x"},
	} {
		if got := code(test.err); got != test.code || !strings.Contains(fmt.Sprint(test.err), test.says) {
			t.Errorf("want code %d and %q, got code %d: %v", test.code, test.says, got, test.err)
		}
	}
	if got := read[uint64](t, conn, ctx, "SELECT count() FROM narrow"); got != 0 {
		t.Errorf("a refused insert left %d rows", got)
	}
}

func TestSettings(t *testing.T) {
	w := warehousetest.Open(t)
	conn := w.Conn()
	set := func(name string, value any) context.Context {
		return with(clickhouse.WithSettings(clickhouse.Settings{name: value}))
	}
	run := func(ctx context.Context, query string) error {
		var ignored uint64
		return conn.QueryRow(ctx, query).Scan(&ignored)
	}
	start := time.Now()
	if err := run(set("max_execution_time", 1), "SELECT count() FROM numbers_mt(1000000000000) WHERE NOT ignore(sipHash64(number))"); code(err) != timeoutExceeded {
		t.Errorf("max_execution_time did not end the query: %v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("max_execution_time of 1 s ended the query after %s", took)
	}
	if err := run(set("max_memory_usage", 10<<20), "SELECT count() FROM (SELECT number FROM numbers(20000000) GROUP BY number)"); code(err) != memoryLimitExceeded {
		t.Errorf("max_memory_usage did not end the query: %v", err)
	}
	if !w.Embedded() {
		t.Skip("what follows is about the embedded engine")
	}
	for name, want := range map[string]int32{"no_such_setting": unknownSetting, "log_comment": unknownSetting, "readonly": unknownSetting, "session_id": unknownSetting} {
		if err := run(set(name, "1"), "SELECT toUInt64(1)"); code(err) != want || !strings.Contains(err.Error(), name) {
			t.Errorf("%s was not refused by name: %v", name, err)
		}
	}
	if err := run(set("max_threads", "many' , readonly = 1"), "SELECT toUInt64(1)"); code(err) == 0 {
		t.Errorf("a senseless value gave %v", err)
	}
	// Whatever a session ran before, the next statement finds the base settings.
	for range 10 {
		got := read[string](t, conn, context.Background(), `SELECT concat(toString(getSetting('max_execution_time')), ' ', toString(getSetting('compile_expressions')), ' ',
			toString(getSetting('async_insert')), ' ', toString(getSetting('max_memory_usage')), ' ', timezone())`)
		if want := fmt.Sprintf("0 false false %d UTC", warehouse.DefaultMaxMemory/4*3); got != want {
			t.Fatalf("the settings are %q, not %q", got, want)
		}
		if got := read[bool](t, conn, set("compile_expressions", 1), "SELECT getSetting('compile_expressions')"); !got {
			t.Fatal("the setting of the query was not honoured")
		}
	}
}

func TestOneStatementAtATime(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	ctx := context.Background()
	execute(t, conn, "CREATE TABLE kept (s String) ENGINE = MergeTree ORDER BY s")
	for _, text := range []string{
		"SELECT 1; DROP TABLE kept",
		"DROP TABLE kept; garbage",
		"INSERT INTO kept VALUES ('a'); DROP TABLE kept",
		"SELECT 1;; DROP TABLE kept; SELECT 1 FROM",
		"/* ; */ SELECT 1 -- ;\n; DROP TABLE kept",
	} {
		if err := conn.Exec(ctx, text); code(err) != syntaxError {
			t.Errorf("%q was not refused: %v", text, err)
		}
	}
	execute(t, conn,
		"INSERT INTO kept VALUES ('a;b'), ('c\\'; DROP TABLE kept; --'), ('line\nand;\nline')",
		"INSERT INTO kept (s) VALUES ('x;');",
		"-- first; a comment\nINSERT INTO kept SELECT 'y;' /* ; */ ; -- ;",
	)
	if got := read[uint64](t, conn, ctx, "SELECT count() FROM kept WHERE position(s, ';') > 0;\n"); got != 5 {
		t.Errorf("%d of 5 rows with ; are there", got)
	}
}

func TestNothingStaysOnAConnection(t *testing.T) {
	w := warehousetest.Open(t)
	if !w.Embedded() {
		t.Skip("a server's native protocol has one session for each connection")
	}
	conn := w.Conn()
	execute(t, conn, "CREATE DATABASE IF NOT EXISTS elsewhere")
	defer execute(t, conn, "DROP DATABASE elsewhere SYNC")
	for range 8 { // more than there are sessions
		execute(t, conn, "USE elsewhere", "SET max_threads = 1, final = 1", "CREATE TEMPORARY TABLE passing (n UInt8)")
	}
	for range 16 {
		var database string
		var final bool
		if err := conn.QueryRow(context.Background(), "SELECT currentDatabase(), getSetting('final')").Scan(&database, &final); err != nil {
			t.Fatal(err)
		}
		if database != w.Database() || final {
			t.Fatalf("a statement found database %s and final=%v of another", database, final)
		}
		if err := conn.Exec(context.Background(), "SELECT * FROM passing"); code(err) != unknownTable {
			t.Fatalf("a temporary table stayed: %v", err)
		}
	}
}

// A statement that failed keeps no hold of what it read: a table can be dropped for good at once after it.
func TestFailedStatementLetsGo(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	const rows = "SELECT number AS n FROM numbers(300000)"
	for _, failing := range []string{
		"SELECT throwIf(n = 250000, 'so far') FROM held SETTINGS max_block_size = 1000",
		"SELECT n, count() FROM held GROUP BY n HAVING throwIf(n = 250000, 'so far') = 0",
		"SELECT nothing FROM held",
		"SELECT * FROM held ORDER BY n SETTINGS max_rows_to_read = 10",
		"INSERT INTO held SELECT throwIf(n = 250000, 'so far') FROM held",
		"ALTER TABLE held ADD CONSTRAINT one CHECK throwIf(n = 250000, 'so far') = 0, DROP COLUMN nothing",
		"ALTER TABLE held DELETE WHERE nothing = 1",
	} {
		execute(t, conn, "CREATE TABLE held (n UInt64) ENGINE = MergeTree ORDER BY n", "INSERT INTO held "+rows)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		if err := conn.Exec(ctx, failing); err == nil {
			t.Fatalf("%s did not fail", failing)
		}
		if err := conn.Exec(ctx, "DROP TABLE held SYNC"); err != nil {
			t.Fatalf("after %s: %v", failing, err)
		}
		cancel()
	}
}
