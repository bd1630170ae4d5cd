package warehouse_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse/warehousetest"
)

func BenchmarkQuery(b *testing.B) {
	conn := warehousetest.Open(b).Conn()
	for name, ctx := range map[string]context.Context{
		"plain":      context.Background(),
		"parameters": clickhouse.Context(context.Background(), clickhouse.WithParameters(clickhouse.Parameters{"n": "1"})),
	} {
		query := "SELECT toUInt8(1)"
		if name == "parameters" {
			query = "SELECT {n:UInt8}"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var n uint8
				if err := conn.QueryRow(ctx, query).Scan(&n); err != nil || n != 1 {
					b.Fatal(n, err)
				}
			}
		})
	}
	b.Run("parallel", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				var n uint8
				if err := conn.QueryRow(context.Background(), "SELECT toUInt8(1)").Scan(&n); err != nil || n != 1 {
					b.Error(n, err)
					return
				}
			}
		})
	})
}

func BenchmarkInsert(b *testing.B) {
	conn := warehousetest.Open(b).Conn()
	ctx := context.Background()
	if err := conn.Exec(ctx, "CREATE TABLE event (id UInt64, day Date, kind LowCardinality(String), note String) ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"); err != nil {
		b.Fatal(err)
	}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, rows := range []int{1, 1_000, 100_000} {
		b.Run(fmt.Sprint("rows=", rows), func(b *testing.B) {
			for b.Loop() {
				batch, err := conn.PrepareBatch(ctx, "INSERT INTO event (id, day, kind, note)")
				if err != nil {
					b.Fatal(err)
				}
				for n := range rows {
					if err := batch.Append(uint64(n), day, "attendance", "a note"); err != nil {
						b.Fatal(err)
					}
				}
				if err := batch.Send(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
