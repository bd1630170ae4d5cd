package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// model is what an attacker believes: whole numbers that are not known (atoms), and looks at sums of them through the noise. It is sampled
// by Metropolis steps within Gibbs (Metropolis et al. 1953; Geman and Geman 1984): one atom is moved, or something is passed from one to
// another that stands in the same sum, so that sums that are known well stay as they are.
type model struct {
	atoms  []int32
	priors []float64 // of each atom, how much it costs to be large
	uses   [][]int32 // of each atom, the sums that it is in
	sums   []sum
}

// sum is a sum of atoms, and how likely a value of it is.
type sum struct {
	atoms []int32
	now   int32
	looks []*weight
}

// weight is the logarithm of a likelihood at whole numbers from base on, and how much it loses a unit beyond both ends.
type weight struct {
	base int32
	logs []float64
}

func (w *weight) at(n int32) float64 {
	i := n - w.base
	switch last := int32(len(w.logs)) - 1; {
	case i < 0:
		return w.logs[0] + steep*float64(i)
	case i > last:
		return w.logs[last] - steep*float64(i-last)
	}
	return w.logs[i]
}

// sees is what a look at a number tells of it. What has a later version may have changed since, the more the more there is.
func sees(l look) *weight {
	if !l.shown {
		w := &weight{}
		for n := range shownFrom + 10 {
			w.logs = append(w.logs, math.Log(upTo(shownFrom-1-n)))
		}
		return w
	}
	reach, changes := 10, 0.0
	if !l.last {
		changes = math.Sqrt(0.25 + 0.04*math.Abs(float64(l.value)))
		reach += int(3 * changes)
	}
	w := &weight{base: int32(l.value - reach)}
	for n := l.value - reach; n <= l.value+reach; n++ {
		p := likely(l.value - n)
		if changes > 0 {
			p = 0
			for moved := -int(3 * changes); moved <= int(3*changes); moved++ {
				p += likely(l.value-n-moved) * math.Exp(-float64(moved*moved)/(2*changes*changes)) / (changes * math.Sqrt(2*math.Pi))
			}
		}
		w.logs = append(w.logs, logOf(p, 1))
	}
	return w
}

// atom adds an unknown number.
func (m *model) atom(prior float64, start int) int32 {
	m.atoms, m.priors, m.uses = append(m.atoms, int32(max(start, 0))), append(m.priors, prior), append(m.uses, nil)
	return int32(len(m.atoms) - 1)
}

// inOrder are the keys of a map in an order of their own: what the attacker believes after so many steps depends on the order of the sums, too, and the
// same seed is to make the same attack.
func inOrder[K comparable, V any](of map[K]V) []K {
	keys, names := make([]K, 0, len(of)), make(map[K]string, len(of))
	for key := range of {
		keys, names[key] = append(keys, key), fmt.Sprintf("%#v", key)
	}
	slices.SortFunc(keys, func(a, b K) int { return strings.Compare(names[a], names[b]) })
	return keys
}

// look adds what is seen of a sum of atoms.
func (m *model) look(atoms []int32, looks []look) {
	if len(looks) == 0 || len(atoms) == 0 {
		return
	}
	weights := make([]*weight, len(looks))
	for i, l := range looks {
		weights[i] = sees(l)
	}
	m.weighed(atoms, weights...)
}

// weighed adds what is told of a sum of atoms.
func (m *model) weighed(atoms []int32, looks ...*weight) {
	s := sum{atoms: atoms, looks: looks}
	for _, a := range atoms {
		s.now += m.atoms[a]
		m.uses[a] = append(m.uses[a], int32(len(m.sums)))
	}
	m.sums = append(m.sums, s)
}

// weigh is the logarithm of how likely all is that an atom is in, up to a constant.
func (m *model) weigh(atom int32) float64 {
	w := -m.priors[atom] * math.Log1p(float64(m.atoms[atom]))
	for _, i := range m.uses[atom] {
		s := &m.sums[i]
		for _, l := range s.looks {
			w += l.at(s.now)
		}
	}
	return w
}

func (m *model) move(atom, by int32) {
	m.atoms[atom] += by
	for _, i := range m.uses[atom] {
		m.sums[i].now += by
	}
}

// sweep tries to move each atom once, and to pass something on from it.
func (m *model) sweep(random *rand.Rand) {
	for a := range int32(len(m.atoms)) {
		by := int32(1) << random.IntN(4)
		if random.IntN(2) == 0 {
			by = -by
		}
		if m.atoms[a]+by >= 0 {
			before := m.weigh(a)
			m.move(a, by)
			if after := m.weigh(a); after < before && random.Float64() > math.Exp(after-before) {
				m.move(a, -by)
			}
		}
		if len(m.uses[a]) == 0 {
			continue
		}
		s := &m.sums[m.uses[a][random.IntN(len(m.uses[a]))]]
		other := s.atoms[random.IntN(len(s.atoms))]
		by = int32(1) << random.IntN(3)
		if other == a || m.atoms[a] < by {
			continue
		}
		before := m.weigh(a) + m.weigh(other)
		m.move(a, -by)
		m.move(other, by)
		if after := m.weigh(a) + m.weigh(other); after < before && random.Float64() > math.Exp(after-before) {
			m.move(other, -by)
			m.move(a, by)
		}
	}
}
