package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/e2e/binary"
)

// TestEditionsOutliveABackup restores a backup that is older than the last edition: the edition comes back from its file, and is not cut anew.
func TestEditionsOutliveABackup(t *testing.T) {
	dir, files := t.TempDir(), t.TempDir()
	small(t, dir)
	binary.Done(t, dir, "edition", "start", "--day", "2026-10-15")
	old := filepath.Join(files, "old.tar")
	binary.Done(t, dir, "backup", old)
	binary.Done(t, dir, "edition", "cut", "--day", "2026-11-15")
	want := binary.Done(t, dir, "edition", "list")
	copyFile(t, filepath.Join(dir, "backups", "edition-2.csv"), filepath.Join(files, "edition-2.csv"))

	place := filepath.Join(t.TempDir(), "restored")
	if said := binary.Done(t, place, "restore", old, "--no-erasures"); !strings.Contains(said, "editions [2]") {
		t.Error(said)
	}
	copyFile(t, filepath.Join(dir, "network.key"), filepath.Join(place, "network.key"))
	if got := binary.Done(t, place, "edition", "list"); got != want {
		t.Errorf("%s\nis not\n%s", got, want)
	}
	if number, err := os.ReadFile(filepath.Join(place, "edition.number")); err != nil || strings.TrimSpace(string(number)) != "2" {
		t.Errorf("the highest number is %q, %v", number, err)
	}
	if again := binary.Run(t, place, "edition", "cut", "--day", "2026-11-15"); again.Code != 2 || !strings.Contains(again.Stderr, "nothing is due") {
		t.Errorf("cut again: %d %s", again.Code, again.Stderr)
	}
}
