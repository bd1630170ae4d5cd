package collector

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"

	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/event"
	"vigie/warehouse"
)

// How long people stay known to their events, in months since their last contact.
const (
	DefaultRetention = 24
	MinRetention     = 1
	MaxRetention     = 120
)

const (
	// maxCut is the largest number of rows of one rewriting, unless a single person has more: its statement must stay under
	// the 128 KiB that servers take as one value.
	maxCut = 10_000
	// cutPeople is how many people are looked for at a time.
	cutPeople = 20_000
	// surrogateRandom is how many of a surrogate's bytes are random; the others tell it from a pseudonym.
	surrogateRandom = 10
)

var (
	//go:embed retention_due.sql
	retentionDueSQL string
	//go:embed retention_people.sql
	retentionPeopleSQL string
	//go:embed retention_cut.sql
	retentionCutSQL string
	//go:embed event_mutations.sql
	eventMutationsSQL string
)

// rewritingWait is how long a cut waits for a rewriting that is under way, and rewritingPause the time between two looks.
const (
	rewritingWait  = 3 * time.Second
	rewritingPause = 50 * time.Millisecond
)

// errRewriting says that a cut can't begin.
var errRewriting = errors.New("the events are being rewritten already, by an erasure or an earlier cut; try again when that has ended")

// Retention cuts people from their events once nobody has met them for so many months: a surrogate takes the place of the
// pseudonym, a random number that leads to nobody, not even with the network key and the sender's own reference. The events of
// one person go on having one surrogate, so no figure changes. Who comes back afterwards is somebody new.
//
// Which surrogate took the place of which pseudonym is written nowhere: a rewriting names rows, not people. It is noted
// whole before it begins and then ends by itself, also after a crash; several collectors may cut at once.
type Retention struct {
	Warehouse *warehouse.Warehouse
	Now       func() time.Time
	Logger    *slog.Logger
	// Months tells the setting, in months.
	Months func(context.Context) (int, error)
	// After is called when people were cut, for tables that still hold their pseudonyms.
	After func(context.Context) error
}

// Cut is whom a cut is about.
type Cut struct {
	Before         event.Day // people whose last contact was before this day (Europe/Paris)
	People, Events uint64
}

// ParseRetention reads the setting; "" is the default.
func ParseRetention(text string) (months int, err error) {
	if text == "" {
		return DefaultRetention, nil
	}
	months, err = strconv.Atoi(text)
	if err != nil || months < MinRetention || months > MaxRetention {
		return 0, fmt.Errorf("retention of %q months: give a number from %d to %d", text, MinRetention, MaxRetention)
	}
	return months, nil
}

// Due tells whom Apply would cut, and changes nothing.
func (r *Retention) Due(ctx context.Context, months int) (Cut, error) {
	cut := Cut{Before: monthsBefore(event.DayOf(r.Now()), months)}
	err := r.Warehouse.Conn().QueryRow(before(ctx, cut.Before), retentionDueSQL).Scan(&cut.People, &cut.Events)
	if err != nil {
		return Cut{}, fmt.Errorf("look for people whose time is over: %w", err)
	}
	return cut, nil
}

// Apply cuts those whose last contact was so many months ago. What it did before an error stays done, and applying it again
// does the rest.
func (r *Retention) Apply(ctx context.Context, months int) (Cut, error) {
	done := Cut{Before: monthsBefore(event.DayOf(r.Now()), months)}
	last := map[uint64]bool{} // rows that were just rewritten
	for {
		people, err := r.people(ctx, done.Before)
		if err != nil {
			return done, fmt.Errorf("look for people whose time is over: %w", err)
		}
		if len(people) == 0 {
			break
		}
		if slices.ContainsFunc(people, func(p lapsed) bool { return last[p.rows[0]] }) {
			return done, errors.New("cut people from their events: the warehouse did not rewrite them")
		}
		clear(last)
		for rest := people; len(rest) > 0; {
			some := fitting(rest)
			if err := r.cut(ctx, rest[:some]); err != nil {
				return done, fmt.Errorf("cut people from their events: %w", err)
			}
			for _, p := range rest[:some] {
				done.People++
				done.Events += uint64(len(p.rows))
				for _, row := range p.rows {
					last[row] = true
				}
			}
			rest = rest[some:]
		}
	}
	if done.People > 0 && r.After != nil {
		if err := r.After(ctx); err != nil {
			return done, fmt.Errorf("work the facts out anew after people were cut: %w", err)
		}
	}
	return done, nil
}

// Daily applies the setting once a day of the clock, until the context ends. It looks whether a day has begun after the first
// wait, then every so often; what fails is tried again then.
func (r *Retention) Daily(ctx context.Context, first, every time.Duration) {
	timer := time.NewTimer(first)
	defer timer.Stop()
	var applied event.Day
	for {
		select {
		case <-timer.C:
			timer.Reset(every)
		case <-ctx.Done():
			return
		}
		today := event.DayOf(r.Now())
		if today == applied {
			continue
		}
		months, err := r.Months(ctx)
		var cut Cut
		if err == nil {
			cut, err = r.Apply(ctx, months)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			r.Logger.Warn("people whose time is over could not be cut from their events; it is tried again", "in", every, "error", err)
			continue
		case cut.People > 0:
			r.Logger.Info("people whose time was over are cut from their events", "people", cut.People, "events", cut.Events, "last_contact_before", cut.Before)
		}
		applied = today
	}
}

// lapsed is somebody whose time is over.
type lapsed struct {
	rows []uint64 // keys of retention_people.sql, at least one
}

// people lists some of those whose last contact was before a day, with all their rows: none of them has been rewritten in part.
func (r *Retention) people(ctx context.Context, day event.Day) ([]lapsed, error) {
	for {
		state, err := r.rewritten(ctx)
		if err != nil {
			return nil, err
		}
		people, err := r.list(ctx, day)
		if err != nil || len(people) == 0 {
			return nil, err
		}
		after, err := r.rewritten(ctx)
		if err != nil {
			return nil, err
		}
		if after == state {
			return people, nil
		}
	}
}

// rewritten gives a number that changes whenever events are rewritten. While they are it waits, then answers errRewriting.
func (r *Retention) rewritten(ctx context.Context) (state uint64, err error) {
	for deadline := time.Now().Add(rewritingWait); ; {
		var underWay bool
		if err := r.Warehouse.Conn().QueryRow(ctx, eventMutationsSQL).Scan(&underWay, &state); err != nil {
			return 0, err
		}
		switch {
		case !underWay:
			return state, nil
		case time.Now().After(deadline):
			return 0, errRewriting
		}
		if err := sleep(ctx, rewritingPause); err != nil {
			return 0, err
		}
	}
}

func (r *Retention) list(ctx context.Context, day event.Day) ([]lapsed, error) {
	rows, err := r.Warehouse.Conn().Query(before(ctx, day), retentionPeopleSQL)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var people []lapsed
	for rows.Next() {
		var p lapsed
		if err := rows.Scan(&p.rows); err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, rows.Err()
}

// before gives a query its day, and how many people it is to list.
func before(ctx context.Context, day event.Day) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"before": day.String(), "people": strconv.Itoa(cutPeople),
	}))
}

// fitting is how many of the first people go into one rewriting: at least one, who must not be parted.
func fitting(people []lapsed) int {
	rows := 0
	for i, p := range people {
		rows += len(p.rows)
		if rows > maxCut && i > 0 {
			return i
		}
	}
	return len(people)
}

// cut rewrites the rows of some people, in one step that can't be done by half.
func (r *Retention) cut(ctx context.Context, people []lapsed) error {
	var keys, numbers, surrogates []byte
	for i, p := range people {
		surrogate, err := newSurrogate()
		if err != nil {
			return err
		}
		surrogates = append(surrogates, surrogate[:]...)
		for _, row := range p.rows {
			keys = binary.LittleEndian.AppendUint64(keys, row)
			numbers = binary.LittleEndian.AppendUint32(numbers, uint32(i+1))
		}
	}
	return r.Warehouse.Conn().Exec(clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"keys":       base64.RawURLEncoding.EncodeToString(keys),
		"numbers":    base64.RawURLEncoding.EncodeToString(numbers),
		"surrogates": base64.RawURLEncoding.EncodeToString(surrogates),
	})), r.Warehouse.OnCluster(retentionCutSQL))
}

// newSurrogate makes what takes the place of a pseudonym, and can be told from one.
func newSurrogate() (surrogate hash128, err error) {
	if _, err := rand.Read(surrogate[:surrogateRandom]); err != nil {
		return surrogate, err
	}
	sum := sha256.Sum256(surrogate[:surrogateRandom])
	copy(surrogate[surrogateRandom:], sum[:])
	return surrogate, nil
}

// monthsBefore is the day so many months earlier; where that month is too short, its last day.
func monthsBefore(day event.Day, months int) event.Day {
	year, month, date := day.Time().Date()
	month -= time.Month(months)
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return event.NewDay(year, month, min(date, last))
}
