package queries

import (
	"context"
	"slices"
)

// fileByDays names the file in measures/ that says what a measure adds up to in periods that are no whole months.
func (s source) fileByDays(measure string) string {
	if measure == "waited" {
		return "referrals"
	}
	if s.scope != "structure" {
		return "daily"
	}
	switch measure {
	case "persons":
		return "people_of_structures"
	case "named", "participants", "newcomers", "named_minutes", "other_minutes":
		return "attendances_of_structures"
	case "assessed", "referred", "attended", "reassessed", "progressed":
		return "journeys_of_structures"
	}
	return "assessments_of_structures"
}

// sumsByDays are what a file of measures says of the days of periods that are not in their whole months. What questions about whole
// months need of it, too, stays in memory: the referrals of the days before the one from which they can't be judged.
func (r *Runner) sumsByDays(ctx context.Context, m *measuring, file string, territories []string, layers []uint64) ([]sumRow, error) {
	asked := m.byDays[file]
	periods := make([]dated, len(asked))
	for i, number := range asked {
		periods[i] = m.periods[number]
	}
	var rows []sumRow
	if slices.Equal(periods, []dated{{monthOf(m.unjudged), m.unjudged}}) {
		for _, layer := range layers {
			of, err := once[sumRow](ctx, r, layer, file, m.parameters(periods, territories, []uint64{layer}))
			if err != nil {
				return nil, err
			}
			rows = append(rows, of...)
		}
	} else {
		var err error
		if rows, err = query[sumRow](ctx, r, m.parameters(periods, territories, layers), measuresSQL(file)); err != nil {
			return nil, err
		}
	}
	// The rows of what is in memory are shared.
	all := make([]sumRow, len(rows))
	for i, of := range rows {
		all[i] = sumRow{of.Measure, of.Key, of.Days, make([]int64, len(m.periods))}
		for n, number := range asked {
			all[i].Sums[number] = of.Sums[n]
		}
	}
	return all, nil
}
