package committee

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"vigie/governance/document"
)

// Sort puts all in the order in which it is shown and written: meetings by their day, the rest by its keys.
func (a Affairs) Sort() {
	slices.SortFunc(a.Bodies, func(x, y Body) int { return cmp.Compare(x.Code, y.Code) })
	slices.SortFunc(a.Structures, func(x, y StructureMembership) int { return cmp.Compare(x.Structure, y.Structure) })
	slices.SortFunc(a.Committees, func(x, y Committee) int { return cmp.Compare(x.Code, y.Code) })
	slices.SortFunc(a.Meetings, func(x, y Meeting) int { return cmp.Or(cmp.Compare(x.Day, y.Day), cmp.Compare(x.Code, y.Code)) })
	slices.SortFunc(a.Decisions, func(x, y Decision) int { return cmp.Or(cmp.Compare(x.Meeting, y.Meeting), cmp.Compare(x.Code, y.Code)) })
	slices.SortFunc(a.Animators, func(x, y Animator) int {
		return cmp.Or(cmp.Compare(x.Territory, y.Territory), cmp.Compare(x.From, y.From), cmp.Compare(x.Address, y.Address))
	})
	slices.SortFunc(a.Contests, func(x, y Contest) int { return cmp.Compare(x.Code, y.Code) })
}

// Write writes the affairs so that Read reads the same.
func Write(w io.Writer, a Affairs) error {
	a.Sort()
	var bodies, structures, committees, meetings, animators, contests []document.Map
	for _, b := range a.Bodies {
		bodies = append(bodies, document.Map{
			{Name: "code", Value: b.Code}, {Name: "name", Value: b.Name}, {Name: "kind", Value: b.Kind}, {Name: "membership", Value: b.rows()},
		})
	}
	for _, s := range a.Structures {
		structures = append(structures, document.Map{{Name: "id", Value: s.Structure}, {Name: "membership", Value: s.rows()}})
	}
	for _, c := range a.Committees {
		committees = append(committees, document.Map{
			{Name: "code", Value: c.Code}, {Name: "name", Value: c.Name}, {Name: "themes", Value: c.Themes}, {Name: "since", Value: c.From}, {Name: "until", Value: c.Until},
		})
	}
	for _, m := range a.Meetings {
		var decisions []document.Map
		for _, d := range a.Decisions {
			if d.Meeting == m.Code {
				decisions = append(decisions, d.fields())
			}
		}
		meetings = append(meetings, document.Map{
			{Name: "code", Value: m.Code}, {Name: "committee", Value: m.Committee}, {Name: "on", Value: m.Day}, {Name: "agenda", Value: m.Agenda},
			{Name: "present", Value: m.Present}, {Name: "excused", Value: m.Excused}, {Name: "decisions", Value: decisions},
		})
	}
	for _, n := range a.Animators {
		animators = append(animators, document.Map{
			{Name: "territory", Value: n.Territory}, {Name: "address", Value: n.Address}, {Name: "from", Value: n.From}, {Name: "to", Value: n.To},
		})
	}
	for _, c := range a.Contests {
		contests = append(contests, document.Map{
			{Name: "code", Value: c.Code}, {Name: "about", Value: c.About}, {Name: "indicator", Value: c.Indicator}, {Name: "territory", Value: c.Territory},
			{Name: "body", Value: c.Body}, {Name: "structure", Value: c.Structure}, {Name: "on", Value: c.Day}, {Name: "motive", Value: c.Motive},
			{Name: "answer", Value: c.Answer}, {Name: "answered_on", Value: c.AnsweredDay},
		})
	}
	err := document.Write(w, document.Map{
		{Name: "bodies", Value: bodies}, {Name: "structures", Value: structures}, {Name: "committees", Value: committees},
		{Name: "meetings", Value: meetings}, {Name: "animators", Value: animators}, {Name: "contests", Value: contests},
	})
	if err != nil {
		return fmt.Errorf("write the governance: %w", err)
	}
	return nil
}

func (m Membership) rows() (rows document.Rows) {
	for _, s := range m.Stages {
		rows = append(rows, document.Map{{Name: "on", Value: s.Day}, {Name: "stage", Value: s.Stage}})
	}
	return rows
}

func (d Decision) fields() document.Map {
	var history document.Rows
	for _, s := range d.Statuses {
		history = append(history, document.Map{{Name: "on", Value: s.Day}, {Name: "status", Value: s.Status}})
	}
	return document.Map{
		{Name: "code", Value: d.Code}, {Name: "title", Value: d.Title}, {Name: "owner", Value: d.Owner}, {Name: "due", Value: d.Due},
		{Name: "indicator", Value: d.Indicator}, {Name: "measure", Value: d.Measure}, {Name: "history", Value: history},
	}
}
