package collector

import (
	"bytes"
	"context"
	"encoding/base64"
	"log/slog"
	"slices"
	"strconv"
	"time"

	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/warehouse"
)

const (
	// maxLookUp is the largest number of identities of one question: their text must stay under the 128 KiB that servers
	// take as one value (http_max_field_value_size).
	maxLookUp = 6_000
	// lookUpPatience is how long the warehouse may take to tell what it knows of a group of events.
	lookUpPatience = 2 * time.Second
	// lookUpPause is how long it is not asked again after it did not answer.
	lookUpPause = 5 * time.Second
)

//go:embed known_events.sql
var knownEventsSQL string

// winner is the body that counts of an identity that the warehouse has.
type winner struct {
	body       hash128
	precedence uint64
}

// lookup asks the warehouse which events it has. What it does not tell in time is not waited for: the answer to the sender
// then calls a repetition accepted, and the table takes the first received all the same.
type lookup struct {
	warehouse *warehouse.Warehouse
	failed    time.Time // by the monotonic clock; only the goroutine that asks uses it
}

// winners gives what the warehouse has of some identities; nothing where it does not answer.
func (l *lookup) winners(identities []hash128, log *slog.Logger) map[hash128]winner {
	if len(identities) == 0 || !l.failed.IsZero() && time.Since(l.failed) < lookUpPause {
		return nil
	}
	slices.SortFunc(identities, func(a, b hash128) int { return bytes.Compare(a[:], b[:]) })
	identities = slices.Compact(identities)
	ctx, cancel := context.WithTimeout(context.Background(), lookUpPatience)
	defer cancel()
	winners := map[hash128]winner{}
	for part := range slices.Chunk(identities, maxLookUp) {
		if err := l.ask(ctx, part, winners); err != nil {
			if l.failed.IsZero() {
				log.Warn("the warehouse does not tell which events it has: repetitions are taken for new until it does, and change no figure", "error", err)
			}
			l.failed = time.Now()
			return winners
		}
	}
	l.failed = time.Time{}
	return winners
}

func (l *lookup) ask(ctx context.Context, identities []hash128, into map[hash128]winner) error {
	text := make([]byte, 0, len(identities)*len(hash128{}))
	for _, identity := range identities {
		text = append(text, identity[:]...)
	}
	rows, err := l.warehouse.Conn().Query(clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"identities": base64.RawURLEncoding.EncodeToString(text),
		"count":      strconv.Itoa(len(identities)),
	})), knownEventsSQL)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var identity, body string
		var precedence uint64
		if err := rows.Scan(&identity, &body, &precedence); err != nil {
			return err
		}
		key := hash128([]byte(identity))
		if known, ok := into[key]; !ok || precedence > known.precedence {
			into[key] = winner{body: hash128([]byte(body)).half(), precedence: precedence}
		}
	}
	return rows.Err()
}

// maxRecent is how many events are remembered after they have gone to the warehouse: one may go while it is being asked
// for, and many a repetition comes soon.
const maxRecent = 100_000

// recent remembers the bodies of the last events that have gone.
type recent struct {
	bodies map[hash128]hash128
	ring   []hash128
	next   int
}

func (r *recent) body(identity hash128) (hash128, bool) {
	body, known := r.bodies[identity]
	return body, known
}

func (r *recent) add(identity, body hash128) {
	if r.bodies == nil {
		r.bodies = map[hash128]hash128{}
	}
	if _, known := r.bodies[identity]; known {
		return
	}
	r.bodies[identity] = body
	if len(r.ring) < maxRecent {
		r.ring = append(r.ring, identity)
		return
	}
	delete(r.bodies, r.ring[r.next])
	r.ring[r.next] = identity
	r.next = (r.next + 1) % maxRecent
}
