package engine

import (
	"slices"
	"time"
)

// series is a measure's rows of one key, not yet added up over days: any window can be counted from them. In small networks series are kept
// in memory, because planning a statement takes longer there than all that it reads.
type series struct {
	rows []point // sorted by unit
	// distinct: of a unit only the largest row counts.
	distinct bool
}

// point is a row that counts in a window when from <= day, since < to <= until and seen <= as of < unseen. Days are those since
// 1970-01-01.
type point struct {
	unit                            uint64
	total                           int64
	day, since, until, seen, unseen uint16
}

// pointNumbers is how many numbers a point takes the room of.
const pointNumbers = 4

// in is what the rows add up to in a window.
func (s series) in(w window) int64 {
	from, to, asOf := dayNumber(w.From), dayNumber(w.To), dayNumber(w.asOf)
	var sum, largest int64
	var unit uint64
	for i := range s.rows {
		p := &s.rows[i]
		if p.day < from || p.since >= to || to > p.until || p.seen > asOf || asOf >= p.unseen {
			continue
		}
		switch {
		case !s.distinct:
			sum += p.total
			continue
		case p.unit != unit:
			sum, largest, unit = sum+largest, 0, p.unit
		}
		largest = max(largest, p.total)
	}
	return sum + largest
}

// dayNumber is a day's number since 1970-01-01; there is no event beyond what it can hold.
func dayNumber(day time.Time) uint16 {
	return uint16(min(max(day.Unix()/86400, 0), 65535))
}

// series makes one of a row that was counted apart.
func (r row) series(distinct bool) series {
	s := series{rows: make([]point, len(r.Days)), distinct: distinct}
	for i := range r.Days {
		s.rows[i] = point{total: r.Totals[i], day: r.Days[i], since: r.Sinces[i], until: r.Untils[i], seen: r.Seens[i], unseen: r.Unseens[i]}
		if distinct {
			s.rows[i].unit = r.Units[i]
		}
	}
	if distinct {
		slices.SortFunc(s.rows, func(a, b point) int {
			switch {
			case a.unit < b.unit:
				return -1
			case a.unit > b.unit:
				return 1
			}
			return 0
		})
	}
	return s
}
