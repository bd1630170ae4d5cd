package collector_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"vigie/collector"
)

// An answer leaves only once what it acknowledges is on the disk: then the kernel holds no page of the spool that is still
// to be written. Without the syncs there are such pages after every event.
func TestAcknowledgedIsOnDisk(t *testing.T) {
	h := newHouse(t, func(o *collector.Options) { o.Spool = onDisk(t) })
	h.cutOff()
	file, err := os.Open(filepath.Join(h.options.Spool, "spool.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	h.post(single, attendance("first", "p")) // the warehouse fails from now on, so nothing is moved
	h.settle()
	dirty := func() uint64 {
		var pages unix.Cachestat_t
		if err := unix.Cachestat(uint(file.Fd()), &unix.CachestatRange{}, &pages, 0); err != nil {
			t.Skipf("this kernel does not tell which pages are still to be written: %v (Linux 6.5 does)", err)
		}
		return pages.Dirty + pages.Writeback
	}
	for i := range 30 {
		if a := h.post(lines, attendance(fmt.Sprint("e", i), "p")+"\n"+attendance(fmt.Sprint("f", i), "p")+"\n"); a.Accepted != 2 {
			t.Fatal(a.text)
		}
		if pages := dirty(); pages > 0 {
			t.Fatalf("event %d is acknowledged, and %d pages of the spool are not on the disk", i, pages)
		}
	}
	// The measure measures: a byte that is written and not synced shows.
	other, err := os.OpenFile(file.Name()+".other", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.WriteString("x"); err != nil {
		t.Fatal(err)
	}
	file.Close()
	if file = other; dirty() == 0 {
		t.Error("this file system shows no pages that are to be written: the test shows nothing")
	}
}

// onDisk is a directory beside the test, because the one for temporary files may be in memory.
func onDisk(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(".", "testspool")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// A disk that is full puts senders off with 503, is logged once, and does no harm: what was acknowledged is there, also after a
// start on the full disk, and with room it goes on.
func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("mount a small disk: %v (root may)", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	h := newHouse(t, func(o *collector.Options) { o.Spool = filepath.Join(disk, "spool") })
	bringBack := h.cutOff()
	sent := 0
	fill := func() answer {
		for ; sent < 500; sent++ {
			if a := h.post(lines, inLines(t, attendances(sent*20, 20))); a.status != http.StatusOK {
				return a
			}
		}
		t.Fatal("the disk does not get full")
		return answer{}
	}
	a := fill()
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || !strings.HasSuffix(a.Type, ":spool") || a.Accepted != 0 {
		t.Errorf("%d %s", a.status, a.text)
	}
	for range 3 {
		h.post(lines, inLines(t, attendances(sent*20, 20)))
	}
	if n := strings.Count(h.log.String(), "cannot be written"); n != 1 {
		t.Errorf("logged %d times:\n%s", n, h.log)
	}
	h.restart(func(string) {})
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT, "size=16m"); err != nil {
		t.Fatal(err)
	}
	if a := h.post(lines, inLines(t, attendances(sent*20, 20))); a.status != http.StatusOK {
		t.Errorf("with room: %d %s", a.status, a.text)
	}
	bringBack()
	h.recover()
	if n := h.count("SELECT count() FROM event"); int(n) != (sent+1)*20 {
		t.Errorf("%d rows of %d acknowledged", n, (sent+1)*20)
	}
}
