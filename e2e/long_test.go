package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/e2e/binary"
	"vigie/queries/engine"
)

// longHistory writes events of three past years to a file, one a line.
func longHistory(t *testing.T, source string, count int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "history.ndjson")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriterSize(file, 1<<20)
	begin := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range count {
		fmt.Fprintf(out, `{"specversion":"1.0","id":"old-%d","source":%q,"type":"vigie.attendance.v1","time":%q,"data":{"structure":"place-%d","format":"individual","minutes":%d,"person":"p%d","services":["administrative_procedures"]}}`+"\n",
			n, source, begin.AddDate(0, 0, n*3*365/count).Format(time.DateOnly), n%faultStructures, 15+n%90, n/4)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// breaking passes connections on to an address, and breaks each one once it has carried so many bytes, as long as any such number
// is left.
type breaking struct {
	listener net.Listener
	mu       sync.Mutex
	after    []int64
	broken   int
}

func newBreaking(t *testing.T, to string, after ...int64) *breaking {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &breaking{listener: listener, after: after}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				_ = in.Close()
				continue
			}
			go b.pass(in, out)
		}
	}()
	return b
}

func (b *breaking) pass(in, out net.Conn) {
	defer in.Close()
	defer out.Close()
	go func() {
		_, _ = io.Copy(in, out)
		_ = in.Close()
	}()
	b.mu.Lock()
	limit := int64(-1)
	if len(b.after) > 0 {
		limit, b.after = b.after[0], b.after[1:]
		b.broken++
	}
	b.mu.Unlock()
	if limit < 0 {
		_, _ = io.Copy(out, in)
		return
	}
	_, _ = io.CopyN(out, in, limit)
}

// memories samples the resident memory of processes until it is stopped.
type memories struct {
	stop    chan struct{}
	stopped chan struct{}
	samples [][]float64 // MiB, by process
}

func watchMemories(processes ...*os.Process) *memories {
	m := &memories{stop: make(chan struct{}), stopped: make(chan struct{}), samples: make([][]float64, len(processes))}
	go func() {
		defer close(m.stopped)
		for {
			for i, process := range processes {
				if mib, err := resident(process); err == nil { // it has not ended
					m.samples[i] = append(m.samples[i], mib)
				}
			}
			select {
			case <-m.stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return m
}

// check ends the sampling and holds that a process had no more memory than it may, and in the last part of the time not much more than
// in the middle.
func (m *memories) check(t *testing.T, name string, which int, most, growth float64) {
	t.Helper()
	select {
	case <-m.stopped:
	default:
		close(m.stop)
		<-m.stopped
	}
	samples := m.samples[which]
	if len(samples) < 10 {
		t.Fatalf("%s: only %d samples of its memory", name, len(samples))
	}
	var tenths []string
	largest := func(of []float64) float64 {
		top := 0.0
		for _, mib := range of {
			top = max(top, mib)
		}
		return top
	}
	for tenth := range 10 {
		tenths = append(tenths, fmt.Sprintf("%.0f", largest(samples[len(samples)*tenth/10:len(samples)*(tenth+1)/10])))
	}
	t.Logf("%s: resident memory by tenths of the time, MiB: %s", name, strings.Join(tenths, " "))
	middle, end := largest(samples[len(samples)/3:len(samples)*2/3]), largest(samples[len(samples)*2/3:])
	if top := largest(samples); top > most || end > middle+growth {
		t.Errorf("%s: up to %.0f MiB, %.0f in the middle and %.0f at the end", name, top, middle, end)
	}
}

// TestLongHistory sends the events of three past years, once through vigie send on a connection that breaks twice, and once as one
// request that breaks in the middle and is resumed after committed_through. Every event is counted once, and neither end's
// memory grows with the length. VIGIE_EVENTS says how many.
func TestLongHistory(t *testing.T) {
	count := int(fromEnvironment(t, "VIGIE_EVENTS", 30_000))
	dir := t.TempDir()
	s := binary.Serve(t, dir, "--host", "127.0.0.1") // the way that breaks has another port
	senders := furnish(t, dir, 1)
	address := strings.TrimPrefix(s.URL, "http://")

	t.Run("vigie send", func(t *testing.T) {
		path := longHistory(t, senders[0].source, count)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		// What travels is compressed to a tenth or less.
		way := newBreaking(t, address, info.Size()/100, info.Size()/60)
		command := exec.Command(binary.Path(t), "send", path, "--to", "http://"+way.listener.Addr().String(), "--token", senders[0].token)
		var said bytes.Buffer
		command.Stdout, command.Stderr = &said, &said
		begun := time.Now()
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		watching := watchMemories(s.Process, command.Process)
		if err := command.Wait(); err != nil {
			t.Errorf("%v\n%s", err, said.String())
		}
		took := time.Since(begun)
		t.Logf("%d events in %v, %.0f a second; %d connections broke\n%s", count, took, float64(count)/took.Seconds(), way.broken, said.String())
		watching.check(t, "vigie serve", 0, 1800, 200)
		watching.check(t, "vigie send", 1, 150, 50)
		if way.broken != 2 || !strings.Contains(said.String(), "connections broke") || !strings.Contains(said.String(), "not sent    0\n") {
			t.Errorf("%d connections broke; said:\n%s", way.broken, said.String())
		}
		counted(t, s, count)
	})
	t.Run("one request", func(t *testing.T) {
		file, err := os.Open(longHistory(t, senders[1].source, count))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines := bufio.NewReaderSize(file, 1<<16)
		watching := watchMemories(s.Process)
		begun := time.Now()
		first := stream(t, address, senders[1].token, lines, count/2)
		if first.status != http.StatusBadRequest || first.CommittedThrough < 0 || first.CommittedThrough >= count/2 || first.Accepted != first.CommittedThrough+1 {
			t.Fatalf("a request that broke off after %d lines: %+v", count/2, first)
		}
		// Go on after what was committed.
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		lines.Reset(file)
		for range first.CommittedThrough + 1 {
			if _, err := lines.ReadSlice('\n'); err != nil {
				t.Fatal(err)
			}
		}
		rest := count - first.Accepted
		second := stream(t, address, senders[1].token, lines, -1)
		took := time.Since(begun)
		if second.status != http.StatusOK || second.Accepted != rest || second.CommittedThrough != rest-1 {
			t.Fatalf("the %d lines that were left: %+v", rest, second)
		}
		t.Logf("%d events in %v, %.0f a second; resumed after line %d", count, took, float64(count)/took.Seconds(), first.CommittedThrough)
		watching.check(t, "vigie serve", 0, 1800, 200)
		counted(t, s, 2*count)
	})
}

type streamed struct {
	status           int
	Accepted         int
	CommittedThrough int `json:"committed_through"`
	Detail           string
}

// stream sends lines in one request, all of them, or so many and then no more although the body has not ended.
func stream(t *testing.T, address, token string, lines *bufio.Reader, most int) streamed {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	out := bufio.NewWriterSize(connection, 1<<16)
	fmt.Fprintf(out, "POST /api/v1/events HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n", address, token)
	for sent := 0; sent != most; sent++ {
		line, err := lines.ReadSlice('\n')
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(out, "%x\r\n%s\r\n", len(line), line)
	}
	if most < 0 {
		fmt.Fprint(out, "0\r\n\r\n")
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	if most >= 0 {
		if err := connection.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer := streamed{status: response.StatusCode, CommittedThrough: -1}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// counted waits until so many events are counted once each, every one of them a participation.
func counted(t *testing.T, s *binary.Server, want int) {
	t.Helper()
	begun := time.Now()
	for {
		got := *exactly(t, s.Dir, engine.Question{Indicator: "impact.participations", From: "2023-01-01", To: "2026-01-01"})[0].Figures[0].Value
		if got == float64(want) {
			t.Logf("all %d are in the figures %v after the last answer", want, time.Since(begun).Round(time.Millisecond))
			return
		}
		if got > float64(want) || time.Since(begun) > time.Minute+time.Duration(want)*100*time.Microsecond {
			t.Fatalf("%v of %d participations are counted", got, want)
		}
		time.Sleep(200 * time.Millisecond)
	}
}
