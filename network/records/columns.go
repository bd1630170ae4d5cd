package records

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"vigie/network"
)

// Column is a column of a file and of a table.
type Column[T any] struct {
	Name     string // in lower case
	Required bool   // every file has it, and every row a value
	Key      bool
	Read     func(t *T, value string) error // of a value that is not empty, without spaces around it
	Write    func(t T) string
	Value    func(t T) any  // what the table takes
	Dest     func(t *T) any // where the table's value goes
}

// Require is the column without which a row is refused.
func (c Column[T]) Require() Column[T] {
	c.Required = true
	return c
}

// Identify is the column as one that tells records apart.
func (c Column[T]) Identify() Column[T] {
	c.Required, c.Key = true, true
	return c
}

// separator stands between the values of a list, mark between the parts of one value.
const (
	separator = "|"
	mark      = ":"
)

// Text is a column of plain text of at most limit characters, on one line.
func Text[T any](name string, limit int, field func(*T) *string) Column[T] {
	return text(name, field, func(value string) (string, error) {
		return strings.Join(strings.Fields(value), " "), network.CheckLength(value, limit)
	})
}

// Code is a column of codes as the registry has them.
func Code[T any](name string, field func(*T) *string) Column[T] {
	return text(name, field, func(value string) (string, error) { return value, network.CheckCode(value) })
}

// Choice is a column of one of some values.
func Choice[T any](name string, field func(*T) *string, values ...string) Column[T] {
	return text(name, field, func(value string) (string, error) { return value, OneOf(value, values...) })
}

// OneOf refuses what is none of some values.
func OneOf(value string, values ...string) error {
	if !slices.Contains(values, value) {
		return fmt.Errorf("%.40q is none of %s", value, strings.Join(values, ", "))
	}
	return nil
}

func text[T any](name string, field func(*T) *string, check func(string) (string, error)) Column[T] {
	return Column[T]{
		Name:  name,
		Read:  func(t *T, value string) (err error) { *field(t), err = check(value); return err },
		Write: func(t T) string { return *field(&t) },
		Value: func(t T) any { return *field(&t) },
		Dest:  func(t *T) any { return field(t) },
	}
}

// Day is a column of days, which may be empty.
func Day[T any](name string, field func(*T) *string) Column[T] {
	c := text(name, field, ParseDay)
	c.Value = func(t T) any {
		if day := field(&t); *day != "" {
			return day
		}
		return (*string)(nil)
	}
	c.Dest = func(t *T) any { return dayDest{field(t)} }
	return c
}

// ParseDay reads a day as network.ParseDay does, if tables can hold it.
func ParseDay(value string) (string, error) {
	day, err := network.ParseDay(value)
	if err == nil && day < earliest {
		return "", fmt.Errorf("%s is before 1970: correct it", day)
	}
	return day, err
}

// dayDest takes a day of a table.
type dayDest struct{ day *string }

// Scan is sql.Scanner's.
func (d dayDest) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*d.day = ""
	case time.Time:
		*d.day = v.Format(time.DateOnly)
	default:
		return fmt.Errorf("a %T is no day", value)
	}
	return nil
}

// Whole is a column of whole numbers from least to most, which may be unknown.
func Whole[T any](name string, least, most uint32, field func(*T) **uint32) Column[T] {
	return Column[T]{
		Name: name,
		Read: func(t *T, value string) error {
			n, err := ParseWhole(value, least, most)
			*field(t) = &n
			return err
		},
		Write: func(t T) string {
			if n := *field(&t); n != nil {
				return strconv.FormatUint(uint64(*n), 10)
			}
			return ""
		},
		Value: func(t T) any { return *field(&t) },
		Dest:  func(t *T) any { return field(t) },
	}
}

// ParseWhole reads a whole number that may have spaces between its thousands.
func ParseWhole(value string, least, most uint32) (uint32, error) {
	n, err := network.ParseWhole(value, uint64(most))
	if err != nil || n < uint64(least) {
		return 0, fmt.Errorf("%.40q is no whole number from %d to %d", value, least, most)
	}
	return uint32(n), nil
}

// Number is a column of numbers from 0 to most, which may be unknown.
func Number[T any](name string, most float64, field func(*T) **float64) Column[T] {
	return Column[T]{
		Name: name,
		Read: func(t *T, value string) error {
			n, err := ParseNumber(value)
			if err == nil && (n < 0 || n > most) {
				err = fmt.Errorf("%.40q is not between 0 and %v", value, most)
			}
			*field(t) = &n
			return err
		},
		Write: func(t T) string {
			if n := *field(&t); n != nil {
				return strconv.FormatFloat(*n, 'f', -1, 64)
			}
			return ""
		},
		Value: func(t T) any { return *field(&t) },
		Dest:  func(t *T) any { return field(t) },
	}
}

// ParseNumber reads a number with a decimal point or comma, and spaces between its thousands.
func ParseNumber(value string) (float64, error) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, value)
	n, err := strconv.ParseFloat(strings.Replace(digits, ",", ".", 1), 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || strings.ContainsAny(digits, "xXpPeE_") {
		return 0, fmt.Errorf("%.40q is no number: write it as 12.5 or 12,5", value)
	}
	return n, nil
}

// Codes is a column of codes joined with |, kept sorted, each of them once.
func Codes[T any](name string, field func(*T) *[]string) Column[T] {
	c := List(name, field, func(item string) (string, error) { return item, network.CheckCode(item) }, func(item string) string { return item })
	read := c.Read
	c.Read = func(t *T, value string) error {
		err := read(t, value)
		slices.Sort(*field(t))
		*field(t) = slices.Compact(*field(t))
		return err
	}
	return c
}

// List is a column of values joined with |. An item is read and written by itself; its fields bear the names of the table's tuple.
func List[T, E any](name string, field func(*T) *[]E, parse func(item string) (E, error), format func(E) string) Column[T] {
	const most = 1000
	return Column[T]{
		Name: name,
		Read: func(t *T, value string) error {
			var items []E
			for text := range strings.SplitSeq(value, separator) {
				if text = strings.TrimSpace(text); text == "" {
					continue
				}
				item, err := parse(text)
				if err != nil {
					return err
				}
				if items = append(items, item); len(items) > most {
					return fmt.Errorf("the list has more than %d values: shorten it", most)
				}
			}
			*field(t) = items
			return nil
		},
		Write: func(t T) string {
			var items []string
			for _, item := range *field(&t) {
				items = append(items, format(item))
			}
			return strings.Join(items, separator)
		},
		Value: func(t T) any {
			if items := *field(&t); items != nil {
				return items
			}
			return []E{}
		},
		Dest: func(t *T) any { return field(t) },
	}
}

// Parts cuts an item of a list such as granted:2026-01-31 at its marks, without spaces around its parts.
func Parts(item string) []string {
	parts := strings.Split(item, mark)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// Join is the item of some parts, without those that are empty at its end.
func Join(parts ...string) string { return strings.TrimRight(strings.Join(parts, mark), mark) }

// Name checks a name within an item of a list.
func Name(text string, limit int) (string, error) {
	if text == "" {
		return "", errors.New("a name is empty: fill it in")
	}
	return strings.Join(strings.Fields(text), " "), network.CheckLength(text, limit)
}
