package quality

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigie/dashboard/export"
	"vigie/dashboard/texts"
	"vigie/live"
	"vigie/network"
)

// sheet begins one; columns are pairs of a name and a kind.
func (q *Sheets) sheet(name string, columns ...any) export.Sheet {
	return export.Sheet{Title: q.T("quality.none." + name), Meaning: q.T("quality.lede." + name), Columns: q.columns(columns...)}
}

func (q *Sheets) columns(pairs ...any) []export.Column {
	var all []export.Column
	for i := 0; i+1 < len(pairs); i += 2 {
		name, kind := pairs[i].(string), pairs[i+1].(export.Kind)
		all = append(all, export.Column{Name: name, Title: q.T("quality.column." + name), Kind: kind})
	}
	return all
}

// reporting lists the open structures, those that have been silent longest first.
func (q *Sheets) reporting() export.Sheet {
	s := q.sheet("reporting", "structure", export.Text, "place", export.Text, "last_event", export.Text, "late", export.Text, "structure_id", export.ID)
	silent := 0
	for _, r := range q.Reports {
		late := ""
		if r.Lateness != live.Unsaid {
			late = q.T("quality.lateness." + string(r.Lateness))
		}
		s.Rows = append(s.Rows, []any{r.Structure.Name, q.scope.Standing(r.Structure), q.silence(r.Silence), late, r.Structure.ID})
		if r.Silence.Silent() {
			silent++
		}
	}
	switch {
	case len(s.Rows) == 0:
	case silent == 0:
		s.Title = q.T("quality.all_report")
	default:
		s.Title = q.T("quality.silent", "n", silent, "total", len(s.Rows), "day", q.Day(q.Observed()))
	}
	return s
}

// delays tells how late the period's events came.
func (q *Sheets) delays() export.Sheet {
	s := q.sheet("delays", "delay", export.Text, "share", export.Share)
	for _, d := range q.Delays {
		s.Rows = append(s.Rows, []any{q.span(d.Span), d.Share.Value()})
	}
	if len(s.Rows) > 0 {
		s.Title = q.T("quality.soon", "share", q.Percent(q.Soon.Value(), 0))
	}
	return s
}

// rejections lists what was rejected, by sender and reason.
func (q *Sheets) rejections() export.Sheet {
	s := q.sheet("rejections", "source", export.Text, "kind", export.Text, "field", export.Text, "reason", export.Text, "code", export.Text, "events", export.Text)
	for _, r := range q.Rejections {
		s.Rows = append(s.Rows, []any{r.Source, q.kind(r.Kind), r.Field, q.reason(r.Code), r.Code, q.rough(r.Events)})
	}
	if len(s.Rows) > 0 {
		s.Title = texts.Capital(q.T("quality.rejected", "events", q.rough(q.Rejected), "reason", texts.Lower(q.reason(q.MainReason))))
	}
	return s
}

// postcodes lists the senders of residences that may be postcodes.
func (q *Sheets) postcodes() export.Sheet {
	s := q.sheet("postcodes", "source", export.Text, "doubtful", export.Text, "share", export.Share)
	for _, p := range q.Postcodes {
		s.Rows = append(s.Rows, []any{p.Source, q.rough(p.Events), p.Share.Value()})
	}
	if !q.Doubtful.None() {
		s.Title = texts.Capital(q.T("quality.doubtful", "events", q.rough(q.Doubtful)))
	}
	return s
}

// conflicts lists the sources of events that came with several bodies.
func (q *Sheets) conflicts() export.Sheet {
	s := q.sheet("conflicts", "source", export.Text, "kind", export.Text, "events", export.Text)
	for _, c := range q.Conflicts {
		s.Rows = append(s.Rows, []any{c.Source, q.kind(c.Kind), q.rough(c.Events)})
	}
	if !q.Conflicting.None() {
		s.Title = texts.Capital(q.T("quality.conflicting", "events", q.rough(q.Conflicting)))
	}
	return s
}

// parked lists the events that the warehouse refuses for good.
func (q *Sheets) parked() export.Sheet {
	s := q.sheet("parked", "error", export.Text, "kind", export.Text, "source", export.Text, "structure", export.Text, "events", export.Text, "structure_id", export.ID)
	for _, p := range q.Parked {
		reason, structure := p.Reason, p.Structure
		if reason == "" {
			reason = q.T("quality.unwritable")
		}
		if i := slices.IndexFunc(q.structures, func(x network.Structure) bool {
			return x.ID == p.Structure || slices.Contains(x.Aliases, p.Structure)
		}); i >= 0 {
			structure = q.structures[i].Name
		}
		s.Rows = append(s.Rows, []any{reason, q.kind(p.Kind), p.Source, structure, q.rough(p.Events), p.Structure})
	}
	if !q.Waiting.None() {
		s.Title = texts.Capital(q.T("quality.waiting", "events", q.rough(q.Waiting)))
	}
	return s
}

// closedDays lists the structures with events on days when they were not open.
func (q *Sheets) closedDays() export.Sheet {
	s := q.sheet("closed_days", "structure", export.Text, "place", export.Text, "while_closed", export.Text,
		"opened_on", export.Day, "closed_on", export.Day, "structure_id", export.ID)
	for _, c := range q.ClosedDays {
		x := c.Structure
		s.Rows = append(s.Rows, []any{x.Name, q.scope.Standing(x), q.rough(c.Events), dayOrNone(x.OpenedOn), dayOrNone(x.ClosedOn), x.ID})
	}
	if n := len(s.Rows); n > 0 {
		s.Title = texts.Capital(q.T("quality.while_closed", "events", q.rough(q.WhileClosed), "structures", q.T("unit.structures", "n", n, "x", q.Integer(float64(n)))))
	}
	return s
}

// dayOrNone is a day of the registry as a value of a sheet.
func dayOrNone(day string) any {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil
	}
	return at
}

// gaps are what a record should have and may lack, in the order of the columns.
var gaps = []struct {
	name  string
	lacks func(network.Structure) bool
}{
	{"territory", func(s network.Structure) bool { return s.Territory == "" }},
	{"position", func(s network.Structure) bool { return s.Latitude == nil }},
	{"hours", func(s network.Structure) bool { return !s.HoursKnown }},
	{"services", func(s network.Structure) bool { return len(s.Services) == 0 }},
	{"contact", func(s network.Structure) bool { return s.Phone == "" && len(s.Emails)+len(s.Websites) == 0 }},
}

// registry lists the open structures whose records lack something.
func (q *Sheets) registry() export.Sheet {
	s := q.sheet("registry", "structure", export.Text, "place", export.Text)
	for _, g := range gaps {
		s.Columns = append(s.Columns, export.Column{Name: "lacks_" + g.name, Title: q.T("quality.gap." + g.name), Kind: export.Gap})
	}
	s.Columns = append(s.Columns, q.columns("structure_id", export.ID)...)
	for _, x := range q.open {
		row := []any{x.Name, q.scope.Standing(x)}
		lacking := false
		for _, g := range gaps {
			lacks := g.lacks(x)
			lacking = lacking || lacks
			row = append(row, lacks)
		}
		if lacking {
			s.Rows = append(s.Rows, append(row, x.ID))
		}
	}
	slices.SortStableFunc(s.Rows, func(x, y []any) int {
		return cmp.Or(strings.Compare(x[1].(string), y[1].(string)), strings.Compare(x[0].(string), y[0].(string)))
	})
	switch {
	case len(q.open) == 0:
		s.Title = q.T("quality.none.reporting")
	case len(s.Rows) > 0:
		s.Title = q.T("quality.incomplete", "n", len(s.Rows), "total", len(q.open))
	}
	return s
}
