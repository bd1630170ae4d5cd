package live

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	// life is how long what was read is good for.
	life = 5 * time.Second
	// mostKept is how many answers are kept, and turns how many questions of a kind the warehouse is asked at once.
	mostKept, turns = 64, 2
)

// lately keeps what was read in the last seconds, so that however many ask the same, the warehouse is asked once, and however many ask different
// things, it is asked a few at a time. Readers share an answer and change nothing in it.
type lately[T any] struct {
	now    func() time.Time
	flight singleflight.Group
	turn   chan struct{}

	mu    sync.Mutex
	found map[string]found[T]
}

type found[T any] struct {
	answer T
	at     time.Time
}

func newLately[T any](now func() time.Time) *lately[T] {
	return &lately[T]{now: now, turn: make(chan struct{}, turns), found: map[string]found[T]{}}
}

// read is what ask reads, or read lately. A reader who leaves does not end what others wait for.
func (l *lately[T]) read(ctx context.Context, key string, ask func(context.Context) (T, error)) (T, error) {
	if answer, ok := l.get(key); ok {
		return answer, nil
	}
	answer, err, _ := l.flight.Do(key, func() (any, error) {
		if answer, ok := l.get(key); ok {
			return answer, nil // of a flight that has just ended
		}
		l.turn <- struct{}{}
		defer func() { <-l.turn }()
		at := l.now()
		answer, err := ask(context.WithoutCancel(ctx))
		if err == nil {
			l.put(key, answer, at)
		}
		return answer, err
	})
	return answer.(T), err
}

func (l *lately[T]) get(key string) (T, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept, ok := l.found[key]
	return kept.answer, ok && l.fresh(kept)
}

// fresh tells whether an answer is still good. A clock that stands still (in a test) says nothing about that.
func (l *lately[T]) fresh(f found[T]) bool {
	age := l.now().Sub(f.at)
	return age > 0 && age < life
}

// put keeps an answer; where there are too many, those that are good no more are forgotten, and if need be all.
func (l *lately[T]) put(key string, answer T, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.found) >= mostKept {
		for other, f := range l.found {
			if !l.fresh(f) {
				delete(l.found, other)
			}
		}
	}
	if len(l.found) >= mostKept {
		clear(l.found)
	}
	l.found[key] = found[T]{answer, at}
}
