package warehouse_test

import (
	"context"
	"testing"

	"vigie/warehouse/warehousetest"
)

func TestOpenAnswers(t *testing.T) {
	w := warehousetest.Open(t)
	ctx := context.Background()
	if err := w.Ping(ctx); err != nil {
		t.Fatal(err)
	}
	version, err := w.EngineVersion(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if version == "" {
		t.Fatal("no version")
	}
	t.Log(version)
	if err := w.Conn().Exec(ctx, "CREATE TABLE t (a UInt8, b String) ENGINE = MergeTree ORDER BY a"); err != nil {
		t.Fatal(err)
	}
	batch, err := w.Conn().PrepareBatch(ctx, "INSERT INTO t (a, b)")
	if err != nil {
		t.Fatal(err)
	}
	if err := batch.Append(uint8(1), "x;y"); err != nil {
		t.Fatal(err)
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	var b string
	if err := w.Conn().QueryRow(ctx, "SELECT b FROM t WHERE a = 1").Scan(&b); err != nil {
		t.Fatal(err)
	}
	if b != "x;y" {
		t.Fatalf("read %q", b)
	}
	db := w.OpenDB()
	defer db.Close()
	var n int
	if err := db.QueryRowContext(ctx, "SELECT count() FROM t").Scan(&n); err != nil || n != 1 {
		t.Fatal(n, err)
	}
}
