package queries

import (
	"maps"
	"time"
)

// piece is a question, or a part of one that is asked on its own, and its rows.
type piece struct {
	asked
	from source
	rows []row
}

// pieces cut a question that is no plain one, so that as much of it as possible is: of an odd period the whole months, where its
// figures are those of months or can be added up. Months that can't be asked for in one run are pieces, too.
func (a asked) pieces(tables state) []*piece {
	whole := &piece{asked: a, from: a.measured(tables)}
	if whole.from.scope != "" || a.by != "month" && !additives[a.indicator.ID].disjoint {
		return []*piece{whole}
	}
	months := dated{a.from, a.to}.wholeMonths()
	middle := &piece{asked: a}
	middle.asked.from, middle.asked.to = months.from, months.to
	middle.from = middle.measured(tables)
	if !months.from.Before(months.to) || middle.from.scope == "" {
		if !a.monthByMonth() {
			return []*piece{whole}
		}
		var apart []*piece
		for _, month := range a.months() {
			apart = append(apart, &piece{asked: a.of(month)})
		}
		return apart
	}
	pieces := []*piece{middle}
	for _, end := range (dated{a.from, a.to}).ends() {
		p := &piece{asked: a}
		p.asked.from, p.asked.to = end.from, end.to
		if a.by == "month" {
			p.by = KeyTotal
		}
		p.from = p.measured(tables)
		pieces = append(pieces, p)
	}
	return pieces
}

// joined are the rows of a question, from those of its pieces.
func (a asked) joined(pieces []*piece) []row {
	if len(pieces) == 1 && pieces[0].by == a.by {
		return pieces[0].rows
	}
	var rows []row
	at := make(map[string]int)
	for _, p := range pieces {
		for _, r := range p.rows {
			if a.by == "month" && p.by != a.by {
				r.Key = p.asked.from.Format("2006-01")
			}
			if i, have := at[r.Key]; have {
				rows[i] = a.sum(rows[i], r)
				continue
			}
			at[r.Key] = len(rows)
			rows = append(rows, r)
		}
	}
	return rows
}

// sum is the row of two periods together that have no day in common.
func (a asked) sum(x, y row) row {
	plus := func(x, y *float64) *float64 {
		if x == nil || y == nil {
			return x
		}
		sum := *x + *y
		return &sum
	}
	z := row{Key: x.Key, Value: plus(x.Value, y.Value), Numerator: plus(x.Numerator, y.Numerator), Denominator: plus(x.Denominator, y.Denominator),
		Parts: maps.Clone(x.Parts)}
	for name, value := range y.Parts {
		z.Parts[name] += value
	}
	if z.Denominator != nil {
		z.Value = share(*z.Numerator, *z.Denominator, nil).Value
	}
	return z
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
