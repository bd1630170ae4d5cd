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

// days are what a file of measures is asked of several sources about the days by which periods differ from their whole months.
type days struct {
	file    string
	of      []*measuring
	periods []dated
	// at are, of each source, the numbers of its periods, by the numbers of the same ones here; -1: not of this source.
	at [][]int
}

// byDays are what sources are to be asked. An area is asked by itself, because its territories are not told from those of another; so
// are the days that questions about whole months need, too.
func byDays(all []*measuring) (asked []*days) {
	common := make(map[string]*days)
	for _, m := range all {
		for file, numbers := range m.byDays {
			d := common[file]
			if alone := m.from.scope == "area" || m.kept(file); alone || d == nil {
				d = &days{file: file}
				if asked = append(asked, d); !alone {
					common[file] = d
				}
			}
			d.add(m, numbers)
		}
	}
	return asked
}

func (d *days) add(m *measuring, numbers []int) {
	own := slices.Repeat([]int{-1}, len(d.periods))
	for _, number := range numbers {
		at := slices.Index(d.periods, m.periods[number])
		if at < 0 {
			at = len(d.periods)
			d.periods = append(d.periods, m.periods[number])
			own = append(own, -1)
		}
		own[at] = number
	}
	d.of = append(d.of, m)
	d.at = append(d.at, own)
}

// kept tells whether what a file says of a source stays in memory: the referrals of the days before the one from which they can't be
// judged.
func (m *measuring) kept(file string) bool {
	numbers := m.byDays[file]
	return len(numbers) == 1 && m.periods[numbers[0]] == dated{monthOf(m.unjudged), m.unjudged}
}

// share is what one source has of the rows, in its own periods. Rows of what is in memory are shared, so they stay as they are.
func (d *days) share(source int, rows []sumRow) (own []sumRow) {
	m := d.of[source]
	for _, row := range rows {
		if row.Scope != m.from.scope || m.from.keys != nil && !slices.Contains(m.from.keys, row.Key) {
			continue
		}
		sums := make([]int64, len(m.periods))
		for at, number := range d.at[source] {
			if number >= 0 {
				sums[number] = row.Sums[at]
			}
		}
		own = append(own, sumRow{row.Scope, row.Measure, row.Key, row.Days, sums})
	}
	return own
}

// sumsByDays asks a file of measures.
func (r *Runner) sumsByDays(ctx context.Context, d *days, layers []uint64) ([]sumRow, error) {
	if !d.of[0].kept(d.file) {
		return query[sumRow](ctx, r, parameters(d.of, d.periods, layers), measuresSQL(d.file))
	}
	var all []sumRow
	for _, layer := range layers {
		rows, err := once[sumRow](ctx, r, layer, d.file, parameters(d.of, d.periods, []uint64{layer}))
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}
