package collector_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/collector"
	"vigie/warehouse"
)

// recordsIn finds every record of a spool in bytes, as record.go fixes them: magic, length, checksum, payload. It goes by the
// lengths alone, so it is for bytes that nothing has damaged.
func recordsIn(content []byte) [][]byte {
	var records [][]byte
	for at := bytes.Index(content, []byte("Vgr1")); at >= 0; {
		size := 12 + int(binary.LittleEndian.Uint32(content[at+4:]))
		if at+size <= len(content) {
			records = append(records, content[at:at+size])
		}
		next := bytes.Index(content[at+4:], []byte("Vgr1"))
		if next < 0 {
			break
		}
		at += 4 + next
	}
	return records
}

// Whatever is done to a spool's file, at places drawn at random: every event whose record is still whole somewhere in the file
// is there at the next start, which never fails, and never hangs.
func TestDamageAnywhere(t *testing.T) {
	const events, part, damages = 300, 10, 32
	h := newHouse(t)
	h.cutOff()
	for from := 0; from < events; from += part {
		if a := h.post(lines, inLines(t, attendances(from, part))); a.Accepted != part {
			t.Fatal(a.text)
		}
	}
	var content, known []byte
	h.restart(func(spool string) {
		var err error
		if content, err = os.ReadFile(filepath.Join(spool, "spool.db")); err != nil {
			t.Fatal(err)
		}
		if known, err = os.ReadFile(filepath.Join(spool, "known.json")); err != nil {
			t.Fatal(err)
		}
	})
	written := bytes.LastIndex(content, []byte("Vgr1")) + 500
	records := recordsIn(content)
	const page = 4096
	seed := seedOfTest(t)
	random := rand.New(rand.NewPCG(seed, 0))
	ways := []struct {
		name   string
		damage func(of []byte) []byte
	}{
		{"cut", func(of []byte) []byte { return of[:random.IntN(written)] }},
		{"cut and filled with zeros", func(of []byte) []byte {
			clear(of[random.IntN(written):])
			return of
		}},
		{"one byte flipped", func(of []byte) []byte {
			of[random.IntN(written)] ^= byte(1 + random.IntN(255))
			return of
		}},
		{"many bytes flipped", func(of []byte) []byte {
			for range 1 + random.IntN(200) {
				of[random.IntN(written)] ^= byte(1 + random.IntN(255))
			}
			return of
		}},
		{"a page of zeros", func(of []byte) []byte {
			at := random.IntN(written/page) * page
			clear(of[at : at+page])
			return of
		}},
		{"a page in the place of another", func(of []byte) []byte {
			from, to := random.IntN(written/page)*page, random.IntN(written/page)*page
			copy(of[to:to+page], bytes.Clone(of[from:from+page]))
			return of
		}},
		{"the newer of the two pages where all begins", func(of []byte) []byte {
			// The number of its transaction is at 48 after the page's header of 16 bytes.
			newer := 0
			if binary.LittleEndian.Uint64(of[page+64:]) > binary.LittleEndian.Uint64(of[64:]) {
				newer = page
			}
			of[newer+16+random.IntN(64)] ^= byte(1 + random.IntN(255))
			return of
		}},
		{"pages that lead to themselves", func(of []byte) []byte {
			// Of a branch page (flag 1 at byte 8, count at 10) the elements of 16 bytes begin at 16, their page at 8.
			for at := 2 * page; at < written; at += page {
				if binary.LittleEndian.Uint16(of[at+8:]) != 1 {
					continue
				}
				for element := range int(binary.LittleEndian.Uint16(of[at+10:])) {
					binary.LittleEndian.PutUint64(of[at+16+16*element+8:], uint64(at/page))
				}
			}
			return of
		}},
	}
	for n := range damages {
		way := ways[n%len(ways)]
		damaged := way.damage(bytes.Clone(content))
		whole := map[string]bool{}
		for _, record := range records {
			if bytes.Contains(damaged, record) {
				whole[string(record[12:28])] = true // by its identity
			}
		}
		spool := t.TempDir()
		for name, text := range map[string][]byte{"spool.db": damaged, "known.json": known} {
			if err := os.WriteFile(filepath.Join(spool, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if found := h.known(t, spool, 0, events); found < len(whole) {
			t.Errorf("%s (damage %d): %d events are found, %d are whole in the file", way.name, n, found, len(whole))
		}
	}
}

// known is how many of the events from one to before another a collector on a spool knows when they come again. Its warehouse is
// away.
func (h *house) known(t *testing.T, spool string, from, to int) int {
	t.Helper()
	options := h.options
	var err error
	if options.Warehouse, err = warehouse.Open(t.Context(), warehouse.Options{Address: "http://127.0.0.1:1/vigie", Later: true}); err != nil {
		t.Fatal(err)
	}
	defer options.Warehouse.Close()
	options.Spool, options.Registerer, options.Logger = spool, nil, nil
	c, err := collector.New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	result, err := c.Take(t.Context(), collector.Sender{Source: testSource}, attendances(from, to-from))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := c.Close(ctx); err != nil {
		t.Fatal(err)
	}
	return result.Duplicates
}
