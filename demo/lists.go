package demo

import (
	"vigie/event"
	"vigie/network/hours"
)

// Positions in event.ServiceValues.
const (
	administrative = 0
	everydayTools  = 1
)

// lists are what events are filled with, made once and shared between them.
type lists struct {
	kinds        odds[*kind]
	services     [][][]event.Service   // of one or two services: services[i][j], in order
	procedures   [][][]event.Procedure // likewise
	procedure    odds[int]
	declined     odds[event.DeclineReason]
	outside      odds[event.ToKind]
	heard        odds[event.HeardFrom]
	trainees     odds[event.Trainee]
	wanted       [ageGroups]odds[int] // services that people of an age ask for
	passNumeric  []event.Aid
	handedDevice []event.Aid
	handedAccess []event.Aid
	weekdays     [][daysOfWeek]bool // on which each of openings opens, from Sunday
}

func newLists(shape Shape) lists {
	l := lists{
		services:     pairs(event.ServiceValues()),
		procedures:   pairs(event.ProcedureValues()),
		declined:     newOdds(event.DeclineReasonValues(), []float64{45, 25, 20, 10}),
		outside:      newOdds(event.ToKindValues(), []float64{38, 18, 24, 10, 3, 3, 4}),
		heard:        newOdds(event.HeardFromValues(), []float64{22, 38, 5, 12, 7, 10, 6}),
		trainees:     newOdds(event.TraineeValues(), []float64{40, 20, 10, 25, 5}),
		passNumeric:  []event.Aid{event.AidPassNumerique},
		handedDevice: []event.Aid{event.AidEquipment},
		handedAccess: []event.Aid{event.AidConnection},
		weekdays:     weekdays(),
	}
	// health, family, employment, housing, retirement, tax, residence permit, identity papers, justice, education, bank, transport, other
	l.procedure = newOdds(numbers(len(event.ProcedureValues())), []float64{16, 18, 17, 12, 9, 8, 8, 3, 1, 3, 2, 2, 1})
	// The services in their order, for people under 25, from 25 to 59, of 60 and more.
	for i, weights := range [ageGroups][]float64{
		{24, 12, 26, 8, 3, 12, 7, 6, 2},
		{34, 19, 22, 6, 6, 3, 4, 4, 2},
		{33, 34, 1, 12, 1, 7, 7, 3, 2},
	} {
		l.wanted[i] = newOdds(numbers(len(weights)), weights)
	}
	var each []*kind
	var shares []float64
	for i := range kinds {
		share := kinds[i].share
		if shape == Small || shape == Rural {
			share = kinds[i].country
		}
		each, shares = append(each, &kinds[i]), append(shares, share)
	}
	l.kinds = newOdds(each, shares)
	return l
}

// numbers lists those below n.
func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// pairs lists every choice of one or two values, in the values' order.
func pairs[T any](values []T) [][][]T {
	all := make([][][]T, len(values))
	for i := range values {
		all[i] = make([][]T, len(values))
		for j := range values {
			switch {
			case i == j:
				all[i][j] = []T{values[i]}
			default:
				all[i][j] = []T{values[min(i, j)], values[max(i, j)]}
			}
		}
	}
	return all
}

// weekdays reads on which days each of openings opens.
func weekdays() [][daysOfWeek]bool {
	all := make([][daysOfWeek]bool, len(openings))
	for i, opening := range openings {
		week, err := hours.Parse(opening)
		if err != nil {
			panic(err) // every one of openings can be read
		}
		const day = 24 * 60
		for _, span := range week.Spans() {
			all[i][(span[0]/day+1)%daysOfWeek] = true // spans count from Monday
		}
	}
	return all
}
