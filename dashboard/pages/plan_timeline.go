package pages

import (
	"slices"
	"time"

	"vigie/dashboard/affairs"
	"vigie/dashboard/chart"
	"vigie/dashboard/scope"
	"vigie/governance/plan"
)

// timeline draws the measures under their axes and actions.
func (p *Plan) timeline(r *Request, shown []affairs.Measure) *chart.Timeline {
	today := p.Day.Time()
	days := []time.Time{today}
	for _, m := range shown {
		days = append(days, m.Due.Day.Time(), began(m))
	}
	scale := chart.DaysAround(days...)
	t := &chart.Timeline{Years: scale.Years(), Today: chart.Tick{X: scale.X(today), Text: r.Day(string(p.Day))}}
	if p.today {
		t.Today.Text = r.T("as_of.now")
	}
	first := days[0]
	for _, day := range days {
		if !day.IsZero() && day.Before(first) {
			first = day
		}
	}
	for _, m := range p.Governance.Meetings {
		if day := m.Day.Time(); !day.Before(first) {
			t.Moments = append(t.Moments, chart.Tick{X: scale.X(day), Text: m.Committee.Name})
		}
	}
	listed := map[string]bool{}
	for _, m := range shown {
		listed[m.Code] = true
	}
	for _, axis := range p.Plan.Axes {
		heads := []chart.TimelineRow{{Kind: "axis", Name: r.T("plan.axis", "code", axis.Code, "title", r.Spaced(axis.Title.In(r.Code)))}}
		for _, action := range axis.Actions {
			heads = append(heads, chart.TimelineRow{Kind: "action", Name: r.T("plan.action", "code", action.Code, "title", r.Spaced(action.Title.In(r.Code)))})
			for _, m := range action.Measures {
				if listed[m.Code] {
					t.Rows, heads = append(append(t.Rows, heads...), p.row(r, m, scale)), nil
				}
			}
			heads = slices.DeleteFunc(heads, func(h chart.TimelineRow) bool { return h.Kind == "action" })
		}
	}
	t.Label = t.Tell(r.Language)
	return t
}

// began is the first day that is known of a measure; the zero time for none.
func began(m affairs.Measure) time.Time {
	switch {
	case m.Start != nil:
		return m.Start.Time()
	case len(m.Statuses) > 0:
		return m.Statuses[0].Day.Time()
	}
	return time.Time{}
}

// row draws a measure: its statuses from day to day, for how long it is late, and its last day.
func (p *Plan) row(r *Request, m affairs.Measure, scale chart.Days) chart.TimelineRow {
	row := chart.TimelineRow{
		Kind: "measure " + m.Status, Name: measureName(r, m), URL: "#" + scope.Fragment("measure", m.Code), Said: r.measureState(m), Late: m.Late, Due: scale.X(m.Due.Day.Time()),
		Dropped: m.Status == plan.Dropped,
	}
	today := p.Day.Time()
	for i, s := range m.Statuses {
		end := today
		if i+1 < len(m.Statuses) {
			end = m.Statuses[i+1].Day.Time()
		}
		switch s.Status {
		case plan.Done, plan.Dropped:
			row.End = scale.X(s.Day.Time())
		default:
			row.Spans, row.End = append(row.Spans, scale.Span(s.Day.Time(), end, s.Status)), ""
		}
	}
	if m.Start != nil && (len(m.Statuses) == 0 || *m.Start < m.Statuses[0].Day) && *m.Start < p.Day {
		end := today
		if len(m.Statuses) > 0 {
			end = m.Statuses[0].Day.Time()
		}
		row.Spans = append(row.Spans, scale.Span(m.Start.Time(), end, plan.Planned))
	}
	if m.Late {
		row.Spans = append(row.Spans, scale.Span(m.Due.Day.Time(), today, "late"))
	}
	return row
}
