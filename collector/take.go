package collector

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"vigie/event"
)

// decode reads the event at an index, and turns it into a row at once.
func (c *Collector) decode(sender Sender, index int, raw []byte, receivedAt time.Time) item {
	e, faults := c.decoder.Decode(raw)
	if len(faults) == 0 {
		return c.prepare(sender, index, e, receivedAt)
	}
	// Only to keep it out of the answer: a faulty event has no person that was read.
	var named struct {
		Data struct {
			Person string `json:"person"`
		} `json:"data"`
	}
	_ = json.Unmarshal(raw, &named)
	// A clone, because hostile events have many faults, and items wait for each other.
	return item{index: index, id: apart(e.ID, named.Data.Person), kind: e.Kind, faults: slices.Clone(faults[:min(len(faults), maxFaults)])}
}

// prepare turns a valid event into a row, or refuses it because of its source.
func (c *Collector) prepare(sender Sender, index int, e event.Event, receivedAt time.Time) item {
	prepared := item{index: index, id: apart(e.ID, person(e)), kind: e.Kind}
	if e.Source != sender.Source {
		prepared.faults = []event.Fault{{Field: "source", Code: CodeSource, Reason: reasonSource}}
		return prepared
	}
	prepared.row = c.pseudonymizer.newRow(e, sender.space(), receivedAt)
	return prepared
}

// person is the reference of a person in an event, "" if there is none.
func person(e event.Event) string {
	switch {
	case e.Assessment != nil:
		return e.Assessment.Person
	case e.Referral != nil:
		return e.Referral.Person
	case e.Attendance != nil:
		return e.Attendance.Person
	}
	return ""
}

// commit deals with a block of items in their order and adds what became of them to the result, unless there is an error:
// then nothing is promised of the whole block. Once the result is full it leaves the rest of the block and says so.
func (c *Collector) commit(ctx context.Context, sender Sender, block []item, result *Result) error {
	if len(block) == 0 {
		return nil
	}
	room := MaxNamed - result.named()
	if room <= 0 {
		result.end()
		return nil
	}
	known, err := c.lookUp(ctx, func(yield func(*row) bool) {
		for _, i := range block {
			if i.row != nil && !yield(i.row) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	var refused []item
	var kept []item
	var rows []*row
	for _, i := range block {
		if len(refused) == room {
			break
		}
		if i.row != nil {
			i.faults = i.row.judge(sender, known)
		}
		if len(i.faults) > 0 {
			refused = append(refused, i)
		} else {
			kept = append(kept, i)
			rows = append(rows, i.row)
		}
	}
	outcomes, err := c.keeper.keep(ctx, rows)
	if err != nil {
		return err
	}
	c.tally(result, kept, outcomes, refused)
	c.spool.findings.reject(sender.Source, refused)
	dealt := len(refused) + len(kept)
	result.CommittedThrough = block[dealt-1].index
	if dealt < len(block) {
		result.end()
	}
	return nil
}

// tally adds a block to a result and to the metrics.
func (c *Collector) tally(result *Result, kept []item, outcomes []outcome, refused []item) {
	for n, i := range kept {
		switch outcomes[n] {
		case duplicate:
			result.Duplicates++
			c.metrics.dealt(i.kind, labelDuplicate)
		case conflict:
			result.Conflicts = append(result.Conflicts, Conflict{Index: i.index, ID: i.shown()})
			c.metrics.dealt(i.kind, labelConflict)
		default:
			result.Accepted++
			c.metrics.dealt(i.kind, labelAccepted)
		}
	}
	for _, i := range refused {
		result.reject(i)
		c.metrics.dealt(i.kind, labelRejected)
	}
}

// takeBlock is how many events Take keeps at a time.
const takeBlock = 10_000

// Take takes events in that were made in this process, by the way that those of a request go after they were read. They
// must be in the normal form that event.Decoder gives (codes of arrondissements, not postcodes). An index in the result is
// the event's place in the list. With an error, the result tells what was kept before it.
func (c *Collector) Take(ctx context.Context, sender Sender, events []event.Event) (Result, error) {
	result := newResult()
	if !plain(sender.Source) || !plain(sender.space()) {
		return *result, errors.New("take events in: source and space of the sender must be texts of 1 to 200 bytes without control characters")
	}
	if !c.enter() {
		return *result, fmt.Errorf("take events in: %w", errClosed)
	}
	defer c.leave()
	var ended atomic.Bool
	err := c.pipe(ctx, sender, takeBlock, result, func() { ended.Store(true) }, func(items chan<- item) {
		for index, e := range events {
			if ended.Load() {
				return
			}
			now := c.now()
			if faults := event.Validate(e, now); len(faults) > 0 {
				items <- item{index: index, id: apart(e.ID, person(e)), kind: e.Kind, faults: faults}
			} else {
				items <- c.prepare(sender, index, e, now)
			}
		}
	})
	if err != nil {
		return *result, fmt.Errorf("take events in: %w", err)
	}
	return *result, nil
}
