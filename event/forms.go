package event

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// text is a text of at most maxText bytes. Beyond that, fits must hold for it: if not,
// the code and the reason say what is wrong. The pattern says the same as fits does.
func text(fits func(string) bool, code Code, reason, pattern string) form[string] {
	return form[string]{
		read: func(r *reader, path string, into *string) {
			if r.kind() != '"' {
				r.skip()
				r.add(path, CodeType, "Write this as text, in quotes.")
				return
			}
			if *into = string(r.string()); *into == "" {
				r.add(path, CodeRequired, "Fill this in, or leave an optional field out.")
			}
		},
		check: func(f *faults, path string, value string) {
			switch {
			case len(value) > maxText:
				f.add(path, CodeTooLong, fmt.Sprintf("Shorten this to %d bytes.", maxText))
			case !clean(value):
				f.add(path, CodeFormat, "Remove the control characters and broken signs (U+FFFD).")
			case !fits(value):
				f.add(path, code, reason)
			}
		},
		absent: func(value string) bool { return value == "" },
		write:  appendText,
		schema: schema{"type": "string", "minLength": 1, "maxLength": maxText, "pattern": pattern},
	}
}

// identifier is an id that the sender chose.
func identifier() form[string] {
	return text(func(string) bool { return true }, "", "", patternClean)
}

// reference is the sender's own reference of a person.
func reference() form[string] {
	return text(func(value string) bool { return !personal(value) }, CodePersonal,
		"Send a number of your own for the person: this looks like an e-mail address, a telephone number or a social security number.",
		patternClean)
}

// uri is the name of a source.
func uri() form[string] {
	return text(isURIReference, CodeFormat,
		"Write the source as a URI-reference, such as https://tool.example or urn:example:tool.", patternURIReference)
}

// slug is the name of a questionnaire.
func slug() form[string] {
	return text(isSlug, CodeFormat,
		"Use 1 to 64 lower-case letters, digits, _ and -, the first a letter or digit.", patternSlug)
}

// project is the code of a funded project.
func project() form[string] {
	return text(isProjectCode, CodeFormat, "Use 1 to 64 letters, digits, _ - and dots.", patternProjectCode)
}

// territory is the code of a territory. Postcodes of Paris become arrondissements.
func territory() form[string] {
	of := text(isTerritory, CodeFormat, reasonTerritory, patternTerritory)
	read, write := of.read, of.write
	of.read = func(r *reader, path string, into *string) {
		read(r, path, into)
		*into = arrondissement(*into)
	}
	of.write = func(text []byte, value string) []byte { return write(text, arrondissement(value)) }
	return of
}

const reasonTerritory = "Use the code of a commune or arrondissement (five characters, such as 75113), a département (01, 2A, 974) " +
	"or an intercommunality (nine digits)."

// choice is one of the values of an enumeration.
func choice[E ~string](values []E) form[E] {
	reason := "Use one of " + join(values) + "."
	return form[E]{
		read: func(r *reader, path string, into *E) {
			if r.kind() != '"' {
				r.skip()
				r.add(path, CodeType, reason)
				return
			}
			value, known := lookUp(values, r.string())
			if !known {
				r.add(path, CodeEnum, reason)
			}
			*into = value
		},
		check: func(f *faults, path string, value E) {
			if !slices.Contains(values, value) {
				f.add(path, CodeEnum, reason)
			}
		},
		absent: func(value E) bool { return value == "" },
		write:  func(text []byte, value E) []byte { return appendText(text, string(value)) },
		schema: schema{"enum": enum(values)},
	}
}

// list is a list of values of an enumeration without repeats. Its order means nothing:
// it is kept in the enumeration's.
func list[E ~string](values []E) form[[]E] {
	reason := "Use values among " + join(values) + "."
	const repeated = "Give each value once only."
	return form[[]E]{
		read: func(r *reader, path string, into *[]E) {
			if r.kind() != '[' {
				r.skip()
				r.add(path, CodeType, "Send a JSON list here, with values among "+join(values)+".")
				return
			}
			var seen uint64 // one bit a value
			for r.enter(); r.more(); {
				if r.kind() != '"' {
					r.skip()
					r.add(path, CodeType, reason)
					continue
				}
				name := r.string()
				i := slices.IndexFunc(values, func(value E) bool { return string(value) == string(name) })
				switch {
				case i < 0:
					r.add(path, CodeEnum, reason)
					continue
				case seen&(1<<i) != 0:
					r.add(path, CodeDuplicate, repeated)
				}
				seen |= 1 << i
			}
			for i, value := range values {
				if seen&(1<<i) != 0 {
					*into = append(*into, value)
				}
			}
		},
		check: func(f *faults, path string, given []E) {
			for i, value := range given {
				if !slices.Contains(values, value) {
					f.add(path, CodeEnum, reason)
				} else if slices.Contains(given[:i], value) {
					f.add(path, CodeDuplicate, repeated)
				}
			}
		},
		absent: func(given []E) bool { return len(given) == 0 },
		write: func(text []byte, given []E) []byte {
			text = append(text, '[')
			empty := len(text)
			for _, value := range values {
				if !slices.Contains(given, value) {
					continue
				}
				if len(text) > empty {
					text = append(text, ',')
				}
				text = appendText(text, string(value))
			}
			return append(text, ']')
		},
		schema: schema{"type": "array", "items": schema{"enum": enum(values)}, "uniqueItems": true},
	}
}

// owned is the list of equipment, where an empty list says more than no list.
func owned() form[Assessment] {
	of := list(EquipmentValues())
	return form[Assessment]{
		read: func(r *reader, path string, into *Assessment) {
			into.EquipmentKnown = true
			of.read(r, path, &into.Equipment)
		},
		check:  func(f *faults, path string, from Assessment) { of.check(f, path, from.Equipment) },
		absent: func(from Assessment) bool { return !from.EquipmentKnown && len(from.Equipment) == 0 },
		write:  func(text []byte, from Assessment) []byte { return of.write(text, from.Equipment) },
		schema: of.schema,
	}
}

// flag is true or false; false is the same as none.
func flag() form[bool] {
	return form[bool]{
		read: func(r *reader, path string, into *bool) {
			kind := r.kind()
			if r.skip(); kind != 't' && kind != 'f' {
				r.add(path, CodeType, "Write true or false, without quotes.")
			}
			*into = kind == 't'
		},
		check:  func(*faults, string, bool) {},
		absent: func(value bool) bool { return !value },
		write:  strconv.AppendBool,
		schema: schema{"type": "boolean"},
	}
}

// maybe is a value whose absence says something else than its zero value; nil stands for none.
func maybe[V any](of form[V]) form[*V] {
	return form[*V]{
		read: func(r *reader, path string, into **V) {
			*into = new(V)
			of.read(r, path, *into)
		},
		check:  func(f *faults, path string, value *V) { of.check(f, path, *value) },
		absent: func(value *V) bool { return value == nil },
		write:  func(text []byte, value *V) []byte { return of.write(text, *value) },
		schema: of.schema,
	}
}

// object is an object with a table of its own; the zero value stands for none.
func object[T comparable](of *table[T]) form[T] {
	return form[T]{
		read: func(r *reader, _ string, into *T) {
			if value := of.read(r); value != nil {
				*into = *value
			}
		},
		check:  func(f *faults, _ string, value T) { of.check(f, &value) },
		absent: func(value T) bool { return value == *new(T) },
		write:  func(text []byte, value T) []byte { return of.write(text, &value) },
		schema: of.schema(),
	}
}

// pointed is an object with a table of its own; nil stands for none.
func pointed[T any](of *table[T]) form[*T] {
	return form[*T]{
		read:   func(r *reader, _ string, into **T) { *into = of.read(r) },
		check:  func(f *faults, _ string, value *T) { of.check(f, value) },
		absent: func(value *T) bool { return value == nil },
		write:  func(text []byte, value *T) []byte { return of.write(text, value) },
		schema: of.schema(),
	}
}

func lookUp[E ~string](values []E, name []byte) (E, bool) {
	for _, value := range values {
		if string(value) == string(name) {
			return value, true
		}
	}
	return "", false
}

func join[E ~string](values []E) string {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = string(value)
	}
	return strings.Join(names, ", ")
}

// appendText appends a text as a JSON string.
func appendText(to []byte, value string) []byte {
	for i := range len(value) {
		if char := value[i]; char < ' ' || char > '~' || char == '"' || char == '\\' {
			quoted, err := json.Marshal(value)
			if err != nil {
				panic(err) // every text is a JSON string
			}
			return append(to, quoted...)
		}
	}
	to = append(to, '"')
	to = append(to, value...)
	return append(to, '"')
}
