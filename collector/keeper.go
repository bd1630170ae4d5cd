package collector

import (
	"context"
	"errors"
)

// outcome is what became of a row that was handed to a keeper.
type outcome uint8

const (
	kept      outcome = iota
	duplicate         // the same event was kept before
	conflict          // another event of the same source and id was kept before, and stays
)

// keeper keeps rows.
type keeper interface {
	// keep returns once the rows are durable, with an outcome for each. Rows are judged in their order. With an error
	// nothing is promised of any of them: some may have been kept, and keeping them again does no harm.
	keep(ctx context.Context, rows []*row) ([]outcome, error)
	// close finishes what was handed over and takes no more. It returns the context's error where that ends first.
	close(ctx context.Context) error
}

// errBusy says that a keeper has as much waiting as it may hold.
var errBusy = errors.New("too many events are waiting to be kept")

// errClosed says that a keeper takes no more.
var errClosed = errors.New("the collector is stopping")
