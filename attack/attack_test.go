package main

import (
	"os"
	"testing"
)

// TestQuick is the whole suite on a small part of a Paris.
func TestQuick(t *testing.T) {
	passed, err := run(t.Context(), os.Stdout, []string{"paris"}, 1, true)
	if err != nil {
		t.Fatal(err)
	}
	if !passed {
		t.Error("an attack succeeds: see the table; make attack runs all")
	}
}
