package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"vigie/collector"
	"vigie/demo"
	"vigie/event"
	"vigie/funding"
	"vigie/network"
	"vigie/network/need"
	"vigie/warehouse"
)

// demoSetting is the registry's setting that says that the events are synthetic, and how they were drawn. demoDone says
// that all of them have been written.
const (
	demoSetting = "demo"
	demoDone    = "demo_done"
)

// demoNote is how demoSetting says it. A note of before there were shapes has no shape.
const (
	demoNote      = "people %d, from %s to %10s, seed %d, shape %s"
	demoNoteParts = 5
)

// errNotEmpty says that the warehouse holds what the synthetic network must not be mixed with.
var errNotEmpty = errors.New("the warehouse is not empty: the demonstration network is written into an empty one; name another with --warehouse embedded:DIR")

// between is called while the demonstration network is filled, at each of demo.Options.Stops: everything that arrived before that day is in
// the warehouse then, and nothing else, events and registry alike. What it returns ends the filling. A filling that was interrupted is
// done again with what was there already, so a stop may find more, and may come twice.
type between func(ctx context.Context, day time.Time) error

// fillIfEmpty is fill for a service that starts: a warehouse in use is served as it is.
func (v *service) fillIfEmpty(ctx context.Context, intake *collector.Collector, plan demoPlan, stop between) error {
	err := v.fill(ctx, intake, plan, stop)
	if errors.Is(err, errNotEmpty) {
		v.log.Warn("--demo did nothing: the warehouse holds a network of its own already")
		return nil
	}
	return err
}

// fill writes the synthetic network that plan describes, in the order in which it would have come, and stops at each of its stops if
// there is something to do there. What it writes can be repeated, so a run that was interrupted is simply done again, with the days it
// was begun with.
func (v *service) fill(ctx context.Context, intake *collector.Collector, plan demoPlan, stop between) error {
	begun := v.now()
	options, err := plan.options(begun)
	if err != nil {
		return err
	}
	register, err := newRegister(v.warehouse, options.Snapshots()[0])
	if err != nil {
		return err
	}
	proceed, err := claim(ctx, register.Registry, &options)
	if err != nil || !proceed {
		return err
	}
	groups, err := options.Area()
	if err != nil {
		return err
	}
	if err := register.open(ctx, options, groups); err != nil {
		return err
	}
	f := &filling{service: v, options: options, network: demo.New(options), register: register, stop: stop}
	written, err := f.load(ctx, intake)
	if err != nil {
		return err
	}
	if err := v.registry.SetSetting(ctx, demoDone, "yes"); err != nil {
		return fmt.Errorf("note that the demonstration network is whole: %w", err)
	}
	v.log.Info("demonstration network written", "shape", options.Shape, "people", options.People, "events", written,
		"from", options.From, "to", options.To, "took", v.now().Sub(begun).Round(time.Millisecond))
	return nil
}

// claim notes in the warehouse which network is being written. It answers false when that network is there already; for
// one that was interrupted it restores what it was begun with.
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
		return true, registry.SetSetting(ctx, demoSetting, fmt.Sprintf(demoNote, options.People, options.From, options.To, options.Seed, options.Shape))
	}
	done, err := registry.Setting(ctx, demoDone)
	if err != nil || done != "" {
		return false, err
	}
	var from, to string
	options.Shape = demo.Paris
	if read, err := fmt.Sscanf(noted, demoNote, &options.People, &from, &to, &options.Seed, &options.Shape); read < demoNoteParts-1 {
		return false, fmt.Errorf("read the setting %s, %q: %w", demoSetting, noted, err)
	}
	if options.From, err = event.ParseDay(from); err != nil {
		return false, err
	}
	options.To, err = event.ParseDay(to)
	return true, err
}

// register is the registry of the network as it is imported time and again. It is written by a clock of its own, because before the
// first import there is no figure of how fresh its records are.
type register struct {
	*network.Registry
	funding   *funding.Registry
	need      *need.Registry
	snapshots []event.Day // days of the imports yet to be made, oldest first
	day       event.Day   // of the present one, or of the first
	papers    papers
}

func newRegister(w *warehouse.Warehouse, day event.Day) (*register, error) {
	r := &register{day: day}
	now := func() time.Time { return r.day.Time().Add(12 * time.Hour) }
	r.Registry = network.New(w, now)
	r.funding = funding.New(w, r.Registry, now)
	var err error
	if r.need, err = need.New(w, r.Registry, now); err != nil {
		return nil, err
	}
	r.papers, err = newPapers(w, r.Registry, now)
	return r, err
}

// open writes what no import changes.
func (r *register) open(ctx context.Context, options demo.Options, groups []network.Group) error {
	r.snapshots = options.Snapshots()
	r.day = r.snapshots[0]
	if _, err := r.ImportTerritories(ctx, options.Territories); err != nil {
		return fmt.Errorf("write the territories: %w", err)
	}
	if _, err := r.ImportGroups(ctx, groups); err != nil {
		return fmt.Errorf("write the groups of territories: %w", err)
	}
	// A run that was interrupted has made some of the imports: one that was made is not made again, for a record never goes back.
	known, err := r.Structures(ctx)
	if err != nil {
		return fmt.Errorf("read the structures: %w", err)
	}
	for _, s := range known {
		for len(r.snapshots) > 0 && r.snapshots[0] < event.DayOf(s.ImportedAt) {
			r.snapshots = r.snapshots[1:]
		}
	}
	return nil
}

// advance makes the imports of the days before one.
func (r *register) advance(ctx context.Context, synthetic *demo.Network, end event.Day) error {
	for len(r.snapshots) > 0 && r.snapshots[0] < end {
		r.day, r.snapshots = r.snapshots[0], r.snapshots[1:]
		report, err := r.PutStructures(ctx, synthetic.StructuresOn(r.day))
		if err != nil {
			return fmt.Errorf("write the structures: %w", err)
		}
		if report.Refused > 0 {
			return fmt.Errorf("write the structures: %d were refused, the first because %s", report.Refused, report.Faults[0])
		}
		if err := r.putIdentity(ctx, synthetic); err != nil {
			return fmt.Errorf("write which structures are one: %w", err)
		}
		if err := r.putRecords(ctx, synthetic); err != nil {
			return err
		}
		if err := r.papers.file(ctx, synthetic, r.day); err != nil {
			return fmt.Errorf("write plan, governance and targets: %w", err)
		}
	}
	return nil
}

// filling brings the events to the warehouse through the collector, the registry before them, and shows how far it is.
type filling struct {
	*service
	options  demo.Options
	network  *demo.Network
	register *register
	stop     between
	bar      *progressbar.ProgressBar
	failed   error // what kept a part from being made
}

func (f *filling) load(ctx context.Context, intake *collector.Collector) (int, error) {
	var senders []collector.Sender
	for _, source := range f.network.Sources() {
		senders = append(senders, collector.Sender{Source: source.Source, Space: source.Space})
	}
	f.bar = f.progress(f.options)
	defer func() { _ = f.bar.Close() }()
	written, err := intake.Load(ctx, senders, func(yield func(collector.Received) bool) { f.failed = f.parts(ctx, yield) })
	if err = errors.Join(err, f.failed); err != nil {
		return written, fmt.Errorf("write the events: %w", err)
	}
	_ = f.bar.Finish()
	return written, nil
}

// parts gives the events up to each stop, and after the last one the rest.
func (f *filling) parts(ctx context.Context, yield func(collector.Received) bool) error {
	stream := f.network.Stream()
	if f.stop != nil {
		for _, day := range f.options.Stops() {
			if err := f.register.advance(ctx, f.network, day); err != nil {
				return err
			}
			if !yield(f.shown(stream.Before(day))) {
				return nil
			}
			if err := f.stop(ctx, day.Time()); err != nil {
				return fmt.Errorf("stop on %s: %w", day, err)
			}
		}
	}
	if err := f.register.advance(ctx, f.network, f.options.To); err != nil {
		return err
	}
	yield(f.shown(stream.Before(f.options.To)))
	return nil
}

// shown moves the bar on while events are read.
func (f *filling) shown(events collector.Received) collector.Received {
	return func(yield func(time.Time, event.Event) bool) {
		day := f.options.From
		for at, e := range events {
			if day.Before(e.Day) { // most come day by day
				day = e.Day
				_ = f.bar.Set(day.Sub(f.options.From))
			}
			if !yield(at, e) {
				return
			}
		}
	}
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
