package gate

import (
	"errors"
	"time"

	"vigie/queries/indicator"
	"vigie/queries/rank"
)

// readWeight reads the weight of need in a rank.
func (a *asked) readWeight(text string) (err error) {
	var none rank.WeightError
	if a.weight, err = rank.ParseWeight(text); errors.As(err, &none) {
		return Refusal{Code: RefusedValue, Field: indicator.FilterNeed, Given: text, Choices: []string{none.Choices}}
	}
	return err
}

// rank answers a question about a rank, by what is published of all territories, whoever is looked at.
func (a asked) rank(points []point) (Answer, error) {
	given := make(map[string]rank.Given)
	for _, id := range a.indicator.Rank.Indicators() {
		of, err := a.Publication.Ask(Question{
			Indicator: id, From: a.window.From.Format(time.DateOnly), To: a.window.To.Format(time.DateOnly), By: "territory", Lang: a.question.Lang, Brief: true,
		})
		if err != nil {
			return Answer{}, err
		}
		figures := make(map[string]indicator.Figure, len(of.Figures))
		for _, f := range of.Figures {
			figures[f.Key] = f.Figure
		}
		about, _ := a.catalogue.Get(id)
		given[id] = rank.Given{About: about, Figures: figures}
	}
	looked := make(map[string]point, len(points))
	for _, at := range points {
		looked[at.area.Code] = at
	}
	answer := Answer{a.head(), make(map[string]int)}
	answer.Figures = []Figure{}
	figures := rank.Figures(*a.indicator.Rank, given, a.Territories(), a.weight)
	for _, note := range rank.Notes(figures) {
		answer.Notes = append(answer.Notes, note.In(a.question.Lang))
	}
	for _, f := range figures {
		at, shown := looked[f.Key]
		if !shown {
			continue
		}
		f.Label = a.label(at, f.Key)
		answer.at[f.Key] = len(answer.Figures)
		answer.Figures = append(answer.Figures, Figure{figure{Figure: f}})
	}
	answer.Status = together(answer.Figures)
	return answer, nil
}
