package event

import (
	"maps"
	"slices"
	"strconv"
)

// classes are what people or participations of a margin fall to: the names of its fields.
type classes[C ~string] struct {
	about string // what they are, in a sentence
	// find gives the class of a name, in normal form.
	find func(name []byte) (class C, known bool)
	// refuse says that a name stands for no class.
	refuse func(f *faults, path string, name []byte)
	schema func(count schema) schema
}

// among are the values of an enumeration as classes.
func among[E ~string](values []E) classes[E] {
	unknown := "Remove this field: the choices are " + join(values) + "."
	return classes[E]{
		about:  join(values),
		find:   func(name []byte) (E, bool) { return lookUp(values, name) },
		refuse: func(f *faults, path string, name []byte) { f.add(path+"."+printable(name), CodeUnknownField, unknown) },
		schema: func(count schema) schema {
			properties := schema{}
			for _, value := range values {
				properties[string(value)] = count
			}
			return schema{"type": "object", "properties": properties, "additionalProperties": false}
		},
	}
}

// residences are codes of territories as classes. A name that is none is a value of the sender's, and not given back.
func residences() classes[string] {
	return classes[string]{
		about: "codes of territories",
		find: func(name []byte) (string, bool) {
			code := string(name)
			return arrondissement(code), isTerritory(code)
		},
		refuse: func(f *faults, path string, _ []byte) { f.add(path, CodeFormat, reasonTerritory) },
		schema: func(count schema) schema {
			return schema{"type": "object", "propertyNames": schema{"pattern": patternTerritory}, "additionalProperties": count}
		},
	}
}

// normal is a margin without its zeros, each class under its normal form.
func (c classes[C]) normal(given map[C]int) map[C]int {
	margin := make(map[C]int, len(given))
	for name, number := range given {
		if number == 0 {
			continue
		}
		class, known := c.find([]byte(name))
		if !known {
			class = name
		}
		margin[class] += number
	}
	return margin
}

// counts is how many of a number of people or participations fall to each class, at most most. A count of zero is the same as none.
func counts[C ~string](of classes[C], most int) form[map[C]int] {
	reason := wholeReason(0, most)
	return form[map[C]int]{
		read: func(r *reader, path string, into *map[C]int) {
			if r.kind() != '{' {
				r.skip()
				r.add(path, CodeType, "Send a JSON object here, with numbers for "+of.about+".")
				return
			}
			read := map[C]int{}
			names := map[string]bool{}
			for r.enter(); r.more(); {
				name := r.name()
				class, known := of.find(name)
				switch {
				case !known:
					r.skip()
					of.refuse(&r.faults, path, name)
				case names[string(name)]:
					r.skip()
					r.add(path+"."+string(class), CodeDuplicate, "Give this field once only.")
				case r.kind() == 'n':
					r.skip()
				default:
					number, code := readWhole(r, 0, most)
					if code != "" {
						r.add(path+"."+string(class), code, reason)
					}
					read[class] += number // two postcodes can be one arrondissement
				}
				if known {
					names[string(name)] = true
				}
			}
			maps.DeleteFunc(read, func(_ C, number int) bool { return number == 0 })
			if len(read) > 0 {
				*into = read
			}
		},
		check: func(f *faults, path string, given map[C]int) {
			for name, number := range given {
				if class, known := of.find([]byte(name)); !known {
					of.refuse(f, path, []byte(name))
				} else if !between(number, 0, most) {
					f.add(path+"."+string(class), CodeRange, reason)
				}
			}
		},
		absent: func(given map[C]int) bool {
			for _, number := range given {
				if number != 0 {
					return false
				}
			}
			return true
		},
		write: func(text []byte, given map[C]int) []byte {
			margin := of.normal(given)
			text = append(text, '{')
			for i, class := range slices.Sorted(maps.Keys(margin)) {
				if i > 0 {
					text = append(text, ',')
				}
				text = appendText(text, string(class))
				text = append(text, ':')
				text = strconv.AppendInt(text, int64(margin[class]), 10)
			}
			return append(text, '}')
		},
		schema: of.schema(nullable(whole(0, most).schema)),
	}
}

// within holds a number of an object, such as the sum of a margin, to another one, where that could be read.
func within[T any](path, name, total, reason string, number, most func(*T) int) rule[T] {
	return rule[T]{check: func(f *faults, of *T) {
		if number(of) > most(of) && !f.has(path+"."+total) {
			f.add(path+"."+name, CodeRange, reason)
		}
	}}
}

func sum[C ~string](counts map[C]int) int {
	total := 0
	for _, number := range counts {
		total += number
	}
	return total
}

func highest[C ~string](counts map[C]int) int {
	most := 0
	for _, number := range counts {
		most = max(most, number)
	}
	return most
}
