package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	needs "vigie/network/need"
	"vigie/queries/indicator"
	"vigie/queries/places"
)

// Needs is how many residents are in need, as it was known on a day.
type Needs struct {
	snapshot needs.Snapshot
}

// Needs is what was known on the last day before a window's end. A record that came later stands for the time before the first one.
func (r *Runner) Needs(ctx context.Context, to time.Time) (Needs, error) {
	s, err := r.need.On(ctx, to.AddDate(0, 0, -1).Format(time.DateOnly))
	return Needs{s}, err
}

// Of adds up the residents in need of territories that do not hold each other. They are known where those of each are in which somebody lives.
func (n Needs) Of(territories []places.Territory) indicator.Need {
	sum := indicator.Need{Known: len(territories) > 0}
	for _, t := range territories {
		share, known := n.snapshot.NeedRate(t.Code)
		sum.Low += share.Rate * float64(t.People)
		sum.High += share.High * float64(t.People)
		sum.Known = sum.Known && (known || t.People == 0)
		sum.Estimated = sum.Estimated || share.Estimate
	}
	if !sum.Known {
		return indicator.Need{}
	}
	return sum
}

// sources name who published the rates of territories, with their years, sorted.
func (n Needs) sources(territories []places.Territory) (all []string) {
	for _, t := range territories {
		if share, known := n.snapshot.NeedRate(t.Code); known && share.Source != "" {
			all = append(all, fmt.Sprintf("%s (%d)", share.Source, share.Year))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// readNeeds reads the need at the end of each of some windows.
func (r *Runner) readNeeds(ctx context.Context, c *counts, ends []time.Time) error {
	for _, to := range ends {
		n, err := r.Needs(ctx, to)
		if err != nil {
			return err
		}
		c.keepNeeds(to, n)
	}
	return nil
}
