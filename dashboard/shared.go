package dashboard

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/sync/singleflight"

	"vigie/problem"
)

const (
	// sharedLife is how long an answer is shared.
	sharedLife = 5 * time.Second
	// maxSharedBytes is how many bytes of answers are kept for that, with the addresses that they answer.
	maxSharedBytes = 16 << 20
	// minZipped is the size from which on an answer is worth compressing.
	minZipped = 1024
)

// sharing keeps the answers of the last seconds, so that a crowd that asks for the same makes it work once. It is safe for concurrent use.
type sharing struct {
	flight singleflight.Group

	mu      sync.Mutex
	replies map[string]keptPage
	bytes   int
}

// keptPage is an answer, and when it was made.
type keptPage struct {
	reply reply
	made  time.Time
}

// pageKey is the same for requests that ask for the same: addresses that differ in the order of their parameters alone are one.
func (d *Dashboard) pageKey(r *http.Request) string {
	return problem.Language(r) + " " + d.today().Format(dayForm) + " " + r.Host + r.URL.Path + "?" + r.URL.Query().Encode()
}

// share answers a crowd with what answer replied to the first of it. A reader who leaves does not end what others wait for.
func (d *Dashboard) share(answer func(context.Context, *http.Request) reply) func(context.Context, *http.Request) reply {
	return func(ctx context.Context, r *http.Request) reply {
		key, zip := d.pageKey(r), takesGzip(r)
		if zip {
			key += " gzip"
		}
		if kept, ok := d.shared.get(key, d.now()); ok {
			return kept
		}
		made, _, _ := d.shared.flight.Do(key, func() (any, error) {
			at := d.now()
			out := answer(context.WithoutCancel(ctx), r)
			if out.status != http.StatusOK {
				return out, nil
			}
			if out.tag == "" {
				sum := sha256.Sum256(out.body)
				out.tag = hex.EncodeToString(sum[:])
			}
			if zip && len(out.body) >= minZipped {
				out.zip()
			}
			d.shared.put(key, at, out)
			return out, nil
		})
		return made.(reply)
	}
}

// takesGzip tells whether a reader takes compressed answers.
func takesGzip(r *http.Request) bool {
	takes := strings.ReplaceAll(r.Header.Get("Accept-Encoding"), " ", "")
	return strings.Contains(takes, "gzip") && !strings.Contains(takes, "gzip;q=0")
}

// zip compresses the body, which stays as it is where that goes wrong.
func (out *reply) zip() {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(out.body); err != nil {
		return
	}
	if err := w.Close(); err != nil {
		return
	}
	header := map[string]string{"Content-Encoding": "gzip"}
	for name, value := range out.header {
		header[name] = value
	}
	out.body, out.header = b.Bytes(), header
}

// get gives an answer of the last seconds. A clock that stands still (in a test) says nothing about that.
func (s *sharing) get(key string, now time.Time) (reply, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, ok := s.replies[key]
	age := now.Sub(kept.made)
	return kept.reply, ok && age > 0 && age < sharedLife
}

// put keeps an answer; when there are too many, those of before are forgotten.
func (s *sharing) put(key string, at time.Time, out reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := len(key) + len(out.body)
	if before, ok := s.replies[key]; ok {
		s.bytes -= len(key) + len(before.reply.body)
	}
	if s.replies == nil || s.bytes+size > maxSharedBytes {
		s.replies, s.bytes = map[string]keptPage{}, 0
	}
	s.replies[key] = keptPage{out, at}
	s.bytes += size
}
