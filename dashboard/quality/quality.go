// Package quality says what is known of the data itself in the reader's language: one sheet a question, for the page and for files.
package quality

import (
	"context"
	"slices"
	"time"

	"vigie/dashboard/chart"
	"vigie/dashboard/export"
	"vigie/dashboard/scope"
	"vigie/dashboard/texts"
	"vigie/editions/cells"
	"vigie/editions/gate"
	"vigie/live"
	"vigie/network"
	"vigie/queries/indicator"
)

// Names are the sheets in the order of the page, as the API names them.
func Names() []string {
	return []string{"reporting", "delays", "sources", "rejections", "postcodes", "conflicts", "parked", "closed_days", "registry"}
}

// OfAllPlaces tells whether a sheet is of the whole network, whatever place is chosen: what arrives is of no place yet.
func OfAllPlaces(name string) bool {
	return slices.Contains([]string{"sources", "rejections", "postcodes", "conflicts", "parked"}, name)
}

// Sheets are what is known of the data of a window and place, as of today.
type Sheets struct {
	*texts.Language
	*live.Quality
	catalogue  *indicator.Catalogue
	scope      *scope.Scope
	structures []network.Structure // of the chosen place
	open       []network.Structure // of them, those open today
}

// Read reads what is known. The usual window is made to end today: what is wrong with the data is wrong now.
func Read(ctx context.Context, l *texts.Language, s *scope.Scope, reader *live.Reader, catalogue *indicator.Catalogue) (*Sheets, error) {
	if err := broad(s); err != nil {
		return nil, err
	}
	if s.Usual {
		s.Usual, s.Window.To = false, s.Today.AddDate(0, 0, 1)
	}
	inside := s.Inside()
	q := &Sheets{Language: l, scope: s, catalogue: catalogue}
	for _, x := range s.Structures {
		if inside(x.Territory) {
			q.structures = append(q.structures, x)
		}
	}
	q.open = slices.DeleteFunc(slices.Clone(q.structures), func(x network.Structure) bool { return !x.Open(q.Observed()) })
	var err error
	q.Quality, err = reader.Quality(ctx, s.Window, s.Today, q.structures)
	return q, err
}

// broad refuses windows shorter than a quarter, and other days than the list has: that something came of a day tells that somebody did.
func broad(s *scope.Scope) error {
	kinds, until := cells.KindsOf(s.Window), s.UsualWindow()
	until.To = s.Today.AddDate(0, 0, 1) // the links of the page itself say the days
	if s.Usual || s.Window == until || len(kinds) > 0 && !slices.Contains(kinds, cells.Month) {
		return nil
	}
	if s.Published != nil {
		return s.Published.Nearest(s.Window)
	}
	return scope.UnknownWindow(scope.Value(s.Window), "2026", "2026-Q3")
}

// Observed is the day as of which the sheets are: today.
func (q *Sheets) Observed() string { return q.scope.Today.Format(time.DateOnly) }

// CheckName refuses what is no sheet.
func CheckName(name string) error {
	if slices.Contains(Names(), name) {
		return nil
	}
	return gate.Refusal{Code: gate.RefusedValue, Field: "sheet", Given: name, Choices: Names()}
}

// Sheet is one of Names.
func (q *Sheets) Sheet(name string) export.Sheet {
	switch name {
	case "reporting":
		return q.reporting()
	case "delays":
		return q.delays()
	case "sources":
		return q.sources()
	case "rejections":
		return q.rejections()
	case "postcodes":
		return q.postcodes()
	case "conflicts":
		return q.conflicts()
	case "parked":
		return q.parked()
	case "closed_days":
		return q.closedDays()
	}
	return q.registry()
}

// Marks are the values of a sheet's chart and their unit; none for the sheets that only list what is to be done.
func (q *Sheets) Marks(name string) (all []chart.Mark, unit string) {
	count := func(name string, n int) {
		value := float64(n)
		all = append(all, chart.Mark{Name: name, Value: &value, Text: q.Integer(value)})
	}
	switch name {
	case "reporting":
		for _, silence := range live.Silences() {
			n := 0
			for _, r := range q.Reports {
				if r.Silence == silence {
					n++
				}
			}
			count(q.silence(silence), n)
		}
	case "delays":
		for _, d := range q.Delays {
			value := d.Share.Value()
			all = append(all, chart.Mark{Name: q.span(d.Span), Value: &value, Text: q.Percent(value, 0)})
		}
		return all, "share"
	case "registry":
		for _, g := range gaps {
			n := 0
			for _, x := range q.open {
				if g.lacks(x) {
					n++
				}
			}
			count(q.T("quality.gap."+g.name), n)
		}
	}
	return all, "structures"
}

// silence says how long ago the last event of a structure was.
func (q *Sheets) silence(s live.Silence) string {
	if s == live.Never {
		return q.T("quality.never")
	}
	return q.span(s.Span())
}

// span says how many days something took.
func (q *Sheets) span(s live.Span) string {
	switch {
	case s.Low == 0:
		return q.T("quality.days.first", "n", s.High, "high", s.High)
	case s.High == 0:
		return q.T("quality.days.over", "low", s.Low)
	}
	return q.T("quality.days.between", "low", s.Low, "high", s.High)
}

// rough says how many events there are about.
func (q *Sheets) rough(r live.Rough) string {
	low, high := r.Bounds()
	if high == 0 {
		return q.T("quality.rough.over", "low", low)
	}
	return q.T("quality.rough.between", "low", low, "high", high)
}

// reason is what the code of a fault means; a code that has no words yet stands for itself.
func (q *Sheets) reason(code string) string {
	if key := "quality.code." + code; q.Has(key) {
		return q.T(key)
	}
	return code
}

// kind names a kind of event.
func (q *Sheets) kind(kind string) string {
	if key := "kind." + kind; q.Has(key) {
		return q.T(key)
	}
	return q.T("kind.unknown")
}
