package collector

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// FuzzBody reads any bytes as a body of each type. Whatever they are, indexes rise, no text is larger than an event may be,
// what an array gives is JSON, and the end is one of the named errors.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "{}", "[]", "[{},{}]", "{}\n{}\n", "\xef\xbb\xbf{}\r\n\r\n{}", "[1,[2,{\"a\":\"]\"}],\"x\"]", "[{}", "{}x", "\x1f\x8b",
		strings.Repeat("x", MaxEvent+3) + "\n{}\n", strings.Repeat(" ", 2*MaxEvent),
	} {
		for kind := range byte(8) {
			f.Add(kind, []byte(seed))
		}
	}
	var zipped bytes.Buffer
	out := gzip.NewWriter(&zipped)
	_, _ = out.Write([]byte("{}\n[]\n"))
	if err := out.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(byte(6), zipped.Bytes())
	f.Fuzz(func(t *testing.T, kind byte, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/events", bytes.NewReader(body))
		r.Header.Set("Content-Type", []string{typeSingle, typeBatch, typeLines, typeData}[kind%4])
		for _, name := range binaryHeaders {
			r.Header.Set(binaryPrefix+name, "1.0")
		}
		if kind%8 >= 4 {
			r.Header.Set("Content-Encoding", "gzip")
		}
		c := &Collector{bodies: newBudget(64 << 20)}
		var memory int64
		events, err := c.open(r, newIncoming(httptest.NewRecorder(), r, time.Second), &memory)
		last := -1
		for err == nil {
			var index int
			var raw []byte
			var fault any
			if index, raw, fault, err = nextOf(events); err != nil {
				break
			}
			if index <= last {
				t.Fatalf("index %d after %d", index, last)
			}
			last = index
			if (raw == nil) == (fault == nil) || len(raw) > MaxEvent {
				t.Fatalf("event %d: %d bytes, fault %v", index, len(raw), fault)
			}
			if _, lines := events.(*lines); !lines && raw != nil && !json.Valid(raw) {
				t.Fatalf("event %d is no JSON: %q", index, raw)
			}
		}
		if !errors.Is(err, io.EOF) && refusalOf(err).kind == problemWarehouse {
			t.Fatalf("an error that is nobody's: %v", err)
		}
		c.bodies.give(memory)
		if c.bodies.left != 64<<20 {
			t.Fatalf("%d bytes of memory are not given back", 64<<20-c.bodies.left)
		}
	})
}

func nextOf(events source) (int, []byte, any, error) {
	index, raw, fault, err := events.next()
	if fault == nil {
		return index, raw, nil, err
	}
	return index, raw, *fault, err
}
