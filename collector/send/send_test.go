package send_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"vigie/collector"
	"vigie/collector/send"
	"vigie/migrations"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

const source = "urn:test:sender"

// station is a collector with something in front of it that can fail.
type station struct {
	url, token string
	warehouse  *warehouse.Warehouse
	collector  *collector.Collector
	front      atomic.Pointer[func(http.ResponseWriter, *http.Request) bool] // true: it has dealt with the request
}

func newStation(t *testing.T) *station {
	t.Helper()
	s := &station{warehouse: warehousetest.Open(t)}
	if err := migrations.Run(t.Context(), s.warehouse, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if err := s.warehouse.Conn().Exec(t.Context(), "INSERT INTO structure_snapshot (id, imported_at) SELECT 's1', now()"); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.token, err = collector.NewTokens(s.warehouse, time.Now).Add(t.Context(), collector.Token{Source: source}); err != nil {
		t.Fatal(err)
	}
	key, err := collector.OpenKey("", strings.Repeat("ab", 32), "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := collector.New(t.Context(), collector.Options{Warehouse: s.warehouse, Key: key, Spool: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	s.collector = c
	router := mux.NewRouter()
	c.Routes(router)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if front := s.front.Load(); front != nil && (*front)(w, r) {
			return
		}
		router.ServeHTTP(w, r)
	}))
	s.url = server.URL
	t.Cleanup(func() {
		server.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := c.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *station) fail(front func(http.ResponseWriter, *http.Request) bool) { s.front.Store(&front) }

func (s *station) options(text string) send.Options {
	return send.Options{File: "-", In: strings.NewReader(text), URL: s.url, Token: s.token, Lines: 100, Pause: time.Millisecond, Patience: 5 * time.Second}
}

func (s *station) rows(t *testing.T) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s.collector.Settle(ctx)
	var n uint64
	if err := s.warehouse.Conn().QueryRow(t.Context(), "SELECT count() FROM event").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func line(id int) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":"e%d","source":%q,"type":"vigie.attendance.v1","time":"2026-03-02","data":{"structure":"s1","person":"p","format":"remote","minutes":20}}`, id, source)
}

func file(from, to int) string {
	var text strings.Builder
	for i := from; i < to; i++ {
		text.WriteString(line(i) + "\n")
	}
	return text.String()
}

func TestFileIsSent(t *testing.T) {
	s := newStation(t)
	path := filepath.Join(t.TempDir(), "events.ndjson")
	bad := strings.Replace(line(7), "remote", "picnic", 1)
	text := "\ufeff" + file(0, 250) + "\r\n\n" + line(3) + "\r\n" + bad + "\n" + strings.Replace(line(5), `"minutes":20`, `"minutes":21`, 1) + "\n" + strings.Repeat("x", 70_000) + "\n" + line(250)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o := s.options("")
	o.File = path
	tally, err := send.Run(t.Context(), o)
	if !errors.Is(err, send.ErrRejected) {
		t.Errorf("error %v", err)
	}
	var shown bytes.Buffer
	if _, err := tally.WriteTo(&shown); err != nil {
		t.Fatal(err)
	}
	want := `read        255
accepted    251
duplicates  1
conflicts   1
rejected    2
not sent    0
line 254 (e7) rejected: data.format: Use one of individual, workshop, remote, home_visit, outreach, self_service.
line 256 rejected: Send events of at most 64 KiB each: this one is larger.
line 255 (e5) conflicts with an event of the same source and id that was kept before
`
	if shown.String() != want {
		t.Errorf("tally\n%s\nwant\n%s", shown.String(), want)
	}
	if n := s.rows(t); n != 251 {
		t.Errorf("%d rows", n)
	}
	// Once more, without the bad lines: all is known.
	tally, err = send.Run(t.Context(), s.options(file(0, 251)))
	if err != nil || tally.Duplicates != 251 || tally.Read != 251 || tally.Accepted+tally.Unsent != 0 {
		t.Errorf("%+v, %v", tally, err)
	}
}

// What the collector puts off, what breaks and what comes back in part is sent again from where it came to, and every
// line is counted once.
func TestFailuresOnTheWay(t *testing.T) {
	s := newStation(t)
	requests := 0
	s.fail(func(w http.ResponseWriter, r *http.Request) bool {
		requests++
		switch requests {
		case 1, 2:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		case 3:
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, "<html>no</html>")
		case 4:
			panic(http.ErrAbortHandler)
		case 7: // the third hundred: forty lines are dealt with, then the warehouse is away
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, `{"status":503,"detail":"The warehouse is away.","accepted":39,"duplicates":0,"conflicts":[],"rejected":[{"index":39,"id":"x","field":"data.x","reason":"No."}],"committed_through":39}`)
		default:
			return false
		}
		return true
	})
	tally, err := send.Run(t.Context(), s.options(file(0, 450)))
	if !errors.Is(err, send.ErrRejected) {
		t.Fatal(err)
	}
	if tally.Read != 450 || tally.Accepted != 449 || tally.Rejected != 1 || tally.Duplicates+tally.Conflicts+tally.Unsent != 0 || tally.Broken != 1 {
		t.Errorf("%+v", tally)
	}
	if first := tally.FirstRejected[0]; first.Number != 240 {
		t.Errorf("%+v", first)
	}
	if n := s.rows(t); n != 410 { // forty of them only the broken answer knows
		t.Errorf("%d rows", n)
	}
}

// An answer that never came is no loss: what was kept by then is a duplicate.
func TestAnswerThatNeverCame(t *testing.T) {
	s := newStation(t)
	requests := 0
	s.fail(func(w http.ResponseWriter, r *http.Request) bool {
		if requests++; requests > 1 {
			return false
		}
		again, err := http.NewRequestWithContext(r.Context(), http.MethodPost, s.url+r.URL.Path, r.Body)
		if err != nil {
			t.Error(err)
			return true
		}
		again.Header = r.Header
		response, err := http.DefaultClient.Do(again) // this is the second request
		if err != nil || response.StatusCode != 200 {
			t.Errorf("%v, %v", response, err)
		}
		panic(http.ErrAbortHandler)
	})
	tally, err := send.Run(t.Context(), s.options(file(0, 80)))
	if err != nil || tally.Duplicates != 80 || tally.Accepted != 0 || tally.Broken != 1 || s.rows(t) != 80 {
		t.Errorf("%+v, %v, %d rows", tally, err, s.rows(t))
	}
}

func TestSendingThatCannotGoOn(t *testing.T) {
	s := newStation(t)
	for _, c := range []struct {
		name   string
		change func(*send.Options)
		says   string
		unsent int
	}{
		{"no file", func(o *send.Options) { o.File = "/no/such/file" }, "no such file", 0},
		{"no address", func(o *send.Options) { o.URL = "collector" }, "http://HOST:PORT", 0},
		{"no token", func(o *send.Options) { o.Token = "" }, "vigie token add", 0},
		{"wrong token", func(o *send.Options) { o.Token = "vigie_x" }, "401 Unauthorized: Check that the token", 100},
		{"another service", func(o *send.Options) { o.URL = s.url + "/elsewhere" }, "404 Not Found", 100},
		{"nobody there", func(o *send.Options) { o.URL = "http://127.0.0.1:1"; o.Patience = 20 * time.Millisecond }, "gave up", 100},
	} {
		o := s.options(file(0, 250))
		c.change(&o)
		tally, err := send.Run(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), s.token) {
			t.Errorf("%s: %v", c.name, err)
		}
		if tally.Unsent != c.unsent || tally.Read != c.unsent {
			t.Errorf("%s: %+v", c.name, tally)
		}
	}
	s.fail(func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, "https://elsewhere.example/", http.StatusMovedPermanently)
		return true
	})
	if _, err := send.Run(t.Context(), s.options(file(0, 5))); err == nil || !strings.Contains(err.Error(), "https://elsewhere.example/") {
		t.Errorf("redirected: %v", err)
	}
	s.fail(func(w http.ResponseWriter, _ *http.Request) bool {
		_, _ = io.WriteString(w, "<html>Welcome</html>")
		return true
	})
	if _, err := send.Run(t.Context(), s.options(file(0, 5))); err == nil || !strings.Contains(err.Error(), "not as a collector does") {
		t.Errorf("something else answers: %v", err)
	}
	s.fail(func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if tally, err := send.Run(ctx, s.options(file(0, 5))); !errors.Is(err, context.DeadlineExceeded) || tally.Unsent != 5 {
		t.Errorf("interrupted: %+v, %v", tally, err)
	}
}
