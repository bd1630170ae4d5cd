package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/e2e/binary"
	"vigie/warehouse"
)

// TestStartOnFullSpool kills a collector whose spool holds much that the warehouse has not taken, and starts it again: it is ready
// within two seconds and what reading the spool takes, says in its log how it gets on, and takes events while what waits goes to
// the warehouse. VIGIE_SPOOL_MIB says how much waits; a spool is full at 512.
func TestStartOnFullSpool(t *testing.T) {
	size := float64(fromEnvironment(t, "VIGIE_SPOOL_MIB", 5)) * (1 << 20)
	dir, spool := t.TempDir(), t.TempDir()
	binary.Start(t, dir, "dashboard")
	intake := binary.Start(t, dir, "collector", "--spool", spool)
	sender := furnish(t, dir, 1)[0]
	w, err := warehouse.Open(t.Context(), warehouse.Options{Address: "embedded:" + dir})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Conn().Exec(t.Context(), "RENAME TABLE event TO event_away"); err != nil {
		t.Fatal(err)
	}
	begun, sent := time.Now(), 0
	for waiting := 0.0; waiting < 0.95*size; waiting = metric(t, intake, "vigie_spool_bytes") {
		var part []faultEvent
		for range 5_000 {
			part = append(part, sender.draw())
		}
		if err := sender.post(intake.URL, part); err != nil {
			t.Fatalf("with %.0f MiB waiting: %v", waiting/(1<<20), err)
		}
		sent += len(part)
	}
	info, err := os.Stat(filepath.Join(spool, "spool.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d events wait, %d MiB in a file of %d MiB, sent in %v", sent, int(metric(t, intake, "vigie_spool_bytes"))>>20, info.Size()>>20, time.Since(begun).Round(time.Second))
	intake.Kill(t)

	begun = time.Now()
	content, err := os.ReadFile(filepath.Join(spool, "spool.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(t.TempDir(), "copy"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	copying := time.Since(begun)
	begun = time.Now()
	intake = binary.Start(t, dir, "collector", "--spool", spool)
	ready := time.Since(begun)
	memory, err := resident(intake.Process)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("ready after %v (copying the file takes %v), with %.0f MiB of memory", ready.Round(time.Millisecond), copying.Round(time.Millisecond), memory)
	// Alone on two processors it is ready after half a second and some 15 ms a MiB (reading every record, checking it, writing it
	// anew); other tests may run beside this one.
	if limit := 8*time.Second + time.Duration(size/(1<<20))*60*time.Millisecond; ready > limit {
		t.Errorf("ready after %v, more than %v", ready, limit)
	}
	if says := intake.Stderr.String(); !strings.Contains(says, fmt.Sprintf("events=%d", sent)) {
		t.Errorf("the log does not tell that %d events wait:\n%s", sent, says)
	}
	if says := intake.Stderr.String(); info.Size() > 64<<20 && !strings.Contains(says, "reading the spool") {
		t.Errorf("the log does not tell of a long reading:\n%s", says)
	}
	last := sender.draw()
	if err := w.Conn().Exec(t.Context(), "RENAME TABLE event_away TO event"); err != nil {
		t.Fatal(err)
	}
	begun = time.Now()
	if size < 500<<20 { // a full one takes nothing until some has gone
		if err := sender.post(intake.URL, []faultEvent{last}); err != nil {
			t.Errorf("while what waits goes to the warehouse: %v", err)
		}
		sent++
	}
	for metric(t, intake, "vigie_spool_events") > 0 {
		if time.Since(begun) > time.Minute+time.Duration(sent)*200*time.Microsecond {
			t.Fatalf("%v of %d events still wait", metric(t, intake, "vigie_spool_events"), sent)
		}
		time.Sleep(100 * time.Millisecond)
	}
	took := time.Since(begun)
	var there uint64
	if err := w.Conn().QueryRow(t.Context(), "SELECT uniqExact(identity) FROM event").Scan(&there); err != nil {
		t.Fatal(err)
	}
	if there != uint64(sent) {
		t.Errorf("%d of %d events are in the warehouse", there, sent)
	}
	t.Logf("all in the warehouse after %v, %.0f a second; the log:\n%s", took.Round(time.Millisecond), float64(sent)/took.Seconds(), bytes.TrimSpace([]byte(intake.Stderr.String())))
}
