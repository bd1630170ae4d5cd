package collector_test

import (
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"vigie/collector"
)

// A disk that fails while events come in, by becoming read-only as file systems do after an error, or in single calls at
// random, puts senders off with 503 and is logged once; once it works events are taken again, and all that was ever
// acknowledged is there, also after the process was killed.
func TestDiskThatFails(t *testing.T) {
	const seed = 11
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, test := range []struct {
		name  string
		fails func(call) syscall.Errno
	}{
		{"read-only", func(c call) syscall.Errno {
			if c.writes() || c.syncs() {
				return unix.EROFS
			}
			return 0
		}},
		{"syncs fail", func(c call) syscall.Errno {
			if c.syncs() {
				return unix.EIO
			}
			return 0
		}},
		{"some calls fail", func(c call) syscall.Errno {
			if (c.writes() || c.syncs()) && random.IntN(3) == 0 {
				return unix.EIO
			}
			return 0
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.cutOff()
			var failing atomic.Bool
			spool := filepath.Join(t.TempDir(), "spool")
			w := h.watch(spool, func(c call) syscall.Errno {
				if failing.Load() {
					return test.fails(c)
				}
				return 0
			})
			const part = 10
			from, refused := 0, 0
			acknowledged := map[int]bool{} // the first event of each request
			post := func() int {
				status := h.postTo(w, inLines(t, attendances(from, part)))
				switch status {
				case http.StatusOK:
					acknowledged[from] = true
				case http.StatusServiceUnavailable:
					refused++
				default:
					t.Fatalf("answered %d\n%s", status, h.log)
				}
				from += part
				return status
			}
			for range 3 {
				if post() != http.StatusOK {
					t.Fatal("a good disk is refused")
				}
			}
			failing.Store(true)
			for range 20 {
				post()
			}
			if refused == 0 || test.name == "read-only" && refused != 20 {
				t.Errorf("%d of 20 requests are put off", refused)
			}
			if n := strings.Count(h.log.String(), "the spool cannot be written"); n == 0 || test.name == "read-only" && n != 1 {
				t.Errorf("logged %d times:\n%s", n, h.log)
			}
			failing.Store(false)
			eventually(t, "events are taken again", func() bool { return post() == http.StatusOK })
			w.kill()
			for at := range acknowledged {
				if found := h.known(t, spool, at, at+part); found != part {
					t.Errorf("%d of %d acknowledged events from %d on are left", found, part, at)
				}
			}
		})
	}
}

// A start on a read-only disk ends with a sentence that says what to do and changes nothing; once the disk can be written the
// next start goes on with what is there.
func TestStartOnReadOnlyDisk(t *testing.T) {
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=16m"); err != nil {
		t.Skipf("mount a disk: %v (root may)", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	h := newHouse(t, func(o *collector.Options) { o.Spool = filepath.Join(disk, "spool") })
	bringBack := h.cutOff()
	if a := h.post(lines, inLines(t, attendances(0, 50))); a.Accepted != 50 {
		t.Fatal(a.text)
	}
	h.restart(func(spool string) {
		if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(filepath.Join(spool, "spool.db"))
		if err != nil {
			t.Fatal(err)
		}
		options := h.options
		options.Registerer = nil
		for range 2 {
			begun := time.Now()
			_, err = collector.New(t.Context(), options)
			if err == nil || !strings.Contains(err.Error(), "read-only") || !strings.Contains(err.Error(), "--spool") {
				t.Errorf("a start on a read-only disk: %v", err)
			}
			t.Logf("after %s: %v", time.Since(begun), err)
		}
		if after, err := os.ReadFile(filepath.Join(spool, "spool.db")); err != nil || string(after) != string(before) {
			t.Errorf("the file has changed: %v", err)
		}
		if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT, ""); err != nil {
			t.Fatal(err)
		}
	})
	bringBack()
	h.recover()
	if n := h.count("SELECT count() FROM event"); n != 50 {
		t.Errorf("%d of 50 events", n)
	}
}
