package e2e

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// resident is how much memory a process has, in MiB.
func resident(process *os.Process) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if text, found := strings.CutPrefix(line, "VmRSS:"); found {
			kib, err := strconv.ParseFloat(strings.Fields(text)[0], 64)
			return kib / 1024, err
		}
	}
	return 0, errors.New("the system does not tell how much memory a process has")
}

// crowd is senders that do harm: by ignorance, by broken tools or by intent.
type crowd struct {
	t       *testing.T
	address string
	token   string
	end     chan struct{}
	all     sync.WaitGroup

	mu       sync.Mutex
	statuses map[int]int
}

// each has so many of a kind at work until the end.
func (c *crowd) each(count int, work func()) {
	for range count {
		c.all.Go(func() {
			for {
				select {
				case <-c.end:
					return
				default:
					work()
				}
			}
		})
	}
}

// hang opens a connection, writes something, and then what follows, a byte now and then, until the end.
func (c *crowd) hang(head, slowly string) {
	connection, err := net.Dial("tcp", c.address)
	if err != nil {
		c.t.Error(err)
		return
	}
	defer connection.Close()
	_, _ = io.WriteString(connection, head)
	for at := 0; ; at++ {
		select {
		case <-c.end:
			return
		case <-time.After(200 * time.Millisecond):
		}
		if at < len(slowly) {
			if _, err := connection.Write([]byte{slowly[at]}); err != nil {
				return // it was shown the door: it comes again
			}
		}
	}
}

func (c *crowd) head(more string) string {
	return "POST /api/v1/events HTTP/1.1\r\nHost: " + c.address + "\r\nAuthorization: Bearer " + c.token + "\r\nContent-Type: application/x-ndjson\r\n" + more + "\r\n\r\n"
}

// post sends a body and counts the status of the answer; a connection that is closed in the middle of a body counts as 0.
func (c *crowd) post(token, kind, encoding string, body []byte) {
	request, err := http.NewRequest(http.MethodPost, "http://"+c.address+"/api/v1/events", bytes.NewReader(body))
	if err != nil {
		c.t.Error(err)
		return
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Content-Encoding", encoding)
	request.Header.Set("Authorization", "Bearer "+token)
	status := 0
	if response, err := http.DefaultClient.Do(request); err == nil {
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		status = response.StatusCode
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.statuses[status]++
}

// TestOverload has hundreds of bad senders at a running vigie at once: connections that say nothing, heads and bodies that come
// byte by byte, lengths that are not true, compression bombs, and more requests of one token than are let in. A good sender is
// served all the while, in good time, and memory stays bounded.
func TestOverload(t *testing.T) {
	dir := t.TempDir()
	s := binary.Serve(t, dir)
	senders := furnish(t, dir, 1)
	// Bombs have a token of their own: the slow bodies may hold every place of theirs from the first to the last moment.
	good, bad, bomber := senders[0], senders[1], senders[2]
	latencies := func() []time.Duration {
		var took []time.Duration
		for range 150 {
			begun := time.Now()
			e := good.draw()
			if err := good.post(s.URL, []faultEvent{e}); err != nil {
				t.Fatalf("a good sender is put off: %v", err)
			}
			good.acknowledged = append(good.acknowledged, e)
			took = append(took, time.Since(begun))
		}
		slices.Sort(took)
		return took
	}
	latencies() // the first requests also open the engine's files
	calm := latencies()
	before, err := resident(s.Process)
	if err != nil {
		t.Fatal(err)
	}

	var bomb bytes.Buffer
	out := gzip.NewWriter(&bomb)
	for range 256 {
		if _, err := out.Write(bytes.Repeat([]byte{'\n'}, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	c := &crowd{t: t, address: strings.TrimPrefix(s.URL, "http://"), token: bad.token, end: make(chan struct{}), statuses: map[int]int{}}
	line := bad.draw().line + "\n"
	c.each(100, func() { c.hang("", "") })
	c.each(100, func() { c.hang("POST /api/v1/events HTTP/1.1\r\nHo", strings.Repeat("x", 1000)) })
	c.each(50, func() { c.hang(c.head("Transfer-Encoding: chunked"), strings.Repeat("1\r\n \r\n", 100)) })
	c.each(50, func() { c.hang(c.head("Content-Length: 1000000000")+line, "") })
	c.each(20, func() { c.hang(c.head("Content-Length: 3")+strings.Repeat(line, 3), "") })
	c.each(1, func() { c.post(bomber.token, "application/x-ndjson", "gzip", bomb.Bytes()) })
	c.each(1, func() { c.post(bomber.token, "application/cloudevents-batch+json", "gzip", bomb.Bytes()) })
	c.each(20, func() {
		c.post(bad.token, "application/x-ndjson", "", []byte(line))
		time.Sleep(50 * time.Millisecond)
	})
	most := before
	stopWatching, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		for {
			select {
			case <-stopWatching:
				return
			case <-time.After(50 * time.Millisecond):
				if mib, err := resident(s.Process); err == nil {
					most = max(most, mib)
				}
			}
		}
	}()
	time.Sleep(time.Second)
	crowded := latencies()
	close(c.end)
	c.all.Wait()
	close(stopWatching)
	<-watched

	percentile := func(of []time.Duration, percent int) time.Duration { return of[len(of)*percent/100] }
	t.Logf("one event a request: p50 %v, p95 %v alone; p50 %v, p95 %v in the crowd", percentile(calm, 50), percentile(calm, 95), percentile(crowded, 50), percentile(crowded, 95))
	t.Logf("resident memory %.0f MiB before, at most %.0f MiB in the crowd; answers to the crowd: %v", before, most, c.statuses)
	if got, limit := percentile(crowded, 50), 5*percentile(calm, 50)+100*time.Millisecond; got > limit {
		t.Errorf("half of a good sender's requests take %v or more in a crowd, %v alone", got, percentile(calm, 50))
	}
	if most > before+400 {
		t.Errorf("memory grows from %.0f to %.0f MiB", before, most)
	}
	for status, count := range c.statuses {
		if !slices.Contains([]int{0, http.StatusOK, http.StatusRequestEntityTooLarge, http.StatusTooManyRequests}, status) {
			t.Errorf("%d answers with %d", count, status)
		}
	}
	if c.statuses[http.StatusTooManyRequests] == 0 || c.statuses[http.StatusRequestEntityTooLarge] == 0 {
		t.Errorf("answers %v: there is no crowd, or no bomb", c.statuses)
	}
	settled(t, s)
	want := participationsOf(good.acknowledged)
	if got := total(t, s, "impact.participations", want); got < want {
		t.Errorf("%v of %v participations are counted", got, want)
	}
}
