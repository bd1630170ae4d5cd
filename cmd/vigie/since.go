package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"vigie/editions/cut"
	"vigie/editions/store"
	"vigie/event"
	"vigie/warehouse"
)

type editionSince struct {
	keyFlags
	Date   string `arg:"" optional:"" help:"The first of a month, from that of the first event on." placeholder:"DATE"`
	NameFR string `name:"name-fr" help:"What windows since then are called in French: \"Depuis le plan\"." placeholder:"TEXT"`
	NameEN string `name:"name-en" help:"And in English: \"Since the plan\"." placeholder:"TEXT"`
	Remove bool   `help:"Remove the date, since which nothing is published yet."`
}

// Run keeps, removes or lists dates of the network.
func (c editionSince) Run(ctx context.Context, s *session) error {
	if c.Date == "" {
		if c.NameFR != "" || c.NameEN != "" || c.Remove {
			return usagef("name the date: vigie edition since 2024-03-01 …")
		}
		return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error { return s.listDates(ctx, w) })
	}
	day, err := event.ParseDay(c.Date)
	switch {
	case err != nil:
		return usagef("%s: write a day such as 2024-03-01", c.Date)
	case c.Remove && (c.NameFR != "" || c.NameEN != ""):
		return usagef("either name the date with --name-fr and --name-en, or --remove it")
	case !c.Remove && (c.NameFR == "" || c.NameEN == ""):
		return usagef("say what windows since %s are called, with --name-fr and --name-en", c.Date)
	}
	return s.withCutter(ctx, c.keyFlags, func(cutter *cut.Cutter) error {
		if c.Remove {
			return cutter.RemoveDate(ctx, day.Time())
		}
		return cutter.SetDate(ctx, store.Date{Day: day.Time(), FR: c.NameFR, EN: c.NameEN})
	})
}

func (s *session) listDates(ctx context.Context, w *warehouse.Warehouse) error {
	dates, err := store.New(w).Dates(ctx)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "since\tfrench\tenglish")
	for _, d := range dates {
		fmt.Fprintf(out, "%s\t%s\t%s\n", d.Day.Format(time.DateOnly), d.FR, d.EN)
	}
	return out.Flush()
}

// refusedDate tells whether a date of the network can't be kept or removed.
func refusedDate(err error) bool {
	var middle cut.NoMonthError
	var early cut.TooEarlyError
	var many cut.TooManyDatesError
	var none cut.NoDateError
	var published cut.DatePublishedError
	return errors.As(err, &middle) || errors.As(err, &early) || errors.As(err, &many) || errors.As(err, &none) || errors.As(err, &published)
}
