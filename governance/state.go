package governance

import (
	"context"
	"io"
	"slices"

	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/governance/plan"
	"vigie/governance/target"
)

// State is all there was on a day, at its end. It may be kept and read from several goroutines, and is not to be changed.
type State struct {
	Day dated.Day
	// Known is the day of the first import of anything; "" where there was none. Of earlier days what was imported first is told.
	Known dated.Day
	Plan  plan.Plan
	committee.Affairs
	Targets []target.Target
}

// At answers what there was at the end of a day.
func (r *Registry) At(ctx context.Context, day dated.Day) (State, error) {
	s, err := r.current(ctx)
	if err != nil {
		return State{}, err
	}
	state := State{Day: day, Known: s.since(), Plan: plan.Of(headings.on(s.headings, day), measures.on(s.measures, day))}
	state.Bodies = bodies.on(s.bodies, day)
	state.Structures = structures.on(s.structures, day)
	state.Committees = committees.on(s.committees, day)
	state.Meetings = meetings.on(s.meetings, day)
	state.Decisions = decisions.on(s.decisions, day)
	state.Animators = animators.on(s.animators, day)
	state.Contests = contests.on(s.contests, day)
	state.Targets = targets.on(s.targets, day)
	state.Affairs.Sort()
	slices.SortFunc(state.Targets, target.Target.Compare)
	return state, nil
}

// since is the day of the first import; "" where there was none.
func (s *states) since() (first dated.Day) {
	for _, g := range s.generations {
		if g.Rows == 0 {
			continue
		}
		day := dated.Of(g.First)
		if first == "" || day < first {
			first = day
		}
	}
	return first
}

// Updated is the day of the last import of anything; "" where there was none.
func (r *Registry) Updated(ctx context.Context) (last dated.Day, err error) {
	s, err := r.current(ctx)
	if err != nil {
		return "", err
	}
	for _, g := range s.generations {
		if g.Rows == 0 {
			continue
		}
		last = max(last, dated.Of(g.Latest))
	}
	return last, nil
}

// Stages counts members by the stage that they are at, under the stages' names, and under "" those before their first one.
type Stages map[string]int

// Members counts the member bodies, and the structures that are named, by their stage at the end of the day.
func (s State) Members() (bodies, structures Stages) {
	bodies, structures = Stages{}, Stages{}
	for _, b := range s.Bodies {
		if b.Kind == committee.KindMember {
			bodies[b.On(s.Day).Stage]++
		}
	}
	for _, one := range s.Structures {
		structures[one.On(s.Day).Stage]++
	}
	return bodies, structures
}

// InOffice are the animators in office on the day.
func (s State) InOffice() []committee.Animator {
	return slices.DeleteFunc(slices.Clone(s.Animators), func(a committee.Animator) bool { return !a.InOffice(s.Day) })
}

// Next is the first meeting after the day; false where none is known.
func (s State) Next() (committee.Meeting, bool) {
	i := slices.IndexFunc(s.Meetings, func(m committee.Meeting) bool { return !m.Held(s.Day) })
	if i < 0 {
		return committee.Meeting{}, false
	}
	return s.Meetings[i], true
}

// LastMeeting is the last meeting that was held by the end of a day; false where none was.
func (r *Registry) LastMeeting(ctx context.Context, day dated.Day) (last committee.Meeting, held bool, err error) {
	s, err := r.current(ctx)
	if err != nil {
		return last, false, err
	}
	for _, m := range meetings.on(s.meetings, day) {
		if m.Held(day) && (!held || m.Day >= last.Day) {
			last, held = m, true
		}
	}
	return last, held, nil
}

// Judged is a decision with its state at the end of the day, and the day of its meeting.
type Judged struct {
	committee.Decision
	Met   dated.Day
	State committee.DecisionState
}

// Judged are the decisions: first those that are late, the longest first, then the others, the latest meeting first.
func (s State) Judged() []Judged {
	met := make(map[string]dated.Day)
	for _, m := range s.Meetings {
		met[m.Code] = m.Day
	}
	var all []Judged
	for _, d := range s.Decisions {
		all = append(all, Judged{d, met[d.Meeting], d.On(s.Day, met[d.Meeting])})
	}
	slices.SortStableFunc(all, func(a, b Judged) int {
		switch {
		case a.State.Late != b.State.Late:
			if a.State.Late {
				return -1
			}
			return 1
		case a.State.DaysLate != b.State.DaysLate:
			return b.State.DaysLate - a.State.DaysLate
		}
		return b.Met.Sub(a.Met)
	})
	return all
}

// Target is that of an indicator in a place, "" for the network; false where there is none.
func (s State) Target(indicator, place string) (target.Target, bool) {
	i := slices.IndexFunc(s.Targets, func(t target.Target) bool { return t.Indicator == indicator && t.Territory == place })
	if i < 0 {
		return target.Target{}, false
	}
	return s.Targets[i], true
}

// ExportPlan writes the plan as it is known today, in the format of ImportPlan.
func (r *Registry) ExportPlan(ctx context.Context, w io.Writer) error {
	s, err := r.current(ctx)
	if err != nil {
		return err
	}
	return plan.Write(w, plan.Of(headings.latest(s.headings), measures.latest(s.measures)))
}

// ExportGovernance writes what ImportGovernance reads, as it is known today.
func (r *Registry) ExportGovernance(ctx context.Context, w io.Writer) error {
	s, err := r.current(ctx)
	if err != nil {
		return err
	}
	return committee.Write(w, s.affairs())
}

// ExportTargets writes the targets as they are known today, in the format of ImportTargets.
func (r *Registry) ExportTargets(ctx context.Context, w io.Writer) error {
	s, err := r.current(ctx)
	if err != nil {
		return err
	}
	return target.Write(w, targets.latest(s.targets))
}
