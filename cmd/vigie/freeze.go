package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/dashboard/affairs"
	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/funding"
	"vigie/governance"
	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/governance/freeze"
	"vigie/network"
	"vigie/warehouse"
)

type freezeCommand struct {
	Meeting string `arg:"" help:"Code of the meeting, as vigie export governance writes it." placeholder:"MEETING"`
	AsItWas bool   `help:"Freeze the edition of the meeting's day, though it has not the quarter that ended last before."`
	DryRun  bool   `help:"Only tell what would be kept."`
}

// Run freezes a meeting.
func (c *freezeCommand) Run(ctx context.Context, s *session) error {
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		kept, registry, err := s.freezer(w).freeze(ctx, *c)
		if err != nil {
			return refusedFreeze(err)
		}
		would := "is frozen, for ever"
		if c.DryRun {
			would = "would be frozen"
		}
		fmt.Fprintf(s.stdout, "%s of %s %s:\n  edition %d, whose readers have the figures of %s/%s\n  the registry of %s: %s\n",
			kept.Meeting, kept.Day, would, kept.Edition, kept.From, kept.To, registry.Day, counted(registry))
		return nil
	})
}

// refusedFreeze makes a wrong use of a meeting that can't be frozen.
func refusedFreeze(err error) error {
	var unknown unknownMeetingError
	var frozen freeze.FrozenError
	var nothing freeze.NothingPublishedError
	var quarter freeze.QuarterError
	if errors.As(err, &unknown) || errors.As(err, &frozen) || errors.As(err, &nothing) || errors.As(err, &quarter) {
		return usageError{err}
	}
	return err
}

// unknownMeetingError is a code of which there is no meeting.
type unknownMeetingError struct {
	meeting string
	known   []committee.Meeting // the earliest first
}

// Error names the latest that there are.
func (e unknownMeetingError) Error() string {
	if len(e.known) == 0 {
		return fmt.Sprintf("there is no meeting %.80q, and none at all: vigie import governance brings them", e.meeting)
	}
	const named = 20
	var codes []string
	for _, m := range slices.Backward(e.known[max(0, len(e.known)-named):]) {
		codes = append(codes, m.Code)
	}
	more := ""
	if out := len(e.known) - len(codes); out > 0 {
		more = fmt.Sprintf(" and %d earlier ones", out)
	}
	return fmt.Sprintf("there is no meeting %.80q: there are %s%s", e.meeting, strings.Join(codes, ", "), more)
}

// freezer freezes meetings.
type freezer struct {
	affairs  affairs.Reader
	editions store.Store
	now      func() time.Time
}

func (s *session) freezer(w *warehouse.Warehouse) freezer {
	places := network.New(w, s.now)
	return freezer{
		affairs: affairs.Reader{
			Governance: governance.New(governance.Options{Warehouse: w, Network: places, Now: s.now}), Funding: funding.New(w, places, s.now),
		},
		editions: store.New(w), now: s.now,
	}
}

// counted tells what there is in a registry.
func counted(r affairs.Registry) string {
	n, progress := r.Counts(), r.Plan.Progress
	return fmt.Sprintf("%d measures, %d of them late; %d decisions, %d of them late; %d targets; %d member bodies; %d calls, %d projects",
		progress.Measures, progress.Late, n.Decisions, n.Overdue, len(r.Targets), n.Members, len(r.Calls), n.Projects)
}

// freeze keeps a meeting, or, in a dry run, tells what would be kept of it.
func (f freezer) freeze(ctx context.Context, c freezeCommand) (kept freeze.Kept, registry affairs.Registry, err error) {
	today := dated.Of(f.now())
	known, err := f.affairs.Governance.At(ctx, today)
	if err != nil {
		return kept, registry, err
	}
	at := slices.IndexFunc(known.Meetings, func(m committee.Meeting) bool { return m.Code == c.Meeting })
	if at < 0 {
		return kept, registry, unknownMeetingError{c.Meeting, known.Meetings}
	}
	meeting := known.Meetings[at]
	frozen, err := f.affairs.Governance.Freezes.List(ctx)
	if err != nil {
		return kept, registry, err
	}
	if before, is := frozen[meeting.Code]; is {
		return kept, registry, freeze.FrozenError{Kept: before}
	}
	editions, err := f.published(ctx)
	if err != nil {
		return kept, registry, err
	}
	edition, err := freeze.Published{Editions: editions, Today: today, CutOn: publicationDay}.On(meeting.Day, c.AsItWas)
	if err != nil {
		return kept, registry, err
	}
	day := min(meeting.Day, today) // decisions of a meeting to come are drafts, and stay so
	if registry, err = f.affairs.Registry(ctx, day); err != nil {
		return kept, registry, err
	}
	kept = freeze.Kept{
		Meeting: meeting.Code, Day: meeting.Day, Edition: edition.Number, From: edition.From, To: edition.To, At: f.now().UTC().Truncate(time.Second),
	}
	if kept.State, err = registry.Text(); err != nil || c.DryRun {
		return kept, registry, err
	}
	return kept, registry, f.affairs.Governance.Freezes.Keep(ctx, kept)
}

// published are the editions that have a window.
func (f freezer) published(ctx context.Context) (all []freeze.Edition, err error) {
	editions, err := f.editions.Editions(ctx)
	if err != nil {
		return nil, err
	}
	for i, e := range editions {
		windows := store.Latest(editions[:i+1])
		if len(windows) == 0 {
			continue
		}
		day := func(at time.Time) dated.Day { return dated.Day(at.Format(time.DateOnly)) }
		usual := store.Usual(windows)
		one := freeze.Edition{Number: e.Number, Day: day(e.Day), From: day(usual.From), To: day(usual.To), First: day(e.First)}
		if quarter, ok := store.LatestOf(windows, cells.Quarter); ok {
			one.Quarters = day(quarter.To)
		}
		all = append(all, one)
	}
	return all, nil
}

// freezeDemo freezes the meetings of a demonstration by whose day something was published.
func (v *service) freezeDemo(ctx context.Context) error {
	filled, err := v.registry.Setting(ctx, demoDone)
	if err != nil || filled == "" {
		return err
	}
	f := v.freezer(v.warehouse)
	known, err := f.affairs.Governance.At(ctx, dated.Of(v.now()))
	if err != nil {
		return err
	}
	for _, m := range known.Meetings {
		if !m.Held(known.Day) {
			continue
		}
		_, _, err := f.freeze(ctx, freezeCommand{Meeting: m.Code, AsItWas: true})
		if err != nil && !errors.As(err, new(freeze.FrozenError)) && !errors.As(err, new(freeze.NothingPublishedError)) {
			return err
		}
	}
	return nil
}
