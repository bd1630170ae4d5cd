package pages

import (
	"context"
	"slices"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/scope"
	"vigie/dashboard/view"
	"vigie/governance/committee"
	"vigie/governance/dated"
	"vigie/governance/plan"
)

// between stands between the items of a list on one line.
const between = " · "

// missing says what the committee has not written down yet, and who does that.
type missing struct{ Title, Text string }

// missing is what a page shows where there is nothing to show.
func (r *Request) missing(page string) *missing {
	return &missing{r.T(page + ".empty"), r.T(page + ".empty_how")}
}

// told is the state of the committee's affairs on the day that is asked for, and how a page says which that is.
type told struct {
	affairs.State
	today bool // no other day is asked for
}

// affairsOn reads the committee's affairs as of the day that is asked for.
func (r *Request) affairsOn(ctx context.Context) (told, error) {
	day, err := scope.AsOf(r.Asked, r.Today)
	if err != nil {
		return told{}, err
	}
	s, err := r.Affairs.On(ctx, dated.Day(day.Format(time.DateOnly)))
	return told{s, day.Equal(r.Today)}, err
}

// choose lets readers choose the day; kept are parameters of the page that stay.
func (s told) choose(r *Request, kept ...string) *view.DayChoice {
	c := &view.DayChoice{
		Said: r.T("as_of.today", "day", r.Day(string(s.Day))), Day: string(s.Day), Latest: r.Today.Format(time.DateOnly), Action: r.Path, Reset: r.Link(r.Path),
	}
	if !s.today {
		c.Said = r.T("as_of.then", "day", r.Day(string(s.Day)))
		if s.Known != nil && s.Day < *s.Known {
			c.Note = r.T("as_of.known", "day", r.Day(string(*s.Known)))
		}
	}
	for _, name := range append([]string{"window", "from", "to", "territory", "edition", "lang"}, kept...) {
		if value := r.Asked.Get(name); value != "" {
			c.Hidden = append(c.Hidden, view.Option{Name: name, Value: value})
		}
	}
	return c
}

// then is a link to a page of the committee's affairs as of the day that is asked for.
func (s told) then(r *Request, path string, pairs ...string) string {
	return r.Link(path, slices.Concat(pairs, []string{"as_of", r.Asked.Get("as_of")})...)
}

// due says by when something is to be done: the end of a year where only that is known.
func (r *Request) due(d dated.Due) string {
	if d.Year {
		return r.T("due.year", "year", d.String())
	}
	return r.Day(string(d.Day))
}

// by says the same in a sentence: "pour fin 2026", "pour le 7 déc. 2026".
func (r *Request) by(d dated.Due) string {
	if d.Year {
		return r.T("due.by_year", "year", d.String())
	}
	return r.T("due.by_day", "day", r.Day(string(d.Day)))
}

// days says how many days something took.
func (r *Request) days(n int) string { return r.Amount("days", float64(n)) }

// lateness says for how long something is late.
func (r *Request) lateness(days int) string {
	if days == 0 {
		return r.T("state.due_today")
	}
	return r.T("state.late", "days", r.days(days))
}

// since says what has been so, and from which day on where that is known.
func (r *Request) since(undated, from string, day *dated.Day) string {
	if day == nil {
		return r.T(undated)
	}
	return r.T(from, "day", r.Day(string(*day)))
}

// measureState says how a measure stands, and that it is stuck where its owner said so last.
func (r *Request) measureState(m affairs.Measure) string {
	state := r.measureStatus(m)
	if running(m) && m.Confidence != nil && *m.Confidence == plan.Stuck {
		state += ", " + r.T("confidence.stuck")
	}
	return state
}

// running tells whether something may still come of a measure: of others an owner's confidence says nothing.
func running(m affairs.Measure) bool { return m.Status != plan.Done && m.Status != plan.Dropped }

func (r *Request) measureStatus(m affairs.Measure) string {
	switch {
	case m.Late:
		return r.lateness(m.DaysLate)
	case m.Status == plan.Done && m.Since != nil && *m.Since > m.Due.Day:
		return r.T("state.done_late", "day", r.Day(string(*m.Since)), "days", r.days(m.Since.Sub(m.Due.Day)))
	case m.Status == plan.Done:
		return r.since("state.done", "state.done_on", m.Since)
	case m.Status == plan.Dropped:
		return r.since("state.dropped", "state.dropped_on", m.Since)
	case m.Status == plan.Started:
		return r.since("state.started", "state.started_on", m.Since)
	}
	return r.T("state.planned")
}

// decisionState says how a decision stands.
func (r *Request) decisionState(d affairs.Decision) string {
	switch {
	case d.Late:
		return r.lateness(d.DaysLate)
	case d.Status == committee.Done:
		return r.since("state.done", "state.done_on", &d.Since)
	case d.Status == committee.Dropped:
		return r.since("state.dropped", "state.dropped_on", &d.Since)
	case d.Due != nil:
		return r.T("state.open_until", "due", r.by(dated.Due{Day: *d.Due, Year: d.Year}))
	}
	return r.T("state.open")
}

// indicator is the link to an indicator of which something else tells; the zero link where the catalogue has none.
func (r *Request) indicator(id string) view.Link {
	about, ok := r.Figures.Catalogue.Get(id)
	if !ok {
		return view.Link{}
	}
	return view.Link{Name: r.Say(about.Title), URL: r.Definition(id)}
}
