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
			if why := r.verdict(); why != "" && r.attack != undecided {
				t.Errorf("%s: %s: %s", r.attack, why, r.note)
			}
		}
	}
}

// undecided is what fails until it is decided which cells are taken off the list: a year of a territory has eight components that can count the
// same people. make attack fails by it.
const undecided = "3 draws of one set, at most 12"
