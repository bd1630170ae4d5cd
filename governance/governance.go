// Package governance keeps the committee's affairs (plan, bodies, committees, meetings, decisions, animators, targets) with every former
// state, imports and exports them, and answers what they were on a day.
//
// A state of a record is never changed: an import adds one of each record that is new or has changed. On a day a record reads as the last
// state that was imported up to that day, or on an earlier day as the first one; what happens on a day of its own (a status, a stage) counts
// from that day on, as it is known today.
package governance

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/governance/freeze"
	"vigie/governance/plan"
	"vigie/governance/target"
	"vigie/network"
	"vigie/warehouse"
)

//go:embed sql/*.sql
var files embed.FS

// statement is the text of a file of this package.
func statement(name string) string {
	text, err := files.ReadFile("sql/" + name + ".sql")
	if err != nil {
		panic(err) // the files are built in
	}
	return string(text)
}

// Options are what a Registry needs.
type Options struct {
	Warehouse  *warehouse.Warehouse // with its schema up to date
	Network    *network.Registry    // what territories, groups and structures there are
	Indicators []string             // ids of those that there are
	Now        func() time.Time     // dates imports
}

// Registry keeps the affairs of one warehouse. It is safe for concurrent use.
type Registry struct {
	Options
	Freezes   *freeze.Store
	importing sync.Mutex // one import at a time

	mu      sync.Mutex // guards the following
	known   *states
	changes uint64 // of the warehouse, when known was read
}

// New makes a Registry.
func New(o Options) *Registry { return &Registry{Options: o, Freezes: freeze.New(o.Warehouse)} }

// states are all states of all records, as the tables had them at one moment. They are never changed.
type states struct {
	generations map[string]generation
	headings    history[plan.Heading]
	measures    history[plan.Measure]
	bodies      history[committee.Body]
	structures  history[committee.StructureMembership]
	committees  history[committee.Committee]
	meetings    history[committee.Meeting]
	decisions   history[committee.Decision]
	animators   history[committee.Animator]
	contests    history[committee.Contest]
	targets     history[target.Target]
}

// generation changes whenever a table does.
type generation struct {
	Name   string    `ch:"name"`
	Rows   uint64    `ch:"rows"`
	First  time.Time `ch:"first"`
	Latest time.Time `ch:"latest"`
}

// history is the states of the records of one table: those of a record stand together, the oldest first.
type history[T any] []T

// kind is how the records of one table are told apart and dated.
type kind[T any] struct {
	table    string
	key      func(T) string
	imported func(*T) *time.Time
	dated    func(state *T, latest T) // gives a former state what happened on days of its own, as the latest one knows it
}

var (
	headings = kind[plan.Heading]{table: "plan_heading",
		key: func(h plan.Heading) string { return h.Kind + " " + h.Code }, imported: func(h *plan.Heading) *time.Time { return &h.ImportedAt }}
	measures = kind[plan.Measure]{table: "plan_measure",
		key: func(m plan.Measure) string { return m.Code }, imported: func(m *plan.Measure) *time.Time { return &m.ImportedAt },
		dated: func(state *plan.Measure, latest plan.Measure) {
			state.Statuses, state.Confidences = latest.Statuses, latest.Confidences
		}}
	bodies = kind[committee.Body]{table: "body",
		key: func(b committee.Body) string { return b.Code }, imported: func(b *committee.Body) *time.Time { return &b.ImportedAt },
		dated: func(state *committee.Body, latest committee.Body) { state.Stages = latest.Stages }}
	structures = kind[committee.StructureMembership]{table: "structure_membership",
		key:      func(s committee.StructureMembership) string { return s.Structure },
		imported: func(s *committee.StructureMembership) *time.Time { return &s.ImportedAt },
		dated: func(state *committee.StructureMembership, latest committee.StructureMembership) {
			state.Stages = latest.Stages
		}}
	committees = kind[committee.Committee]{table: "committee",
		key: func(c committee.Committee) string { return c.Code }, imported: func(c *committee.Committee) *time.Time { return &c.ImportedAt }}
	meetings = kind[committee.Meeting]{table: "meeting",
		key: func(m committee.Meeting) string { return m.Code }, imported: func(m *committee.Meeting) *time.Time { return &m.ImportedAt }}
	decisions = kind[committee.Decision]{table: "decision",
		key: func(d committee.Decision) string { return d.Meeting + "/" + d.Code }, imported: func(d *committee.Decision) *time.Time { return &d.ImportedAt },
		dated: func(state *committee.Decision, latest committee.Decision) { state.Statuses = latest.Statuses }}
	animators = kind[committee.Animator]{table: "animator",
		key:      func(a committee.Animator) string { return a.Territory + " " + a.Address + " " + string(a.From) },
		imported: func(a *committee.Animator) *time.Time { return &a.ImportedAt },
		dated:    func(state *committee.Animator, latest committee.Animator) { state.To = latest.To }}
	contests = kind[committee.Contest]{table: "contest",
		key: func(c committee.Contest) string { return c.Code }, imported: func(c *committee.Contest) *time.Time { return &c.ImportedAt },
		dated: func(state *committee.Contest, latest committee.Contest) {
			state.Answer, state.AnsweredDay = latest.Answer, latest.AnsweredDay
		}}
	targets = kind[target.Target]{table: "target",
		key: func(t target.Target) string { return t.Indicator + " " + t.Territory }, imported: func(t *target.Target) *time.Time { return &t.ImportedAt }}
)

// current are the states in the tables, read anew if these have changed.
func (r *Registry) current(ctx context.Context) (*states, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	changes, counted := r.Warehouse.Changes()
	if r.known != nil && counted && changes == r.changes {
		return r.known, nil
	}
	var list []generation
	if err := r.Warehouse.Conn().Select(ctx, &list, statement("generations")); err != nil {
		return nil, fmt.Errorf("read the governance: %w", err)
	}
	s := &states{generations: make(map[string]generation)}
	for _, g := range list {
		s.generations[g.Name] = g
	}
	if r.known != nil && maps.Equal(r.known.generations, s.generations) {
		r.changes = changes
		return r.known, nil
	}
	err := errors.Join(
		read(ctx, r, s, headings, &s.headings), read(ctx, r, s, measures, &s.measures), read(ctx, r, s, bodies, &s.bodies),
		read(ctx, r, s, structures, &s.structures), read(ctx, r, s, committees, &s.committees), read(ctx, r, s, meetings, &s.meetings),
		read(ctx, r, s, decisions, &s.decisions), read(ctx, r, s, animators, &s.animators), read(ctx, r, s, contests, &s.contests),
		read(ctx, r, s, targets, &s.targets),
	)
	if err != nil {
		return nil, fmt.Errorf("read the governance: %w", err)
	}
	r.known, r.changes = s, changes
	return s, nil
}

// read reads a table that has rows.
func read[T any](ctx context.Context, r *Registry, s *states, k kind[T], into *history[T]) error {
	if s.generations[k.table].Rows == 0 {
		return nil
	}
	var all []T
	err := r.Warehouse.Conn().Select(ctx, &all, statement(k.table))
	*into = all
	return err
}

// each calls take with the states of each record, the oldest first.
func (k kind[T]) each(all history[T], take func(states []T)) {
	for len(all) > 0 {
		n := 1
		for n < len(all) && k.key(all[n]) == k.key(all[0]) {
			n++
		}
		take(all[:n])
		all = all[n:]
	}
}

// latest are the records as they are known today.
func (k kind[T]) latest(all history[T]) (latest []T) {
	k.each(all, func(states []T) { latest = append(latest, states[len(states)-1]) })
	return latest
}

// on are the records as they were on a day.
func (k kind[T]) on(all history[T], day dated.Day) (list []T) {
	k.each(all, func(states []T) {
		var first dated.Day // the earliest state is the last one of its day
		chosen := states[0]
		for i := range states {
			imported := dated.Of(*k.imported(&states[i]))
			if first == "" {
				first = imported
			}
			if imported <= max(day, first) {
				chosen = states[i]
			}
		}
		if k.dated != nil {
			k.dated(&chosen, states[len(states)-1])
		}
		list = append(list, chosen)
	})
	return list
}

// at is the time that new states bear: later than any there is, even when the clock is not, for the latest one counts.
func (r *Registry) at(s *states) time.Time {
	at := r.Now().UTC().Truncate(time.Millisecond)
	for _, g := range s.generations {
		if g.Rows > 0 && !at.After(g.Latest) {
			at = g.Latest.UTC().Add(time.Millisecond)
		}
	}
	return at
}
