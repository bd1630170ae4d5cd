package queries

import (
	"slices"
	"testing"
	"time"
)

// TestCache keeps the latest answers, a bounded number of them, of one state of the data.
func TestCache(t *testing.T) {
	c := newCache(3)
	const first, second = 1, 2
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	question := func(id string) asked { return asked{indicator: Indicator{ID: id}} }
	put := func(state uint64, id, says string) {
		c.put(state, entry{asked: question(id), answer: Answer{Indicator: says}, at: now})
	}
	get := func(state uint64, id string) (string, bool) {
		a, ok := c.get(state, question(id), now)
		return a.Indicator, ok
	}
	for _, id := range []string{"0", "1", "2"} {
		put(first, id, id)
	}
	if a, ok := get(first, "0"); !ok || a != "0" {
		t.Errorf("0 is not there: %v", a)
	}
	put(first, "3", "3")
	if _, ok := get(first, "1"); ok {
		t.Error("1 was asked for longest ago and is still there")
	}
	if _, ok := get(first, "0"); !ok {
		t.Error("0 was asked for lately and is gone")
	}
	put(first, "3", "three")
	if a, _ := get(first, "3"); a != "three" || c.recent.Len() != 3 {
		t.Errorf("a second answer under one key: %v of %d", a, c.recent.Len())
	}
	if _, ok := get(second, "0"); ok {
		t.Error("an answer of another state")
	}
	lately := func(ago, earlier time.Duration, most int) (ids []string) {
		for _, one := range c.since(now.Add(-ago), now.Add(-earlier), most) {
			ids = append(ids, one.asked.indicator.ID)
		}
		return ids
	}
	now = now.Add(time.Minute)
	put(first, "4", "4")
	get(first, "0")
	now = now.Add(time.Minute)
	for _, c := range []struct {
		ago, earlier time.Duration
		most         int
		ids          []string
	}{
		{time.Hour, time.Hour, 3, []string{"3", "4", "0"}},
		{time.Hour, time.Hour, 1, []string{"0"}},
		{time.Second, 90 * time.Second, 3, []string{"0"}}, // 4 was asked for once
		{time.Second, time.Hour, 3, []string{"3", "0"}},
		{time.Second, time.Second, 3, nil},
	} {
		if ids := lately(c.ago, c.earlier, c.most); !slices.Equal(ids, c.ids) {
			t.Errorf("asked in %s, or again in %s, at most %d: %v", c.ago, c.earlier, c.most, ids)
		}
	}
	put(second, "9", "9")
	put(first, "8", "8")
	if _, ok := get(first, "0"); ok || c.recent.Len() != 1 {
		t.Error("answers of the state before are still there")
	}
}
