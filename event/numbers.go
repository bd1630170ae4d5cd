package event

import (
	"fmt"
	"strconv"
)

// readWhole reads the value ahead as an integer from least to most. If it is none, the
// code tells why.
func readWhole[N int | uint64](r *reader, least, most N) (N, Code) {
	kind, literal := r.kind(), r.skip()
	if kind != '0' {
		return 0, CodeType
	}
	number := readNumber(string(literal))
	if number.fraction || !number.within(uint64(least), uint64(most)) {
		return 0, CodeRange
	}
	return N(number.whole), ""
}

func wholeReason[N int | uint64](least, most N) string {
	return fmt.Sprintf("Write a whole number from %d to %d.", least, most)
}

// whole is an integer from least to most.
func whole[N int | uint64](least, most N) form[N] {
	reason := wholeReason(least, most)
	return form[N]{
		read: func(r *reader, path string, into *N) {
			number, code := readWhole(r, least, most)
			if code != "" {
				r.add(path, code, reason)
			}
			*into = number
		},
		check: func(f *faults, path string, value N) {
			if value < least || value > most {
				f.add(path, CodeRange, reason)
			}
		},
		absent: func(value N) bool { return value == 0 },
		write:  func(text []byte, value N) []byte { return strconv.AppendInt(text, int64(value), 10) },
		schema: schema{"type": "integer", "minimum": least, "maximum": most},
	}
}

// share is a number from 0 to 100; nil stands for none.
func share() form[*float64] {
	const reason = "Write a number from 0 to 100."
	return form[*float64]{
		read: func(r *reader, path string, into **float64) {
			if r.kind() != '0' {
				r.skip()
				r.add(path, CodeType, reason)
				return
			}
			literal := string(r.skip())
			value, err := strconv.ParseFloat(literal, 64)
			if err != nil || !readNumber(literal).within(0, 100) {
				r.add(path, CodeRange, reason)
				return
			}
			value += 0 // -0 becomes 0
			*into = &value
		},
		check: func(f *faults, path string, value *float64) {
			if !(*value >= 0 && *value <= 100) { // NaN too
				f.add(path, CodeRange, reason)
			}
		},
		absent: func(value *float64) bool { return value == nil },
		write:  func(text []byte, value *float64) []byte { return strconv.AppendFloat(text, *value+0, 'g', -1, 64) },
		schema: schema{"type": "number", "minimum": 0, "maximum": 100},
	}
}
