package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"vigie/collector"
	"vigie/demo"
	"vigie/event"
	"vigie/network"
)

// demoSetting is the registry's setting that says that the events are synthetic, and how they were drawn. demoDone says
// that all of them have been written.
const (
	demoSetting = "demo"
	demoDone    = "demo_done"
)

// demoPlan says which network to write; empty days mean the last 24 months.
type demoPlan struct {
	People int    `help:"Persons met." default:"20000" placeholder:"N"`
	From   string `help:"First day of the events (default: 24 months ago)." placeholder:"DATE"`
	To     string `help:"First day after the events (default: today)." placeholder:"DATE"`
	Seed   uint64 `help:"The same seed draws the same network." default:"1" placeholder:"S"`
}

var defaultDemo = demoPlan{People: 20_000, Seed: 1}

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
	return v.fill(ctx, intake, c.demoPlan)
}

// errNotEmpty says that the warehouse holds what the synthetic network must not be mixed with.
var errNotEmpty = errors.New("the warehouse is not empty: the demonstration network is written into an empty one; name another with --warehouse embedded:DIR")

// fillIfEmpty is fill for a service that starts: a warehouse in use is served as it is.
func (v *service) fillIfEmpty(ctx context.Context, intake *collector.Collector, plan demoPlan) error {
	err := v.fill(ctx, intake, plan)
	if errors.Is(err, errNotEmpty) {
		v.log.Warn("--demo did nothing: the warehouse holds a network of its own already")
		return nil
	}
	return err
}

// fill writes the synthetic network that plan describes. What it writes can be repeated, so a run that was interrupted is
// simply done again, with the days it was begun with.
func (v *service) fill(ctx context.Context, intake *collector.Collector, plan demoPlan) error {
	begun := v.now()
	options, err := plan.options(begun)
	if err != nil {
		return err
	}
	territories, groups, err := network.Paris()
	if err != nil {
		return err
	}
	options.Territories = territories
	// Before the registry is known there is no figure of how fresh its records are. All of it is written by this clock: no row may be older than
	// one before.
	registry := network.New(v.warehouse, func() time.Time { return options.Registered().Time().Add(12 * time.Hour) })
	proceed, err := claim(ctx, registry, &options)
	if err != nil || !proceed {
		return err
	}

	if _, err := registry.ImportTerritories(ctx, territories); err != nil {
		return fmt.Errorf("write the territories: %w", err)
	}
	if _, err := registry.ImportGroups(ctx, groups); err != nil {
		return fmt.Errorf("write the pilot sectors: %w", err)
	}
	synthetic := demo.New(options)
	if report, err := registry.PutStructures(ctx, synthetic.Structures()); err != nil {
		return fmt.Errorf("write the structures: %w", err)
	} else if report.Refused > 0 {
		return fmt.Errorf("write the structures: %d were refused, the first because %s", report.Refused, report.Faults[0])
	}
	written, err := v.loadAll(ctx, intake, synthetic, options)
	if err != nil {
		return err
	}
	if err := v.registry.SetSetting(ctx, demoDone, "yes"); err != nil {
		return fmt.Errorf("note that the demonstration network is whole: %w", err)
	}
	v.log.Info("demonstration network written", "people", options.People, "events", written, "from", options.From, "to", options.To,
		"took", v.now().Sub(begun).Round(time.Millisecond))
	return nil
}

// claim notes in the warehouse which network is being written. It answers false when that network is there already; for
// one that was interrupted it restores the days and the seed it was begun with.
func claim(ctx context.Context, registry *network.Registry, options *demo.Options) (bool, error) {
	noted, err := registry.Setting(ctx, demoSetting)
	if err != nil {
		return false, err
	}
	if noted == "" {
		structures, err := registry.Structures(ctx)
		if err != nil {
			return false, err
		}
		if len(structures) > 0 {
			return false, errNotEmpty
		}
		return true, registry.SetSetting(ctx, demoSetting, fmt.Sprintf("people %d, from %s to %s, seed %d",
			options.People, options.From, options.To, options.Seed))
	}
	done, err := registry.Setting(ctx, demoDone)
	if err != nil || done != "" {
		return false, err
	}
	var from, to string
	if _, err := fmt.Sscanf(noted, "people %d, from %s to %10s, seed %d", &options.People, &from, &to, &options.Seed); err != nil {
		return false, fmt.Errorf("read the setting %s, %q: %w", demoSetting, noted, err)
	}
	if options.From, err = event.ParseDay(from); err != nil {
		return false, err
	}
	options.To, err = event.ParseDay(to)
	return true, err
}

// loadAll brings the events to the warehouse through the collector, and shows how far it is.
func (v *service) loadAll(ctx context.Context, intake *collector.Collector, synthetic *demo.Network, options demo.Options) (int, error) {
	var senders []collector.Sender
	for _, source := range synthetic.Sources() {
		senders = append(senders, collector.Sender{Source: source.Source, Space: source.Space})
	}
	bar := v.progress(options)
	defer func() { _ = bar.Close() }()
	written, err := intake.Load(ctx, senders, func(yield func(event.Event) bool) {
		day := options.From
		for e := range synthetic.Events() {
			if day.Before(e.Day) { // most come day by day
				day = e.Day
				_ = bar.Set(day.Sub(options.From))
			}
			if !yield(e) {
				return
			}
		}
	})
	if err != nil {
		return written, fmt.Errorf("write the events: %w", err)
	}
	_ = bar.Finish()
	return written, nil
}

// progress is a bar of the days written, on a terminal; elsewhere it is silent and the log has the last word.
func (v *service) progress(options demo.Options) *progressbar.ProgressBar {
	file, isFile := v.stderr.(interface{ Fd() uintptr })
	return progressbar.NewOptions(options.To.Sub(options.From),
		progressbar.OptionSetWriter(v.stderr),
		progressbar.OptionSetDescription("writing the demonstration network"),
		progressbar.OptionSetVisibility(isFile && term.IsTerminal(int(file.Fd()))),
		progressbar.OptionShowCount(),
		progressbar.OptionSetItsString("days"),
		progressbar.OptionClearOnFinish())
}

// options completes the plan.
func (p demoPlan) options(now time.Time) (demo.Options, error) {
	if p.People < 1 {
		return demo.Options{}, usagef("--people %d: give 1 or more", p.People)
	}
	o := demo.Options{People: p.People, Seed: p.Seed, To: event.DayOf(now)}
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
