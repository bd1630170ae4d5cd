package engine

import "math/big"

// bits are windows, a bit each, as the engine reads them.
type bits struct{ big.Int }

func (b *bits) set(nth int, to bool) {
	if to {
		b.SetBit(&b.Int, nth, 1)
	}
}
