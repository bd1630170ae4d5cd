package gate

import (
	"math"
	"slices"

	"vigie/editions/cells"
	"vigie/editions/noise"
	"vigie/editions/store"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// figure works out the figure of a point, as far as it may be shown.
func (a asked) figure(at point) figure {
	f := figure{Figure: indicator.Figure{Status: StatusOK, Parts: make(map[string]float64)}}
	if !a.published(at) {
		f.Status = StatusUnpublished
		return f
	}
	if a.changed(at) {
		f.Status = StatusChanged
		return f
	}
	if len(a.needed) == 0 {
		a.structures(at, &f)
		return f
	}
	if a.impossible(at) {
		f.Status = StatusNoData
		return f
	}
	if a.tells(at) {
		f.Status = StatusProtected
		return f
	}
	a.people(&f, at, a.environment(at))
	return f
}

// tells tells whether a point's windows together would tell what is hidden of one of them: by what is shown of the others.
func (a asked) tells(at point) bool {
	windows := a.windowsOf(at)
	return len(windows) > 1 && slices.ContainsFunc(windows, func(w period.Window) bool {
		one := at
		one.window = w
		nothing := !slices.ContainsFunc(a.others, func(name string) bool { return a.component(name, one) != 0 })
		return !a.shown(one) && !(nothing && a.impossible(one))
	})
}

// impossible tells whether by the registry alone there can be no figure: nothing was open, or nobody lives there; or of a change, whether it would
// be one from before the first event.
func (a asked) impossible(at point) bool {
	if a.indicator.Change && !at.window.Comparable(a.Edition.First) {
		return true
	}
	if a.needs && a.exact(at, indicator.NeedKnown) == 0 {
		return true
	}
	if a.indicator.UsesPopulation() || a.needs {
		return a.exact(at, cells.Population) == 0
	}
	if a.registered() {
		return false
	}
	if at.area.Kind == cells.Elsewhere {
		return false
	}
	present := 0.0
	for _, w := range a.windowsOf(at) {
		at.window = w
		present += a.exact(at, cells.Present)
	}
	return present == 0
}

// windowsOf are those that a point's number is made from.
func (a asked) windowsOf(at point) []period.Window {
	if a.byItself(at) {
		return []period.Window{at.window}
	}
	return a.run(at)
}

// exact is what is published of an area alone, of all people.
func (a asked) exact(at point, component string) float64 {
	return a.numbers.value(cells.Cell{Component: component, Area: at.area, Window: at.window})
}

// classed is what is published exactly of an area, of a class where a point has one.
func (a asked) classed(at point, component string) float64 {
	return a.numbers.value(cells.Cell{Component: component, Area: at.area, Window: at.window, Field: at.field, Key: at.key})
}

// environment is what published formulas name at a point: what was published of each component, added up over its windows.
func (a asked) environment(at point) map[string]float64 {
	env := a.inhabitants(at)
	for _, name := range a.others {
		a.add(env, name, at)
	}
	return env
}

// inhabitants are what published formulas name of an area's residents.
func (a asked) inhabitants(at point) map[string]float64 {
	env := map[string]float64{"population": a.exact(at, cells.Population)}
	if a.needs {
		for name := range (indicator.Need{}).Numbers() {
			env[name] = a.exact(at, name)
		}
	}
	if a.travels {
		for name := range (indicator.Distance{}).Numbers() {
			env[name] = a.classed(at, name)
		}
	}
	return env
}

// registered tells whether no people are behind the figure.
func (a asked) registered() bool {
	return len(a.needed) > 0 && !slices.ContainsFunc(a.needed, func(name string) bool { return !a.list.Exact(name) })
}

// add takes what is published of a component into an environment.
func (a asked) add(env map[string]float64, name string, at point) {
	if _, done := env[name]; done {
		return
	}
	env[name] = 0
	for _, w := range a.windowsOf(at) {
		env[name] += a.component(name, point{at.area, w, at.field, at.key})
	}
}

// component is what is published of a component.
func (a asked) component(name string, at point) float64 {
	name, at.window = a.list.Read(name, at.window)
	return a.numbers.value(cells.Cell{Component: name, Area: at.area, Window: at.window, Field: at.field, Key: at.key})
}

// people fills in a figure that counts people, or what they did.
func (a asked) people(f *figure, at point, env map[string]float64) {
	i := a.indicator
	if p, ok := i.NoData.Published(); ok && p.Truth(a.clipped(env)) {
		f.Status = StatusNoData
		return
	}
	if i.Denominator != nil {
		n, okN := number(i.Numerator, env)
		d, okD := number(i.Denominator, env)
		same := i.Numerator.Unit() == i.Denominator.Unit()
		shown := okN && okD && shownShare(n, d, same) && (same || a.enough(a.needed, env))
		switch {
		case a.registered():
			if shown = okN && okD && d > 0; !shown {
				f.Status = StatusNoData
				return
			}
		case i.Unit == "points": // a mean: its sum is no count
			shown = okN && okD && d >= cells.ShareFrom
		}
		// A median needs enough cases; how many of them came to an end is beside it.
		if value, ok := i.Value.Published(); !shown && !(ok && value.Quantile && okD && d >= cells.ShareFrom) {
			f.Status = StatusProtected
			return
		}
		if shown {
			f.Numerator, f.Denominator = &n, &d
		}
	}
	switch {
	case i.Value != nil:
		a.value(f, env)
	default:
		value := *f.Numerator / *f.Denominator
		if i.Unit == "share" && i.Numerator.Unit() == i.Denominator.Unit() && !a.registered() {
			value = min(max(value, 0), 1)
		}
		value *= i.Scale()
		if i.Unit == "points" {
			value = math.Round(value)
		}
		f.Value = &value
	}
	if f.Status == StatusProtected {
		return
	}
	if i.Interval {
		low, high := interval(*f.Numerator, *f.Denominator)
		f.Low, f.High = &low, &high
	}
	for _, part := range i.Parts {
		if value, ok := a.part(part, env); ok {
			f.Parts[part.Name] = value
		}
	}
	if f.Value != nil {
		i.AddRest(*f.Value, f.Parts)
	}
	for _, s := range a.slots {
		if a.list.PublishesPart(at.area.Kind, s.part) {
			f.Parts[s.part] = a.classed(at, s.component)
		}
	}
	if p, ok := i.Estimate.Published(); ok && p.Truth(a.clipped(env)) {
		f.Status = StatusEstimate
	}
}

// value fills in the value of a count or a median.
func (a asked) value(f *figure, env map[string]float64) {
	p, ok := a.indicator.Value.Published()
	if !ok {
		f.Status = StatusProtected
		return
	}
	value, ok := p.Number(env)
	switch {
	case p.Quantile:
		if ok {
			f.Value = &value
		}
	case !ok || !a.shownCount(p, value, env):
		f.Status = StatusProtected
	default:
		value = math.Round(value)
		f.Value = &value
	}
}

// shownCount tells whether a count may be shown, and where it is worked out from several, each of them, which it would tell beside the others;
// hours, where the participations are; a change, which is no count, wherever all that it is worked out from is.
func (a asked) shownCount(p *indicator.Published, value float64, env map[string]float64) bool {
	exact := len(p.Components) > 0
	for _, name := range p.Components {
		if a.list.Exact(name) {
			continue
		}
		exact = false
		if c, _ := a.list.Component(name); c.With != "" {
			if env[c.With] < cells.ShownFrom {
				return false
			}
			return value >= 0
		}
		if env[name] < cells.ShownFrom {
			return false
		}
	}
	return exact || a.indicator.Change || value >= cells.ShownFrom
}

// enough tells whether each count of people among components may be shown: what is worked out from several would tell it, beside the others.
func (a asked) enough(components []string, env map[string]float64) bool {
	return !slices.ContainsFunc(components, func(name string) bool { return !a.list.Exact(name) && env[name] < cells.ShownFrom })
}

// part is a part's value, where it may be shown.
func (a asked) part(part indicator.Part, env map[string]float64) (float64, bool) {
	p, ok := part.Formula.Published()
	if !ok {
		return 0, false
	}
	if p.Over != nil {
		n, _ := p.Over.Number(env)
		d, _ := p.Under.Number(env)
		return min(max(n/d, 0), 1), len(p.Components) == 0 && d > 0 || shownShare(n, d, true) && a.enough(p.Components, env)
	}
	value, ok := p.Number(env)
	if p.Quantile {
		return value, ok
	}
	return math.Round(value), ok && a.shownCount(p, value, env)
}

func number(f *indicator.Formula, env map[string]float64) (float64, bool) {
	p, ok := f.Published()
	if !ok {
		return 0, false
	}
	return p.Number(env)
}

// shownShare tells whether a numerator and a denominator may be shown, and what is left of these where they count the same.
func shownShare(n, d float64, same bool) bool {
	if !same {
		return n >= cells.ShownFrom && d > 0
	}
	return d >= cells.ShareFrom && n >= cells.ShownFrom && d-n >= cells.ShownFrom
}

// clipped is an environment in which what is not shown counts as nothing.
func (a asked) clipped(env map[string]float64) map[string]float64 {
	shown := make(map[string]float64, len(env))
	for name, n := range env {
		if _, counts := a.list.Component(name); n >= cells.ShownFrom || !counts || a.list.Exact(name) {
			shown[name] = n
		} else {
			shown[name] = 0
		}
	}
	return shown
}

// interval is the 95 % interval of a share, widened by the noise of both its counts.
func interval(numerator, denominator float64) (low, high float64) {
	n := min(max(numerator, 0), denominator)
	p := n / denominator
	low, high = indicator.Wilson(n, denominator)
	drawn := indicator.Z * math.Sqrt(noise.Variance*(1+p*p)) / denominator
	return max(p-math.Hypot(p-low, drawn), 0), min(p+math.Hypot(high-p, drawn), 1)
}

// structures fills in a figure that counts structures, exactly.
func (a asked) structures(at point, f *figure) {
	env := a.environment(at)
	read := func(formula *indicator.Formula, field string) *float64 {
		if formula == nil {
			return nil
		}
		if p, ok := formula.Published(); ok {
			value, _ := p.Number(env)
			return &value
		}
		value := a.classed(at, cells.NameOf(a.indicator.ID, field))
		return &value
	}
	i := a.indicator
	f.Value, f.Numerator, f.Denominator = read(i.Value, cells.Value), read(i.Numerator, cells.Numerator), read(i.Denominator, cells.Denominator)
	for _, s := range a.slots {
		if a.list.PublishesPart(at.area.Kind, s.part) {
			f.Parts[s.part] = a.classed(at, s.component)
		}
	}
	if f.Denominator == nil {
		return
	}
	if p, ok := i.NoData.Published(); *f.Denominator == 0 || ok && p.Truth(env) {
		f.Status = StatusNoData
		return
	}
	value := *f.Numerator / *f.Denominator * i.Scale()
	f.Value = &value
	if p, ok := i.Estimate.Published(); ok && p.Truth(env) {
		f.Status = StatusEstimate
	}
	for _, part := range i.Parts {
		p, ok := part.Formula.Published()
		if !ok {
			continue
		}
		var value float64
		if len(p.Components) > 0 { // beside the structures, what people did
			value, ok = a.part(part, env)
		} else {
			value, ok = p.Number(env)
		}
		if ok {
			f.Parts[part.Name] = value
		}
	}
}

// wider is where a protected figure is shown: the smallest larger area in the same window, the shortest longer window of the same area.
func (a asked) wider(at point) *Wider {
	w := Wider{}
	for _, area := range a.Around(at.area) {
		other := at
		other.area = area
		if a.shown(other) {
			w.Area, w.Label = area.Code, a.name(area, a.question.Lang)
			break
		}
	}
	longer := slices.DeleteFunc(slices.Clone(a.latest), func(known store.Window) bool {
		return known.From.After(at.window.From) || known.To.Before(at.window.To) || known.Window == at.window
	})
	slices.SortStableFunc(longer, func(x, y store.Window) int { return int(x.To.Sub(x.From)/1e9) - int(y.To.Sub(y.From)/1e9) })
	for _, known := range longer {
		other := at
		if other.window = known.Window; a.shown(other) {
			w.Window = known.Window
			break
		}
	}
	if w == (Wider{}) {
		return nil
	}
	return &w
}

// shown tells whether the figure of a point has a value to show.
func (a asked) shown(at point) bool {
	if !a.byItself(at) || a.changed(at) || a.impossible(at) {
		return false
	}
	f := figure{Figure: indicator.Figure{Status: StatusOK, Parts: make(map[string]float64)}}
	a.people(&f, at, a.environment(at))
	return f.Value != nil
}
