package peers

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"vigie/e2e/binary"
)

func TestMain(m *testing.M) {
	code := m.Run()
	binary.Clean()
	os.Exit(code)
}

// Two programs that have nothing in common but the definitions give the same figures: live volumes over any days, and the cells of three
// editions, from events with repetitions, edits and retractions.
func TestSameFigures(t *testing.T) {
	const programs = "/usr/lib/postgresql/15/bin"
	if _, err := os.Stat(filepath.Join(programs, "postgres")); err != nil {
		t.Skip("PostgreSQL 15 is not here; make bench-peers installs it")
	}
	if os.Getenv("VIGIE_LIBCHDB") == "" {
		t.Setenv("VIGIE_LIBCHDB", filepath.Join(binary.Root(t), "node_modules/@chdb/lib-linux-x64-gnu/libchdb.so"))
	}
	// PostgreSQL runs as somebody else where this is run by root, whose folders are closed.
	dir, err := os.MkdirTemp("", "vigie-peers")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	r := &Run{
		From: "2025-02-01", To: "2026-11-01", Seed: 7, Runs: 1, PageRuns: 1, Vigie: binary.Path(t), Programs: programs,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	if err := r.Compare(t.Context(), []Database{&Postgres{Programs: programs}}, 400, filepath.Join(dir, "400")); err != nil {
		t.Fatal(err)
	}
}
