package main

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/jackc/pgx/v5/pgtype"
)

// closeEnough is how far two sums of the same numbers in another order may differ, as a share.
const closeEnough = 1e-9

// differences lists where PostgreSQL's figures are not Vigie's. Both ways: a key that only one side has must be zero or
// without a value. Of the numbers, those that PostgreSQL's query answers are compared.
func differences(postgres, vigie figures) []string {
	var list []string
	keys := make(map[string]bool)
	for key := range postgres {
		keys[key] = true
	}
	for key := range vigie {
		keys[key] = true
	}
	names := make(map[string]bool)
	for _, numbers := range postgres {
		for name := range numbers {
			names[name] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		for _, name := range slices.Sorted(maps.Keys(names)) {
			p, v := postgres[key][name], vigie[key][name]
			if math.Abs(p-v) > closeEnough*max(math.Abs(p), math.Abs(v)) {
				list = append(list, fmt.Sprintf("%s of %s: PostgreSQL %v, Vigie %v", name, key, p, v))
			}
		}
	}
	if len(names) == 0 {
		list = append(list, "PostgreSQL answered no number")
	}
	return list
}

// float reads a number as PostgreSQL's driver gives it.
func float(value any) (float64, error) {
	switch n := value.(type) {
	case int16:
		return float64(n), nil
	case int32:
		return float64(n), nil
	case int64:
		return float64(n), nil
	case float64:
		return n, nil
	case pgtype.Numeric:
		f, err := n.Float64Value()
		return f.Float64, err
	}
	return 0, fmt.Errorf("%T is no number", value)
}
