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
