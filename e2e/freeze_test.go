package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/e2e/binary"
)

// meetingsOf are the meetings that a server knows, the earliest first.
func meetingsOf(t *testing.T, s *binary.Server) (all []struct {
	Code   string
	Held   bool
	Frozen *struct{ Edition int }
}) {
	t.Helper()
	_, _, body := s.Get(t, "/api/v1/governance")
	var told struct {
		Meetings json.RawMessage
	}
	if err := json.Unmarshal([]byte(body), &told); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(told.Meetings, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestFreeze freezes a meeting beside a service, once, and finds it again in a restored backup, to the byte.
func TestFreeze(t *testing.T) {
	dir, files := t.TempDir(), t.TempDir()
	small(t, dir)
	binary.Done(t, dir, "edition", "start", "--day", "2026-07-15")
	s := binary.Serve(t, dir)
	meeting := ""
	for _, m := range meetingsOf(t, s) { // the service has frozen those of the demonstration
		if m.Frozen != nil {
			meeting = m.Code
		}
	}
	if again := binary.Run(t, dir, "freeze", meeting); meeting == "" || again.Code != 2 || !strings.Contains(again.Stderr, "is frozen since") || strings.Count(again.Stderr, "vigie: ") != 1 {
		t.Errorf("frozen once more: %d %s", again.Code, again.Stderr)
	}
	if unknown := binary.Run(t, dir, "freeze", "nowhere-2026"); unknown.Code != 2 || !strings.Contains(unknown.Stderr, meeting) {
		t.Errorf("an unknown meeting: %d %s", unknown.Code, unknown.Stderr)
	}
	const toCome = "pilotage-2147"
	announced := filepath.Join(files, "governance.yaml")
	if err := os.WriteFile(announced, []byte("meetings: [{code: "+toCome+", committee: pilotage, on: 2147-01-12}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	binary.Done(t, dir, "import", "governance", announced)
	if said := binary.Done(t, dir, "freeze", toCome, "--as-it-was", "--dry-run"); !strings.Contains(said, "would be frozen") || !strings.Contains(said, "edition 1") {
		t.Error(said)
	}
	if said := binary.Done(t, dir, "freeze", toCome, "--as-it-was"); !strings.Contains(said, "is frozen, for ever") {
		t.Error(said)
	}
	page := "/governance/" + meeting + "?lang=fr"
	status, _, want := s.Get(t, page)
	if status != 200 || !strings.Contains(want, "Figée le") {
		t.Fatalf("%s answers %d", page, status)
	}
	file := filepath.Join(files, "vigie.tar")
	binary.Done(t, dir, "backup", file)
	place := filepath.Join(t.TempDir(), "restored")
	binary.Done(t, place, "restore", file, "--no-erasures")
	copyFile(t, filepath.Join(dir, "network.key"), filepath.Join(place, "network.key"))
	restored := binary.Serve(t, place)
	if _, _, got := restored.Get(t, page); got != want {
		t.Error("the page of a frozen meeting is another after a restore")
	}
	if before, after := meetingsOf(t, s), meetingsOf(t, restored); len(before) != len(after) || after[len(after)-1].Frozen == nil {
		t.Errorf("frozen were %+v, and are %+v", before, after)
	}
}
