package event

import (
	"strconv"
	"strings"
)

// number is a JSON number as far as an event's limits need it, exact whatever its
// length or exponent.
type number struct {
	negative bool   // below zero: -0 is not
	whole    uint64 // the integer part
	fraction bool   // something follows the integer part
	huge     bool   // the integer part is 10^18 or more, and whole is not set
}

// maxExponent is far beyond what any limit asks, and keeps sums of exponents from
// overflowing.
const maxExponent = 1 << 30

// readNumber reads the text of a valid JSON number.
func readNumber(text string) number {
	text, negative := strings.CutPrefix(text, "-")
	mantissa, power := text, 0
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		mantissa = text[:at]
		parsed, _ := strconv.ParseInt(text[at+1:], 10, 64) // beyond int64 it gives the nearest limit
		power = int(min(max(parsed, -maxExponent), maxExponent))
	}
	before, after, _ := strings.Cut(mantissa, ".")
	power += len(before)
	figures := before + after
	// Now the number is 0.figures × 10^power.
	trimmed := strings.TrimLeft(figures, "0")
	power -= len(figures) - len(trimmed)
	figures = strings.TrimRight(trimmed, "0")
	if figures == "" {
		return number{}
	}
	n := number{negative: negative, fraction: power < len(figures), huge: power > 18}
	if n.huge {
		return n
	}
	for i := range max(power, 0) {
		n.whole *= 10
		if i < len(figures) {
			n.whole += uint64(figures[i] - '0')
		}
	}
	return n
}

// within tells whether the number lies in least … most.
func (n number) within(least, most uint64) bool {
	if n.negative || n.huge || n.whole < least {
		return false
	}
	return n.whole < most || n.whole == most && !n.fraction
}
