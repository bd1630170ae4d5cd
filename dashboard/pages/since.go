package pages

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"vigie/dashboard/affairs"
	"vigie/dashboard/figures"
	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// sinceMeeting is what was published when a committee last met.
type sinceMeeting struct {
	meeting affairs.Meeting
	held    bool // one has been
	then    *figures.Asking
}

// lastMeeting finds the last of some meetings that was held, and the edition of its day.
func lastMeeting(ctx context.Context, r *Request, meetings []affairs.Meeting) (s sinceMeeting, err error) {
	if s.meeting, s.held = lastHeld(meetings); s.held {
		s.then, err = r.askingAt(ctx, s.meeting)
	}
	return s, err
}

// lastHeld is the last of some meetings that was held; false where none was.
func lastHeld(meetings []affairs.Meeting) (affairs.Meeting, bool) {
	for _, m := range slices.Backward(meetings) { // the earliest come first
		if m.Held {
			return m, true
		}
	}
	return affairs.Meeting{}, false
}

// asking asks the request's questions of an edition.
func (r *Request) asking(published *gate.Publication) *figures.Asking {
	return &figures.Asking{Source: r.Figures.Source, Published: published, Base: r.Figures.Base}
}

// askingAt asks them of the edition that a meeting is frozen with, or else of the latest of its day; it is nil where there was none.
func (r *Request) askingAt(ctx context.Context, m affairs.Meeting) (*figures.Asking, error) {
	var published *gate.Publication
	var err error
	if m.Frozen != nil {
		published, err = r.Figures.Publication(ctx, strconv.Itoa(int(m.Frozen.Edition)))
	} else {
		published, err = r.Figures.PublicationOn(ctx, m.Day.Time())
	}
	switch {
	case err != nil || published == nil || r.Published == nil:
		return nil, err
	case published.Edition.Number > r.Published.Edition.Number: // the reader looks back further than the meeting
		published = r.Published
	}
	return r.asking(published), nil
}

// windowKinds are those that a figure then may be set beside one of today by, the first one preferred.
var windowKinds = []string{cells.Year, cells.Half, cells.Quarter, cells.Month}

// pair is a figure then, and the same figure of the latest window of the same kind.
type pair struct {
	about     indicator.Indicator
	then, now *figures.Answer
	again     *figures.Answer // what is published now of the window of then; nil where that is the same version
}

// pairOf asks for a figure in the latest window that both editions have of a kind, the first of kinds for which there is one; it is nil where the
// catalogue has no such figure.
func (r *Request) pairOf(then, now *figures.Asking, id string, kinds []string) *pair {
	var first *pair
	for _, kind := range kinds {
		p := &pair{then: latest(then, id, kind), now: latest(now, id, kind)}
		if p.then == nil || p.now == nil {
			continue
		}
		p.about = p.now.About
		if first == nil {
			first = p
		}
		if p.then.Unpublished == nil && p.now.Unpublished == nil {
			if again := now.Ask(p.about, p.then.Question); again.Version != p.then.Version {
				p.again = again
			}
			return p
		}
	}
	return first
}

// latest asks an edition for a figure of everything together, in its latest window of a kind in which it has it: what must wait is published later
// than the rest. It is nil where there is no window of the kind, or no such figure.
func latest(of *figures.Asking, id, kind string) *figures.Answer {
	w, ok := of.Published.Latest(kind)
	if !ok {
		return nil
	}
	of.During(w)
	one := of.About(id, indicator.KeyTotal)
	if one == nil || one.Unpublished == nil {
		return one
	}
	for _, w := range one.Unpublished.Nearest {
		if slices.Contains(cells.KindsOf(w), kind) {
			return of.Over(w, one)
		}
	}
	return one
}

// comparable tells whether something may be said of how a figure moved since: nothing is where its window began before the network's first month was
// over, or is the same as now and of the same version.
func (p *pair) comparable(then *gate.Publication) bool {
	begun := then.Edition.First.AddDate(0, 1, 0).Format("2006-01-02")
	return p.then.Question.From >= begun && (p.then.Question.From != p.now.Question.From || p.then.Version != p.now.Version)
}

// moved says how a figure moved since, or that nothing tells whether it did; "" where there are no two figures to compare.
func (p *pair) moved(r *Request, then *gate.Publication) string {
	before, now := p.then.Total(), p.now.Total()
	if !p.comparable(then) || before.Value == nil || now.Value == nil {
		return ""
	}
	return cmp.Or(r.Moved(p.about, before, now), r.T("moved.untold"))
}
