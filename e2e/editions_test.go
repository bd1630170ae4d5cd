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

// TestDatesOfTheNetwork keeps a date since which figures are published, and refuses what can't be one.
func TestDatesOfTheNetwork(t *testing.T) {
	dir := t.TempDir()
	binary.Done(t, dir, "demo", "--people", "60", "--to", "2026-11-01")
	name := func(day string) []string {
		return []string{"edition", "since", day, "--name-fr", "Depuis le plan", "--name-en", "Since the plan"}
	}
	for _, c := range []struct {
		asked []string
		says  string // "": it is done
	}{
		{name("soon"), "write a day such as"},
		{name("2020-01-01"), "lies before the first event"},
		{name("2026-03-02"), "write 2026-03-01"},
		{[]string{"edition", "since", "2026-03-01"}, "--name-fr and --name-en"},
		{[]string{"edition", "since", "--remove"}, "name the date"},
		{[]string{"edition", "since", "2026-03-01", "--remove"}, "has none"},
		{name("2026-03-01"), ""},
		{name("2026-05-01"), ""},
		{name("2026-08-01"), "2026-03-01, 2026-05-01"},
		{[]string{"edition", "since", "2026-05-01", "--remove"}, ""},
		{[]string{"edition", "start", "--day", "2026-10-15"}, ""},
		{[]string{"edition", "since", "2026-03-01", "--remove"}, "first in edition 1"},
	} {
		got := binary.Run(t, dir, c.asked...)
		if c.says == "" && got.Code != 0 || c.says != "" && (got.Code != 2 || !strings.Contains(got.Stderr, c.says)) {
			t.Errorf("%v: %d %s", c.asked, got.Code, got.Stderr)
		}
	}
	if said := binary.Done(t, dir, "edition", "since"); !strings.Contains(said, "2026-03-01  Depuis le plan  Since the plan") {
		t.Error(said)
	}
	if said := binary.Done(t, dir, "edition", "show", "1"); !strings.Contains(said, "2026-03-01  2026-10-01") {
		t.Error(said)
	}
}
