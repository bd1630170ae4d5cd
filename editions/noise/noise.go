// Package noise draws what is added to each published count: once, from a secret key and from what the count is of, so that the
// same count of the same records is always published alike, and any other anew.
package noise

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Variance is that of a draw; its mean is 0.
const Variance = 5.0

// Largest is the greatest distance of a draw from 0.
const Largest = 10

// odds are how many of 2^20 equally likely numbers draw a distance e from 0, of each sign: odds[0] for 0, then 1 to 10.
var odds = [Largest + 1]uint32{187080, 169276, 125403, 76061, 37771, 15356, 5112, 1393, 311, 57, 8}

// Purpose is what the key of the noise is made of a network's key for, by HMAC-SHA-256.
const Purpose = "vigie protected figures 1"

// Source draws noise. It is safe for concurrent use.
type Source struct{ key []byte }

// NewSource makes the source of a key for Purpose.
func NewSource(key []byte) Source { return Source{key} }

// Draw is the noise of a cell's version, whose name says component, area, window and class: a number from -10 to 10. Records are those that are
// counted: the exclusive or of a number of each.
func (s Source) Draw(cell string, version uint16, count int64, records uint64) int64 {
	mac := hmac.New(sha256.New, s.key)
	fmt.Fprintf(mac, "%d %s", len(cell), cell)
	var rest [18]byte
	binary.BigEndian.PutUint16(rest[:2], version)
	binary.BigEndian.PutUint64(rest[2:10], uint64(count))
	binary.BigEndian.PutUint64(rest[10:], records)
	mac.Write(rest[:])
	return drawn(binary.BigEndian.Uint32(mac.Sum(nil)) >> 12)
}

// drawn is what a number below 2^20 draws.
func drawn(number uint32) int64 {
	if number < odds[0] {
		return 0
	}
	number -= odds[0]
	for e := int64(1); e <= Largest; e++ {
		for _, sign := range []int64{1, -1} {
			if number < odds[e] {
				return sign * e
			}
			number -= odds[e]
		}
	}
	panic("the odds of noise do not add up to 2^20")
}
