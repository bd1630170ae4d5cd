package warehouse_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// Error codes of ClickHouse (ErrorCodes.cpp).
const (
	syntaxError         = 62
	unknownTable        = 60
	unknownDatabase     = 81
	unknownSetting      = 115
	unknownIdentifier   = 47
	timeoutExceeded     = 159
	memoryLimitExceeded = 241
	notImplemented      = 48
)

// code returns the code of an error of the engine, 0 for any other error.
func code(err error) int32 {
	var exception *clickhouse.Exception
	if errors.As(err, &exception) {
		return exception.Code
	}
	return 0
}

func execute(t *testing.T, conn clickhouse.Conn, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if err := conn.Exec(context.Background(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func read[T any](t *testing.T, conn clickhouse.Conn, ctx context.Context, query string, arguments ...any) T {
	t.Helper()
	var value T
	if err := conn.QueryRow(ctx, query, arguments...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

func with(options ...clickhouse.QueryOption) context.Context {
	return clickhouse.Context(context.Background(), options...)
}

func TestOpenAnswers(t *testing.T) {
	w := warehousetest.Open(t)
	ctx := context.Background()
	if err := w.Ping(ctx); err != nil {
		t.Error(err)
	}
	version, err := w.EngineVersion(ctx)
	if err != nil {
		t.Error(err)
	}
	if told, err := w.Conn().ServerVersion(); err != nil || !strings.HasPrefix(version, told.Version.String()) {
		t.Errorf("the engine says %s, the driver understood %v (%v)", version, told, err)
	}
	if got := read[string](t, w.Conn(), ctx, "SELECT currentDatabase()"); got != w.Database() {
		t.Errorf("in database %s, not %s", got, w.Database())
	}
}

func TestParameters(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	for _, text := range []string{"", "75113", "a;b", `it's "so"`, `back\slash`, "tab\tline\nreturn\r", "é 漢 🙂", "{x:String}", "NULL", "--", strings.Repeat("x", 100_000)} {
		if got := read[string](t, conn, context.Background(), "SELECT {text:String}", clickhouse.Named("text", text)); got != text {
			t.Errorf("sent %.40q, came %.40q", text, got)
		}
	}
	parameters := clickhouse.Parameters{
		"from": "2026-01-01", "n": "18446744073709551615", "codes": "['75101','it\\'s']", "nothing": `\N`, "table": "numbers", "at": "2026-07-01 22:30:05",
	}
	got := read[string](t, conn, with(clickhouse.WithParameters(parameters)),
		`SELECT concat(toString({from:Date}), ' ', toString({n:UInt64}), ' ', toString({codes:Array(String)}), ' ',
			toString({nothing:Nullable(String)} IS NULL), ' ', toString({at:DateTime}), ' ', toString(number)) FROM system.{table:Identifier} LIMIT 1`)
	if want := `2026-01-01 18446744073709551615 ['75101','it\'s'] 1 2026-07-01 22:30:05 0`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestHundredThousandRows(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	execute(t, conn, "CREATE TABLE event (id UInt64, day Date, kind LowCardinality(String), note String) ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1")
	const rows, batches = 100_000, 3
	for b := range batches {
		batch, err := conn.PrepareBatch(context.Background(), "INSERT INTO event (id, day, kind, note)")
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			id := b*rows + i
			if err := batch.Append(uint64(id), time.Date(2026, 1, 1+id%28, 0, 0, 0, 0, time.UTC), fmt.Sprint("kind", id%7), fmt.Sprint("n;", id)); err != nil {
				t.Fatal(err)
			}
		}
		if err := batch.Send(); err != nil {
			t.Fatal(err)
		}
	}
	const n = rows * batches
	var count, sum, kinds, notes uint64
	if err := conn.QueryRow(context.Background(), "SELECT count(), sum(id), uniqExact(kind), countIf(note = concat('n;', toString(id))) FROM event").Scan(&count, &sum, &kinds, &notes); err != nil {
		t.Fatal(err)
	}
	if count != n || sum != n*(n-1)/2 || kinds != 7 || notes != n {
		t.Errorf("of %d rows came %d, with sum %d, %d kinds, %d notes", n, count, sum, kinds, notes)
	}
	result, err := conn.Query(context.Background(), "SELECT id, note FROM event ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer result.Close()
	var next uint64
	for ; result.Next(); next++ {
		var id uint64
		var note string
		if err := result.Scan(&id, &note); err != nil {
			t.Fatal(err)
		}
		if id != next || note != fmt.Sprint("n;", next) {
			t.Fatalf("row %d is %d %q", next, id, note)
		}
	}
	if err := result.Err(); err != nil || next != n {
		t.Errorf("read %d rows back: %v", next, err)
	}
}

func TestManyAtOnce(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	execute(t, conn, "CREATE TABLE pair (inserter UInt32, n UInt32) ENGINE = MergeTree ORDER BY (inserter, n)")
	const readers, inserters, cancelling, rounds = 12, 3, 2, 30
	var group sync.WaitGroup
	each := func(workers int, work func(worker, round int) error) {
		for worker := range workers {
			group.Go(func() {
				for round := range rounds {
					if err := work(worker, round); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	each(readers, func(reader, round int) error {
		want, limit := fmt.Sprintf("%d-%d", reader, round), float64(reader+1)
		ctx := with(clickhouse.WithParameters(clickhouse.Parameters{"want": want}), clickhouse.WithSettings(clickhouse.Settings{"max_execution_time": limit}))
		var got string
		var limited float64
		err := conn.QueryRow(ctx, "SELECT {want:String}, toFloat64(getSetting('max_execution_time'))").Scan(&got, &limited)
		if err == nil && (got != want || limited != limit) {
			err = fmt.Errorf("asked %s under %v s, got %s under %v s", want, limit, got, limited)
		}
		return err
	})
	each(inserters, func(inserter, round int) error {
		batch, err := conn.PrepareBatch(context.Background(), "INSERT INTO pair")
		if err == nil {
			err = batch.Append(uint32(inserter), uint32(round))
		}
		if err == nil {
			err = batch.Send()
		}
		return err
	})
	each(cancelling, func(_, round int) error { // stops its own statements and no others
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(round)*time.Millisecond)
		defer cancel()
		err := conn.Exec(ctx, "SELECT count() FROM numbers_mt(1000000000000000) WHERE NOT ignore(sipHash64(number))")
		if errors.Is(err, context.DeadlineExceeded) {
			return nil
		}
		return fmt.Errorf("a cancelled statement ended with %w", err)
	})
	group.Wait()
	if got := read[uint64](t, conn, context.Background(), "SELECT uniqExact(inserter, n) FROM pair"); got != inserters*rounds {
		t.Errorf("%d of %d inserts are there", got, inserters*rounds)
	}
}

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

func TestEmptyAnswerHasColumns(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	execute(t, conn, `CREATE TABLE odd (n UInt8 COMMENT 'two\nlines', place Tuple(lat Float64, lon Float64), "a\tb\nc" Enum8('x\ty' = 1)) ENGINE = MergeTree ORDER BY n`)
	for _, test := range []struct{ query, columns string }{
		{"SELECT number AS n, toString(number) AS s FROM numbers(3) WHERE number > 5", `["n" "s"]`},
		{"SELECT * FROM odd;", `["n" "place" "a\tb\nc"]`},
		{"WITH 7 AS seven SELECT seven, {p:String} AS p FROM odd ORDER BY p LIMIT 3 -- the end", `["seven" "p"]`},
	} {
		rows, err := conn.Query(with(clickhouse.WithParameters(clickhouse.Parameters{"p": "x"})), test.query)
		if err != nil {
			t.Fatal(err)
		}
		if rows.Next() {
			t.Errorf("%s: there is a row", test.query)
		}
		if got := fmt.Sprintf("%q", rows.Columns()); got != test.columns || rows.Err() != nil {
			t.Errorf("%s: the columns are %s, not %s (%v)", test.query, got, test.columns, rows.Err())
		}
		rows.Close()
	}
}

func TestFormats(t *testing.T) {
	w := warehousetest.Open(t)
	if !w.Embedded() {
		t.Skip("only the HTTP interface knows formats")
	}
	conn := w.Conn()
	execute(t, conn, "CREATE TABLE line (n UInt8, s String) ENGINE = MergeTree ORDER BY n")
	ctx := context.Background()
	if err := conn.InsertFormat(ctx, "CSV", "INSERT INTO line (n, s)", strings.NewReader("1,\"a;b\"\n2,c\n")); err != nil {
		t.Fatal(err)
	}
	body, err := conn.QueryFormat(ctx, "JSONEachRow", "SELECT n, s FROM line ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if want := "{\"n\":1,\"s\":\"a;b\"}\n{\"n\":2,\"s\":\"c\"}\n"; err != nil || string(text) != want {
		t.Errorf("got %q (%v), want %q", text, err, want)
	}
	if err := conn.InsertFormat(ctx, "CSV", "INSERT INTO line (n, s)", strings.NewReader("3,x\nfour,y\n")); code(err) == 0 {
		t.Errorf("a broken CSV gave %v", err)
	}
	broken := io.MultiReader(strings.NewReader("5,x\n"), failingReader{})
	if err := conn.InsertFormat(ctx, "CSV", "INSERT INTO line (n, s)", broken); !errors.Is(err, errBroken) {
		t.Errorf("a body that breaks off gave %v", err)
	}
	if got := read[uint64](t, conn, ctx, "SELECT count() FROM line"); got != 2 {
		t.Errorf("%d rows are there, not 2", got)
	}
}

var errBroken = errors.New("the sender went away")

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errBroken }

func TestAsynchronousInsertsAreHonoured(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	execute(t, conn, "CREATE TABLE later (n UInt8, s String) ENGINE = MergeTree ORDER BY n")
	ctx := with(clickhouse.WithAsync(true))
	if err := conn.Exec(ctx, "INSERT INTO later VALUES (1, 'x;y')"); err != nil {
		t.Fatal(err)
	}
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO later")
	if err == nil {
		err = batch.Append(uint8(2), "z")
	}
	if err == nil {
		err = batch.Send()
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := read[uint64](t, conn, context.Background(), "SELECT count() FROM later"); got != 2 {
		t.Errorf("%d of 2 rows are there when both inserts have returned", got)
	}
}

func TestDatabaseSQL(t *testing.T) {
	w := warehousetest.Open(t)
	db := w.OpenDB()
	defer db.Close()
	ctx := context.Background()
	if _, err := db.ExecContext(ctx, "CREATE TABLE account (name String, seen Nullable(DateTime)) ENGINE = MergeTree ORDER BY name"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctx, "INSERT INTO account (name, seen) VALUES ($1, $2)", "o'neil; --", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	stmt, err := tx.PrepareContext(ctx, "INSERT INTO account (name, seen)")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b"} {
		if _, err := stmt.ExecContext(ctx, name, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	var names string
	var never int
	if err := db.QueryRowContext(ctx, "SELECT arrayStringConcat(arraySort(groupArray(name)), '|'), countIf(seen IS NULL) FROM account").Scan(&names, &never); err != nil {
		t.Fatal(err)
	}
	if names != "a|b|o'neil; --" || never != 2 {
		t.Errorf("read %q and %d", names, never)
	}
	if err := db.QueryRowContext(ctx, "SELECT name FROM account WHERE name = 'zz'").Scan(&names); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("no row gave %v", err)
	}
}
