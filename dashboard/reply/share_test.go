package reply

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/klauspost/compress/gzip"
)

// A crowd that asks for the same makes it work once, and what was made is good for some seconds. Languages, addresses and errors are not mixed.
func TestShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &Writer{Options: Options{Now: time.Now, Today: time.Now}}
		var made atomic.Int32
		shared := w.Share(func(ctx context.Context, r *http.Request) Reply {
			made.Add(1)
			time.Sleep(time.Second)
			if r.URL.Path == "/broken" {
				return Reply{Status: http.StatusServiceUnavailable}
			}
			return Reply{Status: http.StatusOK, Body: []byte(r.URL.String() + strings.Repeat(" ", minZipped)), Header: map[string]string{"Content-Language": "fr"}}
		})
		get := func(address string, header ...string) Reply {
			r := httptest.NewRequest(http.MethodGet, address, nil)
			for i := 0; i+1 < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			return shared(t.Context(), r)
		}
		var crowd sync.WaitGroup
		for range 64 {
			crowd.Go(func() { get("/quality") })
		}
		crowd.Wait()
		for _, c := range []struct {
			what, address string
			header        []string
			later         time.Duration
			want          int32 // made so far
		}{
			{"the crowd", "/quality", nil, 0, 1},
			{"another period", "/quality?from=2026-01-01", nil, 0, 2},
			{"another language", "/quality", []string{"Accept-Language", "en"}, 0, 3},
			{"compressed", "/quality", []string{"Accept-Encoding", "gzip"}, 0, 4},
			{"compressed again", "/quality", []string{"Accept-Encoding", "br, gzip"}, 0, 4},
			{"an error", "/broken", nil, 0, 5},
			{"an error again", "/broken", nil, 0, 6},
			{"later", "/quality", nil, sharedLife, 7},
		} {
			time.Sleep(c.later)
			get(c.address, c.header...)
			if made.Load() != c.want {
				t.Errorf("%s: made %d times, want %d", c.what, made.Load(), c.want)
			}
		}
		plain, zipped := get("/quality"), get("/quality", "Accept-Encoding", "gzip")
		if zipped.Header["Content-Encoding"] != "gzip" || zipped.Header["Content-Language"] != "fr" || plain.Header["Content-Encoding"] != "" || zipped.Tag != plain.Tag || plain.Tag == "" {
			t.Errorf("plain %v %q, compressed %v %q", plain.Header, plain.Tag, zipped.Header, zipped.Tag)
		}
		in, err := gzip.NewReader(bytes.NewReader(zipped.Body))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(in); err != nil || !bytes.Equal(text, plain.Body) {
			t.Errorf("compressed: %v %q", err, text)
		}
	})
}

// What is kept is bounded.
func TestSharedBytes(t *testing.T) {
	var s sharing
	for i := range 100 {
		s.put(strings.Repeat("x", i), time.Now(), Reply{Body: make([]byte, 1<<20)})
		if len(s.replies) > maxSharedBytes>>20 || s.bytes > maxSharedBytes {
			t.Fatalf("%d answers of %d bytes", len(s.replies), s.bytes)
		}
	}
	key := "a key"
	before := s.bytes
	for range 3 {
		s.put(key, time.Now(), Reply{Body: []byte("four")})
	}
	if s.bytes != before+len(key)+4 {
		t.Errorf("the same answer is counted several times: %d bytes more", s.bytes-before)
	}
}
