package collector

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/event"
	"vigie/warehouse"
)

const (
	// noteWait is how often findings are written to the warehouse; notePatience is how long that may take, lastPatience at the end.
	noteWait, notePatience, lastPatience = 2 * time.Second, 5 * time.Second, time.Second
	// maxFindings is the largest number of late conflicts, and of parked events, that wait to be written; more are only logged.
	maxFindings = 10_000
)

var (
	//go:embed insert_parked.sql
	insertParkedSQL string
	//go:embed insert_late_conflicts.sql
	insertLateConflictsSQL string
	//go:embed insert_rejections.sql
	insertRejectionsSQL string
)

// findings are what this collector finds wrong and no figure counts: it keeps them for the page /quality and writes them to
// the warehouse when that answers. They are best effort: a run that is killed loses what it rejected in its last seconds.
type findings struct {
	warehouse *warehouse.Warehouse
	now       func() time.Time
	log       *slog.Logger
	counter   uint64 // tells this run's counts from others', so that writing them twice changes nothing
	done      chan struct{}

	mu        sync.Mutex
	parked    map[hash128]parkedFinding
	conflicts map[hash128]bool
	rejected  map[rejectedKey]rejectedCount
	failing   bool
}

// parkedFinding is a parked event as the page names it.
type parkedFinding struct {
	code                    int32
	kind, source, structure string
	receivedAt              time.Time
}

type rejectedKey struct {
	day                       event.Day
	source, kind, field, code string
}

type rejectedCount struct{ events, written uint64 }

func newFindings(w *warehouse.Warehouse, now func() time.Time, log *slog.Logger) *findings {
	return &findings{
		warehouse: w, now: now, log: log, counter: rand.Uint64(), done: make(chan struct{}),
		parked: map[hash128]parkedFinding{}, conflicts: map[hash128]bool{}, rejected: map[rejectedKey]rejectedCount{},
	}
}

// The places of what a finding names among the values of a row (see insert_event.sql).
const (
	kindValue      = 5
	structureValue = 10
)

// park notes events that the warehouse refuses for good.
func (f *findings) park(parked []parkedRow) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range parked {
		if len(f.parked) >= maxFindings {
			return
		}
		f.parked[p.row.identity] = parkedFinding{
			code: p.code, kind: p.row.text(kindValue), source: p.row.source, structure: p.row.text(structureValue), receivedAt: p.row.receivedAt,
		}
	}
}

// errorCode is ClickHouse's number of an error, 0 for one of the driver's own.
func errorCode(err error) int32 {
	var exception *clickhouse.Exception
	if errors.As(err, &exception) {
		return exception.Code
	}
	return 0
}

// conflict notes that the warehouse has an event of this collector's with another body.
func (f *findings) conflict(identity hash128) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.conflicts) < maxFindings {
		f.conflicts[identity] = true
	}
}

// reject counts rejected events by the first fault of each.
func (f *findings) reject(source string, refused []item) {
	if len(refused) == 0 {
		return
	}
	day := event.DayOf(f.now())
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, i := range refused {
		key := rejectedKey{day: day, source: source, field: nameable(i.faults[0]), code: string(i.faults[0].Code)}
		if slices.Contains(event.Kinds(), i.kind) {
			key.kind = shortKind(i.kind)
		}
		count := f.rejected[key]
		count.events++
		f.rejected[key] = count
	}
}

// attributes are those of an event's envelope that a fault may be about. Others are named by the sender.
var attributes = []string{"specversion", "id", "source", "type", "time", "data", "data_base64", "datacontenttype"}

// margins are the fields that have fields which senders name, or so many that a count of each would tell nothing.
var margins = []string{
	"data.participants.age_band", "data.participants.activity", "data.participants.gender", "data.participants.residence",
	"data.format", "data.services", "data.age_band", "data.activity", "data.gender", "data.residence",
}

// nameable is the field of a fault where it is one of the events' own. Of a field that is none of them its name is the
// sender's, who may have put anything there, so the object that it stands in is named.
func nameable(fault event.Fault) string {
	for _, within := range margins {
		if strings.HasPrefix(fault.Field, within+".") {
			return within
		}
	}
	switch {
	case fault.Code == event.CodeUnknownField:
		for _, within := range []string{"data.participants", "data"} {
			if strings.HasPrefix(fault.Field, within+".") {
				return within
			}
		}
		return ""
	case strings.HasPrefix(fault.Field, "data."), slices.Contains(attributes, fault.Field):
		return fault.Field
	}
	return ""
}

// follow writes findings until the context ends.
func (f *findings) follow(ctx context.Context) {
	defer close(f.done)
	for sleep(ctx, noteWait) == nil {
		f.write(ctx)
	}
}

// finish writes what is left, once follow has ended. A warehouse that is away is not waited for.
func (f *findings) finish(ctx context.Context) {
	<-f.done
	ctx, cancel := context.WithTimeout(ctx, lastPatience)
	defer cancel()
	f.write(ctx)
}

// write writes what was not written yet. What the warehouse does not take stays for the next time.
func (f *findings) write(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, notePatience)
	defer cancel()
	err := errors.Join(f.writeParked(ctx), f.writeConflicts(ctx), f.writeRejected(ctx))
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil && !f.failing {
		f.log.Warn("what was found wrong with events cannot be written for the page /quality; it is kept until it can", "error", err)
	}
	f.failing = err != nil
}

func (f *findings) writeParked(ctx context.Context) error {
	f.mu.Lock()
	writing := f.parked
	f.parked = map[hash128]parkedFinding{}
	f.mu.Unlock()
	if len(writing) == 0 {
		return nil
	}
	err := f.insert(ctx, insertParkedSQL, func(batch driver.Batch) error {
		for identity, p := range writing {
			if err := batch.Append(identity[:], p.code, p.kind, p.source, p.structure, p.receivedAt, f.now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		for identity, p := range writing {
			f.parked[identity] = p
		}
	}
	return err
}

func (f *findings) writeConflicts(ctx context.Context) error {
	f.mu.Lock()
	writing := f.conflicts
	f.conflicts = map[hash128]bool{}
	f.mu.Unlock()
	var identities []hash128
	for identity := range writing {
		identities = append(identities, identity)
	}
	slices.SortFunc(identities, func(a, b hash128) int { return bytes.Compare(a[:], b[:]) })
	var errs []error
	for part := range slices.Chunk(identities, maxLookUp) {
		var text []byte
		for _, identity := range part {
			text = append(text, identity[:]...)
		}
		if err := f.warehouse.Conn().Exec(clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
			"identities": base64.RawURLEncoding.EncodeToString(text),
			"count":      strconv.Itoa(len(part)),
			"found_at":   f.now().UTC().Format("2006-01-02 15:04:05.000"),
		})), insertLateConflictsSQL); err != nil {
			errs = append(errs, err)
			for _, identity := range part {
				f.conflict(identity)
			}
		}
	}
	return errors.Join(errs...)
}

func (f *findings) writeRejected(ctx context.Context) error {
	f.mu.Lock()
	writing := map[rejectedKey]uint64{}
	for key, count := range f.rejected {
		if count.events > count.written {
			writing[key] = count.events
		}
	}
	f.mu.Unlock()
	if len(writing) == 0 {
		return nil
	}
	err := f.insert(ctx, insertRejectionsSQL, func(batch driver.Batch) error {
		for key, events := range writing {
			if err := batch.Append(key.day.Time(), key.source, key.kind, key.field, key.code, f.counter, events); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	today := event.DayOf(f.now())
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, count := range f.rejected {
		count.written = max(count.written, writing[key])
		f.rejected[key] = count
		if count.written == count.events && key.day != today {
			delete(f.rejected, key) // that day is over
		}
	}
	return nil
}

func (f *findings) insert(ctx context.Context, statement string, rows func(driver.Batch) error) error {
	batch, err := f.warehouse.Conn().PrepareBatch(ctx, statement)
	if err != nil {
		return err
	}
	if err := rows(batch); err != nil {
		return errors.Join(err, batch.Abort())
	}
	return batch.Send()
}
