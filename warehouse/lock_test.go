package warehouse

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestLock takes a lock of each sort twice: the second waits for the first. One that is a table is broken once it is too old.
func TestLock(t *testing.T) {
	w, err := Open(t.Context(), Options{Address: "embedded:" + t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for name, take := range map[string]func(context.Context, string, time.Duration) (func() error, error){"file": w.takeFile, "table": w.takeTable} {
		t.Run(name, func(t *testing.T) {
			unlock, err := take(t.Context(), "facts", time.Hour)
			if err != nil || unlock == nil {
				t.Fatal(unlock != nil, err)
			}
			if second, err := take(t.Context(), "facts", time.Hour); err != nil || second != nil {
				t.Fatalf("taken twice: %v", err)
			}
			if err := unlock(); err != nil {
				t.Fatal(err)
			}
			if unlock, err = take(t.Context(), "facts", time.Hour); err != nil || unlock == nil {
				t.Fatalf("let go of and not taken: %v", err)
			}
			if err := unlock(); err != nil {
				t.Fatal(err)
			}
		})
	}
	if _, err := w.takeTable(t.Context(), "old", 0); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond)
	if _, err := w.takeTable(t.Context(), "old", 0); err != nil {
		t.Fatal(err)
	}
	if unlock, err := w.takeTable(t.Context(), "old", 0); err != nil || unlock == nil {
		t.Errorf("an old lock is not broken: %v", err)
	}
	unlock, err := w.Lock(t.Context(), "waited for", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	short, cancel := context.WithTimeout(t.Context(), 3*lockRetry)
	defer cancel()
	if _, err := w.Lock(short, "waited for", time.Hour); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(w.Dir(), "waited for-"+w.Database()+".lock")); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
}
