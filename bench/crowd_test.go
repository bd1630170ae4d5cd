package bench

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// crowdPages are what the crowd reads, one after the other.
var crowdPages = []string{"/", "/accessibility", "/visibility", "/impact", "/territories", "/territories/75113", "/plan", "/calls", "/quality", "/indicators/impact.progression"}

// BenchmarkCrowd has 64 readers go through the pages of the demonstration, beside 200 events a second and a flood of requests that never end. It
// reports how long a page takes to its last byte for one reader and for the crowd, how long an event takes until it is acknowledged, what failed,
// and the most memory that the process held.
func BenchmarkCrowd(b *testing.B) {
	const (
		crowd   = 64
		idle    = 2_000
		alone   = 5 * time.Second
		every   = 100 * time.Millisecond // so often come
		events  = 20                     // so many events
		minimum = 20 * time.Second
	)
	s := binary.Serve(b, b.TempDir(), "--demo")
	token := strings.TrimSpace(binary.Done(b, s.Dir, "token", "add", "--source", "https://bench.example/tool"))
	structure := firstStructure(b, s)
	var failed atomic.Int64
	read := func(readers int, span time.Duration) []time.Duration {
		took := make([][]time.Duration, readers)
		until := time.Now().Add(span)
		var all sync.WaitGroup
		for reader := range readers {
			client := &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}
			all.Go(func() {
				for n := reader; time.Now().Before(until); n++ {
					begun := time.Now()
					response, err := client.Get(s.URL + crowdPages[n%len(crowdPages)])
					if err == nil {
						_, err = io.Copy(io.Discard, response.Body)
						_ = response.Body.Close()
					}
					if err != nil || response.StatusCode != http.StatusOK {
						failed.Add(1)
					}
					took[reader] = append(took[reader], time.Since(begun))
				}
				client.CloseIdleConnections()
			})
		}
		all.Wait()
		return slices.Sorted(slices.Values(slices.Concat(took...)))
	}
	percentile := func(sorted []time.Duration, share int) float64 {
		return float64(sorted[(len(sorted)-1)*share/100].Microseconds()) / 1000
	}
	read(1, time.Second) // the first reader has the edition loaded
	one := read(1, alone)

	stop, beside := make(chan struct{}), sync.WaitGroup{}
	for range idle {
		beside.Go(func() { hold(strings.TrimPrefix(s.URL, "http://"), stop) })
	}
	var acknowledged []time.Duration
	beside.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for sent := 0; ; {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			var lines strings.Builder
			for range events {
				lines.WriteString(attendanceLine(sent, structure))
				sent++
			}
			begun := time.Now()
			if err := send(s.URL, token, strings.NewReader(lines.String())); err != nil {
				failed.Add(1)
			}
			acknowledged = append(acknowledged, time.Since(begun))
		}
	})
	failed.Store(0)
	many := read(crowd, max(minimum, time.Duration(b.N)*time.Millisecond))
	close(stop)
	beside.Wait()

	slices.Sort(acknowledged)
	b.ReportMetric(percentile(one, 50), "one-p50-ms")
	b.ReportMetric(percentile(one, 95), "one-p95-ms")
	b.ReportMetric(percentile(many, 50), "crowd-p50-ms")
	b.ReportMetric(percentile(many, 95), "crowd-p95-ms")
	b.ReportMetric(percentile(acknowledged, 99), "event-p99-ms")
	b.ReportMetric(float64(len(many)), "pages")
	b.ReportMetric(float64(failed.Load()), "failed")
	b.ReportMetric(mostResident(b, s), "most-MB")
}

// hold keeps a connection open with a request that never ends, and opens another when it is closed, until stop.
func hold(address string, stop <-chan struct{}) {
	for {
		if connection, err := net.Dial("tcp", address); err == nil {
			_, _ = io.WriteString(connection, "GET / HTTP/1.1\r\nHost: ")
			closed := make(chan struct{})
			go func() { _, _ = io.Copy(io.Discard, connection); close(closed) }()
			select {
			case <-stop:
			case <-closed:
			}
			_ = connection.Close()
		}
		select {
		case <-stop:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// mostResident is the most memory that a server's process held, in MB of 2^20 bytes, by the kernel's account.
func mostResident(b *testing.B, s *binary.Server) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, "VmHWM:"); found {
			if kB, err := strconv.ParseFloat(strings.Fields(rest)[0], 64); err == nil {
				return kB / 1024
			}
		}
	}
	b.Fatal("the kernel tells no most memory")
	return 0
}
