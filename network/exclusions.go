package network

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

var (
	//go:embed sql/exclusions.sql
	exclusionsSQL string
	//go:embed sql/insert_exclusions.sql
	insertExclusionsSQL string
)

// Exclusion sets the events of some days aside: no figure counts them until it is lifted.
type Exclusion struct {
	Number    uint32    `json:"number"` // from 1, in the order in which they were set
	Source    string    `json:"source"`
	Structure string    `json:"structure,omitempty"` // "": every structure that the source speaks for
	From      string    `json:"from"`
	To        string    `json:"to"` // the day after the last one
	Why       string    `json:"why"`
	SetAt     time.Time `json:"set_at"`
	Lifted    bool      `json:"lifted"`
	ChangedAt time.Time `json:"changed_at"` // when it was set, or lifted
}

const (
	maxWhy    = 2000 // characters
	maxSource = 2000
)

// Check tells what is wrong with what a person asks to be set aside.
func (x Exclusion) Check() error {
	from, err := exclusionDay("from", x.From)
	if err != nil {
		return err
	}
	to, err := exclusionDay("to", x.To)
	switch {
	case err != nil:
		return err
	case clean(x.Source) == "":
		return errors.New("source: it is empty: name the source whose events are set aside, as vigie token list shows it")
	case utf8.RuneCountInString(x.Source) > maxSource:
		return fmt.Errorf("source: it has more than %d characters: name it as vigie token list shows it", maxSource)
	case !from.Before(to):
		return fmt.Errorf("to: %s is not after from, %s: give the day after the last one that is set aside", x.To, x.From)
	case clean(x.Why) == "":
		return errors.New("why: it is empty: say why these events are set aside, for those who read the list")
	case utf8.RuneCountInString(x.Why) > maxWhy:
		return fmt.Errorf("why: it has more than %d characters: shorten it", maxWhy)
	}
	return nil
}

func exclusionDay(field, text string) (time.Time, error) {
	day, err := date(text)
	if err != nil || day.Year() < 1970 || day.Year() > 2148 {
		return time.Time{}, fmt.Errorf("%s: %q is no day: write it as 2026-01-31", field, shorten(text, 40))
	}
	return day, nil
}

// overlaps tells whether two exclusions set the same events aside on some day.
func (x Exclusion) overlaps(other Exclusion) bool {
	return x.Source == other.Source && x.Structure == other.Structure && x.From < other.To && other.From < x.To
}

// Exclusions lists every exclusion there ever was, by number.
func (r *Registry) Exclusions(ctx context.Context) ([]Exclusion, error) {
	k, err := r.current(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(k.exclusions), nil
}

// ActiveExclusions lists the exclusions that have not been lifted, by number.
func (r *Registry) ActiveExclusions(ctx context.Context) ([]Exclusion, error) {
	all, err := r.Exclusions(ctx)
	return slices.DeleteFunc(all, func(x Exclusion) bool { return x.Lifted }), err
}

// Exclude sets events aside, and answers the exclusion with its number. Only what a person says of it is read.
func (r *Registry) Exclude(ctx context.Context, x Exclusion) (Exclusion, error) {
	if err := x.Check(); err != nil {
		return Exclusion{}, err
	}
	// The reason is one line, as lists show it.
	x.Source, x.Structure, x.Why = clean(x.Source), clean(x.Structure), strings.Join(strings.Fields(clean(x.Why)), " ")
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return Exclusion{}, err
	}
	defer end()
	if x.Structure != "" {
		if err := k.named("structure", x.Structure); err != nil {
			return Exclusion{}, err
		}
	}
	x.Number = 1
	for _, other := range k.exclusions {
		if !other.Lifted && x.overlaps(other) {
			return Exclusion{}, fmt.Errorf("exclusion %d sets events of the same source and structure aside from %s to %s: "+
				"give other days, or include %d first", other.Number, other.From, other.To, other.Number)
		}
		x.Number = max(x.Number, other.Number+1)
	}
	x.SetAt, x.ChangedAt, x.Lifted = at, at, false
	return x, r.putExclusion(ctx, x)
}

// Include lifts the exclusion of a number: its events count again.
func (r *Registry) Include(ctx context.Context, number uint32) (Exclusion, error) {
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return Exclusion{}, err
	}
	defer end()
	i := slices.IndexFunc(k.exclusions, func(x Exclusion) bool { return x.Number == number })
	if i < 0 {
		return Exclusion{}, fmt.Errorf("there is no exclusion %d: %s", number, numbersOf(k.exclusions))
	}
	x := k.exclusions[i]
	if x.Lifted {
		return Exclusion{}, fmt.Errorf("exclusion %d was lifted already, on %s: its events count", number, x.ChangedAt.Format(time.DateOnly))
	}
	x.ChangedAt, x.Lifted = at, true
	return x, r.putExclusion(ctx, x)
}

// numbersOf names the exclusions that can be lifted.
func numbersOf(all []Exclusion) string {
	var numbers []string
	for _, x := range all {
		if !x.Lifted {
			numbers = append(numbers, fmt.Sprint(x.Number))
		}
	}
	if len(numbers) == 0 {
		return "no events are set aside"
	}
	return "those in force are " + strings.Join(numbers, ", ")
}

// putExclusion adds the present state of an exclusion.
func (r *Registry) putExclusion(ctx context.Context, x Exclusion) error {
	from, err := date(x.From)
	if err != nil {
		return err
	}
	to, err := date(x.To)
	if err != nil {
		return err
	}
	err = r.insert(ctx, insertExclusionsSQL, 1, func(b driver.Batch, _ int) error {
		return b.Append(x.Number, x.Source, x.Structure, from, to, x.Why, x.SetAt, x.Lifted, x.ChangedAt)
	})
	if err != nil {
		return fmt.Errorf("keep the exclusion: %w", err)
	}
	return nil
}

func scanExclusion(scan func(...any) error) (x Exclusion, err error) {
	var from, to time.Time
	err = scan(&x.Number, &x.Source, &x.Structure, &from, &to, &x.Why, &x.SetAt, &x.Lifted, &x.ChangedAt)
	x.From, x.To = from.Format(time.DateOnly), to.Format(time.DateOnly)
	x.SetAt, x.ChangedAt = x.SetAt.UTC(), x.ChangedAt.UTC()
	return x, err
}
