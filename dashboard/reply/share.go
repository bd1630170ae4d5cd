package reply

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
	// maxSharedBytes is how many bytes of answers are kept for that, with the addresses that they answer; of one, not more than an eighth of it.
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
	reply Reply
	made  time.Time
}

// pageKey is the same for requests that ask for the same: addresses that differ in the order of their parameters alone are one.
func (w *Writer) pageKey(r *http.Request) string {
	return problem.Language(r) + " " + w.Today().Format(time.DateOnly) + " " + r.Host + r.URL.Path + "?" + r.URL.Query().Encode()
}

// Share answers a crowd with what answer replied to the first of it. A reader who leaves does not end what others wait for.
func (w *Writer) Share(answer Handler) Handler {
	return func(ctx context.Context, r *http.Request) Reply {
		key, zip := w.pageKey(r), takesGzip(r)
		if zip {
			key += " gzip"
		}
		if kept, ok := w.shared.get(key, w.Now()); ok {
			return kept
		}
		made, _, _ := w.shared.flight.Do(key, func() (any, error) {
			at := w.Now()
			out := answer(context.WithoutCancel(ctx), r)
			if out.Status != http.StatusOK {
				return out, nil
			}
			if out.Tag == "" {
				sum := sha256.Sum256(out.Body)
				out.Tag = hex.EncodeToString(sum[:])
			}
			if zip && len(out.Body) >= minZipped {
				out = out.zipped()
			}
			w.shared.put(key, at, out)
			return out, nil
		})
		return made.(Reply)
	}
}

// takesGzip tells whether a reader takes compressed answers.
func takesGzip(r *http.Request) bool {
	takes := strings.ReplaceAll(r.Header.Get("Accept-Encoding"), " ", "")
	return strings.Contains(takes, "gzip") && !strings.Contains(takes, "gzip;q=0")
}

// zipped is the answer with its body compressed, or as it is where that goes wrong.
func (out Reply) zipped() Reply {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(out.Body); err != nil {
		return out
	}
	if err := w.Close(); err != nil {
		return out
	}
	out.Body = b.Bytes()
	return out.with("Content-Encoding", "gzip")
}

// get gives an answer of the last seconds. A clock that stands still (in a test) says nothing about that.
func (s *sharing) get(key string, now time.Time) (Reply, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, ok := s.replies[key]
	age := now.Sub(kept.made)
	return kept.reply, ok && age > 0 && age < sharedLife
}

// put keeps an answer; when there are too many, those of before are forgotten.
func (s *sharing) put(key string, at time.Time, out Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := len(key) + len(out.Body)
	if size > maxSharedBytes/8 {
		return
	}
	if before, ok := s.replies[key]; ok {
		s.bytes -= len(key) + len(before.reply.Body)
	}
	if s.replies == nil || s.bytes+size > maxSharedBytes {
		s.replies, s.bytes = map[string]keptPage{}, 0
	}
	s.replies[key] = keptPage{out, at}
	s.bytes += size
}
