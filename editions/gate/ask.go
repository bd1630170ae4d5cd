package gate

import (
	"maps"
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/queries/rank"
)

// Groupings that every published figure can be asked by beside those of its indicator: windows of their own.
const (
	byMonth   = "month"
	byQuarter = "quarter"
)

// asked is a question that has been checked.
type asked struct {
	*Publication
	form
	question Question
	window   period.Window
	place    cells.Area
	// field and key are the class that is asked about; empty for all people.
	field, key string
	weight     rank.Weight                     // of need in a rank
	inKinds    map[[2]string][]string          // by a kind of area and a field of classes, the kinds of windows that are published
	known      map[kindOfPoint]bool            // which kinds of points have a window of their own
	runs       map[kindOfPoint][]period.Window // of the others, the windows that make theirs up
}

// Ask answers a question. The error is a Refusal or an UnpublishedError.
func (p *Publication) Ask(q Question) (Answer, error) {
	a, err := p.check(q)
	if err != nil {
		return Answer{}, err
	}
	points, keys, err := a.points()
	if err != nil {
		return Answer{}, err
	}
	if a.indicator.Rank != nil {
		return a.rank(points)
	}
	answer := a.head()
	places, hidden, changed := make(map[string]int, len(points)), false, []cells.Area(nil)
	for i, at := range points {
		f := a.figure(at)
		if f.Status == StatusChanged && !slices.Contains(changed, at.area) {
			changed = append(changed, at.area)
		}
		if at.area.Kind == cells.Elsewhere && f.Value == nil {
			continue // nothing is to be said of what has no place
		}
		f.Key = keys[i]
		f.Label = a.label(at, f.Key)
		if f.Status == StatusProtected && !hidden && !q.Brief {
			f.Wider, hidden = a.wider(at), true
		}
		places[f.Key] = len(answer.Figures)
		answer.Figures = append(answer.Figures, Figure{f})
	}
	answer.Status = together(answer.Figures)
	answer.Notes = append(answer.Notes, a.notesOn(changed)...)
	if answer.Figures == nil {
		answer.Figures = []Figure{}
	}
	if a.travels && answer.Status == StatusNoData {
		answer.Notes = append(answer.Notes, indicator.NoDistance.In(a.question.Lang))
	}
	return Answer{answer, places}, nil
}

// head is the answer to a question, without a figure yet.
func (a asked) head() answer {
	given := make(map[string][]string)
	if a.question.Place != "" {
		given["territory"] = []string{a.question.Place}
	}
	for name, value := range a.question.Filters {
		given[name] = []string{value}
	}
	return answer{
		Indicator: a.indicator.ID, DefinitionVersion: a.indicator.DefinitionVersion, Unit: a.indicator.Unit,
		From: a.window.From.Format(time.DateOnly), To: a.window.To.Format(time.DateOnly), AsOf: a.Edition.Day.Format(time.DateOnly),
		Edition: a.Edition.Number, Version: a.windows[a.window].Version, RefreshedAt: a.Edition.CutAt, By: a.by(), Filters: given, Notes: a.notes(),
	}
}

// together is ok where some figure has a value, else what they have in common.
func together(figures []Figure) string {
	status := StatusNoData
	for _, f := range figures {
		switch f.Status {
		case StatusOK, StatusEstimate:
			return StatusOK
		case StatusProtected:
			status = StatusProtected
		case StatusChanged:
			if status == StatusNoData {
				status = StatusChanged
			}
		}
	}
	return status
}

func (a asked) by() string {
	if a.question.By == "" {
		return a.indicator.Groupings[0]
	}
	return a.question.By
}

// check reads a question.
func (p *Publication) check(q Question) (asked, error) {
	a := asked{
		Publication: p, question: q, place: network, weight: rank.Even, inKinds: make(map[[2]string][]string), known: make(map[kindOfPoint]bool), runs: make(map[kindOfPoint][]period.Window),
	}
	if q.Lang != "en" {
		a.question.Lang = "fr"
	}
	var ok bool
	if a.form, ok = p.forms[q.Indicator]; !ok {
		return a, Refusal{Code: RefusedIndicator, Field: "indicator", Given: q.Indicator}
	}
	if by := a.by(); by != byQuarter && !a.indicator.HasGrouping(by) {
		return a, Refusal{Code: RefusedBy, Field: "by", Given: q.By, Choices: a.groupings()}
	}
	if a.place, ok = p.Area(q.Place); !ok {
		return a, p.unknownPlace(q.Place)
	}
	if q.Place != "" && !a.indicator.HasFilter("territory") {
		return a, Refusal{Code: RefusedFilter, Field: "territory", Given: "territory", Choices: a.indicator.Filters}
	}
	if q.Place != "" && slices.Contains(apart, a.by()) {
		return a, Refusal{Code: RefusedCombining, Field: "territory", Given: q.Place, Choices: plainly}
	}
	if err := a.readFilters(); err != nil {
		return a, err
	}
	return a, a.readWindow()
}

func (p *Publication) unknownPlace(code string) Refusal {
	var codes []string
	for _, area := range p.sorted {
		if area.Code != cells.Network && area.Kind != cells.Commune {
			codes = append(codes, area.Code)
		}
	}
	return Choose(RefusedTerritory, "territory", code, codes)
}

// plainly are the groupings that go with every filter.
var plainly = []string{"by=total", "by=month", "by=quarter"}

// combine tells whether a grouping goes with a filter: one class at a time, and one area, whose classes may be told apart; the projects of
// one call may, too.
func combine(by, filter string) bool {
	switch by {
	case indicator.KeyTotal, byMonth, byQuarter:
		return true
	case "territory":
		return indicator.Classes(filter) != nil
	case cells.Project:
		return filter == cells.Call
	default:
		return indicator.Classes(filter) == nil && indicator.Classes(by) != nil
	}
}

// readFilters takes one class, structure, project or call.
func (a *asked) readFilters() error {
	names := slices.Sorted(maps.Keys(a.question.Filters))
	if len(names) > 1 {
		return Refusal{Code: RefusedCombining, Field: names[1], Given: a.question.Filters[names[1]], Choices: names[:1]}
	}
	for _, name := range names {
		value := a.question.Filters[name]
		if name == "territory" || !a.indicator.HasFilter(name) {
			return Refusal{Code: RefusedFilter, Field: name, Given: name, Choices: a.indicator.Filters}
		}
		if name == indicator.FilterNeed {
			if err := a.readWeight(value); err != nil {
				return err
			}
			continue
		}
		if !combine(a.by(), name) {
			return Refusal{Code: RefusedCombining, Field: name, Given: value, Choices: plainly}
		}
		switch name {
		case cells.Structure, cells.Project, cells.Call:
			if _, known := a.registry.Structure(value); name == cells.Structure && !known {
				return Refusal{Code: RefusedValue, Field: name, Given: value}
			}
			if calls := a.numbers.codes(cells.Call); name == cells.Call && !slices.Contains(calls, value) {
				return Choose(RefusedValue, name, value, calls)
			}
			if a.question.Place != "" {
				return Refusal{Code: RefusedCombining, Field: name, Given: value, Choices: []string{"territory"}}
			}
			a.place = cells.Area{Kind: name, Code: value}
		default:
			var keys []string
			for _, class := range indicator.Classes(name) {
				if cells.PublishesKey(a.place.Kind, name, class.Key) {
					keys = append(keys, class.Key)
				}
			}
			if !slices.Contains(keys, value) {
				return Refusal{Code: RefusedValue, Field: name, Given: value, Choices: keys}
			}
			a.field, a.key = name, value
		}
	}
	return nil
}

// readWindow reads the two days.
func (a *asked) readWindow() error {
	if a.question.From == "" && a.question.To == "" {
		a.window = a.unasked()
		return nil
	}
	for _, one := range []struct {
		field, given string
		into         *time.Time
	}{{"from", a.question.From, &a.window.From}, {"to", a.question.To, &a.window.To}} {
		day, err := time.Parse(time.DateOnly, one.given)
		if err != nil {
			return Refusal{Code: RefusedDate, Field: one.field, Given: one.given, Choices: []string{"2000-01-01", a.Edition.Day.Format(time.DateOnly)}}
		}
		*one.into = day
	}
	if !a.window.From.Before(a.window.To) {
		return Refusal{Code: RefusedPeriod, Field: "to", Given: a.question.From + " to " + a.question.To}
	}
	return nil
}

// unasked is the window of a question that names no days: the usual one, or where the figure is not published for that, the latest of
// the longest kind up to the one that is asked for.
func (a asked) unasked() period.Window {
	usual, kinds := a.Usual(), cells.Calendar()
	if kind := a.question.Latest; kind != "" {
		usual, _ = a.Latest(kind)
		kinds = kinds[:slices.Index(kinds, kind)+1]
	}
	at := point{a.place, usual, a.field, a.key}
	if inside := a.Within(a.place, cells.Territory); a.by() == "territory" && len(inside) > 0 {
		at.area = inside[0] // those of one kind are published for the same windows
	}
	if a.published(at) {
		return usual
	}
	for _, kind := range slices.Backward(kinds) {
		for _, w := range a.latest {
			if at.window = w.Window; slices.Contains(cells.KindsOf(w.Window), kind) && a.published(at) {
				return w.Window
			}
		}
	}
	return usual
}
