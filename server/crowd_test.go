package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/server"
)

// serve runs a server on a free port and answers its address.
func serve(t *testing.T, o server.Options) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(o)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(listener) }()
	t.Cleanup(func() { _ = s.Close() })
	return listener.Addr().String()
}

// dial opens a connection and writes the beginning of a request; {} stands for the address.
func dial(t *testing.T, address, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, strings.ReplaceAll(text, "{}", address)); err != nil {
		t.Fatal(err)
	}
	return c
}

// status asks on a connection of its own; 0 stands for no answer.
func status(t *testing.T, address, method, path string) int {
	t.Helper()
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	r, err := http.NewRequest(method, "http://"+address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(r)
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// However many say nothing or begin and do not go on, whoever asks is answered: those are closed that have been silent longest.
func TestSilentCrowd(t *testing.T) {
	const most = 64
	address := serve(t, server.Options{Connections: most, Handler: http.NotFoundHandler()})
	for i := range 5 * most {
		c := dial(t, address, []string{
			"", "GET / HTTP/1.1\r\nHost: {}\r\n", "GET / HTTP/1.1\r\nHost: {}\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: {}\r\nContent-Length: 9\r\n\r\n", "POST /api/v1/events HTTP/1.1\r\nHost: {}\r\nContent-Length: 9\r\n\r\n",
		}[i%5])
		if i%5 == 2 { // answered, and kept open
			if _, err := bufio.NewReader(c).ReadString('\n'); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range most {
		if got := status(t, address, http.MethodGet, "/"); got != http.StatusNotFound {
			t.Fatalf("a reader among silent ones: %d", got)
		}
		if got := status(t, address, http.MethodPost, "/api/v1/events"); got != http.StatusNotFound {
			t.Fatalf("a sender among silent ones: %d", got)
		}
	}
}

// Readers who fill what is theirs keep out neither senders nor those who ask whether the process lives; who comes too late is told.
func TestReadersLeaveRoom(t *testing.T) {
	const most = 64
	let := make(chan struct{})
	address := serve(t, server.Options{Connections: most, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			<-let
		}
	})})
	var held []net.Conn
	for range most / 2 {
		held = append(held, dial(t, address, "GET /slow HTTP/1.1\r\nHost: {}\r\n\r\n"))
	}
	for deadline := time.Now().Add(5 * time.Second); status(t, address, http.MethodGet, "/") != http.StatusServiceUnavailable; {
		if time.Now().After(deadline) {
			t.Fatal("readers are let in without end")
		}
	}
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/healthz", 200}, {http.MethodGet, "/readyz", 200}, {http.MethodPost, "/api/v1/events", 200},
		{http.MethodGet, "/api/v1/events", 503}, {http.MethodPost, "/api/v1/erasures", 503},
	} {
		if got := status(t, address, c.method, c.path); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, got, c.want)
		}
	}
	close(let)
	for _, c := range held { // as soon as their answers are read and they are idle, others are let in
		if _, err := bufio.NewReader(c).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	if got := status(t, address, http.MethodGet, "/"); got != http.StatusOK {
		t.Errorf("after the crowd: %d", got)
	}
}

// What does not move on is ended: a head, a body nobody reads, an answer nobody reads. What moves on may take its time.
func TestDeadlines(t *testing.T) {
	const wait = 300 * time.Millisecond
	writing := make(chan error, 1)
	address := serve(t, server.Options{HeadWait: wait, ReaderWait: wait, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/long":
			_, err := w.Write(make([]byte, 64<<20))
			writing <- err
		case "/stream": // as the collector takes a body
			connection := http.NewResponseController(w)
			for into, err := make([]byte, 8), error(nil); err == nil; _, err = r.Body.Read(into) {
				_ = connection.SetReadDeadline(time.Now().Add(wait))
			}
			time.Sleep(2 * wait) // after its end there is no deadline
			if r.Context().Err() == nil {
				_, _ = io.WriteString(w, "all of it")
			}
		}
	})})
	ended := func(what string, c net.Conn) {
		t.Helper()
		begun := time.Now()
		_ = c.SetReadDeadline(begun.Add(10 * wait))
		if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("%s is held open", what)
		}
	}
	ended("silence", dial(t, address, ""))
	ended("half a head", dial(t, address, "GET / HTTP/1.1\r\nHo"))
	ended("a body that does not come", dial(t, address, "GET / HTTP/1.1\r\nHost: {}\r\nContent-Length: 10\r\n\r\n"))

	dial(t, address, "GET /long HTTP/1.1\r\nHost: {}\r\n\r\n")
	select {
	case err := <-writing:
		if err == nil {
			t.Error("64 MiB were written to somebody who read nothing")
		}
	case <-time.After(10 * wait):
		t.Error("an answer that nobody reads is written for ever")
	}

	stream := dial(t, address, "POST /stream HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
	for range 8 {
		time.Sleep(wait / 2)
		if _, err := fmt.Fprint(stream, "1\r\nx\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprint(stream, "0\r\n\r\n")
	if answer, _ := io.ReadAll(stream); !strings.HasSuffix(string(answer), "all of it") {
		t.Errorf("a long stream that moves on: %q", answer)
	}
}

// Who reads slowly, but reads, gets all of it.
func TestSlowReader(t *testing.T) {
	const wait, size = 300 * time.Millisecond, 16 << 20
	address := serve(t, server.Options{ReaderWait: wait, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, size))
	})})
	c := dial(t, address, "GET / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n")
	got, into := 0, make([]byte, 1<<20)
	begun := time.Now()
	for {
		n, err := io.ReadFull(c, into)
		if got += n; err != nil {
			break
		}
		time.Sleep(wait / 4)
	}
	if got < size || time.Since(begun) < 2*wait {
		t.Errorf("%d of %d bytes in %s", got, size, time.Since(begun))
	}
}
