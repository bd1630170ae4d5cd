package collector

import (
	"encoding/binary"
	"math"
)

// wordColumn is a LowCardinality(String): each text once, and for each row the place of its own.
type wordColumn struct {
	places map[string]uint32
	texts  []byte // each after its length
	rows   []uint32
}

func newWordColumn() *wordColumn {
	c := &wordColumn{places: map[string]uint32{}}
	c.clear()
	return c
}

func (c *wordColumn) take(r *reader) bool {
	switch r.tag() {
	case valueNil:
		c.rows = append(c.rows, 0)
	case valueText:
		c.add(r.bytes(r.count()))
	default:
		return false
	}
	return true
}

func (c *wordColumn) add(text []byte) {
	place, known := c.places[string(text)]
	if !known {
		place = uint32(len(c.places))
		c.places[string(text)] = place
		c.texts = append(binary.AppendUvarint(c.texts, uint64(len(text))), text...)
	}
	c.rows = append(c.rows, place)
}

// How the engine's Native format marks a dictionary that goes with its rows, and the width of places in it.
const (
	ownDictionary = 1<<9 | 1<<10
	places8       = 0
	places16      = 1
	places32      = 2
)

func (c *wordColumn) appendData(to []byte) []byte {
	if len(c.rows) == 0 {
		return to // as in a list column of which all lists are empty
	}
	width := uint64(places32)
	switch {
	case len(c.places) <= math.MaxUint8:
		width = places8
	case len(c.places) <= math.MaxUint16:
		width = places16
	}
	to = binary.LittleEndian.AppendUint64(to, ownDictionary|width)
	to = binary.LittleEndian.AppendUint64(to, uint64(len(c.places)))
	to = append(to, c.texts...)
	to = binary.LittleEndian.AppendUint64(to, uint64(len(c.rows)))
	for _, place := range c.rows {
		switch width {
		case places8:
			to = append(to, byte(place))
		case places16:
			to = binary.LittleEndian.AppendUint16(to, uint16(place))
		default:
			to = binary.LittleEndian.AppendUint32(to, place)
		}
	}
	return to
}

// clear leaves the empty text, which is the first of every dictionary.
func (c *wordColumn) clear() {
	clear(c.places)
	c.places[""] = 0
	c.texts, c.rows = append(c.texts[:0], 0), c.rows[:0]
}

// listColumn is an Array of words.
type listColumn struct {
	ends  []byte // for each row, how many words come up to its end
	words *wordColumn
}

func (c *listColumn) take(r *reader) bool {
	if r.tag() != valueTexts {
		return false
	}
	for range r.count() {
		c.words.add(r.bytes(r.count()))
	}
	c.ends = binary.LittleEndian.AppendUint64(c.ends, uint64(len(c.words.rows)))
	return true
}

func (c *listColumn) appendData(to []byte) []byte { return c.words.appendData(append(to, c.ends...)) }

func (c *listColumn) clear() {
	c.ends = c.ends[:0]
	c.words.clear()
}

// marginColumn is a Map of words to UInt16.
type marginColumn struct {
	ends   []byte
	words  *wordColumn
	counts []byte
}

func (c *marginColumn) take(r *reader) bool {
	tag := r.tag()
	if tag != valueMargin && tag != valueCounts {
		return false
	}
	for range r.count() {
		c.words.add(r.bytes(r.count()))
		count := uint64(0)
		if tag == valueMargin {
			count = r.number()
		} else {
			count = uint64(r.bytes(1)[0])
		}
		c.counts = binary.LittleEndian.AppendUint16(c.counts, uint16(count))
	}
	c.ends = binary.LittleEndian.AppendUint64(c.ends, uint64(len(c.words.rows)))
	return true
}

func (c *marginColumn) appendData(to []byte) []byte {
	return append(c.words.appendData(append(to, c.ends...)), c.counts...)
}

func (c *marginColumn) clear() {
	c.ends, c.counts = c.ends[:0], c.counts[:0]
	c.words.clear()
}
