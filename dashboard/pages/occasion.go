package pages

import (
	"context"
	"slices"
	"strconv"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/view"
	"vigie/editions/gate"
	"vigie/governance/dated"
)

// occasion is a meeting with what is told to it: the committee's affairs as of a day, and the edition that its figures are of, which is that of
// the request.
type occasion struct {
	affairs.Registry
	meeting affairs.Meeting
	is      bool   // there is a meeting: else it is of today
	said    string // as of when it is told, and whether that may change
}

// refusedMeeting is the code of a refusal: the registry has no such meeting.
const refusedMeeting = "unknown_meeting"

// onlyMeeting refuses what other pages are asked for: a meeting has a window, a place and an edition of its own.
func (r *Request) onlyMeeting() error {
	for _, name := range []string{"window", "from", "to", "territory", "edition"} {
		if given := r.Asked.Get(name); given != "" {
			return gate.Refusal{Code: gate.RefusedCombining, Field: name, Given: given, Choices: []string{"meeting", "lang"}}
		}
	}
	return nil
}

// meetingAsked is the meeting that is asked for; false where none is. A refusal names those that there are.
func (r *Request) meetingAsked(g affairs.Governance) (affairs.Meeting, bool, error) {
	code := r.Asked.Get("meeting")
	if code == "" {
		return affairs.Meeting{}, false, nil
	}
	m, ok := g.Meeting(code)
	if ok {
		return m, true, nil
	}
	if len(g.Meetings) == 0 {
		return m, false, gate.Refusal{Code: refusedMeeting + "_yet", Field: "meeting", Given: code}
	}
	var known []string
	for _, m := range slices.Backward(g.Meetings) {
		known = append(known, m.Code)
	}
	return m, false, gate.Choose(refusedMeeting, "meeting", code, known)
}

// sessionName is a meeting by its committee and its day.
func (r *Request) sessionName(m affairs.Meeting) string {
	return r.T("governance.session", "committee", m.Committee.Name, "day", r.Day(string(m.Day)))
}

// reported is the occasion of a report: the meeting that is asked for, else the last one that was held.
func (r *Request) reported(ctx context.Context) (o occasion, err error) {
	if o.Registry, err = r.Affairs.Registry(ctx, r.day()); err != nil {
		return o, err
	}
	if o.meeting, o.is, err = r.meetingAsked(o.Governance); err != nil {
		return o, err
	}
	if !o.is {
		o.meeting, o.is = lastHeld(o.Governance.Meetings)
	}
	frozen, err := r.Affairs.Frozen(ctx, o.meeting.Code)
	switch {
	case err != nil:
	case frozen != nil:
		err = r.thaw(ctx, &o, *frozen)
	case o.is && o.meeting.Held:
		err = r.then(ctx, &o, o.meeting.Day)
		o.said = r.asOf(o, "held")
	default:
		r.lookBack(r.Published)
		o.said = r.asOf(o, "held")
	}
	return o, err
}

// thaw tells an occasion as it was frozen: its edition, and the registry that was kept with it.
func (r *Request) thaw(ctx context.Context, o *occasion, kept affairs.Frozen) error {
	published, err := r.Figures.Publication(ctx, strconv.Itoa(kept.Edition))
	if err != nil {
		return err
	}
	o.Registry = kept.Registry
	r.lookBack(published)
	o.said = r.T("report.as_of.frozen", "at", r.Day(string(dated.Of(kept.At))), "number", strconv.Itoa(kept.Edition),
		"edition", r.Day(published.Edition.Day.Format(time.DateOnly)), "day", r.Day(string(kept.State.Day)))
	since, err := r.replaced(ctx)
	if since != "" {
		o.said += " " + since
	}
	return err
}

// replaced says whether the window of the request's edition has been published anew since, or will be; "" where it has its last version.
func (r *Request) replaced(ctx context.Context) (said string, err error) {
	all, err := r.Figures.Editions.Editions(ctx)
	if err != nil {
		return "", err
	}
	final := false
	for _, e := range all {
		for _, w := range e.Windows {
			switch {
			case w.Window != r.Window:
			case e.Number <= r.Published.Edition.Number:
				final = w.Final
			default:
				said = r.T("report.as_of.replaced", "version", int(w.Version), "number", int(e.Number), "day", r.Day(e.Day.Format(time.DateOnly)))
			}
		}
	}
	if said == "" && !final {
		return r.T("report.as_of.awaited"), nil
	}
	return said, nil
}

// then tells an occasion as of a day of before: what the registry knew, and the edition that was the latest.
func (r *Request) then(ctx context.Context, o *occasion, day dated.Day) (err error) {
	if o.Registry, err = r.Affairs.Registry(ctx, day); err != nil {
		return err
	}
	published, err := r.Figures.PublicationOn(ctx, day.Time())
	if err != nil {
		return err
	}
	if published == nil { // nothing was yet
		published = r.Published
	}
	r.lookBack(published)
	return nil
}

// asOf says of when figures and registry of an occasion are; held is how that is said of a meeting that was held.
func (r *Request) asOf(o occasion, held string) string {
	if r.Published == nil {
		return r.T("report.unpublished", "day", r.Day(string(o.Day)))
	}
	e := r.Published.Edition
	key := "none"
	switch {
	case o.is && o.meeting.Held && e.Day.After(o.Day.Time()):
		key = held + "_after"
	case o.is && o.meeting.Held:
		key = held
	case o.is:
		key = "to_come"
	}
	return r.T("report.as_of."+key, "number", strconv.Itoa(int(e.Number)), "edition", r.Day(e.Day.Format(time.DateOnly)), "day", r.Day(string(o.Day)))
}

// printed says which edition and window all figures of a page are of; nothing where there are none.
type printed struct{ Edition, From, To, Period string }

func (r *Request) printed() (p printed) {
	if r.Published != nil {
		p = printed{strconv.Itoa(int(r.Published.Edition.Number)), r.From(), r.To(), r.T("report.period", "period", r.Period(r.From(), r.To()))}
	}
	return p
}

// earlier are the meetings of the occasion's committee that came before it; all that were held where it is of none.
func (o occasion) earlier() (all []affairs.Meeting) {
	for _, m := range o.Governance.Meetings {
		if !o.is || m.Committee.Code == o.meeting.Committee.Code && m.Day < o.meeting.Day {
			all = append(all, m)
		}
	}
	return all
}

// changed says what has changed since the meeting before.
func (o occasion) changed(r *Request, since sinceMeeting) verdict {
	v := changeVerdict(r, since)
	if o.is && !since.held {
		v.Answer = r.T("report.first")
	}
	return v
}

// reportOf and briefingOf are the links to what is printed for a meeting.
func (r *Request) reportOf(m affairs.Meeting, name string) view.Link {
	return view.Link{Name: name, URL: r.Link("/report", slices.Concat(apart, []string{"meeting", m.Code})...)}
}

func (r *Request) briefingOf(m affairs.Meeting, name string) view.Link {
	return view.Link{Name: name, URL: r.Link("/report/briefing", slices.Concat(apart, []string{"meeting", m.Code})...)}
}

// prepare are the links to what is printed for the next meeting, and for the last one.
func (r *Request) prepare(g affairs.Governance) (links []view.Link) {
	if g.Next != nil {
		if m, ok := g.Meeting(*g.Next); ok {
			links = append(links, r.briefingOf(m, r.T("report.prepare", "session", r.sessionName(m))))
		}
	}
	if m, held := lastHeld(g.Meetings); held {
		links = append(links, r.reportOf(m, r.T("report.of", "session", r.sessionName(m))))
	}
	return links
}
