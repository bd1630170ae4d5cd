package collector

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
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
	valueTiny
	valueCounts
)

// spooled is a row as it was read from the spool.
type spooled struct {
	identity, body hash128
	receivedAt     time.Time
	source         string
	values         []any
	size           int // bytes of its record
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
	values := r.values(make([]any, 0, 48))
	to = binary.AppendUvarint(to, uint64(len(values)))
	var err error
	for _, value := range values {
		if to, err = appendValue(to, value); err != nil {
			return to[:begin], err
		}
	}
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

func appendValue(to []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(to, valueNil), nil
	case []byte:
		return append(binary.AppendUvarint(append(to, valueHash), uint64(len(v))), v...), nil
	case uint64:
		return binary.AppendUvarint(append(to, valueNumber), v), nil
	case bool:
		if v {
			return append(to, valueTrue), nil
		}
		return append(to, valueFalse), nil
	case string:
		return appendText(append(to, valueText), v), nil
	case time.Time:
		return binary.AppendVarint(append(to, valueTime), v.UnixNano()), nil
	case *float64:
		if v == nil {
			return append(to, valueNoScore), nil
		}
		return binary.LittleEndian.AppendUint64(append(to, valueScore), math.Float64bits(*v)), nil
	case []string:
		to = binary.AppendUvarint(append(to, valueTexts), uint64(len(v)))
		for _, text := range v {
			to = appendText(to, text)
		}
		return to, nil
	case uint16:
		return binary.AppendUvarint(append(to, valueSmall), uint64(v)), nil
	case uint8:
		return append(to, valueTiny, v), nil
	case map[string]uint8:
		to = binary.AppendUvarint(append(to, valueCounts), uint64(len(v)))
		for text, count := range v {
			to = append(appendText(to, text), count)
		}
		return to, nil
	}
	return to, fmt.Errorf("the spool knows no values of type %T", value)
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

// readRecord reads a payload of cutRecord. Nothing in the row refers to the payload.
func readRecord(payload []byte) (*spooled, error) {
	r := reader{left: payload}
	s := &spooled{identity: hash128(r.bytes(16)), body: hash128(r.bytes(16)), size: recordHeader + len(payload)}
	s.receivedAt = time.Unix(0, int64(binary.LittleEndian.Uint64(r.bytes(8)))).UTC()
	s.source = r.text()
	count := r.count()
	s.values = make([]any, 0, count)
	for range count {
		s.values = append(s.values, r.value())
	}
	if r.broken || len(r.left) > 0 {
		return nil, errRecord
	}
	return s, nil
}

// reader reads the parts of a payload. Once it is broken it gives zeros.
type reader struct {
	left   []byte
	broken bool
}

func (r *reader) bytes(n int) []byte {
	if r.broken || n > len(r.left) {
		r.broken, r.left = true, nil
		return make([]byte, min(n, 16))
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

func (r *reader) value() any {
	switch r.bytes(1)[0] {
	case valueNil:
		return nil
	case valueHash:
		return append([]byte(nil), r.bytes(r.count())...)
	case valueNumber:
		return r.number()
	case valueTrue:
		return true
	case valueFalse:
		return false
	case valueText:
		return r.text()
	case valueTime:
		n, size := binary.Varint(r.left)
		r.bytes(max(size, 1))
		return time.Unix(0, n).UTC()
	case valueNoScore:
		return (*float64)(nil)
	case valueScore:
		score := math.Float64frombits(binary.LittleEndian.Uint64(r.bytes(8)))
		return &score
	case valueTexts:
		return r.texts()
	case valueSmall:
		return uint16(r.number())
	case valueTiny:
		return r.bytes(1)[0]
	case valueCounts:
		return r.counts()
	}
	r.broken = true
	return nil
}

func (r *reader) texts() any {
	count := r.count()
	if count == 0 {
		return noValues
	}
	texts := make([]string, count)
	for i := range texts {
		texts[i] = r.text()
	}
	return texts
}

func (r *reader) counts() map[string]uint8 {
	count := r.count()
	if count == 0 {
		return nil
	}
	counts := make(map[string]uint8, count)
	for range count {
		class := r.text()
		counts[class] = r.bytes(1)[0]
	}
	return counts
}
