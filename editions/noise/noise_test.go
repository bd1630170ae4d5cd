package noise

import (
	"math"
	"testing"
)

func TestTable(t *testing.T) {
	all, squares := odds[0], 0.0
	for e := 1; e <= Largest; e++ {
		all += 2 * odds[e]
		squares += 2 * float64(odds[e]) * float64(e*e)
	}
	if all != 1<<20 {
		t.Fatalf("the odds add up to %d", all)
	}
	if variance := squares / (1 << 20); math.Abs(variance-Variance) > 0.01 {
		t.Errorf("the variance is %v", variance)
	}
	seen := map[int64]uint32{}
	for n := range uint32(1 << 20) {
		seen[drawn(n)]++
	}
	for e := int64(-Largest); e <= Largest; e++ {
		if seen[e] != odds[max(e, -e)] {
			t.Errorf("%d is drawn %d times", e, seen[e])
		}
	}
}

func TestDraw(t *testing.T) {
	s := NewSource([]byte("a key"))
	one := func(cell string, version uint16, count int64, records uint64) int64 {
		return s.Draw(cell, version, count, records)
	}
	for n := range uint64(100) {
		if first, again := one("a", 1, 5, n), NewSource([]byte("a key")).Draw("a", 1, 5, n); first != again {
			t.Fatalf("the same draws %d, then %d", first, again)
		}
	}
	// Of each kind of change, about a sixth draws the same again.
	var same, sum, squares float64
	const draws = 20_000
	for n := range uint64(draws) {
		for _, other := range []int64{one("a", 2, 5, n), one("b", 1, 5, n), one("a", 1, 6, n), one("a", 1, 5, n+1), NewSource([]byte("another")).Draw("a", 1, 5, n)} {
			if other == one("a", 1, 5, n) {
				same++
			}
		}
		e := float64(one("a", 1, 5, n))
		sum, squares = sum+e, squares+e*e
	}
	if mean := sum / draws; math.Abs(mean) > 0.06 {
		t.Errorf("the mean is %v", mean)
	}
	if variance := squares / draws; math.Abs(variance-Variance) > 0.2 {
		t.Errorf("the variance is %v", variance)
	}
	// Two draws are equal with the chance that the table's squares add up to.
	expected := 0.0
	for e, n := range odds {
		p := float64(n) / (1 << 20)
		expected += p * p
		if e > 0 {
			expected += p * p
		}
	}
	if share := same / (5 * draws); math.Abs(share-expected) > 0.01 {
		t.Errorf("%.4f of changed cells draw the same again, expected %.4f", share, expected)
	}
}
