package collector

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"time"
)

// A record is a finished row as the spool holds it: the values of insert_event.sql in their order, so that a row that is
// inserted again is the same to the byte, whatever has changed in the program since.
//
//	magic     4 bytes
//	length    4 bytes, of what follows the checksum
//	checksum  4 bytes, CRC-32C of what follows
//	identity 16 bytes, body 16 bytes, received 8 bytes (nanoseconds since 1970, UTC)
//	source    a text, columns a number, then the values, each after a byte that tells its type
//
// Numbers are little-endian, lengths and counts are varints. The magic and the checksum let records be found again in a
// file that is damaged otherwise.
const (
	recordHeader = 12
	// leastRecord is identity, body and time of receipt, which every record has.
	leastRecord = 40
	// maxRecord is the largest record, in bytes after the header; a row has bounded lists, so most come to 300.
	maxRecord = 256 << 10
)

// recordMagic starts every record. Its last digit is the number of the format.
var recordMagic = [4]byte{'V', 'g', 'r', '1'}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errRecord says that bytes are no record, or a damaged one.
var errRecord = errors.New("a record is damaged")

// The types of values, as a byte before each.
const (
	valueNil = iota
	valueHash
	valueNumber
	valueTrue
	valueFalse
	valueText
	valueTime
	valueNoScore
	valueScore
	valueTexts
	valueSmall
	valueTiny   // of the first records: a byte, now valueSmall
	valueCounts // of the first records: a byte for each class, now valueMargin
	valueMargin
)

// spooled is a row as the spool holds it.
type spooled struct {
	identity, body hash128
	receivedAt     time.Time
	source         string
	count          int    // of values
	values         []byte // each after the byte of its type
	size           int    // bytes of its record
}

// appendRecord adds the record of a row.
func appendRecord(to []byte, r *row) ([]byte, error) {
	begin := len(to)
	to = append(to, recordMagic[:]...)
	to = append(to, 0, 0, 0, 0, 0, 0, 0, 0)
	to = append(to, r.identity[:]...)
	to = append(to, r.body[:]...)
	to = binary.LittleEndian.AppendUint64(to, uint64(r.receivedAt.UnixNano()))
	to = appendText(to, r.source)
	to = r.appendValues(binary.AppendUvarint(to, rowValues))
	payload := to[begin+recordHeader:]
	if len(payload) > maxRecord {
		return to[:begin], fmt.Errorf("an event comes to %d bytes, more than %d", len(payload), maxRecord)
	}
	binary.LittleEndian.PutUint32(to[begin+4:], uint32(len(payload)))
	binary.LittleEndian.PutUint32(to[begin+8:], crc32.Checksum(payload, castagnoli))
	return to, nil
}

func appendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// cutRecord takes the first record off bytes: its payload, whose checksum is right, and what follows it.
func cutRecord(from []byte) (payload, rest []byte, err error) {
	if len(from) < recordHeader || [4]byte(from) != recordMagic {
		return nil, nil, errRecord
	}
	length := int(binary.LittleEndian.Uint32(from[4:]))
	if length < leastRecord || length > maxRecord || length > len(from)-recordHeader {
		return nil, nil, errRecord
	}
	payload = from[recordHeader : recordHeader+length]
	if crc32.Checksum(payload, castagnoli) != binary.LittleEndian.Uint32(from[8:]) {
		return nil, nil, errRecord
	}
	return payload, from[recordHeader+length:], nil
}

// readRecord reads a payload of cutRecord. The row's values refer to the payload.
func readRecord(payload []byte) (*spooled, error) {
	s := &spooled{}
	if !s.read(payload) {
		return nil, errRecord
	}
	r := reader{left: s.values}
	for range s.count {
		r.skip()
	}
	if r.broken || len(r.left) > 0 {
		return nil, errRecord
	}
	return s, nil
}

// read reads a payload as readRecord does, but does not look at its values; it is false where what comes before them is damaged.
func (s *spooled) read(payload []byte) bool {
	r := reader{left: payload}
	s.identity, s.body, s.size = hash128(r.bytes(16)), hash128(r.bytes(16)).half(), recordHeader+len(payload)
	s.receivedAt = time.Unix(0, int64(binary.LittleEndian.Uint64(r.bytes(8)))).UTC()
	s.source = r.text()
	s.count, s.values = r.count(), r.left
	return !r.broken
}

// text is the text at a place among the values; "" where there is none.
func (s *spooled) text(at int) string { return string(s.value(at, valueText)) }

// value is the bytes of the value at a place, where it is a hash or a text as wanted; none otherwise.
func (s *spooled) value(at int, wanted byte) []byte {
	if at >= s.count {
		return nil
	}
	r := reader{left: s.values}
	for range at {
		r.skip()
	}
	if r.tag() != wanted {
		return nil
	}
	return r.bytes(r.count())
}

// reader reads the parts of a payload. Once it is broken it gives zeros.
type reader struct {
	left   []byte
	broken bool
}

func (r *reader) bytes(n int) []byte {
	if r.broken || n > len(r.left) {
		r.broken, r.left = true, nil
		return make([]byte, min(n, 16)) // enough for whoever takes one without looking
	}
	read := r.left[:n]
	r.left = r.left[n:]
	return read
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.left)
	if size <= 0 {
		r.broken, r.left = true, nil
		return 0
	}
	r.left = r.left[size:]
	return n
}

// count is a number of things that take at least a byte each.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.left)) {
		r.broken, r.left = true, nil
		return 0
	}
	return int(n)
}

func (r *reader) text() string { return string(r.bytes(r.count())) }

func (r *reader) tag() byte { return r.bytes(1)[0] }

// instant is in nanoseconds since 1970.
func (r *reader) instant() int64 {
	n, size := binary.Varint(r.left)
	if size <= 0 {
		r.broken, r.left = true, nil
		return 0
	}
	r.left = r.left[size:]
	return n
}

// skip goes over a value, whatever its type.
func (r *reader) skip() {
	switch r.tag() {
	case valueNil, valueTrue, valueFalse, valueNoScore:
	case valueHash, valueText:
		r.bytes(r.count())
	case valueNumber, valueSmall:
		r.number()
	case valueTime:
		r.instant()
	case valueScore:
		r.bytes(8)
	case valueTexts:
		for range r.count() {
			r.bytes(r.count())
		}
	case valueTiny:
		r.bytes(1)
	case valueCounts:
		for range r.count() {
			r.bytes(r.count())
			r.bytes(1)
		}
	case valueMargin:
		for range r.count() {
			r.bytes(r.count())
			r.number()
		}
	default:
		r.broken = true
	}
}
