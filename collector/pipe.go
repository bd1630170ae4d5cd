package collector

import (
	"context"
	"errors"
	"time"
)

const (
	// blockWait is the longest that an event of a slow stream waits for others before it is handed over to be kept.
	blockWait = 150 * time.Millisecond
	// ahead is how many events are prepared while a block is being kept.
	ahead = 2_000
	// keepPatience is how long one block may wait to be kept before its sender is told to come again.
	keepPatience = 2 * time.Minute
)

// pipe has items kept in blocks of a size while feed makes the next ones. When the keeping ends early it calls stop, which
// should make feed return soon; what feed still gives is dropped.
func (c *Collector) pipe(ctx context.Context, sender Sender, size int, result *Result, stop func(), feed func(items chan<- item)) error {
	items := make(chan item, ahead)
	committed := make(chan error, 1)
	go func() {
		err := c.commitAll(ctx, sender, items, size, result)
		if err != nil || result.Ended != "" {
			stop()
			for range items {
				// Dropped, so that feed is never left waiting.
			}
		}
		committed <- err
	}()
	func() {
		defer close(items) // also when feed panics
		feed(items)
	}()
	return <-committed
}

// commitAll has items kept: a block as soon as it is full, or has waited for a while, or there are no more. It ends early
// when a block cannot be kept, when enough events are named, or when the collector stops.
func (c *Collector) commitAll(ctx context.Context, sender Sender, items <-chan item, size int, result *Result) error {
	block := make([]item, 0, size)
	commit := func() error {
		ctx, cancel := context.WithTimeout(ctx, keepPatience)
		defer cancel()
		err := c.commit(ctx, sender, block, result)
		block = block[:0]
		return err
	}
	timer := time.NewTimer(blockWait)
	timer.Stop()
	defer timer.Stop()
	for result.Ended == "" {
		var err error
		select {
		case next, more := <-items:
			if !more {
				return commit()
			}
			if block = append(block, next); len(block) == 1 {
				timer.Reset(blockWait)
			}
			if len(block) == size {
				err = commit()
			}
		case <-timer.C:
			err = commit()
		case <-c.stopping:
			return errors.Join(commit(), errClosed)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
