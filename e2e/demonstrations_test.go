package e2e

import (
	"os"
	"os/exec"
	"testing"

	"vigie/e2e/binary"
)

// demonstrations are folders that tests share: writing one and publishing its editions takes longer than most tests.
var demonstrations struct {
	shapes map[string]string // by the shape of the network, as vigie serve --demo shows it
	small  string            // "" until it is written
	made   []string          // all that are to be removed
}

func removeDemonstrations() {
	for _, dir := range demonstrations.made {
		_ = os.RemoveAll(dir)
	}
}

// demonstration serves the network that vigie serve --demo shows.
func demonstration(t *testing.T) *binary.Server { return shaped(t, "paris") }

// shaped serves the demonstration of a shape. It is written once for all tests, of which none changes it.
func shaped(t *testing.T, shape string) *binary.Server {
	t.Helper()
	if demonstrations.shapes == nil {
		demonstrations.shapes = make(map[string]string)
	}
	if demonstrations.shapes[shape] == "" {
		demonstrations.shapes[shape] = folder(t)
	}
	return binary.Serve(t, demonstrations.shapes[shape], "--demo", "--demo-shape", shape)
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
