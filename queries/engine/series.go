package engine

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// series is a measure's rows of one key, not yet added up over days: any window can be counted from them. In small networks series are kept
// in memory, because planning a statement takes longer there than all that it reads.
type series struct {
	days   []days
	totals []int64 // nil: all are 1
	// units are those of the rows, in ascending order, where of a unit only the largest row counts; else nil.
	units []uint64
}

// days are those of a row, which counts in a window when from <= day, since < to <= until and seen <= as of < unseen, in days since 1970-01-01.
type days struct{ day, since, until, seen, unseen uint16 }

// in is what the rows add up to in a window.
func (s series) in(w window) int64 {
	from, to, asOf := dayNumber(w.From), dayNumber(w.To), dayNumber(w.asOf)
	var sum, largest int64
	var unit uint64
	for i, d := range s.days {
		if d.day < from || d.since >= to || to > d.until || d.seen > asOf || asOf >= d.unseen {
			continue
		}
		total := int64(1)
		if s.totals != nil {
			total = s.totals[i]
		}
		if s.units == nil {
			sum += total
			continue
		}
		if s.units[i] != unit {
			sum, largest, unit = sum+largest, 0, s.units[i]
		}
		largest = max(largest, total)
	}
	return sum + largest
}

// size is about how many numbers of 64 bits a series takes the room of.
func (s series) size() int { return len(s.days) + len(s.totals) + len(s.units) }

// dayNumber is a day's number since 1970-01-01; there is no event beyond what it can hold.
func dayNumber(day time.Time) uint16 {
	return uint16(min(max(day.Unix()/86400, 0), math.MaxUint16))
}

// series makes one of a row that was counted apart.
func (r row) series() series {
	s := series{days: make([]days, len(r.Days))}
	order := make([]int, len(r.Days))
	for i := range order {
		order[i] = i
	}
	if len(r.Units) > 0 {
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(r.Units[a], r.Units[b]) })
		s.units = make([]uint64, len(r.Units))
	}
	if slices.ContainsFunc(r.Totals, func(total int64) bool { return total != 1 }) {
		s.totals = make([]int64, len(r.Totals))
	}
	for to, i := range order {
		s.days[to] = days{r.Days[i], r.Sinces[i], r.Untils[i], r.Seens[i], r.Unseens[i]}
		if s.units != nil {
			s.units[to] = r.Units[i]
		}
		if s.totals != nil {
			s.totals[to] = r.Totals[i]
		}
	}
	return s
}
