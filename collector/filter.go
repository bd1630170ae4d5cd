package collector

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"
	"sync"
	"time"

	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
)

const (
	// filterBits is how many bits the filter has for an event: with filterProbes of them, fewer than one in a hundred new
	// events is asked for in vain. An event's lie in one block of so many words, which is a line of the processor's cache.
	filterBits, filterProbes, filterBlock = 12, 7, 8
	// filterLeast is for how many events the filter has room at least (6 MB).
	filterLeast = 4_000_000
	// filterWait is how often the filter learns what other collectors brought to the warehouse, and filterOverlap how far it
	// looks back further than that, because their clocks may differ.
	filterWait, filterOverlap = 5 * time.Second, 5 * time.Second
	// filterPart is how many events are read at once (12 MB): an answer of the embedded engine lies in memory as a whole.
	filterPart = 500_000
)

var (
	//go:embed identities.sql
	identitiesSQL string
	//go:embed lately.sql
	latelySQL string
	//go:embed count_events.sql
	countEventsSQL string
)

// filter knows of most new events that the warehouse cannot have them, so that it need not be asked (a Bloom filter). Until it
// has read the warehouse's events it knows nothing. A repetition of what another collector took seconds ago it takes for new,
// as the warehouse then does not: figures do not change.
type filter struct {
	warehouse *warehouse.Warehouse
	now       func() time.Time
	met       func(identities, bodies []hash128) // called with what follow reads
	waiting   func() (oldest time.Time)          // when the oldest of this collector's events that the warehouse has not yet was received; zero: it has all
	compare   bool                               // what this collector has is to be compared with all that the warehouse has

	mu       sync.Mutex
	bits     []uint64
	ready    bool
	count    int // added
	capacity int
	fresh    bool // something was added since follow looked last
	rest     int  // how many keep it from being built
	voided   int  // how often what had been read was given up
}

// mayHave tells whether the warehouse may have an event.
func (f *filter) mayHave(identity hash128) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.ready {
		return true
	}
	has := true
	f.probe(f.bits, identity, func(word *uint64, bit uint64) { has = has && *word&bit != 0 })
	return has
}

func (f *filter) add(identity hash128) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fresh = true
	if f.bits != nil {
		f.put(identity)
	}
}

// forgo gives up what the filter knows, and keeps it from being built until resume is called: while millions of events come
// that are not added to it, reading them again and again would cost as much as they do.
func (f *filter) forgo() (resume func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ready = false
	f.rest++
	f.voided++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.rest--
	}
}

// put sets the bits of an identity, and counts it where it was not there; it is called with mu held.
func (f *filter) put(identity hash128) {
	known := true
	f.probe(f.bits, identity, func(word *uint64, bit uint64) {
		known = known && *word&bit != 0
		*word |= bit
	})
	if !known {
		f.count++
	}
}

// newBits makes the bits of a filter with room for so many events: whole blocks.
func newBits(capacity int) []uint64 {
	return make([]uint64, capacity*filterBits/64/filterBlock*filterBlock)
}

// probe visits the bits of an identity. Its two halves are hashes already: the first one says which block, in the order in which
// the warehouse keeps and gives identities, so that building the filter goes through memory from its beginning to its end; the second
// one says which bits of it.
func (f *filter) probe(words []uint64, identity hash128, visit func(word *uint64, bit uint64)) {
	block, _ := bits.Mul64(binary.BigEndian.Uint64(identity[:8]), uint64(len(words)/filterBlock))
	choice := binary.LittleEndian.Uint64(identity[8:])
	for range filterProbes {
		visit(&words[block*filterBlock+choice%filterBlock], 1<<(choice/filterBlock%64))
		choice >>= 9
	}
}

// follow reads the warehouse's events, and then, while events come in, those that came there lately, until the context ends. It
// looks once more after the last of this collector's events have gone there: of two collectors that took one event, the one whose
// event arrives last then finds the other's.
func (f *filter) follow(ctx context.Context) {
	var since time.Time
	for ctx.Err() == nil {
		f.mu.Lock()
		full, idle, rests := !f.ready || f.count > f.capacity, !f.fresh, f.rest > 0
		f.fresh = false
		f.mu.Unlock()
		begun := f.now()
		if oldest := f.waiting(); !oldest.IsZero() {
			f.look()
			if oldest.Before(begun) {
				begun = oldest
			}
		}
		switch {
		case rests:
		case full:
			f.compare = f.compare || since.IsZero() && !idle // what came before the first look has been compared with nothing
			if f.build(ctx) == nil {
				since = begun
			}
		case idle:
		default:
			if f.read(ctx, since.Add(-filterOverlap), 0, 1<<16-1, true) == nil {
				since = begun
			} else {
				f.look()
			}
		}
		if sleep(ctx, filterWait) != nil {
			return
		}
	}
}

// look has follow look again next time, whether events come in or not.
func (f *filter) look() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fresh = true
}

// build reads all events into a new filter with room for twice as many. What is added meanwhile is in it too.
func (f *filter) build(ctx context.Context) error {
	var count uint64
	if err := f.warehouse.Conn().QueryRow(ctx, countEventsSQL).Scan(&count); err != nil {
		return err
	}
	f.mu.Lock()
	// Of a filter that is too full everything must be asked until the new one is whole: an event that was added to the old
	// one alone may not be in the warehouse yet, but then it waits in the spool, where it is known.
	f.capacity = max(filterLeast, 2*int(count))
	f.bits, f.ready, f.count = newBits(f.capacity), false, 0
	voided := f.voided
	f.mu.Unlock()
	parts := min(1+int(count)/filterPart, 1<<16)
	for part := range parts {
		// By the first 16 bits of the identities, which are hashes.
		first, last := part<<16/parts, (part+1)<<16/parts-1
		if err := f.read(ctx, time.Unix(0, 0), first, last, f.compare); err != nil {
			return err
		}
	}
	f.compare = false
	f.mu.Lock()
	f.ready = f.voided == voided
	f.mu.Unlock()
	return nil
}

// read adds the events whose identities begin with 16 bits from first to last or, with bodies, those of them that were received from an
// instant on, which it tells as it goes: that takes twice as long.
func (f *filter) read(ctx context.Context, since time.Time, first, last int, bodies bool) error {
	const part = 4_096
	columns, query := make([]uint64, 2), identitiesSQL
	if bodies {
		columns, query = make([]uint64, 3), latelySQL
	}
	rows, err := f.warehouse.Conn().Query(clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"since": since.UTC().Format("2006-01-02 15:04:05.000"),
		"first": fmt.Sprintf("%04x%s", first, strings.Repeat("0", 28)), "last": fmt.Sprintf("%04x%s", last, strings.Repeat("f", 28)),
	})), query)
	if err != nil {
		return err
	}
	defer rows.Close()
	targets := make([]any, len(columns))
	for i := range columns {
		targets[i] = &columns[i]
	}
	var identities, contents []hash128
	flush := func() {
		f.mu.Lock()
		for _, identity := range identities {
			f.put(identity)
		}
		f.mu.Unlock()
		if bodies {
			f.met(identities, contents)
		}
		identities, contents = identities[:0], contents[:0]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		identities = append(identities, hashOf(columns[0], columns[1]))
		if bodies {
			contents = append(contents, hashOf(columns[2], 0))
		}
		if len(identities) == part {
			flush()
		}
	}
	flush()
	return rows.Err()
}

// hashOf joins the two halves of a hash.
func hashOf(first, second uint64) (hash hash128) {
	binary.LittleEndian.PutUint64(hash[:8], first)
	binary.LittleEndian.PutUint64(hash[8:], second)
	return hash
}
