package demo

import (
	"bytes"
	"strings"
	"testing"

	"vigie/event"
	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/governance/paris"
	actionplan "vigie/governance/plan"
	"vigie/governance/target"
)

// written are the papers of a day as files.
func written(t *testing.T, n *Network, day event.Day, parisian actionplan.Plan) (Papers, string) {
	t.Helper()
	p := n.PapersOn(day, parisian)
	var b bytes.Buffer
	if err := committee.Write(&b, p.Governance); err != nil {
		t.Fatal(err)
	}
	if err := actionplan.Write(&b, p.Plan); err != nil {
		t.Fatal(err)
	}
	if err := target.Write(&b, p.Targets); err != nil {
		t.Fatal(err)
	}
	return p, b.String()
}

// The papers of every shape are the same for a seed, know nothing that comes after their day, and have in the end what pages are to show.
func TestPapers(t *testing.T) {
	reading, err := actionplan.Read(strings.NewReader(paris.Plan()), actionplan.Known{Bodies: []string{"ville"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, shape := range []Shape{Paris, Small, Rural} {
		t.Run(string(shape), func(t *testing.T) {
			o := Options{Seed: 1, Shape: shape, From: event.NewDay(2024, 11, 20), To: event.NewDay(2026, 11, 20)}
			if _, err := o.Area(); err != nil {
				t.Fatal(err)
			}
			n := New(o)
			for _, day := range o.Snapshots() {
				p, text := written(t, n, day, reading.Plan)
				if _, again := written(t, New(o), day, reading.Plan); text != again {
					t.Errorf("%s: the papers differ from one time to the other", day)
				}
				holdPast(t, p, dated.Day(day.String()))
			}
			p, _ := written(t, n, o.Registered(), reading.Plan)
			today := dated.Day(o.To.String())
			progress := p.Plan.Progress(today)
			if progress.Late != 1 || progress.Stuck == 0 || progress.DueDone == 0 || progress.Due == progress.Measures {
				t.Errorf("the plan: %+v", progress)
			}
			late, drafts := 0, 0
			met := map[string]dated.Day{}
			for _, m := range p.Governance.Meetings {
				met[m.Code] = m.Day
				if !m.Held(today) {
					drafts++
				}
			}
			for _, d := range p.Governance.Decisions {
				if d.On(today, met[d.Meeting]).Late {
					late++
				}
			}
			falls, held := 0, 0
			for _, one := range p.Targets {
				if one.Direction == target.Down {
					falls++
				}
				if one.Value == one.Baseline {
					held++
				}
			}
			if late == 0 || drafts == 0 || len(met) < 8 || len(p.Governance.Animators) == 0 || len(p.Governance.Structures) == 0 || falls != 1 || held != 1 {
				t.Errorf("%d late decisions, %d of %d meetings to come, %d animators, %d structures, %d targets that fall, %d held",
					late, drafts, len(met), len(p.Governance.Animators), len(p.Governance.Structures), falls, held)
			}
		})
	}
}

// holdPast holds that nothing has happened after a day.
func holdPast(t *testing.T, p Papers, day dated.Day) {
	t.Helper()
	hold := func(what string, happened dated.Day) {
		if happened > day {
			t.Errorf("%s: %s is known to have happened on %s", day, what, happened)
		}
	}
	for _, m := range p.Plan.Measures() {
		for _, s := range m.Statuses {
			hold("a status of "+m.Code, s.Day)
		}
		for _, c := range m.Confidences {
			hold("a comment on "+m.Code, c.Day)
		}
	}
	for _, d := range p.Governance.Decisions {
		for _, s := range d.Statuses {
			hold("a status of "+d.Code, s.Day)
		}
	}
	for _, m := range p.Governance.Meetings {
		if len(m.Present) > 0 {
			hold("attendance of "+m.Code, m.Day)
		}
	}
	for _, b := range p.Governance.Bodies {
		for _, s := range b.Stages {
			hold("a stage of "+b.Code, s.Day)
		}
	}
	for _, structure := range p.Governance.Structures {
		for _, s := range structure.Stages {
			hold("a stage of "+structure.Structure, s.Day)
		}
	}
}
