package main

import (
	"strings"
	"testing"
)

// Who enters grants is told of each figure when it appears, and of how many people.
func TestVisible(t *testing.T) {
	said, err := visible()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"at once: title", "never: euros requested and spent", "target reached, by quarter and year: from 11 people or visits on",
		"progress with funded projects, by quarter and year: from 30 people on, of whom 11 did and 11 did not",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
}
