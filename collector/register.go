package collector

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/warehouse"
)

// maxDeletion is the largest number of events that one statement removes: their identities are kept with the mutation.
const maxDeletion = 2_000

var (
	//go:embed insert_erasure.sql
	insertErasureSQL string
	//go:embed insert_erased_event.sql
	insertErasedEventSQL string
	//go:embed erasures.sql
	erasuresSQL string
	//go:embed erased_events.sql
	erasedEventsSQL string
	//go:embed erasures_state.sql
	erasuresStateSQL string
	//go:embed delete_events.sql
	deleteEventsSQL string
)

// register is the warehouse's list of erasures, and what keeps its events in accord with it.
type register struct{ warehouse *warehouse.Warehouse }

// registerState tells one state of the register from another.
type registerState struct{ erasures, events uint64 }

func (r register) state(ctx context.Context) (s registerState, err error) {
	if err := r.warehouse.Conn().QueryRow(ctx, erasuresStateSQL).Scan(&s.erasures, &s.events); err != nil {
		return s, fmt.Errorf("read the state of the list of erasures: %w", err)
	}
	return s, nil
}

// read gives everything that is listed.
func (r register) read(ctx context.Context) (e Erasures, err error) {
	err = r.each(ctx, erasuresSQL, func(row driver.Rows) error {
		var a erasure
		var receipt, mark, state string
		err := row.Scan(&receipt, &mark, &a.askedAt, &state, &a.events, &a.spooled, &a.changedAt)
		if err == nil {
			a.receipt, a.mark, a.state = hash128([]byte(receipt)), hash128([]byte(mark)), erasureState(state)
			e.asked = append(e.asked, a)
		}
		return err
	})
	if err != nil {
		return Erasures{}, err
	}
	err = r.each(ctx, erasedEventsSQL, func(row driver.Rows) error {
		var v erasedEvent
		var identity, receipt string
		err := row.Scan(&identity, &receipt, &v.erasedAt)
		if err == nil {
			v.identity, v.receipt = hash128([]byte(identity)), hash128([]byte(receipt))
			e.events = append(e.events, v)
		}
		return err
	})
	return e, err
}

func (r register) each(ctx context.Context, query string, take func(driver.Rows) error) error {
	rows, err := r.warehouse.Conn().Query(ctx, query)
	if err != nil {
		return fmt.Errorf("read the list of erasures: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows); err != nil {
			return fmt.Errorf("read the list of erasures: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the list of erasures: %w", err)
	}
	return nil
}

// add lists entries. An entry that is listed twice does no harm.
func (r register) add(ctx context.Context, e Erasures) error {
	err := r.insert(ctx, insertErasureSQL, len(e.asked), func(batch driver.Batch, i int) error {
		a := e.asked[i]
		return batch.Append(a.receipt[:], a.mark[:], a.askedAt, string(a.state), a.events, a.spooled, a.changedAt)
	})
	if err != nil {
		return err
	}
	return r.insert(ctx, insertErasedEventSQL, len(e.events), func(batch driver.Batch, i int) error {
		v := e.events[i]
		return batch.Append(v.identity[:], v.receipt[:], v.erasedAt)
	})
}

func (r register) insert(ctx context.Context, statement string, count int, appendRow func(driver.Batch, int) error) error {
	if count == 0 {
		return nil
	}
	batch, err := r.warehouse.Conn().PrepareBatch(ctx, statement)
	if err != nil {
		return fmt.Errorf("list what is erased: %w", err)
	}
	for i := range count {
		if err := appendRow(batch, i); err != nil {
			return errors.Join(fmt.Errorf("list what is erased: %w", err), batch.Abort())
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("list what is erased: %w", err)
	}
	return nil
}

// remove deletes the rows of some events from the warehouse, physically, and gives how many of the events were there.
func (r register) remove(ctx context.Context, identities []hash128) (removed int, err error) {
	identities = slices.Clone(identities)
	slices.SortFunc(identities, func(a, b hash128) int { return bytes.Compare(a[:], b[:]) })
	identities = slices.Compact(identities)
	there := map[hash128]winner{}
	asking := lookup{warehouse: r.warehouse}
	for part := range slices.Chunk(identities, maxLookUp) {
		if err := asking.ask(ctx, part, there); err != nil {
			return 0, fmt.Errorf("look for erased events: %w", err)
		}
	}
	identities = slices.DeleteFunc(identities, func(identity hash128) bool {
		_, is := there[identity]
		return !is
	})
	for part := range slices.Chunk(identities, maxDeletion) {
		text := make([]byte, 0, len(part)*len(hash128{}))
		for _, identity := range part {
			text = append(text, identity[:]...)
		}
		err := r.warehouse.Conn().Exec(clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
			"identities": base64.RawURLEncoding.EncodeToString(text),
		})), r.warehouse.OnCluster(deleteEventsSQL))
		if err != nil {
			return removed, fmt.Errorf("erase events: %w", err)
		}
		removed += len(part)
	}
	return removed, nil
}

// Apply puts the entries of a list into a warehouse whose schema is current, and erases from it again every event that the
// list names. It gives how many of them were there. A collector does so when it starts; a restore does it before anyone
// can read what was restored. Applying a list twice does no harm.
func (e Erasures) Apply(ctx context.Context, w *warehouse.Warehouse) (removed int, err error) {
	r := register{warehouse: w}
	known, err := r.read(ctx)
	if err != nil {
		return 0, err
	}
	if err := r.add(ctx, keysOf(known).lacks(e)); err != nil {
		return 0, err
	}
	identities := make([]hash128, len(e.events))
	for i, v := range e.events {
		identities[i] = v.identity
	}
	return r.remove(ctx, identities)
}

// milliseconds is an instant as precisely as the tables keep it.
func milliseconds(at time.Time) time.Time { return at.UTC().Truncate(time.Millisecond) }
