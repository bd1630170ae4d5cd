package warehouse_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// promptly is how soon a cancelled statement must have stopped.
const promptly = time.Second

// stopped runs a statement, cancels it after a while, and checks that it ends promptly, with the context's error, and
// leaves the engine at rest.
func stopped(t *testing.T, w *warehouse.Warehouse, run func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var at time.Time
	time.AfterFunc(300*time.Millisecond, func() { at = time.Now(); cancel() })
	err := run(ctx)
	if at.IsZero() {
		t.Fatalf("it ended before it was cancelled: %v", err)
	}
	if took := time.Since(at); took > promptly {
		t.Errorf("it came back %s after it was cancelled", took)
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	for deadline := at.Add(promptly); ; time.Sleep(10 * time.Millisecond) {
		running := read[string](t, w.Conn(), context.Background(), "SELECT arrayStringConcat(groupArray(query), '; ') FROM system.processes WHERE current_database = currentDatabase() AND query NOT LIKE '%system.processes%'")
		if running == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still running: %s", running)
		}
	}
}

func TestCancelledContextStopsTheStatement(t *testing.T) {
	w := warehousetest.Open(t)
	conn := w.Conn()
	execute(t, conn,
		"CREATE TABLE big (n UInt64) ENGINE = MergeTree ORDER BY n",
		"CREATE TABLE copy (n UInt64) ENGINE = MergeTree ORDER BY n",
		"INSERT INTO big SELECT number FROM numbers(1000)",
	)
	for _, test := range []struct{ name, query string }{
		{"scan", "SELECT count() FROM numbers_mt(1000000000000000) WHERE NOT ignore(sipHash64(number))"},
		{"join", "SELECT count() FROM big AS a, big AS b, big AS c, big AS d WHERE NOT ignore(a.n + b.n + c.n + d.n)"},
		{"wait", "SELECT sum(sleepEachRow(0.1)) FROM numbers(1000) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0"},
		{"insert", "INSERT INTO copy SELECT number FROM numbers(1000000000000)"},
		{"sort", "SELECT max(n) FROM (SELECT cityHash64(number) AS n FROM numbers(30000000) ORDER BY n LIMIT 10000000)"},
		{"mutate", "ALTER TABLE big DELETE WHERE 1 = sleepEachRow(0.002) SETTINGS mutations_sync = 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			stopped(t, w, func(ctx context.Context) error { return conn.Exec(ctx, test.query) })
		})
	}
	t.Run("rows", func(t *testing.T) {
		if !w.Embedded() {
			t.Skip("only the HTTP interface takes rows as a stream")
		}
		body, sender := io.Pipe()
		go func() {
			for n := 0; ; n++ {
				if _, err := fmt.Fprintln(sender, n); err != nil {
					return
				}
				time.Sleep(time.Millisecond)
			}
		}()
		stopped(t, w, func(ctx context.Context) error { return conn.InsertFormat(ctx, "CSV", "INSERT INTO copy (n)", body) })
	})
	execute(t, conn, "DROP TABLE copy SYNC", "KILL MUTATION WHERE database = currentDatabase()", "DROP TABLE big SYNC") // nothing holds them
}

func TestDeadlineStopsTheStatement(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	err := conn.Exec(ctx, "SELECT count() FROM numbers_mt(1000000000000000) WHERE NOT ignore(sipHash64(number))")
	if took := time.Since(start); took > 200*time.Millisecond+promptly || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("after %s: %v", took, err)
	}
	if err := conn.Exec(ctx, "SELECT 1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a statement after the deadline: %v", err)
	}
}

func TestWaitingForASessionEndsWithTheContext(t *testing.T) {
	w := warehousetest.Open(t)
	if !w.Embedded() {
		t.Skip("a server has its own queue")
	}
	conn := w.Conn()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	const many = 20 // more than there are sessions
	ended := make(chan error, many)
	for range many {
		go func() {
			ended <- conn.Exec(ctx, "SELECT sleepEachRow(0.1) FROM numbers(1000) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0")
		}()
	}
	time.Sleep(300 * time.Millisecond)
	waiting, stop := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer stop()
	if err := conn.Exec(waiting, "SELECT 1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a statement in the queue: %v", err)
	}
	cancel()
	for range many {
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("a running statement: %v", err)
		}
	}
	execute(t, conn, "SELECT 1")
}

func TestErrorsKeepValuesToThemselves(t *testing.T) {
	conn := warehousetest.Open(t).Conn()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"person": "secret-1234"}))
	err := conn.Exec(ctx, "SELECT {person:String}")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("the error is %v", err)
	}
}
