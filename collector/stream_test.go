package collector_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/collector"
)

// raw opens a connection and sends the head of a chunked request with lines.
func (h *house) raw() net.Conn {
	h.t.Helper()
	connection, err := net.Dial("tcp", h.server.Listener.Addr().String())
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		h.t.Fatal(err)
	}
	h.write(connection, "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nAuthorization: Bearer "+h.token+
		"\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
	return connection
}

func (h *house) write(connection net.Conn, text string) {
	h.t.Helper()
	if _, err := io.WriteString(connection, text); err != nil {
		h.t.Fatal(err)
	}
}

func chunk(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("%s: not within 10 s", what)
}

func (h *house) answered(connection net.Conn) answer {
	h.t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.read(response)
}

// A line of a stream that goes on is kept soon, without waiting for more.
func TestSlowStreamIsKeptAsItComes(t *testing.T) {
	h := newHouse(t)
	connection := h.raw()
	for i := range 3 {
		h.write(connection, chunk(attendance(fmt.Sprint("e", i), "p")+"\n"))
		sent := time.Now()
		eventually(t, "the line is kept", func() bool { return h.count("SELECT count() FROM event") == uint64(i+1) })
		t.Logf("kept after %v", time.Since(sent))
	}
	h.write(connection, "0\r\n\r\n")
	if a := h.answered(connection); a.status != 200 || a.Accepted != 3 || a.CommittedThrough != 2 {
		t.Errorf("%d %s", a.status, a.text)
	}
}

// Of a sender that stops in the middle whole lines are kept, and nothing of the one that was cut.
func TestSenderThatStopsInTheMiddle(t *testing.T) {
	h := newHouse(t)
	connection := h.raw()
	cut := attendance("cut", "secretive-person")
	h.write(connection, chunk(attendance("a", "p")+"\n"+attendance("b", "p")+"\n"+cut[:len(cut)-1]))
	if err := connection.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is noticed", func() bool { return strings.Contains(h.log.String(), "stopped in the middle") })
	if n := h.count("SELECT count() FROM event"); n != 2 {
		t.Errorf("%d events are kept, want the two whole ones", n)
	}
	log := h.log.String()
	if strings.Count(log, "\n") != 1 || !strings.Contains(log, "level=INFO") || !strings.Contains(log, "committed_through=1") || strings.Contains(log, "secretive") {
		t.Errorf("logged:\n%s", log)
	}
	// All of it again, with its end.
	a := h.post(lines, attendance("a", "p")+"\n"+attendance("b", "p")+"\n"+cut)
	if a.Accepted != 1 || a.Duplicates != 2 {
		t.Error(a.text)
	}
}

// A sender that falls silent is told how far it came.
func TestSilentSender(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.Patience = 300 * time.Millisecond })
	connection := h.raw()
	h.write(connection, chunk(attendance("a", "p")+"\n"+attendance("b", "p")[:50]))
	a := h.answered(connection)
	if a.status != http.StatusBadRequest || !strings.HasSuffix(a.Type, ":silent-sender") || a.Accepted != 1 || a.CommittedThrough != 0 {
		t.Errorf("%d %s", a.status, a.text)
	}
	// The answer is the end of the connection: what comes late is no request.
	if _, err := connection.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
}

// A sender may take longer than the patience as long as something comes, and the answer may take as long as it needs.
func TestSteadySenderHasTime(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.Patience = time.Second })
	connection := h.raw()
	for i := range 5 {
		h.write(connection, chunk(attendance(fmt.Sprint("e", i), "p")+"\n"))
		time.Sleep(400 * time.Millisecond)
	}
	h.write(connection, "0\r\n\r\n")
	if a := h.answered(connection); a.status != 200 || a.Accepted != 5 {
		t.Errorf("%d %s", a.status, a.text)
	}
}

// When the collector stops, streams under way end with an answer that says how far they came, and nothing new is taken.
func TestStopEndsStreams(t *testing.T) {
	h := newHouse(t)
	connection := h.raw()
	h.write(connection, chunk(attendance("a", "p")+"\n"+attendance("b", "p")+"\n"+attendance("c", "p")[:50]))
	eventually(t, "the lines are kept", func() bool { return h.count("SELECT count() FROM event") == 2 })
	h.collector.Stop()
	a := h.answered(connection)
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || a.Accepted != 2 || a.CommittedThrough != 1 {
		t.Errorf("%d %s", a.status, a.text)
	}
	if a := h.post(single, attendance("d", "p")); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", a.status, a.text)
	}
	if err := h.collector.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := h.collector.Take(t.Context(), collector.Sender{Source: testSource}, attendances(0, 1)); err == nil {
		t.Error("events are taken after Close")
	}
}

// A sender that does not read a long answer holds up nobody.
func TestAnswerThatIsNotRead(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.MaxRequests = 1; o.Patience = time.Second })
	connection := h.raw()
	if err := connection.(*net.TCPConn).SetReadBuffer(1 << 12); err != nil {
		t.Fatal(err)
	}
	// More than five megabytes are named, which no connection holds.
	bad := eventText("vigie.attendance.v1", strings.Repeat("long-", 38), `"structure":"s1","person":"p","format":"remote","minutes":5,"profile":{"residence":"x"}`) + "\n"
	h.write(connection, chunk(strings.Repeat(bad, collector.MaxNamed))+"0\r\n\r\n")
	eventually(t, "the request is dealt with", func() bool {
		return strings.Contains(h.counters("vigie_intake_events_total"), fmt.Sprintf("rejected vigie.attendance.v1 %d\n", collector.MaxNamed))
	})
	eventually(t, "the next one is served", func() bool { return h.post(single, attendance("b", "p")).status == 200 })
}

// More than may be under way at once is put off, and what is under way is not hurt.
func TestTooManyRequests(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.MaxRequests = 1 })
	connection := h.raw()
	h.write(connection, chunk(attendance("a", "p")+"\n"))
	eventually(t, "the stream is under way", func() bool { return h.count("SELECT count() FROM event") == 1 })
	a := h.post(single, attendance("b", "p"))
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", a.status, a.text)
	}
	h.write(connection, chunk(attendance("c", "p")+"\n")+"0\r\n\r\n")
	if a := h.answered(connection); a.status != 200 || a.Accepted != 2 {
		t.Errorf("%d %s", a.status, a.text)
	}
	// A request counts until its answer has left, which its sender may know a moment earlier.
	eventually(t, "the next one is served", func() bool { return h.post(single, attendance("b", "p")).status == 200 })
}

// A token that has as many requests under way as it may leaves room for the others.
func TestTokensShareRequests(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.MaxRequests = 8 })
	others := []string{h.addToken(collector.Token{Source: testSource}), h.addToken(collector.Token{Source: testSource})}
	h.post(single, attendance("a", "p"))
	under := 0
	for ; under < 8; under++ {
		h.write(h.raw(), chunk(attendance(fmt.Sprint("e", under), "p")+"\n"))
		eventually(t, "the stream is under way", func() bool { return h.count("SELECT count() FROM event") == uint64(1+under+1) })
		if h.post(single, attendance("a", "p")).status == http.StatusTooManyRequests {
			break
		}
	}
	if under < 3 || under > 6 {
		t.Errorf("a token alone has %d of 8 requests", under+1)
	}
	mine := h.token
	for range 3 {
		for _, h.token = range others {
			if a := h.post(single, attendance("b", "p")); a.status != http.StatusOK {
				t.Errorf("another token: %d %s", a.status, a.text)
			}
		}
	}
	h.token = mine
	if a := h.post(single, attendance("c", "p")); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
		t.Errorf("the first token: %d %s", a.status, a.text)
	}
}

// Bodies that must be read whole share a bounded memory.
func TestMemoryOfBodies(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.MaxBodies = collector.MaxEvent })
	for range 2 {
		a := h.post(batch, "["+strings.Repeat(" ", collector.MaxEvent)+"]")
		if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
			t.Errorf("more than there is: %d %s", a.status, a.text)
		}
		if a = h.post(batch, "["+attendance("a", "p")+"]"); a.status != 200 {
			t.Errorf("the memory is not given back: %d %s", a.status, a.text)
		}
	}
}

// While the warehouse fails events are taken all the same, and go to it by themselves once it works.
func TestWarehouseThatFails(t *testing.T) {
	h := newHouse(t)
	h.exec("RENAME TABLE event TO event_away")
	a := h.post(lines, attendance("a", "p")+"\n{}\n")
	if a.status != http.StatusMultiStatus || a.Accepted != 1 || a.CommittedThrough != 1 {
		t.Errorf("%d %s", a.status, a.text)
	}
	// What waits is known when it comes again.
	if a = h.post(lines, attendance("a", "p")+"\n"+strings.Replace(attendance("a", "p"), "30", "31", 1)+"\n"); a.Duplicates != 1 || len(a.Conflicts) != 1 {
		t.Errorf("%d %s", a.status, a.text)
	}
	h.settle() // or see that it can't
	if says := h.collector.Degraded(); !strings.Contains(says, "1 wait") {
		t.Errorf("degraded: %q", says)
	}
	if log := h.log.String(); strings.Count(log, "level=ERROR") != 1 {
		t.Errorf("logged:\n%s", log)
	}
	h.exec("RENAME TABLE event_away TO event")
	h.recover()
	if n := h.count("SELECT count() FROM event"); n != 1 {
		t.Errorf("%d rows", n)
	}
}

// recover waits until the collector has seen that the warehouse works again.
func (h *house) recover() {
	h.t.Helper()
	for end := time.Now().Add(30 * time.Second); h.collector.Degraded() != ""; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatal(h.collector.Degraded())
		}
	}
}

func (h *house) exec(statement string) {
	h.t.Helper()
	h.settle()
	if err := h.warehouse.Conn().Exec(h.t.Context(), statement); err != nil {
		h.t.Fatal(err)
	}
}
