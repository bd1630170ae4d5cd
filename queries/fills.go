package queries

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"
)

// Limits of filling layers.
const (
	// fillSeconds ends what takes longer.
	fillSeconds = 540
	// spill is how many bytes a statement may gather before it goes on on the disk.
	spill = 256 << 20
	// partRows is how many events' people are worked on at once in a base, which bounds the memory it takes.
	partRows = 2_000_000
	// partShare is how many of these parts are worked on at once where that takes little: of few referrals all attendances are read each
	// time, and what many people have in common is one row.
	partShare = 4
)

// What fills a layer, in order.
var (
	placesFills = []string{"structure", "territory", "area"}

	// A base: its events, and what is worked out of all of them at once.
	wholeFills = []string{"base_event", "activity", "active", "attendance"}
	// What can be worked out of a part of the people at a time, and before all of what follows it.
	firstFills = []string{"referral", "assessment"}
	partFills  = []string{"profile", "structure_persons", "journey"}
	dailyFills = []string{"persons", "persons_moved", "persons_residence", "progress", "progress_profile", "level", "level_profile"}
	// What follows from all of it and takes little memory, in steps: the merge by one thread of what the others need nothing of.
	lastFills = [][]string{
		{"journey_measure"},
		{"daily_merge", "structure_level", "structure_progress", "structure_attendance", "structure_journey", "referral_measure", "pair"},
		{"measure"},
		{"measure_merge"},
	}

	// A correction's events, in steps: the statements of one need nothing of each other. What has come, what of the base that takes
	// back, whom it touches (twice, because a referral may concern several people), and their other events.
	touchedFills = [][]string{
		{"touched_records"},
		{"touched_earlier", "taken_back"},
		{"touched_event"},
		{"touched_referrals"}, {"touched_persons"}, {"touched_referrals"}, {"touched_persons"},
		{"standing_attendance", "standing_assessment", "standing_referral", "journey_back", "referral_back"},
	}
	// What follows from them, in steps.
	touchingFills = [][]string{
		{"persons", "persons_moved", "structure_persons", "profile", "assessment", "referral", "attendance", "structure_attendance", "activity"},
		{"progress_profile", "level_profile", "persons_residence", "progress", "level", "structure_progress", "structure_level", "journey",
			"referral_measure", "pair", "active"},
		{"journey_measure", "structure_journey"},
		{"daily_merge"},
		{"measure"},
		{"measure_merge"},
	}
	// The kind of events of which there must be some for a statement to have anything to fill in.
	followsFrom = map[string]string{
		"attendance": "attendance", "structure_attendance": "attendance", "persons": "attendance", "persons_moved": "attendance",
		"persons_residence": "attendance", "structure_persons": "attendance",
		"assessment": "assessment", "progress": "assessment", "progress_profile": "assessment", "level": "assessment",
		"level_profile": "assessment", "structure_progress": "assessment", "structure_level": "assessment",
		"journey": "assessment", "journey_measure": "assessment", "structure_journey": "assessment",
		"referral": "referral", "referral_measure": "referral", "pair": "referral",
	}
)

// filling is statements that fill a layer, run for so many parts of the people; two at a time where they are few rows' work.
type filling struct {
	layer      uint64
	statements []string
	parts      int
	abreast    bool
}

func fillPlaces(layer uint64) filling { return filling{layer, placesFills, 1, false} }

// fillBase is what fills a base of so many events.
func fillBase(layer, events uint64) []filling {
	parts := 1 + int(events/partRows)
	plan := []filling{
		{layer, wholeFills, 1, false}, {layer, firstFills, 1 + parts/partShare, false},
		{layer, partFills, parts, false}, {layer, dailyFills, 1 + parts/partShare, false},
	}
	for _, statements := range lastFills {
		plan = append(plan, filling{layer, statements, 1, true})
	}
	return plan
}

// correct fills a correction. Of what follows from its events it leaves out what can't follow from any of their kinds: planning a
// statement takes longer than a few rows do.
func (l *layers) correct(ctx context.Context, s state) error {
	plan := func(steps [][]string) (plan []filling) {
		for _, statements := range steps {
			plan = append(plan, filling{s.Correction, statements, 1, true})
		}
		return plan
	}
	if err := l.fill(ctx, s, plan(touchedFills), pace{}); err != nil {
		return err
	}
	var about []struct {
		Kind string `ch:"kind"`
	}
	reading := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"layer": fmt.Sprint(s.Correction)}))
	if err := l.warehouse.Conn().Select(reading, &about, derivedSQL("kinds")); err != nil {
		return fmt.Errorf("read the kinds of events of a correction: %w", err)
	}
	kinds := map[string]bool{"": true}
	for _, one := range about {
		kinds[one.Kind] = true
	}
	var steps [][]string
	for _, statements := range touchingFills {
		steps = append(steps, slices.DeleteFunc(slices.Clone(statements), func(name string) bool { return !kinds[followsFrom[name]] }))
	}
	return l.fill(ctx, s, plan(steps), pace{})
}

// pace is how layers are filled.
type pace struct {
	threads int                             // of all that runs at once; 0: as many as there are processors
	report  func(step string, done, of int) // told before each step what it is and how many of how many are done; nil: nobody
}

// fill fills layers of a state, one filling after the other.
func (l *layers) fill(ctx context.Context, s state, plan []filling, pace pace) error {
	done, steps := 0, 0
	for _, f := range plan {
		steps += len(f.statements) * f.parts
	}
	for _, f := range plan {
		for part := range f.parts {
			if err := l.fillPart(ctx, s, f, part, pace.threads, func(step string) {
				if pace.report != nil {
					pace.report(step, done, steps)
				}
				done++
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *layers) fillPart(ctx context.Context, s state, f filling, part, threads int, step func(name string)) error {
	settings := clickhouse.Settings{
		"max_execution_time": fillSeconds, "max_bytes_before_external_group_by": spill, "max_bytes_before_external_sort": spill,
		"use_index_for_in_with_subqueries_max_values": maxSearched,
		"optimize_on_insert":                          0, // the rows of one statement need no bringing together
	}
	if f.abreast {
		settings["join_algorithm"] = "hash" // few rows are joined with few: threads for that take longer to begin than it takes
	}
	abreast := 2
	if threads > 0 {
		settings["max_threads"], abreast = threads, 1
	}
	running, ctx := errgroup.WithContext(clickhouse.Context(ctx,
		clickhouse.WithParameters(clickhouse.Parameters{
			"layer": fmt.Sprint(f.layer), "base": fmt.Sprint(s.Base), "places": fmt.Sprint(s.Places), "through": fmt.Sprint(s.Through),
			"part": strconv.Itoa(part), "parts": strconv.Itoa(f.parts),
		}),
		clickhouse.WithSettings(settings)))
	running.SetLimit(abreast)
	run := func(name string) error {
		if err := l.warehouse.Conn().Exec(ctx, derivedSQL(name)); err != nil {
			return fmt.Errorf("fill the derived tables (%s): %w", name, err)
		}
		return nil
	}
	for _, name := range f.statements {
		step(name)
		if f.abreast {
			running.Go(func() error { return run(name) })
		} else if err := run(name); err != nil {
			return err
		}
	}
	return running.Wait()
}
