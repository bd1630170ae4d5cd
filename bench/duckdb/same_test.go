package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"vigie/bench/peers"
)

// All three give the same figures of a small network: live volumes over any days, and the cells of three editions.
func TestSameFigures(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "vigie-peers")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	// PostgreSQL runs as somebody else where this is run by root, whose folders are closed.
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	const programs = "/usr/lib/postgresql/15/bin"
	r := &peers.Run{
		From: "2024-11-01", To: "2026-11-01", Seed: 3, Runs: 1, PageRuns: 1, Vigie: filepath.Join(root, "bin/vigie"), Programs: programs,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	if err := r.Compare(t.Context(), []peers.Database{&peers.Postgres{Programs: programs}, &duckDB{}}, 1000, filepath.Join(dir, "1000")); err != nil {
		t.Fatal(err)
	}
}
