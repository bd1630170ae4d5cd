package collector

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"time"
)

// ErasuresFile is the name of the list of erasures beside an embedded warehouse, or else beside the spool.
const ErasuresFile = "erasures.list"

// erasureState says how far an erasure is, by the names that the table erasure has for it.
type erasureState string

const (
	erasureBegun erasureState = "begun"
	erasureDone  erasureState = "done"
)

// erasure is one entry of the table erasure: that it was begun, or that it is done.
type erasure struct {
	receipt   hash128
	mark      hash128   // keyed hash of the pseudonym
	askedAt   time.Time // events received up to this instant are erased; UTC
	state     erasureState
	events    uint64 // erased from the warehouse
	spooled   uint64 // erased from the spool of the collector that was asked
	changedAt time.Time
}

// erasedEvent is one entry of the table erased_event.
type erasedEvent struct {
	identity, receipt hash128
	erasedAt          time.Time
}

// Erasures is a list of what was erased: of the erasures and the identities of their events, both as keyed hashes. It
// says nothing about anybody to who has not the network key.
type Erasures struct {
	asked  []erasure
	events []erasedEvent
}

// Events is how many events the list names.
func (e Erasures) Events() int { return len(e.events) }

// ReadErasures reads a list of erasures. A last line that was not written to its end is left out; any other line that is
// none of a list's is an error that names it.
func ReadErasures(path string) (Erasures, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Erasures{}, fmt.Errorf("read the list of erasures: %w", err)
	}
	list, _, err := parseErasures(text, 1)
	if err != nil {
		return Erasures{}, fmt.Errorf("read the list of erasures %s: %w", path, err)
	}
	return list, nil
}

// parseErasures reads the whole lines of a text, the first of which has the number given, and tells how many bytes they are.
func parseErasures(text []byte, number int) (list Erasures, read int, err error) {
	for ; ; number++ {
		line, _, whole := bytes.Cut(text[read:], []byte("\n"))
		if !whole {
			return list, read, nil
		}
		read += len(line) + 1
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if !list.parse(bytes.Split(line, []byte(" "))) {
			return list, read, fmt.Errorf("line %d is no entry of a list of erasures; put the file back from your copy, or take the line out if it was added by hand", number)
		}
	}
}

// parse adds the entry of a line's words, and tells whether it is one.
func (e *Erasures) parse(words [][]byte) bool {
	w := wordReader{words: words}
	switch kind := string(w.next()); kind {
	case "event":
		e.events = append(e.events, erasedEvent{identity: w.hash(), receipt: w.hash(), erasedAt: w.time()})
	case "erasure":
		e.asked = append(e.asked, erasure{receipt: w.hash(), mark: w.hash(), askedAt: w.time(),
			state: erasureState(w.next()), events: w.number(), spooled: w.number(), changedAt: w.time()})
		if state := e.asked[len(e.asked)-1].state; state != erasureBegun && state != erasureDone {
			return false
		}
	default:
		return false
	}
	return !w.broken && len(w.words) == 0
}

// wordReader reads the words of a line. Once it is broken it gives zeros.
type wordReader struct {
	words  [][]byte
	broken bool
}

func (w *wordReader) next() []byte {
	if len(w.words) == 0 {
		w.broken = true
		return nil
	}
	word := w.words[0]
	w.words = w.words[1:]
	return word
}

func (w *wordReader) hash() (hash hash128) {
	word := w.next()
	if hex.DecodedLen(len(word)) != len(hash) {
		w.broken = true
		return hash128{}
	}
	if _, err := hex.Decode(hash[:], word); err != nil {
		w.broken = true
	}
	return hash
}

func (w *wordReader) time() time.Time {
	at, err := time.Parse(time.RFC3339Nano, string(w.next()))
	w.broken = w.broken || err != nil
	return at.UTC()
}

func (w *wordReader) number() uint64 {
	n, err := strconv.ParseUint(string(w.next()), 10, 64)
	w.broken = w.broken || err != nil
	return n
}

// erasureKeys tells which entries are known.
type erasureKeys struct {
	asked  map[erasureKey]bool
	events map[hash128]bool
}

type erasureKey struct {
	receipt hash128
	state   erasureState
}

func keysOf(e Erasures) erasureKeys {
	k := erasureKeys{asked: map[erasureKey]bool{}, events: map[hash128]bool{}}
	k.add(e)
	return k
}

func (k erasureKeys) add(e Erasures) {
	for _, a := range e.asked {
		k.asked[erasureKey{a.receipt, a.state}] = true
	}
	for _, v := range e.events {
		k.events[v.identity] = true
	}
}

// lacks gives the entries that are not known.
func (k erasureKeys) lacks(e Erasures) (missing Erasures) {
	for _, a := range e.asked {
		if !k.asked[erasureKey{a.receipt, a.state}] {
			missing.asked = append(missing.asked, a)
		}
	}
	for _, v := range e.events {
		if !k.events[v.identity] {
			missing.events = append(missing.events, v)
		}
	}
	return missing
}
