package bench

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/e2e/binary"
	"vigie/migrations"
	"vigie/warehouse"
)

// furnish gives a running vigie a small network, and makes a token for the senders of these benchmarks.
func furnish(b *testing.B, s *binary.Server) (token, structure string) {
	b.Helper()
	binary.Done(b, s.Dir, "demo", "--people", "10")
	return strings.TrimSpace(binary.Done(b, s.Dir, "token", "add", "--source", "https://bench.example/tool")), firstStructure(b, s)
}

// attendanceLine is an event as tools send them.
func attendanceLine(n int, structure string) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":"bench-%d","source":"https://bench.example/tool","type":"vigie.attendance.v1","time":"2026-10-%02d","data":{"structure":%q,"format":"individual","minutes":%d,"person":"p%d","services":["administrative_procedures"],"profile":{"residence":"75113","age_band":"25_39","activity":"employed"}}}`+"\n",
		n, 1+n%28, structure, 15+n%90, n%20_000)
}

// BenchmarkSixteenSenders has 16 senders send one event a request, each as soon as its last one is answered.
func BenchmarkSixteenSenders(b *testing.B) {
	const senders = 16
	s := binary.Serve(b, b.TempDir())
	token, structure := furnish(b, s)
	var next atomic.Int64
	took := make([][]time.Duration, senders)
	before := cpuSeconds(b, s)
	b.ResetTimer()
	var all sync.WaitGroup
	for sender := range senders {
		all.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				begun := time.Now()
				if err := send(s.URL, token, strings.NewReader(attendanceLine(int(n), structure))); err != nil {
					b.Error(err)
					return
				}
				took[sender] = append(took[sender], time.Since(begun))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	every := slices.Concat(took...)
	slices.Sort(every)
	b.ReportMetric(float64(every[len(every)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(every[len(every)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric((cpuSeconds(b, s)-before)*1e6/float64(b.N), "cpu-µs/event")
}

// cpuSeconds is the time of processors that vigie has used: beside other work it tells more than the clock.
func cpuSeconds(b *testing.B, s *binary.Server) float64 {
	b.Helper()
	_, _, body := s.Get(b, "/metrics")
	for line := range strings.Lines(body) {
		if text, found := strings.CutPrefix(line, "process_cpu_seconds_total "); found {
			seconds, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil {
				b.Fatal(err)
			}
			return seconds
		}
	}
	b.Fatal("the metrics do not tell the time of processors")
	return 0
}

// BenchmarkBulk has 4 senders send 1 000 events a request until 100 000 are in the warehouse, then inserts the same rows into
// an equal table with the driver alone, 1 000 a batch, 4 at a time, and reports both rates and their ratio.
func BenchmarkBulk(b *testing.B) {
	const events, request, senders = 100_000, 1_000, 4
	for b.Loop() {
		through, rows, columns := bulkThrough(b, events, request, senders)
		direct := bulkDirect(b, rows, columns, request, senders)
		b.ReportMetric(float64(events)/through.Seconds(), "events/s")
		b.ReportMetric(float64(events)/direct.Seconds(), "direct-rows/s")
		b.ReportMetric(direct.Seconds()/through.Seconds(), "ratio")
	}
}

// each has so many workers do the parts of a whole.
func each(parts, workers int, do func(part int)) time.Duration {
	begun := time.Now()
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for part := next.Add(1) - 1; part < int64(parts); part = next.Add(1) - 1 {
				do(int(part))
			}
		})
	}
	all.Wait()
	return time.Since(begun)
}

// bulkThrough sends events and gives how long it took until the warehouse had all of them, with the rows that they became.
func bulkThrough(b *testing.B, events, request, senders int) (time.Duration, [][]any, []string) {
	dir := b.TempDir()
	s := binary.Serve(b, dir)
	token, structure := furnish(b, s)
	bodies := make([][]byte, events/request)
	for part := range bodies {
		var lines bytes.Buffer
		for n := range request {
			lines.WriteString(attendanceLine(part*request+n, structure))
		}
		bodies[part] = lines.Bytes()
	}
	w := open(b, dir)
	defer w.Close()
	begun := time.Now()
	each(len(bodies), senders, func(part int) {
		if err := send(s.URL, token, bytes.NewReader(bodies[part])); err != nil {
			b.Error(err)
		}
	})
	for {
		var count uint64
		if err := w.Conn().QueryRow(b.Context(), "SELECT count() FROM event WHERE source = 'https://bench.example/tool'").Scan(&count); err != nil {
			b.Fatal(err)
		}
		if count == uint64(events) {
			break
		}
		if time.Since(begun) > 5*time.Minute {
			b.Fatalf("%d of %d events are in the warehouse", count, events)
		}
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(begun)
	rows, columns := readRows(b, w)
	if code, _ := s.Terminate(b); code != 0 {
		b.Fatalf("exit code %d", code)
	}
	return took, rows, columns
}

// bulkDirect inserts rows into the table event of an engine of its own.
func bulkDirect(b *testing.B, rows [][]any, columns []string, batch, inserters int) time.Duration {
	w := open(b, b.TempDir())
	defer w.Close()
	if err := migrations.Run(b.Context(), w, slog.New(slog.DiscardHandler)); err != nil {
		b.Fatal(err)
	}
	insert := "INSERT INTO event (" + strings.Join(columns, ", ") + ") SETTINGS optimize_on_insert = 0"
	return each(len(rows)/batch, inserters, func(part int) {
		prepared, err := w.Conn().PrepareBatch(context.Background(), insert)
		if err != nil {
			b.Error(err)
			return
		}
		for _, row := range rows[part*batch : (part+1)*batch] {
			if err := prepared.Append(row...); err != nil {
				b.Error(err)
				return
			}
		}
		if err := prepared.Send(); err != nil {
			b.Error(err)
		}
	})
}

func open(b *testing.B, dir string) *warehouse.Warehouse {
	b.Helper()
	w, err := warehouse.Open(b.Context(), warehouse.Options{Address: "embedded:" + dir})
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// readRows reads the events that were sent, as the driver takes them back.
func readRows(b *testing.B, w *warehouse.Warehouse) ([][]any, []string) {
	found, err := w.Conn().Query(b.Context(), "SELECT * FROM event WHERE source = 'https://bench.example/tool'")
	if err != nil {
		b.Fatal(err)
	}
	defer found.Close()
	var rows [][]any
	for found.Next() {
		row := make([]any, len(found.Columns()))
		for i, column := range found.ColumnTypes() {
			row[i] = reflect.New(column.ScanType()).Interface()
		}
		if err := found.Scan(row...); err != nil {
			b.Fatal(err)
		}
		for i := range row {
			row[i] = reflect.ValueOf(row[i]).Elem().Interface()
		}
		rows = append(rows, row)
	}
	if err := found.Err(); err != nil {
		b.Fatal(err)
	}
	return rows, found.Columns()
}
