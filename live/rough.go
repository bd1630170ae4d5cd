package live

import (
	"math"
	"slices"
	"time"
)

// Rough is a number of events, told only by how large it is about: each of them may be somebody's. Only this package makes one.
type Rough struct{ low, high int }

// rough tells of a number how large it is about.
func rough(n int) Rough {
	if n <= 0 {
		return Rough{}
	}
	low := 1
	for _, high := range []int{10, 100, 1000} {
		if n <= high {
			return Rough{low, high}
		}
		low = high + 1
	}
	return Rough{low: low - 1}
}

// None tells whether there was no event at all.
func (r Rough) None() bool { return r == Rough{} }

// Bounds are the least and the most that it may be; high is 0 where it is more than low.
func (r Rough) Bounds() (low, high int) { return r.low, r.high }

// Share is a share of events, to the nearest twentieth. Only this package makes one.
type Share struct{ of1 float64 }

func share(n, of int) Share { return Share{math.Round(20*float64(n)/float64(of)) / 20} }

// Value is from 0 to 1.
func (s Share) Value() float64 { return s.of1 }

// Span is a number of days from Low to High; High is 0 where it is more than Low.
type Span struct{ Low, High int }

// span is the i-th of the classes of days that limits end.
func span(i int, limits []int) Span {
	switch {
	case i == 0:
		return Span{High: limits[0]}
	case i == len(limits):
		return Span{Low: limits[i-1]}
	}
	return Span{limits[i-1] + 1, limits[i]}
}

// silenceLimits end the classes in which it is told how long a structure has been silent: the very day of an event is one on which somebody came.
var silenceLimits = []int{30, 90}

// Silence is a class of how long ago the last event of a structure was; longer is more.
type Silence int

// Never is the silence of what never sent anything.
const Never Silence = 3

// Silences are all of them, the shortest first.
func Silences() []Silence { return []Silence{0, 1, 2, Never} }

// Span is how many days it is; none for Never.
func (s Silence) Span() Span { return span(int(s), silenceLimits) }

// Silent tells whether it is so long that the structure counts as silent.
func (s Silence) Silent() bool { return int(s) >= len(silenceLimits) }

func silence(r reporting, ever bool, day time.Time) Silence {
	if !ever {
		return Never
	}
	days := int(day.Sub(r.LastDay) / (24 * time.Hour))
	for class, limit := range silenceLimits {
		if days <= limit {
			return Silence(class)
		}
	}
	return Silence(len(silenceLimits))
}

// Lateness is how much of what a structure sends comes late.
type Lateness string

// The classes of lateness: of no event nothing is said.
const (
	Unsaid Lateness = ""
	Seldom Lateness = "seldom"
	Often  Lateness = "often"
	Mostly Lateness = "mostly"
)

func lateness(r reporting) Lateness {
	late := 0
	for i, n := range r.Delays {
		if i > slices.Index(delayLimits, lateAfter) {
			late += int(n)
		}
	}
	switch {
	case r.Events == 0:
		return Unsaid
	case 2*late > int(r.Events):
		return Mostly
	case 10*late > int(r.Events):
		return Often
	}
	return Seldom
}
