package main

import (
	"os"
	"testing"
)

// TestQuick is the whole suite on a small part of a Paris.
func TestQuick(t *testing.T) {
	for _, s := range shapes(true) {
		results, err := attack(t.Context(), t.TempDir(), s, 1)
		if err != nil {
			t.Fatal(err)
		}
		write(os.Stdout, s.name+", a small part", results)
		for _, r := range results {
			if why := r.verdict(); why != "" {
				t.Errorf("%s: %s: %s", r.attack, why, r.note)
			}
		}
	}
}
