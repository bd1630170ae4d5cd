package e2e

import (
	"os"
	"os/exec"
	"testing"

	"vigie/e2e/binary"
)

// demonstrations are folders that tests share: writing one and publishing its editions takes longer than most tests.
var demonstrations struct {
	large, small string   // "" until one is written
	made         []string // all that are to be removed
}

func removeDemonstrations() {
	for _, dir := range demonstrations.made {
		_ = os.RemoveAll(dir)
	}
}

// demonstration serves the network that vigie serve --demo shows. It is written once for all tests, of which none changes it.
func demonstration(t *testing.T) *binary.Server {
	t.Helper()
	if demonstrations.large == "" {
		demonstrations.large = folder(t)
	}
	return binary.Serve(t, demonstrations.large, "--demo")
}

// small puts a demonstration of 150 people, up to 1 November 2026, into a folder.
func small(t *testing.T, dir string) {
	t.Helper()
	if demonstrations.small == "" {
		made := folder(t)
		binary.Done(t, made, "demo", "--people", "150", "--to", "2026-11-01")
		demonstrations.small = made
	}
	if out, err := exec.Command("cp", "-a", demonstrations.small+"/.", dir).CombinedOutput(); err != nil {
		t.Fatalf("copy a demonstration: %v\n%s", err, out)
	}
}

func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "vigie-e2e-demo")
	if err != nil {
		t.Fatal(err)
	}
	demonstrations.made = append(demonstrations.made, dir)
	return dir
}
