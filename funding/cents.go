package funding

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"vigie/network/records"
)

// Cents is money: hundredths of a euro.
type Cents int64

// most is the most that a file may give: what is beyond a hundred billion euros is a mistake.
const most Cents = 100_000_000_000_00

// String writes euros as 12500 or 12500.50.
func (c Cents) String() string {
	text := strconv.FormatInt(int64(c/100), 10)
	if rest := c % 100; rest != 0 {
		text += fmt.Sprintf(".%02d", rest)
	}
	return text
}

// parseCents reads euros: 12500, 12500.50, 12 500,5 or 12 500 €.
func parseCents(value string) (Cents, error) {
	wrong := fmt.Errorf("%.40q is no number of euros: write it as 12500 or 12500,50", value)
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.TrimSuffix(value, "€"))
	whole, part, _ := strings.Cut(strings.Replace(digits, ",", ".", 1), ".")
	if strings.Trim(whole+part, "0123456789") != "" || whole == "" || len(part) > 2 {
		if strings.HasPrefix(digits, "-") {
			return 0, errors.New("euros are never below 0: correct the amount")
		}
		return 0, wrong
	}
	euros, err := strconv.ParseInt(whole, 10, 64)
	cents, _ := strconv.ParseInt((part + "00")[:2], 10, 64) // two digits
	if err != nil || euros > int64(most)/100 {
		return 0, fmt.Errorf("%.40q is more than %s €: correct the amount", value, most)
	}
	return Cents(euros*100 + cents), nil
}

// eurosColumn is a column of euros in a file, of cents in a table.
func eurosColumn[T any](name string, field func(*T) *Cents) records.Column[T] {
	return records.Column[T]{
		Name: name,
		Read: func(t *T, value string) (err error) {
			*field(t), err = parseCents(value)
			return err
		},
		Write: func(t T) string { return field(&t).String() },
		Value: func(t T) any { return int64(*field(&t)) },
		Dest:  func(t *T) any { return (*int64)(field(t)) },
	}
}

// optionalEuros is such a column where an amount may be unknown.
func optionalEuros[T any](name string, field func(*T) **Cents) records.Column[T] {
	return records.Column[T]{
		Name: name,
		Read: func(t *T, value string) error {
			c, err := parseCents(value)
			*field(t) = &c
			return err
		},
		Write: func(t T) string {
			if c := *field(&t); c != nil {
				return c.String()
			}
			return ""
		},
		Value: func(t T) any { return (*int64)(*field(&t)) },
		Dest:  func(t *T) any { return centsDest{field(t)} },
	}
}

// centsDest takes the cents of a table.
type centsDest struct{ cents **Cents }

// Scan is sql.Scanner's.
func (d centsDest) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*d.cents = nil
	case int64:
		*d.cents = new(Cents(v))
	default:
		return fmt.Errorf("a %T is no number of cents", value)
	}
	return nil
}

// value is the cents, 0 where they are not known.
func value(c *Cents) Cents {
	if c == nil {
		return 0
	}
	return *c
}

// portion is the part of an amount that falls to the first done of all equal steps, done being at most all, rounded to the cent. What falls
// to some steps is the difference of two portions, so that parts which follow each other sum to the amount exactly.
func portion(amount Cents, done, all uint64) Cents {
	high, low := bits.Mul64(uint64(amount), done)
	low, carry := bits.Add64(low, all/2, 0)
	quotient, _ := bits.Div64(high+carry, low, all)
	return Cents(quotient)
}

// split divides an amount by weights, to the cent, without remainder. Where no weight is above 0, all parts are equal.
func split(amount Cents, weights []uint64) []Cents {
	var all uint64
	for _, w := range weights {
		all += w
	}
	if all == 0 {
		weights, all = slices.Repeat([]uint64{1}, len(weights)), uint64(len(weights))
	}
	parts := make([]Cents, len(weights))
	var done uint64
	var given Cents
	for i, w := range weights {
		done += w
		parts[i] = portion(amount, done, all) - given
		given += parts[i]
	}
	return parts
}
