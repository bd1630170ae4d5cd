package network

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

var (
	//go:embed sql/aliases.sql
	aliasesSQL string
	//go:embed sql/insert_aliases.sql
	insertAliasesSQL string
)

// Alias is another id of a structure: what names it, on any day, is of that structure until the alias is removed.
type Alias struct {
	Number    uint32    `json:"number"` // from 1, in the order in which they were set
	Alias     string    `json:"alias"`
	Structure string    `json:"structure"`
	Why       string    `json:"why,omitempty"`
	SetAt     time.Time `json:"set_at"`
	Removed   bool      `json:"removed"`
	ChangedAt time.Time `json:"changed_at"` // when it was set, or removed
}

// checked tells what is wrong with what a person asks, and gives it as it is kept.
func (a Alias) checked() (_ Alias, err error) {
	if a.Alias, err = checkedID("alias", a.Alias); err != nil {
		return a, err
	}
	if a.Structure, err = checkedID("structure", a.Structure); err != nil {
		return a, err
	}
	if a.Why, err = checkedWhy(a.Why); err != nil {
		return a, err
	}
	if a.Alias == a.Structure {
		return a, refuse(CodeItself, "alias: %q is the structure's own id: give another one that names it", shorten(a.Alias, maxID))
	}
	return a, nil
}

// Check tells what is wrong with what a person asks.
func (a Alias) Check() error {
	_, err := a.checked()
	return err
}

// Aliases lists every alias there ever was, by number.
func (r *Registry) Aliases(ctx context.Context) ([]Alias, error) {
	k, err := r.current(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(k.aliases), nil
}

// AddAlias gives a structure another id, and answers the alias with its number. Only what a person says of it is read. The error may be a
// Refusal.
func (r *Registry) AddAlias(ctx context.Context, a Alias) (Alias, error) {
	a, err := a.checked()
	if err != nil {
		return Alias{}, err
	}
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return Alias{}, err
	}
	defer end()
	if other, taken := k.identity.aliases[a.Alias]; taken {
		return Alias{}, refuse(CodeTaken, "alias: %q is another id of %q already: remove that alias first", a.Alias, other.Structure)
	}
	if _, is := k.structure(a.Alias); is {
		return Alias{}, refuse(CodeStructure, "alias: %q is a structure of the registry itself: merge it into %q instead (vigie merge)", a.Alias, a.Structure)
	}
	if err := k.named("structure", a.Structure); err != nil {
		return Alias{}, err
	}
	a.Number = uint32(len(k.aliases) + 1)
	a.SetAt, a.ChangedAt, a.Removed = at, at, false
	return a, r.putAlias(ctx, a)
}

// RemoveAlias takes another id from the structure it was given to: what names it is of no structure. The error may be a Refusal.
func (r *Registry) RemoveAlias(ctx context.Context, id string) (Alias, error) {
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return Alias{}, err
	}
	defer end()
	a, is := k.identity.aliases[clean(id)]
	if !is {
		return Alias{}, refuse(CodeNone, "%q is no alias: %s", shorten(id, maxID), inForce(k.identity.aliases))
	}
	a.ChangedAt, a.Removed = at, true
	return a, r.putAlias(ctx, a)
}

// inForce names what there is.
func inForce[T any](of map[string]T) string {
	if len(of) == 0 {
		return "there is none"
	}
	const most = 20
	ids := slices.Sorted(maps.Keys(of))
	if more := len(ids) - most; more > 0 {
		return fmt.Sprintf("there are %s, and %d more", strings.Join(ids[:most], ", "), more)
	}
	return "there are " + strings.Join(ids, ", ")
}

// putAlias adds the present state of an alias.
func (r *Registry) putAlias(ctx context.Context, a Alias) error {
	err := r.insert(ctx, insertAliasesSQL, 1, func(b driver.Batch, _ int) error {
		return b.Append(a.Number, a.Alias, a.Structure, a.Why, a.SetAt, a.Removed, a.ChangedAt)
	})
	if err != nil {
		return fmt.Errorf("keep the alias: %w", err)
	}
	return nil
}

func scanAlias(scan func(...any) error) (a Alias, err error) {
	err = scan(&a.Number, &a.Alias, &a.Structure, &a.Why, &a.SetAt, &a.Removed, &a.ChangedAt)
	a.SetAt, a.ChangedAt = a.SetAt.UTC(), a.ChangedAt.UTC()
	return a, err
}
