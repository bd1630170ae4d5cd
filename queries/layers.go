package queries

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"

	"vigie/warehouse"
)

// Limits of filling layers.
const (
	// fillSeconds ends one statement that takes longer.
	fillSeconds = 540
	// spill is how many bytes a statement may gather before it goes on on the disk.
	spill = 256 << 20
	// partRows is how many events' people are worked on at once in a base, which bounds the memory it takes.
	partRows = 2_000_000
	// partShare is how many of these parts are worked on at once where that takes little: of few referrals all attendances are read each
	// time, and what many people have in common is one row.
	partShare = 4
	// A correction takes the longer the more events have come since the base; beyond minNew and one in newShare of the
	// events a new base is filled.
	minNew   = 50_000
	newShare = 100
	// Layers of older states are kept for questions that are being answered from them.
	keptStates = 3
	keptFor    = time.Minute
)

// state is a row of derived_state: which layers make up the derived tables, and what data they were filled from.
type state struct {
	Number     uint64    `ch:"number"`
	Base       uint64    `ch:"base"`
	Correction uint64    `ch:"correction"`
	Places     uint64    `ch:"places"`
	Through    uint64    `ch:"through"`
	Events     uint64    `ch:"events"`
	Erased     uint64    `ch:"erased"`
	Attached   uint64    `ch:"attached"`
	Registry   uint64    `ch:"registry"`
	Filled     uint64    `ch:"filled"`
	LastDay    time.Time `ch:"last_day"`
	At         time.Time `ch:"at"`
}

// layers are those that the derived tables are made of, the one that has the last word at the end.
func (s state) layers() []uint64 {
	if s.Correction == 0 {
		return []uint64{s.Base}
	}
	return []uint64{s.Base, s.Correction}
}

func (s state) of() generation { return generation{s.Events, s.Erased, s.Attached, s.Registry} }

// layers is what fills the layers of the derived tables, one layer at a time.
type layers struct {
	warehouse *warehouse.Warehouse
	// report is told before each step what it is and how many of how many steps are done; nil: nobody.
	report      func(step string, done, of int)
	done, steps int
}

// errOvertaken says that another process has moved the derived tables to another state meanwhile.
var errOvertaken = errors.New("another process has changed the derived tables meanwhile")

// present reads the present state; its number is 0 where there is none.
func (l *layers) present(ctx context.Context) (s state, err error) {
	err = l.warehouse.Conn().QueryRow(ctx, derivedSQL("state")).ScanStruct(&s)
	if errors.Is(err, sql.ErrNoRows) {
		return state{}, nil
	}
	if err != nil {
		return state{}, fmt.Errorf("read the state of the derived tables: %w", err)
	}
	return s, nil
}

// whole tells whether the layers of a state have the rows that they were filled with: what a power failure took from them
// can be worked out again.
func (l *layers) whole(ctx context.Context, s state) (bool, error) {
	rows, err := l.rows(ctx, s)
	return err == nil && rows == s.Filled, err
}

func (l *layers) rows(ctx context.Context, s state) (rows uint64, err error) {
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"layers": fmt.Sprintf("['%d','%d','%d']", s.Base, s.Correction, s.Places)}))
	if err := l.warehouse.Conn().QueryRow(ctx, derivedSQL("filled")).Scan(&rows); err != nil {
		return 0, fmt.Errorf("count the rows of the derived tables: %w", err)
	}
	return rows, nil
}

// next brings the derived tables from the state before to the data that was seen, and makes that their present state. With
// anew everything is worked out again.
func (l *layers) next(ctx context.Context, before state, seen seen, at time.Time, anew bool) (state, error) {
	ctx, cancel := context.WithTimeout(ctx, fillSeconds*time.Second)
	defer cancel()
	s := before
	layer := max(uint64(time.Now().UnixMicro()), before.Number+1, before.Base+1, before.Correction+1, before.Places+1)
	s.Number, s.At = layer, at
	s.Events, s.Erased, s.Attached, s.Registry = seen.Events, seen.Erased, seen.Attached, seen.Registry

	fresh := anew || before.Base == 0 || seen.Erased != before.Erased || seen.Attached != before.Attached
	if !fresh && seen.Events != before.Events {
		var err error
		if fresh, err = l.grown(ctx, before, seen); err != nil {
			return state{}, err
		}
	}
	var plan []filling
	if anew || before.Places == 0 || seen.Registry != before.Registry {
		s.Places = layer
		plan = append(plan, filling{layer: s.Places, statements: placesFills, parts: 1})
	}
	switch {
	case fresh:
		s.Base, s.Correction, s.Through = layer+1, 0, seen.through
		parts := 1 + int(seen.rows/partRows)
		plan = append(plan, filling{s.Base, wholeFills, 1, false}, filling{s.Base, firstFills, 1 + parts/partShare, false},
			filling{s.Base, partFills, parts, false}, filling{s.Base, dailyFills, 1 + parts/partShare, false})
		for _, statements := range lastFills {
			plan = append(plan, filling{s.Base, statements, 1, true})
		}
	case seen.Events != before.Events:
		s.Correction = layer + 2
	}
	l.done, l.steps = 0, 0
	for _, f := range plan {
		l.steps += len(f.statements) * f.parts
	}
	for _, f := range plan {
		if err := l.fill(ctx, s, f); err != nil {
			return state{}, err
		}
	}
	if s.Correction == layer+2 {
		if err := l.correct(ctx, s); err != nil {
			return state{}, err
		}
	}
	var err error
	if s.Filled, err = l.rows(ctx, s); err != nil {
		return state{}, err
	}
	reading := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"base": fmt.Sprint(s.Base), "correction": fmt.Sprint(s.Correction)}))
	if err := l.warehouse.Conn().QueryRow(reading, derivedSQL("last_day")).Scan(&s.LastDay); err != nil {
		return state{}, fmt.Errorf("read the last day of the derived tables: %w", err)
	}
	// Another process may have been quicker, and its state may have been made to do away with what this one was filled from.
	now, err := l.present(ctx)
	if err != nil {
		return state{}, err
	}
	if now.Number != before.Number {
		return state{}, errOvertaken
	}
	if err := l.move(ctx, s); err != nil {
		return state{}, err
	}
	return s, nil
}

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

// correct fills a correction. Of what follows from its events it leaves out what can't follow from any of their kinds: planning a
// statement takes longer than a few rows do.
func (l *layers) correct(ctx context.Context, s state) error {
	for _, statements := range touchedFills {
		if err := l.fill(ctx, s, filling{s.Correction, statements, 1, true}); err != nil {
			return err
		}
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
	for _, statements := range touchingFills {
		some := slices.DeleteFunc(slices.Clone(statements), func(name string) bool { return !kinds[followsFrom[name]] })
		if err := l.fill(ctx, s, filling{s.Correction, some, 1, true}); err != nil {
			return err
		}
	}
	return nil
}

// grown tells whether so much has come since the base that a new one is worth its time.
func (l *layers) grown(ctx context.Context, before state, seen seen) (bool, error) {
	var news uint64
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"through": fmt.Sprint(before.Through)}))
	if err := l.warehouse.Conn().QueryRow(ctx, derivedSQL("news")).Scan(&news); err != nil {
		return false, fmt.Errorf("count the events since the last base: %w", err)
	}
	return news > max(minNew, seen.rows/newShare), nil
}

// filling is statements that fill a layer, run for so many parts of the people; two at a time where they are few rows' work.
type filling struct {
	layer      uint64
	statements []string
	parts      int
	abreast    bool
}

func (l *layers) fill(ctx context.Context, s state, f filling) error {
	settings := clickhouse.Settings{
		"max_execution_time": fillSeconds, "max_bytes_before_external_group_by": spill, "max_bytes_before_external_sort": spill,
		"use_index_for_in_with_subqueries_max_values": maxSearched,
		"optimize_on_insert":                          0, // the rows of one statement need no bringing together
	}
	if f.abreast {
		settings["join_algorithm"] = "hash" // few rows are joined with few: threads for that take longer to begin than it takes
	}
	for part := range f.parts {
		running, ctx := errgroup.WithContext(clickhouse.Context(ctx,
			clickhouse.WithParameters(clickhouse.Parameters{
				"layer": fmt.Sprint(f.layer), "base": fmt.Sprint(s.Base), "places": fmt.Sprint(s.Places), "through": fmt.Sprint(s.Through),
				"part": strconv.Itoa(part), "parts": strconv.Itoa(f.parts),
			}),
			clickhouse.WithSettings(settings)))
		running.SetLimit(2)
		run := func(name string) error {
			if err := l.warehouse.Conn().Exec(ctx, derivedSQL(name)); err != nil {
				return fmt.Errorf("fill the derived tables (%s): %w", name, err)
			}
			return nil
		}
		for _, name := range f.statements {
			if l.report != nil {
				l.report(name, l.done, l.steps)
			}
			l.done++
			if f.abreast {
				running.Go(func() error { return run(name) })
			} else if err := run(name); err != nil {
				return err
			}
		}
		if err := running.Wait(); err != nil {
			return err
		}
	}
	return nil
}

// move makes a state the present one.
func (l *layers) move(ctx context.Context, s state) error {
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"number": fmt.Sprint(s.Number), "base": fmt.Sprint(s.Base), "correction": fmt.Sprint(s.Correction), "places": fmt.Sprint(s.Places),
		"through": fmt.Sprint(s.Through), "events": fmt.Sprint(s.Events), "erased": fmt.Sprint(s.Erased), "attached": fmt.Sprint(s.Attached),
		"registry": fmt.Sprint(s.Registry), "filled": fmt.Sprint(s.Filled), "last_day": s.LastDay.Format(time.DateOnly), "at": s.At.UTC().Format("2006-01-02 15:04:05.000"),
	}))
	if err := l.warehouse.Conn().Exec(ctx, derivedSQL("state_insert")); err != nil {
		return fmt.Errorf("note the state of the derived tables: %w", err)
	}
	return nil
}

// drop removes the layers that are older than an age and belong to none of the last states.
func (l *layers) drop(ctx context.Context, states int, age time.Duration) error {
	var spent []struct {
		Table     string `ch:"table"`
		Partition string `ch:"partition"`
	}
	asking := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{
		"states": strconv.Itoa(states), "microseconds": fmt.Sprint(age.Microseconds())}))
	if err := l.warehouse.Conn().Select(asking, &spent, derivedSQL("spent")); err != nil {
		return fmt.Errorf("list old layers of the derived tables: %w", err)
	}
	for _, one := range spent {
		dropping := clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"table": one.Table, "partition": one.Partition}))
		if err := l.warehouse.Conn().Exec(dropping, derivedSQL("drop")); err != nil {
			return fmt.Errorf("drop an old layer of %s: %w", one.Table, err)
		}
	}
	return nil
}

// derivedSQL is the text of a file in derived/.
func derivedSQL(name string) string { return fileSQL(derivedFolder, name) }
