package main

import (
	"fmt"
	"math"
	"slices"

	"vigie/editions/cells"
	"vigie/queries/indicator"
)

// differencing asks which linear combinations of what is shown isolate a small count that is hidden, and how well: least squares give of each
// the variance of the best one without bias (Gauss, Markov). That of one draw divided by it is how many draws cover the count.
func (s *site) differencing(p partition) result {
	r := result{attack: "3 differencing, " + p.name}
	quarters := s.spans(cells.Quarter)
	territories, _ := s.territories()
	type at struct {
		territory, part, quarter int
	}
	places := make(map[at]int)
	var parts []cell
	var exact []int
	for t, code := range territories {
		for n, part := range p.parts[code] {
			for q, w := range quarters {
				places[at{t, n, q}] = len(parts)
				parts = append(parts, part.of("attended", w))
				exact = append(exact, s.exact(part.of("attended", w)))
			}
		}
	}
	// What is not known at all of an atom has a variance of 10^6.
	normal := newMatrix(len(parts), 1e-6)
	rows := 0
	see := func(c cell, of func(at) bool) {
		draws := 0
		for _, l := range s.looks(c) {
			if l.shown {
				draws++
			}
		}
		if draws == 0 {
			return
		}
		rows++
		var in []int
		for a, i := range places {
			w := quarters[a.quarter]
			if of(a) && c.from <= w.from.String() && w.to.String() <= c.to {
				in = append(in, i)
			}
		}
		for _, i := range in {
			for _, j := range in {
				normal.add(i, j, float64(draws)/variance)
			}
		}
	}
	for _, w := range slices.Concat(quarters, s.spans(cells.Half), s.spans(cells.Year), s.spans(cells.Since)) {
		groups := make(map[string][]int)
		for t, code := range territories {
			for n, part := range p.parts[code] {
				see(part.of("attended", w), func(a at) bool { return a.territory == t && a.part == n })
			}
			see(cell{kind: cells.Territory, area: code}.of("attended", w), func(a at) bool { return a.territory == t })
			for _, g := range s.groupsOf(code) {
				groups[g] = append(groups[g], t)
			}
		}
		for g, members := range groups {
			if !p.keys || g == cells.Network && s.elsewhere(w) > 0 {
				continue // somewhere else there are people, too, who are in no territory
			}
			for n, class := range indicator.Classes(p.name) {
				see(cell{kind: cells.Group, area: g, field: p.name, class: class.Key}.of("attended", w), func(a at) bool {
					return a.part == n && slices.Contains(members, a.territory)
				})
			}
		}
	}
	variances := normal.inverseDiagonal()
	isolated, most := 0, 0.0
	for i, v := range variances {
		if _, shown := s.latest(parts[i]); exact[i] > 10 || exact[i] == 0 || shown || v > 1e4 {
			continue
		}
		isolated++
		most = max(most, variance/v)
	}
	r.failed = most > mostDraws
	r.note = fmt.Sprintf("rank from %d cells over %d counts; %d small ones isolated, by at most %.1f draws", rows, len(parts), isolated, most)
	return r
}

// elsewhere is how much help was given in no territory.
func (s *site) elsewhere(w span) (n int) {
	for _, code := range []string{"unknown", "outside"} {
		n += s.exact(cell{kind: cells.Elsewhere, area: code}.of("attended", w))
	}
	return n
}

// matrix is a symmetric positive definite one.
type matrix struct {
	n    int
	rows [][]float64
}

func newMatrix(n int, diagonal float64) *matrix {
	m := &matrix{n, make([][]float64, n)}
	for i := range m.rows {
		m.rows[i] = make([]float64, n)
		m.rows[i][i] = diagonal
	}
	return m
}

func (m *matrix) add(i, j int, by float64) { m.rows[i][j] += by }

// inverseDiagonal works the diagonal of the inverse out by Cholesky's decomposition: A = L Lᵀ, so that the inverse's is the sum of squares of the
// columns of the inverse of L. Rows of L begin at their first number that is not zero, as most do late.
func (m *matrix) inverseDiagonal() []float64 {
	begin := make([]int, m.n)
	for i, row := range m.rows {
		for begin[i] < i && row[begin[i]] == 0 {
			begin[i]++
		}
		for j := begin[i]; j <= i; j++ {
			sum := row[j]
			other := m.rows[j]
			for k := max(begin[i], begin[j]); k < j; k++ {
				sum -= row[k] * other[k]
			}
			if i == j {
				row[j] = math.Sqrt(max(sum, 1e-12))
			} else {
				row[j] = sum / other[j]
			}
		}
	}
	diagonal := make([]float64, m.n)
	column := make([]float64, m.n)
	for j := range m.n {
		column[j] = 1 / m.rows[j][j]
		diagonal[j] += column[j] * column[j]
		for i := j + 1; i < m.n; i++ {
			row, sum := m.rows[i], 0.0
			for k := max(begin[i], j); k < i; k++ {
				sum -= row[k] * column[k]
			}
			column[i] = sum / row[i]
			diagonal[j] += column[i] * column[i]
		}
	}
	return diagonal
}
