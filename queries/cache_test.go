package queries

import (
	"fmt"
	"testing"
)

// TestCache keeps the latest answers, a bounded number of them, of one state of the data.
func TestCache(t *testing.T) {
	c := newCache(3)
	const first, second = 1, 2
	for i := range 3 {
		c.put(first, fmt.Sprint(i), Answer{Indicator: fmt.Sprint(i)})
	}
	if a, ok := c.get(first, "0"); !ok || a.Indicator != "0" {
		t.Errorf("0 is not there: %v", a)
	}
	c.put(first, "3", Answer{Indicator: "3"})
	if _, ok := c.get(first, "1"); ok {
		t.Error("1 was asked for longest ago and is still there")
	}
	if _, ok := c.get(first, "0"); !ok {
		t.Error("0 was asked for lately and is gone")
	}
	c.put(first, "3", Answer{Indicator: "three"})
	if a, _ := c.get(first, "3"); a.Indicator != "three" || c.recent.Len() != 3 {
		t.Errorf("a second answer under one key: %v of %d", a, c.recent.Len())
	}
	if _, ok := c.get(second, "0"); ok {
		t.Error("an answer of another state")
	}
	c.put(second, "9", Answer{})
	if _, ok := c.get(first, "0"); ok || c.recent.Len() != 1 {
		t.Error("answers of the state before are still there")
	}
}
