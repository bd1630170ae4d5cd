package collector_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"vigie/collector"
)

// A list brings an erasure back to a warehouse that does not know of it, as one does that was restored.
func TestApplyErasures(t *testing.T) {
	h := newHouse(t)
	admin := h.administrator()
	body := attendance("a", "GONE") + "\n" + attendance("b", "stays") + "\n" + attendance("c", "GONE")
	h.post(lines, body)
	h.settle()
	h.exec("CREATE TABLE event_backup AS event")
	h.exec("INSERT INTO event_backup SELECT * FROM event")
	e := h.erase(admin, "GONE")
	if e.State != "done" {
		t.Fatal(e.text)
	}
	list := h.listed(h.options.Erasures)
	if list.Events() != 2 {
		t.Fatalf("%d events are listed", list.Events())
	}
	h.exec("TRUNCATE TABLE erasure")
	h.exec("TRUNCATE TABLE erased_event")
	h.exec("INSERT INTO event SELECT * FROM event_backup")
	for _, want := range []int{2, 0} {
		if removed, err := list.Apply(t.Context(), h.warehouse); err != nil || removed != want {
			t.Errorf("%d events removed, %v; want %d", removed, err, want)
		}
	}
	if n := h.count("SELECT count() FROM event FINAL"); n != 1 {
		t.Errorf("%d events", n)
	}
	if n := h.count("SELECT count() FROM erased_event") + 10*h.count("SELECT count() FROM erasure"); n != 22 {
		t.Errorf("the tables hold %d", n)
	}
	// A collector that starts on such a warehouse does the same by itself.
	h.exec("TRUNCATE TABLE erasure")
	h.exec("TRUNCATE TABLE erased_event")
	h.exec("INSERT INTO event SELECT * FROM event_backup")
	h.restart(func(string) {})
	for end := time.Now().Add(10 * time.Second); h.count("SELECT count() FROM event FINAL") != 1; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("a start does not apply the list")
		}
	}
	if a := h.post(lines, body); a.Duplicates != 3 {
		t.Error(a.text)
	}
}

// A list that breaks off is read to its last whole line, and written on from there; one that is no list is refused by line.
func TestErasuresFile(t *testing.T) {
	h := newHouse(t)
	admin := h.administrator()
	h.post(single, attendance("a", "GONE"))
	if e := h.erase(admin, "GONE"); e.State != "done" {
		t.Fatal(e.text)
	}
	path := h.options.Erasures
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h.restart(func(string) {
		if err := os.WriteFile(path, append(bytes.Clone(whole), "event 00ff"...), 0o600); err != nil {
			t.Fatal(err)
		}
		if list := h.listed(path); list.Events() != 1 {
			t.Errorf("%d events", list.Events())
		}
	})
	h.post(single, attendance("b", "GONE TOO"))
	if e := h.erase(admin, "GONE TOO"); e.State != "done" {
		t.Fatal(e.text)
	}
	if list := h.listed(path); list.Events() != 2 {
		t.Errorf("%d events", list.Events())
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(after, whole) {
		t.Errorf("the list was not written on: %v\n%s", err, after)
	}
	for _, bad := range []string{
		"event 00 11 2026-01-01T00:00:00Z",
		"event 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff yesterday",
		"event 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff 2026-01-01T00:00:00Z more",
		"erasure 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff 2026-01-01T00:00:00Z perhaps 1 1 2026-01-01T00:00:00Z",
		"something else",
	} {
		if err := os.WriteFile(path+".bad", []byte("# head\n\n"+bad+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := collector.ReadErasures(path + ".bad"); err == nil || !strings.Contains(err.Error(), "line 3") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := collector.ReadErasures(path + ".none"); err == nil {
		t.Error("a list that is not there is read")
	}
}

func (h *house) listed(path string) collector.Erasures {
	h.t.Helper()
	list, err := collector.ReadErasures(path)
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}
