package indicator

import "slices"

// Kinds of a Step.
const (
	StepLevel = "level"
	StepMore  = "more"
	StepLess  = "less"
	StepRest  = "rest"
)

// Step is a bar of a waterfall, or what leads from one bar to the next.
type Step struct {
	// Kind is level (a bar from zero), more or less (what is added or taken off), or rest (what else there is up to the next level).
	Kind string
	// Part names the part that is drawn; "" stands for the value itself, and for a rest.
	Part string
	// Title is that of a rest; the others have the title of their part.
	Title Text
}

// documentStep is an entry of waterfall: one of its fields is there.
type documentStep struct {
	Level *located[string] `yaml:"level"`
	More  *located[string] `yaml:"more"`
	Less  *located[string] `yaml:"less"`
	Rest  *located[Text]   `yaml:"rest"`
}

// line is where the entry stands.
func (s documentStep) line() int {
	for _, one := range []*located[string]{s.Level, s.More, s.Less} {
		if one != nil {
			return one.line()
		}
	}
	if s.Rest != nil {
		return s.Rest.line()
	}
	return 1
}

// waterfall reads the steps of a count's waterfall, and tells which of them lead nowhere.
func (r *reader) waterfall(i *Indicator) {
	steps := r.document.Waterfall
	if len(steps) == 0 {
		return
	}
	if i.Kind != "count" {
		r.fault(steps[0].line(), "a waterfall is of a count, and this is a %s", i.Kind)
	}
	unit := "" // of the level before
	for n, s := range steps {
		step, ok := r.step(s)
		if !ok {
			return
		}
		of := i.Unit
		if step.Part != "" {
			at := slices.IndexFunc(i.Parts, func(p Part) bool { return p.Name == step.Part })
			if at < 0 {
				r.fault(s.line(), "waterfall names %q: write value, or the name of a part", step.Part)
				return
			}
			of = i.Parts[at].Unit
		}
		switch step.Kind {
		case StepLevel:
			unit = of
		case StepMore, StepLess:
			if n > 0 && of != unit {
				r.fault(s.line(), "waterfall: %s is counted in %s, and the level before it in %s", step.Part, of, unit)
			}
		}
		i.Waterfall = append(i.Waterfall, step)
	}
	first, last := i.Waterfall[0], i.Waterfall[len(steps)-1]
	if first.Kind != StepLevel || last.Kind != StepLevel || len(steps) < 3 {
		r.fault(steps[0].line(), "waterfall begins and ends with a level, and has steps between them")
	}
	for n, step := range i.Waterfall[:len(steps)-1] {
		if step.Kind == StepRest && i.Waterfall[n+1].Kind != StepLevel {
			r.fault(steps[n].line(), "waterfall: a rest comes right before the level that it leads to")
		}
	}
}

// step reads an entry.
func (r *reader) step(s documentStep) (step Step, ok bool) {
	given := 0
	for _, one := range []struct {
		kind string
		part *located[string]
	}{{StepLevel, s.Level}, {StepMore, s.More}, {StepLess, s.Less}} {
		if one.part != nil {
			given++
			step = Step{Kind: one.kind, Part: one.part.Value}
		}
	}
	if s.Rest != nil {
		given++
		step = Step{Kind: StepRest, Title: s.Rest.Value}
		r.bothLanguages("the title of the rest", s.Rest.Value, s.Rest.line())
	}
	if given != 1 {
		r.fault(s.line(), "an entry of waterfall is one of level, more, less, rest")
		return step, false
	}
	if step.Part == "value" {
		step.Part = ""
	}
	return step, true
}

// isLevel tells whether a part is where a waterfall stands, and no step of it.
func (i Indicator) isLevel(part string) bool {
	return slices.Contains(i.Waterfall, Step{Kind: StepLevel, Part: part})
}
