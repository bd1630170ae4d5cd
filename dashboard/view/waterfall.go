package view

import (
	"math"

	"vigie/dashboard/chart"
	"vigie/dashboard/figures"
	"vigie/dashboard/texts"
	"vigie/editions/gate"
	"vigie/queries/indicator"
)

// Waterfall draws how the value and the parts of an indicator lead from one to the next, as its file declares it. What is not shown of a step is
// in the rest, and what steps lack to the level after them is a step of its own.
func (v View) Waterfall(id string, a *figures.Answer) Figure {
	total := a.Total()
	stages, hidden := v.stages(a.About, total)
	if len(stages) < 2 {
		return v.Figure(id, v.Nothing(a), a)
	}
	title := v.levels(stages)
	if a.About.Change {
		title = v.moved(a.About, stages)
	}
	f := v.Figure(id, title, a)
	if len(hidden) > 0 {
		f.Note = v.T("waterfall.hidden", "n", len(hidden), "names", v.Semicolons(hidden))
	}
	f.Waterfall = chart.NewWaterfall(v.Language, stages)
	return f
}

// stages are the levels and steps that are shown, and the names of the steps that are not; none where either end is not.
func (v View) stages(about indicator.Indicator, total gate.Figure) (stages []chart.Stage, hidden []string) {
	for i, step := range about.Waterfall {
		stage := chart.Stage{Kind: step.Kind}
		value, unit, known := total.Value, about.Unit, total.Value != nil
		for _, p := range about.Parts {
			if p.Name != step.Part {
				continue
			}
			var x float64
			x, known = total.Parts[p.Name]
			value, unit, stage.Name = &x, p.Unit, v.Say(p.Title)
			if p.Rest {
				stage.Kind = indicator.StepRest
			}
		}
		switch {
		case step.Kind == indicator.StepRest: // it is drawn before the level that it leads to
			continue
		case !known && (i == 0 || i == len(about.Waterfall)-1):
			return nil, nil
		case !known:
			if step.Kind != indicator.StepLevel {
				hidden = append(hidden, stage.Name)
			}
			continue
		case step.Part == "":
			stage.Name = v.Say(about.Title)
		}
		stage.Value, stage.Said = *value, v.Amount(unit, *value)
		if step.Kind == indicator.StepLevel {
			if i > 0 {
				stages = v.upTo(stages, about.Waterfall[i-1], *value, unit)
			}
		} else {
			if step.Kind == indicator.StepLess {
				stage.Value = -*value
			}
			stage.Said = v.step(unit, stage.Value)
		}
		stages = append(stages, stage)
	}
	return stages, hidden
}

// upTo adds to stages what they lack to a level, under the title that the file gives it.
func (v View) upTo(stages []chart.Stage, before indicator.Step, level float64, unit string) []chart.Stage {
	lack, name := chart.Rest(stages, level), v.T("waterfall.left")
	if before.Kind == indicator.StepRest {
		name = v.Say(before.Title)
	}
	if math.Abs(lack) < 0.5 { // counts are whole
		return stages
	}
	return append(stages, chart.Stage{Kind: indicator.StepRest, Name: name, Said: v.step(unit, lack), Value: lack})
}

// step is by how much a step moves, with its sign.
func (v View) step(unit string, x float64) string {
	if x > 0 {
		return "+" + v.Amount(unit, x)
	}
	return v.Amount(unit, x)
}

// levels is the title of a waterfall that is no change: where it stands, from level to level.
func (v View) levels(stages []chart.Stage) string {
	var said []string
	for _, s := range stages {
		if s.Kind != indicator.StepLevel {
			continue
		}
		name := s.Name
		if len(said) > 0 {
			name = texts.Lower(name)
		}
		said = append(said, name+v.T("words.colon")+s.Said)
	}
	return v.Semicolons(said)
}

// moved is the title of a change: how the count moved, and which step moved it most.
func (v View) moved(about indicator.Indicator, stages []chart.Stage) string {
	title, before, now := v.Say(about.Title), stages[0], stages[len(stages)-1]
	said := v.Change(about.Unit, before.Value, now.Value)
	counts := v.T("waterfall.counts", "before", before.Said, "now", now.Said)
	if said == "" {
		return title + v.T("words.colon") + counts
	}
	steps := stages[1 : len(stages)-1]
	var moves []float64
	for _, s := range steps {
		moves = append(moves, s.Value)
	}
	if i := texts.Leader(before.Value, now.Value, moves); i >= 0 && steps[i].Kind != indicator.StepRest {
		return v.T("waterfall.mostly", "title", title, "said", said, "counts", counts, "step", texts.Lower(steps[i].Name), "value", steps[i].Said)
	}
	return v.T("waterfall.moved", "title", title, "said", said, "counts", counts)
}
