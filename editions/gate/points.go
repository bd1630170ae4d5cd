package gate

import (
	"slices"

	"vigie/editions/cells"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// kindOfPoint is what decides whether a point has a window of its own.
type kindOfPoint struct {
	area, field string
	window      period.Window
}

// point is where a figure is: an area, a window, a class.
type point struct {
	area       cells.Area
	window     period.Window
	field, key string
}

// points are where the figures of the answer are, and their keys; all must be published.
func (a asked) points() (points []point, keys []string, err error) {
	at := point{a.place, a.window, a.field, a.key}
	add := func(key string, p point) { points, keys = append(points, p), append(keys, key) }
	switch by := a.by(); by {
	case indicator.KeyTotal:
		add(by, at)
	case byMonth, byQuarter:
		kind, form := cells.Month, period.Window.Month
		if by == byQuarter {
			kind, form = cells.Quarter, period.Window.Quarter
		}
		first := period.MonthOf(a.window.From)
		if first.Before(a.window.From) {
			first = first.AddDate(0, 1, 0) // of whole months alone
		}
		for _, w := range cells.WindowsTo(kind, first, a.window.To) {
			at.window = w
			add(form(w), at)
		}
		// What can't be judged yet is left out at the end, and told by its status; what is not given by such windows at all is refused.
		if len(points) == 0 || !a.listed(points[0], kind) {
			return nil, nil, a.notBy()
		}
		return points, keys, nil
	case "territory":
		if !cells.PublishesKey(cells.Territory, a.field, a.key) {
			return nil, nil, Refusal{Code: RefusedCombining, Field: a.field, Given: a.key, Choices: plainly}
		}
		for _, area := range a.Within(a.place, cells.Territory) {
			at.area = area
			add(area.Code, at)
		}
		if a.place == network && a.field == "" {
			for _, code := range []string{indicator.KeyUnknown, indicator.KeyOutside} {
				at.area = cells.Area{Kind: cells.Elsewhere, Code: code}
				if len(a.kinds(at.area.Kind, "")) > 0 {
					add(code, at)
				}
			}
		}
	case "structure":
		var within []string
		if a.place != network {
			if within, err = a.registry.Expand([]string{a.place.Code}); err != nil {
				return nil, nil, err
			}
		}
		for _, id := range a.registry.Keys("structure", within, nil) {
			at.area = cells.Area{Kind: cells.Structure, Code: id}
			add(id, at)
		}
	case cells.Project, cells.Call, cells.Funder:
		if len(a.kinds(by, "")) == 0 {
			return nil, nil, a.notBy()
		}
		for _, at.area = range a.apartFrom(by) {
			add(at.area.Code, at)
		}
	default:
		at.field = by
		for _, class := range indicator.Classes(by) {
			// Of structures it is known what they offer, or they offer nothing.
			if at.key = class.Key; cells.PublishesKey(at.area.Kind, by, class.Key) && (len(a.needed) > 0 || class.Key != indicator.KeyUnknown) {
				add(class.Key, at)
			}
		}
	}
	for _, p := range points {
		if len(a.kinds(p.area.Kind, p.field)) == 0 {
			return nil, nil, a.notBy()
		}
		if !a.published(p) {
			return nil, nil, a.unpublished(p)
		}
	}
	return points, keys, nil
}

// kinds are the kinds of windows in which the indicator is published for a kind of area, by a field of classes.
func (a asked) kinds(area, field string) []string {
	key := [2]string{area, field}
	kinds, looked := a.inKinds[key]
	if !looked {
		kinds = a.form.kinds(a.list, area, field)
		a.inKinds[key] = kinds
	}
	return kinds
}

func (a asked) listed(at point, kind string) bool {
	return slices.Contains(a.kinds(at.area.Kind, at.field), kind)
}
