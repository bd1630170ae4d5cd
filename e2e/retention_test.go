package e2e

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/e2e/binary"
)

// TestRetention cuts most of the people of the demonstration network from their events, with a kill in the middle, and holds
// that every figure is what it was.
func TestRetention(t *testing.T) {
	seed := fromEnvironment(t, "VIGIE_SEED", uint64(time.Now().UnixNano()))
	t.Logf("seed %d", seed)
	dir := t.TempDir()
	binary.Done(t, dir, "demo", "--people", "150")
	s := binary.Serve(t, dir)
	participations := total(t, s, "impact.participations", 0)
	want := everything(t, s, participations)
	same := func(when string) {
		t.Helper()
		got := everything(t, s, participations)
		for question := range want {
			if !reflect.DeepEqual(got[question], want[question]) {
				t.Errorf("%s, %s differs:\n%v\n%v", when, question, got[question], want[question])
			}
		}
	}
	for _, months := range []string{"0", "121", "soon"} {
		if o := binary.Run(t, dir, "retention", "--months", months); o.Code != 2 {
			t.Errorf("%s months: %d %s%s", months, o.Code, o.Stdout, o.Stderr)
		}
	}
	if said := binary.Done(t, dir, "retention"); !strings.Contains(said, " 24 months") || !strings.Contains(said, "cut: 0 people") {
		t.Error(said)
	}
	if said := binary.Done(t, dir, "retention", "--months", "1", "--dry-run"); !strings.Contains(said, " 1 months") || strings.Contains(said, "cut: 0 people") {
		t.Error(said)
	}
	var cutting sync.WaitGroup
	cutting.Go(func() { binary.Run(t, dir, "retention", "--months", "2") })
	time.Sleep(time.Duration(rand.New(rand.NewPCG(seed, 1)).IntN(1000)) * time.Millisecond)
	s.Kill(t)
	cutting.Wait()
	s = binary.Serve(t, dir)
	same("after a kill")
	if said := binary.Done(t, dir, "retention", "--months", "1"); !strings.Contains(said, "cut: ") || strings.Contains(said, "cut: 0 people") {
		t.Error(said)
	}
	if said := binary.Done(t, dir, "retention"); !strings.Contains(said, " 1 months") || !strings.Contains(said, "cut: 0 people") {
		t.Errorf("once more: %s", said)
	}
	same("in the end")
}
