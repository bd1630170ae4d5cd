package collector

import (
	"math/rand/v2"
	"testing"
)

// TestFilterFull fills a filter to its capacity: it has everything that was put into it, and little else.
func TestFilterFull(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	made := func() hash128 { return hashOf(random.Uint64(), random.Uint64()) }
	f := filter{ready: true, capacity: 1_000_000}
	f.bits = newBits(f.capacity)
	kept := make([]hash128, f.capacity)
	for i := range kept {
		kept[i] = made()
		f.put(kept[i])
	}
	for _, identity := range kept {
		if !f.mayHave(identity) {
			t.Fatalf("%x was put in and is not there", identity)
		}
	}
	const asked = 100_000
	vain := 0
	for range asked {
		if f.mayHave(made()) {
			vain++
		}
	}
	t.Logf("%d of %d new events would be asked for in vain", vain, asked)
	if vain > asked/100 {
		t.Errorf("%d of %d new events would be asked for in vain", vain, asked)
	}
	if missed := f.capacity - f.count; missed > f.capacity/100 {
		t.Errorf("%d of %d events were not counted", missed, f.capacity)
	}
}
