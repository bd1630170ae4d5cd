package queries

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
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
	written := make([]string, len(asked))
	for i, number := range asked {
		d := m.periods[number]
		whole := d.wholeMonths()
		periods[i] = d
		written[i] = fmt.Sprintf("('%s','%s','%s','%s')", d.from.Format(time.DateOnly), d.to.Format(time.DateOnly),
			whole.from.Format(time.DateOnly), whole.to.Format(time.DateOnly))
	}
	parameters := map[string]string{
		"scope": m.from.scope, "keys": arrayLiteral(m.from.keys), "territories": arrayLiteral(territories), "measures": arrayLiteral(m.measures),
		"periods": "[" + strings.Join(written, ",") + "]", "months": arrayLiteral(cutMonths(periods)),
	}
	maps.Copy(parameters, hull(periods))
	var rows []sumRow
	if slices.Equal(periods, []dated{{monthOf(m.unjudged), m.unjudged}}) {
		for _, layer := range layers {
			parameters["layers"] = fmt.Sprintf("[%d]", layer)
			of, err := once[sumRow](ctx, r, layer, file, parameters)
			if err != nil {
				return nil, err
			}
			rows = append(rows, of...)
		}
	} else {
		parameters["layers"] = strings.ReplaceAll(fmt.Sprint(layers), " ", ",")
		var err error
		if rows, err = query[sumRow](ctx, r, parameters, measuresSQL(file)); err != nil {
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
