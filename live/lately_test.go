package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A crowd that asks the same is one question to the warehouse, for some seconds; an error is asked again.
func TestCrowdAsksOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLately[string](time.Now)
		var asked int
		ask := func(ctx context.Context) (string, error) {
			time.Sleep(time.Second)
			asked++
			return fmt.Sprint("answer ", asked), ctx.Err()
		}
		leaving, leave := context.WithCancel(t.Context())
		var crowd sync.WaitGroup
		for range 64 {
			crowd.Go(func() {
				if got, err := l.read(leaving, "key", ask); got != "answer 1" || err != nil {
					t.Errorf("%s %v", got, err)
				}
			})
		}
		time.Sleep(time.Millisecond)
		leave() // what others wait for goes on
		crowd.Wait()
		for _, c := range []struct {
			later time.Duration
			want  string
		}{{0, "answer 1"}, {life - time.Second - time.Millisecond, "answer 1"}, {time.Second, "answer 2"}} {
			time.Sleep(c.later)
			if got, err := l.read(t.Context(), "key", ask); got != c.want || err != nil {
				t.Errorf("%s later: %s %v, want %s", c.later, got, err, c.want)
			}
		}
		broken := errors.New("broken")
		for range 2 {
			if _, err := l.read(t.Context(), "other", func(context.Context) (string, error) { return "", broken }); !errors.Is(err, broken) {
				t.Errorf("an error: %v", err)
			}
		}
		if got, err := l.read(t.Context(), "other", ask); got != "answer 3" || err != nil {
			t.Errorf("after an error: %s %v", got, err)
		}
	})
}

// However many different things are asked, the warehouse works on a few, and few answers are kept.
func TestCrowdOfQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLately[int](time.Now)
		var at, most atomic.Int32
		var crowd sync.WaitGroup
		for i := range 3 * mostKept {
			crowd.Go(func() {
				got, err := l.read(t.Context(), fmt.Sprint(i), func(context.Context) (int, error) {
					if now := at.Add(1); now > most.Load() {
						most.Store(now)
					}
					time.Sleep(10 * time.Millisecond)
					at.Add(-1)
					return i, nil
				})
				if got != i || err != nil {
					t.Errorf("%d: %d %v", i, got, err)
				}
			})
		}
		crowd.Wait()
		if most.Load() != turns || len(l.found) > mostKept {
			t.Errorf("%d at once, %d kept", most.Load(), len(l.found))
		}
	})
}
