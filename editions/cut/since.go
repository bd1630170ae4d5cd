package cut

import (
	"context"
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
)

// mostDates is how many dates of the network there can be: each has its windows drawn beside all others.
const mostDates = 2

// SetDate keeps a date of the network, or calls one that there is otherwise. Windows since it are published with the next edition.
func (c *Cutter) SetDate(ctx context.Context, d store.Date) error {
	unlock, err := c.alone(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	first, err := c.First(ctx)
	if err != nil {
		return err
	}
	dates, err := c.Store.Dates(ctx)
	if err != nil {
		return err
	}
	known := slices.ContainsFunc(dates, func(other store.Date) bool { return other.Day.Equal(d.Day) })
	switch {
	case d.Day.Day() != 1:
		return NoMonthError{d.Day}
	case d.Day.Before(first):
		return TooEarlyError{d.Day, first}
	case !known && len(dates) == mostDates:
		return TooManyDatesError{dates}
	}
	return c.Store.SetDate(ctx, d, c.Now().UTC())
}

// RemoveDate removes a date of the network since which nothing is published yet.
func (c *Cutter) RemoveDate(ctx context.Context, day time.Time) error {
	unlock, err := c.alone(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	dates, err := c.Store.Dates(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(dates, func(d store.Date) bool { return d.Day.Equal(day) }) {
		return NoDateError{day, dates}
	}
	before, err := c.Store.Editions(ctx)
	if err != nil {
		return err
	}
	for _, e := range before {
		for _, w := range e.Windows {
			if w.From.Equal(day) && slices.Contains(cells.PublishedKinds(w.Window), cells.Since) {
				return DatePublishedError{day, e}
			}
		}
	}
	return c.Store.RemoveDate(ctx, day)
}
