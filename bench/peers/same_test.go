package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/e2e/binary"
	"vigie/event"
)

func TestMain(m *testing.M) {
	code := m.Run()
	binary.Clean()
	os.Exit(code)
}

// Two programs that have nothing in common but the definitions give the same figures: of every indicator of the comparison,
// at the ends of several months, from events with repetitions, edits and retractions.
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
	r := &run{Runs: 2, Figures: true, Vigie: binary.Path(t), Programs: programs, log: slog.New(slog.DiscardHandler)}
	p := plan{People: 400, From: event.NewDay(2024, time.May, 1), To: event.NewDay(2026, time.May, 1), Seed: 7}
	measured, err := r.measureSize(t.Context(), p, filepath.Join(dir, "400"))
	if err != nil {
		t.Fatal(err)
	}
	if len(measured.Timed) != len(questions) {
		t.Errorf("%d questions were asked, want %d", len(measured.Timed), len(questions))
	}
}
