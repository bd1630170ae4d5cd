package engine

import (
	"errors"
	"slices"
	"time"

	"vigie/queries/indicator"
	"vigie/queries/places"
	"vigie/queries/rank"
)

// readWeight reads the weight of need in a rank.
func (a *asked) readWeight(values []string) (err error) {
	if len(values) > 1 {
		return refuse(RefusedNumber, indicator.FilterNeed, values[1], []string{"1"})
	}
	var none rank.WeightError
	if a.weight, err = rank.ParseWeight(values[0]); errors.As(err, &none) {
		return refuse(RefusedValue, indicator.FilterNeed, values[0], []string{none.Choices})
	}
	return err
}

// checkRank asks of every territory what a rank is made of: whoever is looked at, all are ranked.
func (r *Runner) checkRank(a *asked, s *places.Snapshot) error {
	if a.indicator.Rank == nil {
		return nil
	}
	if a.given[indicator.FilterNeed] == nil {
		a.weight = rank.Even
	}
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	for _, id := range a.indicator.Rank.Indicators() {
		part, err := r.check(Question{
			Indicator: id, From: day(a.period.From), To: day(a.period.To), AsOf: day(a.asOf), By: "territory", Lang: a.lang,
		}, s)
		if err != nil {
			return err
		}
		a.ranked = append(a.ranked, part)
	}
	return nil
}

// rank answers a question about a rank.
func (a asked) rank(c *counts) Answer {
	answer := a.head(c)
	given := make(map[string]rank.Given)
	for _, part := range a.ranked {
		of := part.answer(c)
		figures := make(map[string]indicator.Figure, len(of.Figures))
		for _, f := range of.Figures {
			figures[f.Key] = f
		}
		given[part.indicator.ID] = rank.Given{About: part.indicator, Figures: figures}
		for _, note := range of.Notes {
			if !slices.Contains(answer.Notes, note) {
				answer.Notes = append(answer.Notes, note)
			}
		}
	}
	figures := rank.Figures(*a.indicator.Rank, given, c.registry.Keys("territory", nil, nil), a.weight)
	for _, note := range rank.Notes(figures) {
		answer.Notes = append(answer.Notes, note.In(a.lang))
	}
	for _, f := range figures {
		if !chosen(a.territories, f.Key) {
			continue
		}
		if f.Label = a.label(f.Key, c); f.Value != nil {
			answer.Status = StatusOK
		}
		answer.Figures = append(answer.Figures, f)
	}
	return answer
}
