package queries

import "time"

// piece is a question, or a part of one that is asked on its own, and its rows.
type piece struct {
	asked
	from source
	rows []row
}

// pieces cut a question that can't be added up from measures into its months, where those can't be asked for in one run.
func (a asked) pieces(m moment) []*piece {
	whole := &piece{asked: a, from: a.measured(m.tables.state, m.scope.rough)}
	if whole.from.scope != "" || !a.monthByMonth() {
		return []*piece{whole}
	}
	var apart []*piece
	for _, month := range a.months() {
		apart = append(apart, &piece{asked: a.of(month)})
	}
	return apart
}

// joined are the rows of a question, from those of its pieces.
func (a asked) joined(pieces []*piece) []row {
	var rows []row
	for _, p := range pieces {
		for _, r := range p.rows {
			if a.by == "month" && p.by != a.by {
				r.Key = p.asked.from.Format("2006-01")
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// part is one period of a question.
type part struct {
	by       string
	from, to time.Time
}

// parts are those of a question: one, or the total of each of its months.
func (a asked) parts() []part {
	if a.by != "month" {
		return []part{{a.by, a.from, a.to}}
	}
	var parts []part
	for _, month := range a.months() {
		parts = append(parts, part{KeyTotal, month.from, month.to})
	}
	return parts
}
