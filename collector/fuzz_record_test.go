package collector

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"
	"time"

	"vigie/event"
)

// FuzzRecord writes any valid event as a record and reads it back the same, also from among any other bytes, and never with
// a byte of it changed. Any bytes at all, with a right checksum too, are a record that reads the same again or are none.
func FuzzRecord(f *testing.F) {
	for _, data := range []string{
		`"type":"vigie.attendance.v1","data":{"structure":"s1","person":"p","format":"individual","minutes":30,"services":["administrative_procedures"]}`,
		`"type":"vigie.attendance.v1","data":{"structure":"s1","format":"workshop","minutes":90,"participants":{"total":9,"returning":2,"age_band":{"70_plus":5}}}`,
		`"type":"vigie.assessment.v1","data":{"structure":"s1","person":"p","level":"beginner","score":41.5,"profile":{"residence":"75113"}}`,
		`"type":"vigie.referral.v1","data":{"referral":"r","status":"sent","from":"s1","to":"s2"}`,
		`"type":"vigie.attendance.v1","data":{"structure":"s1","format":"workshop","minutes":90,"first":false,"participants":{"total":900,"gender":{"woman":500},"residence":{"75113":300}}}`,
		`"type":"vigie.declaration.v1","data":{"structure":"s1","month":"2026-05","participations":4000,"people":300,"format":{"remote":4000},"services":{"safe_use":900}}`,
		`"type":"vigie.retraction.v1","data":{"record":"e1"}`,
	} {
		text := []byte(`{"specversion":"1.0","id":"e","source":"urn:x","time":"2026-06-15",` + data + `}`)
		f.Add(text, []byte{}, uint16(0))
		f.Add(text, []byte("Vgr1\x28\x00\x00\x00abcd"), uint16(20))
		f.Add(text, bytes.Repeat([]byte{1, 0xff, 9, 12}, 20), uint16(41))
	}
	now := func() time.Time { return time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC) }
	decoder := event.NewDecoder(now)
	pseudonyms := newPseudonymizer(Key{})
	f.Fuzz(func(t *testing.T, text, other []byte, at uint16) {
		if e, faults := decoder.Decode(text); len(faults) == 0 {
			row := pseudonyms.newRow(e, e.Source, now())
			record, err := appendRecord(nil, row)
			if err != nil {
				t.Fatalf("a valid event is no record: %v", err)
			}
			sameRow(t, row, record)
			among := append(append(bytes.Clone(other), record...), other...)
			found := 0
			eachRecord(among, func(_, whole []byte) {
				if bytes.Equal(whole, record) {
					found++
				}
			})
			if found == 0 {
				t.Fatalf("the record is not found among %x", other)
			}
			changed := bytes.Clone(record)
			changed[int(at)%len(changed)] ^= byte(1 + at%255)
			if eachRecord(changed, func(_, _ []byte) { t.Fatal("a record with another byte is taken") }) {
				t.Fatal("a record with another byte is sound")
			}
		}
		// The same bytes as what follows a right checksum.
		payload := append(make([]byte, leastRecord), other...)
		record := append(binary.LittleEndian.AppendUint32(recordMagic[:], uint32(len(payload))), 0, 0, 0, 0)
		binary.LittleEndian.PutUint32(record[8:], crc32.Checksum(payload, castagnoli))
		cut, rest, err := cutRecord(append(record, payload...))
		if err != nil || len(rest) > 0 || !bytes.Equal(cut, payload) {
			t.Fatalf("%d bytes with a right checksum are cut to %d: %v", len(payload), len(cut), err)
		}
		read, err := readRecord(payload)
		if err != nil {
			return
		}
		// What was read goes into columns, or is refused.
		c := eventColumns(t)
		if c.add(read) == nil {
			c.filled(t)
		}
	})
}

// sameRow reads a record back and holds it against its row.
func sameRow(t *testing.T, of *row, record []byte) {
	t.Helper()
	payload, rest, err := cutRecord(record)
	if err != nil || len(rest) > 0 {
		t.Fatalf("the record is cut off at %d bytes: %v", len(rest), err)
	}
	read, err := readRecord(payload)
	if err != nil {
		t.Fatal(err)
	}
	if read.identity != of.identity || read.body != of.body || read.source != of.source || !read.receivedAt.Equal(of.receivedAt) || read.size != len(record) {
		t.Fatalf("read %+v of %+v", read, of)
	}
	c, byRows := eventColumns(t), newEventBatch(t).block
	if err := c.add(read); err != nil {
		t.Fatal(err)
	}
	if err := byRows.Append(one(of)...); err != nil {
		t.Fatal(err)
	}
	sameBlock(t, c.filled(t), byRows)
}
