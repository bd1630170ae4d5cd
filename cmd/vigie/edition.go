package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"vigie/collector"
	"vigie/editions"
	"vigie/editions/cut"
	"vigie/editions/noise"
	"vigie/editions/store"
	"vigie/event"
	"vigie/queries/engine"
	"vigie/queries/period"
	"vigie/warehouse"
)

type editionCommand struct {
	Start   editionStart   `cmd:"" help:"Start publication: cut the first edition at once."`
	Cut     editionCut     `cmd:"" help:"Cut the edition that is due now, also before the 15th, on which serve does it each month."`
	Preview editionPreview `cmd:"" help:"Tell which windows the next edition would bring, and never a value."`
	List    editionList    `cmd:"" help:"List the editions."`
	Show    editionShow    `cmd:"" help:"Tell what an edition brought."`
	Reissue editionReissue `cmd:"" help:"Publish windows anew, after a history was imported, say."`
	Since   editionSince   `cmd:"" help:"Publish what is done since a date of the network (its plan's start, a mandate) to each quarter's end; without a date, list them."`
}

// withCutter opens the warehouse and what cuts its editions, under the warehouse's own key.
func (s *session) withCutter(ctx context.Context, keys keyFlags, use func(*cut.Cutter) error) error {
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		key, err := keys.open(w)
		if err != nil {
			return err
		}
		if key, err = key.Settle(ctx, w, s.now()); err != nil {
			return err
		}
		runner, err := s.runner(w)
		if err != nil {
			return err
		}
		cutter, err := s.cutter(w, runner, key)
		if err != nil {
			return err
		}
		return refused(use(cutter))
	})
}

// cutter cuts the editions of a warehouse.
func (s *session) cutter(w *warehouse.Warehouse, runner *engine.Runner, key collector.Key) (*cut.Cutter, error) {
	return editions.NewCutter(editions.Options{Warehouse: w, Runner: runner, Key: key.For(noise.Purpose), Now: s.now, Logger: s.log})
}

// refused makes a wrong use of what the state of publication does not allow.
func refused(err error) error {
	var nothing cut.NothingDueError
	var backwards cut.BackwardsError
	var unpublished cut.NotPublishedError
	var none cut.NoVersionLeftError
	var toCome cut.LastToComeError
	if errors.Is(err, cut.ErrNotStarted) || errors.Is(err, cut.ErrStarted) || errors.As(err, &nothing) || errors.As(err, &backwards) ||
		errors.As(err, &unpublished) || errors.As(err, &none) || errors.As(err, &toCome) || refusedDate(err) {
		return usageError{err}
	}
	return err
}

// dayFlag is the day of an edition.
type dayFlag struct {
	Day string `help:"The edition's day (default: today in Europe/Paris)." placeholder:"DATE"`
}

func (f dayFlag) read(now time.Time) (time.Time, error) {
	today := event.DayOf(now)
	if f.Day == "" {
		return today.Time(), nil
	}
	day, err := event.ParseDay(f.Day)
	if err != nil {
		return time.Time{}, usagef("--day %s: write a day such as 2026-11-15", f.Day)
	}
	if today.Before(day) {
		return time.Time{}, usagef("--day %s: that day is still to come", f.Day)
	}
	return day.Time(), nil
}

type editionStart struct {
	keyFlags
	dayFlag
}

// Run cuts the first edition.
func (c editionStart) Run(ctx context.Context, s *session) error {
	day, err := c.read(s.now())
	if err != nil {
		return err
	}
	return s.withCutter(ctx, c.keyFlags, func(cutter *cut.Cutter) error {
		e, err := cutter.Start(ctx, day)
		return s.told(e, err)
	})
}

type editionCut struct {
	keyFlags
	dayFlag
}

// Run cuts the edition of a day.
func (c editionCut) Run(ctx context.Context, s *session) error {
	day, err := c.read(s.now())
	if err != nil {
		return err
	}
	return s.withCutter(ctx, c.keyFlags, func(cutter *cut.Cutter) error {
		e, err := cutter.Cut(ctx, day)
		return s.told(e, err)
	})
}

type editionReissue struct {
	keyFlags
	dayFlag
	Windows []string `arg:"" help:"Windows: 2026, 2026-Q3, 2026-09 or 2026-01-01..2026-07-01, the last day left out." placeholder:"WINDOW"`
	Why     string   `required:"" help:"Why they are published anew; readers are told." placeholder:"TEXT"`
}

// Run publishes windows anew.
func (c editionReissue) Run(ctx context.Context, s *session) error {
	day, err := c.read(s.now())
	if err != nil {
		return err
	}
	var windows []period.Window
	for _, text := range c.Windows {
		w, err := parseWindow(text)
		if err != nil {
			return usageError{err}
		}
		windows = append(windows, w)
	}
	return s.withCutter(ctx, c.keyFlags, func(cutter *cut.Cutter) error {
		e, err := cutter.Reissue(ctx, day, windows, c.Why)
		return s.told(e, err)
	})
}

// told says what was published.
func (s *session) told(e store.Edition, err error) error {
	if err == nil {
		fmt.Fprintf(s.stdout, "edition %d of %s: %d windows, %d cells; of %d events %d came too late for any version\n",
			e.Number, e.Day.Format(time.DateOnly), len(e.Windows), e.Cells, e.Events, e.Late)
	}
	return err
}

type editionPreview struct {
	keyFlags
	dayFlag
}

// Run tells what the edition of a day would bring: its windows, and of each page how many of its figures would be shown.
func (c editionPreview) Run(ctx context.Context, s *session) error {
	day, err := c.read(s.now())
	if err != nil {
		return err
	}
	return s.withCutter(ctx, c.keyFlags, func(cutter *cut.Cutter) error {
		e, published, err := cutter.Preview(ctx, day)
		if err != nil {
			return err
		}
		late := 0.0
		if e.Events > 0 {
			late = float64(e.Late) / float64(e.Events)
		}
		fmt.Fprintf(s.stdout, "edition %d of %s would bring %d windows and %d cells; %.2f %% of %d events came too late for any version\n\n",
			e.Number, e.Day.Format(time.DateOnly), len(e.Windows), e.Cells, 100*late, e.Events)
		if err := s.writeWindows(e.Windows); err != nil {
			return err
		}
		out := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(out, "\npage\tareas\twindows\tclass\tcells\tshown")
		for _, share := range cutter.SharesShown(published) {
			fmt.Fprintf(out, "/%s\t%s\t%s\t%s\t%d\t%.0f %%\n", share.Page, share.Areas, share.Windows, share.Field, share.Cells, 100*float64(share.Shown)/float64(share.Cells))
		}
		return out.Flush()
	})
}

type editionList struct{}

// Run lists the editions.
func (editionList) Run(ctx context.Context, s *session) error {
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		all, err := store.New(w).Editions(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return refused(cut.ErrNotStarted)
		}
		out := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(out, "edition\tday\twindows\tcells\tevents\tlate\twhy")
		for _, e := range all {
			fmt.Fprintf(out, "%d\t%s\t%d\t%d\t%d\t%d\t%s\n", e.Number, e.Day.Format(time.DateOnly), len(e.Windows), e.Cells, e.Events, e.Late, e.Why)
		}
		return out.Flush()
	})
}

type editionShow struct {
	Number uint32 `arg:"" help:"Number of the edition." placeholder:"N"`
}

// Run tells of an edition which windows it brought, and in which version.
func (c editionShow) Run(ctx context.Context, s *session) error {
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		all, err := store.New(w).Editions(ctx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(e store.Edition) bool { return e.Number == c.Number })
		if at < 0 {
			return usagef("there is no edition %d: vigie edition list names those there are", c.Number)
		}
		if err := s.told(all[at], nil); err != nil {
			return err
		}
		return s.writeWindows(all[at].Windows)
	})
}

// writeWindows lists windows with their versions.
func (s *session) writeWindows(windows []store.Window) error {
	out := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "from\tto\tversion\tfinal")
	for _, w := range windows {
		fmt.Fprintf(out, "%s\t%s\t%d\t%t\n", w.From.Format(time.DateOnly), w.To.Format(time.DateOnly), w.Version, w.Final)
	}
	return out.Flush()
}
