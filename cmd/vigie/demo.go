package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"vigie/demo"
	"vigie/event"
)

// demoPlan says which network to write; empty days mean the last 24 months.
type demoPlan struct {
	Shape  demo.Shape `help:"Which network: paris (20 arrondissements), small (a town, 12 structures) or rural (563 communes under their EPCIs)." enum:"paris,small,rural" default:"paris" env:"VIGIE_DEMO_SHAPE" placeholder:"SHAPE"`
	People *int       `help:"Persons met (default: 20000; small: 900)." env:"VIGIE_DEMO_PEOPLE" placeholder:"N"`
	From   string     `help:"First day of the events (default: 24 months ago)." env:"VIGIE_DEMO_FROM" placeholder:"DATE"`
	To     string     `help:"First day after the events (default: today)." env:"VIGIE_DEMO_TO" placeholder:"DATE"`
	Seed   uint64     `help:"The same seed draws the same network." default:"1" env:"VIGIE_DEMO_SEED" placeholder:"S"`
}

type demoCommand struct {
	demoPlan
	keyFlags
}

// Run writes the synthetic network into an empty warehouse, or goes on with one that was interrupted.
func (c *demoCommand) Run(ctx context.Context, s *session) (err error) {
	v, err := s.start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.close()) }()
	// The service that may be running has the warehouse's own spool; what is written here can be repeated. It lies beside the data of
	// an embedded warehouse, because millions of events are sorted there, for which the disk of temporary files may be too small.
	spool, err := os.MkdirTemp(v.warehouse.Dir(), "vigie-demo")
	if err != nil {
		return fmt.Errorf("make a spool: %w", err)
	}
	v.closers = append([]func() error{func() error { return os.RemoveAll(spool) }}, v.closers...)
	intake, err := v.collect(ctx, collectorFlags{keyFlags: c.keyFlags, spoolFlags: spoolFlags{Spool: spool}})
	if err != nil {
		return err
	}
	return v.fill(ctx, intake, c.demoPlan, nil)
}

// options completes the plan.
func (p demoPlan) options(now time.Time) (demo.Options, error) {
	o := demo.Options{People: p.Shape.People(), Seed: p.Seed, Shape: p.Shape, To: event.DayOf(now)}
	if p.People != nil {
		if o.People = *p.People; o.People < 1 {
			return demo.Options{}, usagef("--people %d: give 1 or more", o.People)
		}
	}
	var err error
	if p.To != "" {
		if o.To, err = event.ParseDay(p.To); err != nil {
			return o, usagef("--to %s: write a day as 2026-01-31", p.To)
		}
	}
	months24 := o.To.Time().AddDate(-2, 0, 0)
	o.From = event.DayOf(months24)
	if p.From != "" {
		if o.From, err = event.ParseDay(p.From); err != nil {
			return o, usagef("--from %s: write a day as 2026-01-31", p.From)
		}
	}
	if !o.From.Before(o.To) {
		return o, usagef("--from %s must be before --to %s", o.From, o.To)
	}
	return o, nil
}
