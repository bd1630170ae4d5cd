package collector_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"

	"vigie/collector"
	"vigie/migrations"
	"vigie/warehouse"
	"vigie/warehouse/warehousetest"
)

// testSource is the source of the tests' first token.
const testSource = "urn:test:tool"

// testKey is a network key that is nobody's.
const testKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

// today is the instant at which the tests happen: a summer day's noon in Paris.
var today = time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC)

// clock is a clock that tests set. It moves on by itself too, by a millisecond a look.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

// advance moves the clock, back where by is negative.
func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// house is a collector that listens, over a warehouse of its own.
type house struct {
	t         testing.TB
	warehouse *warehouse.Warehouse
	collector *collector.Collector
	tokens    *collector.Tokens
	clock     *clock
	metrics   *prometheus.Registry
	options   collector.Options
	server    *httptest.Server
	token     string // of testSource, for all structures
	log       *logged
}

// logged is a log that tests read.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(text)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// newHouse opens a collector for a network with the structures s1, s2 and s3.
func newHouse(t testing.TB, change ...func(*collector.Options)) *house {
	t.Helper()
	h := &house{t: t, warehouse: warehousetest.Open(t), clock: &clock{now: today}, metrics: prometheus.NewRegistry(), log: &logged{}}
	if err := migrations.Run(t.Context(), h.warehouse, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	h.addStructures("s1", "s2", "s3")
	h.tokens = collector.NewTokens(h.warehouse, h.clock.read)
	h.token = h.addToken(collector.Token{Source: testSource})
	key, err := collector.OpenKey("", testKey, "")
	if err != nil {
		t.Fatal(err)
	}
	options := collector.Options{
		Warehouse: h.warehouse, Key: key, Now: h.clock.read, Registerer: h.metrics,
		Logger: slog.New(slog.NewTextHandler(h.log, nil)), Spool: t.TempDir(),
	}
	options.Erasures = filepath.Join(options.Spool, collector.ErasuresFile) // the tests' databases share one directory
	for _, set := range change {
		set(&options)
	}
	if h.collector, err = collector.New(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	h.options = options
	h.serve()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("logged:\n%s", h.log)
		}
		h.server.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := h.collector.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return h
}

// serve listens for the collector.
func (h *house) serve() {
	if h.server != nil {
		h.server.Close()
	}
	router := mux.NewRouter()
	h.collector.Routes(router)
	h.server = httptest.NewServer(router)
}

// addStructures puts structures into the registry as an import does.
func (h *house) addStructures(ids ...string) {
	h.t.Helper()
	batch, err := h.warehouse.Conn().PrepareBatch(h.t.Context(), "INSERT INTO structure_snapshot (id, imported_at)")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, id := range ids {
		if err := batch.Append(id, today); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) addToken(token collector.Token) string {
	h.t.Helper()
	secret, err := h.tokens.Add(h.t.Context(), token)
	if err != nil {
		h.t.Fatal(err)
	}
	return secret
}

// answer is what a sender gets.
type answer struct {
	status int
	header http.Header
	text   string
	collector.Result
	Title, Detail, Type string
}

const (
	single = "application/cloudevents+json"
	batch  = "application/cloudevents-batch+json"
	lines  = "application/x-ndjson"
)

// post sends a body with the house's own token.
func (h *house) post(contentType, body string) answer {
	h.t.Helper()
	return h.do(h.request(contentType, strings.NewReader(body)))
}

func (h *house) request(contentType string, body io.Reader) *http.Request {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.server.URL+"/api/v1/events", body)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Authorization", "Bearer "+h.token)
	r.Header.Set("Accept-Language", "en")
	return r
}

func (h *house) do(r *http.Request) answer {
	h.t.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.read(response)
}

func (h *house) read(response *http.Response) answer {
	h.t.Helper()
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	a := answer{status: response.StatusCode, header: response.Header, text: string(text)}
	if err := json.Unmarshal(text, &a); err != nil {
		h.t.Fatalf("the answer is no JSON: %v\n%s", err, text)
	}
	return a
}

// settle waits until what was acknowledged is in the warehouse.
func (h *house) settle() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 30*time.Second)
	defer cancel()
	h.collector.Settle(ctx)
	if ctx.Err() != nil {
		h.t.Fatal("the spool does not get empty")
	}
}

// count asks the warehouse for one number, once everything is there.
func (h *house) count(query string) uint64 {
	h.t.Helper()
	h.settle()
	var n uint64
	if err := h.warehouse.Conn().QueryRow(h.t.Context(), query).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// attendance is an attendance of a person at s1, of 30 minutes.
func attendance(id, person string) string {
	return eventText("vigie.attendance.v1", id, fmt.Sprintf(`"structure":"s1","person":%q,"format":"individual","minutes":30`, person))
}

// eventText is an event of the tests' source.
func eventText(kind, id, data string) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":%q,"type":%q,"time":"2026-06-15","data":{%s}}`, id, testSource, kind, data)
}
