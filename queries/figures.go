package queries

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// row is one row that an indicator's SQL answers.
type row struct {
	Key         string             `ch:"key"`
	Value       *float64           `ch:"value"`
	Numerator   *float64           `ch:"numerator"`
	Denominator *float64           `ch:"denominator"`
	Parts       map[string]float64 `ch:"parts"`
}

// holdsNothing tells whether a row says no more than its absence would.
func (r row) holdsNothing() bool {
	for _, v := range []*float64{r.Value, r.Numerator, r.Denominator} {
		if v != nil && *v != 0 {
			return false
		}
	}
	for _, v := range r.Parts {
		if v != 0 {
			return false
		}
	}
	return true
}

// lastKeys are the keys that come behind all others, in their order.
var lastKeys = []string{KeyUnknown, KeyOutside}

// figures puts rows into the order of their keys, adds what exists and has no row, and names and judges each.
func (a asked) figures(rows []row, s *scope) []Figure {
	byKey := make(map[string]row, len(rows))
	var keys, further []string
	for _, r := range rows {
		byKey[r.Key] = r
		if !r.holdsNothing() {
			further = append(further, r.Key)
		}
	}
	keys = a.keys(s)
	// What else there is comes behind, and what has no place comes last.
	slices.SortFunc(further, func(a, b string) int {
		return cmp.Or(slices.Index(lastKeys, a)-slices.Index(lastKeys, b), strings.Compare(a, b))
	})
	for _, key := range further {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	figures := make([]Figure, 0, len(keys))
	for _, key := range keys {
		r, ok := byKey[key]
		if !ok {
			r = row{Key: key}
		}
		figures = append(figures, a.figure(r, s))
	}
	return figures
}

// keys are those that the answer has in any case, in their order.
func (a asked) keys(s *scope) []string {
	var keys []string
	switch a.by {
	case KeyTotal:
		keys = []string{KeyTotal}
	case "month":
		for _, m := range a.months() {
			keys = append(keys, m.month.Format("2006-01"))
		}
	case "territory", "structure":
		keys = s.keys(a.by, a.territories, a.filters["structure"])
	default:
		chosen := a.filters[a.by]
		for _, c := range classes[a.by] {
			if (chosen == nil || slices.Contains(chosen, c.Key)) && (c.Key != KeyUnknown || a.by == "age_band" || a.by == "activity") {
				keys = append(keys, c.Key)
			}
		}
	}
	return keys
}

// figure makes a figure of a row.
func (a asked) figure(r row, s *scope) Figure {
	f := Figure{Key: r.Key, Label: a.label(r.Key, s), Status: StatusOK, Value: r.Value, Numerator: r.Numerator, Denominator: r.Denominator,
		Parts: make(map[string]float64, len(a.indicator.Parts))}
	zero := 0.0
	if a.indicator.Kind == "count" {
		if f.Value == nil {
			f.Value = &zero
		}
	} else {
		if f.Denominator == nil {
			f.Numerator, f.Denominator = &zero, &zero
		}
		if *f.Denominator == 0 {
			f.Status, f.Value = StatusNoData, nil
		}
	}
	for _, p := range a.indicator.Parts {
		if v, ok := r.Parts[p.Name]; ok {
			f.Parts[p.Name] = v
		} else if p.Unit != "share" && p.Unit != "days" {
			f.Parts[p.Name] = 0
		}
	}
	if a.indicator.Interval && f.Status == StatusOK {
		low, high := wilson(*f.Numerator, *f.Denominator)
		f.Low, f.High = &low, &high
	}
	return f
}

// label names a key in the language of the question.
func (a asked) label(key string, s *scope) string {
	if name, ok := specialNames[key]; ok {
		return name.In(a.lang)
	}
	switch a.by {
	case "month":
		if month, err := time.Parse("2006-01", key); err == nil {
			return monthLabel(month, a.lang)
		}
	case "territory", "structure":
		return s.name(a.by, key)
	default:
		for _, c := range classes[a.by] {
			if c.Key == key {
				return c.Name.In(a.lang)
			}
		}
	}
	return key
}

// notes says how far the figures can be read.
func (a asked) notes() []string {
	notes := []string{}
	if a.to.After(a.asOf.AddDate(0, 0, 1)) {
		day := a.asOf.Format("2 ") + monthLabel(a.asOf, a.lang)
		notes = append(notes, Text{
			FR: "La période n'est pas terminée le " + day + " : ces chiffres vont encore changer.",
			EN: "The period has not ended on " + day + ": these figures will still change.",
		}.In(a.lang))
	}
	return notes
}

// z is the 97.5 % quantile of the normal distribution, to six decimals.
const z = 1.959964

// wilson bounds a share by the 95 % interval of Wilson (1927), "Probable inference, the law of succession, and statistical
// inference", JASA 22.
func wilson(numerator, denominator float64) (low, high float64) {
	n, p := denominator, numerator/denominator
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	// The share itself bounds what rounding would leave beyond it, as at 0 and at 1.
	return min(max(centre-half, 0), p), max(min(centre+half, 1), p)
}
