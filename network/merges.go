package network

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

var (
	//go:embed sql/merges.sql
	mergesSQL string
	//go:embed sql/insert_merges.sql
	insertMergesSQL string
)

// Merge says that a structure is continued by another from a day on: it is closed from then on, and what names it and is of that day or
// later is of the other. What is of a day before stays its own. So it is until the merge is undone.
type Merge struct {
	Number    uint32    `json:"number"` // from 1, in the order in which they were set
	Structure string    `json:"structure"`
	Successor string    `json:"successor"`
	From      string    `json:"from"` // the first day of the successor
	Why       string    `json:"why,omitempty"`
	SetAt     time.Time `json:"set_at"`
	Undone    bool      `json:"undone"`
	ChangedAt time.Time `json:"changed_at"` // when it was set, or undone
}

// The years in which a merge can begin.
const firstMergeYear, lastMergeYear = 1971, 2148

// checked tells what is wrong with what a person asks, and gives it as it is kept.
func (m Merge) checked() (_ Merge, err error) {
	if m.Structure, err = checkedID("structure", m.Structure); err != nil {
		return m, err
	}
	if m.Successor, err = checkedID("successor", m.Successor); err != nil {
		return m, err
	}
	if m.Why, err = checkedWhy(m.Why); err != nil {
		return m, err
	}
	if m.Structure == m.Successor {
		return m, refuse(CodeItself, "successor: %q can't continue itself: name another structure", shorten(m.Structure, maxID))
	}
	if day, err := date(m.From); err != nil || day.Year() < firstMergeYear || day.Year() > lastMergeYear {
		return m, refuse(CodeNoDay, "from: %q is no day: give the first day of the successor as 2026-01-31", shorten(m.From, 40))
	}
	return m, nil
}

// Check tells what is wrong with what a person asks.
func (m Merge) Check() error {
	_, err := m.checked()
	return err
}

// Merges lists every merge there ever was, by number.
func (r *Registry) Merges(ctx context.Context) ([]Merge, error) {
	k, err := r.current(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(k.merges), nil
}

// Merge has a structure continued by another, and answers the merge with its number. Only what a person says of it is read. The error may be a
// Refusal.
func (r *Registry) Merge(ctx context.Context, m Merge) (Merge, error) {
	m, err := m.checked()
	if err != nil {
		return Merge{}, err
	}
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return Merge{}, err
	}
	defer end()
	if err := k.named("structure", m.Structure); err != nil {
		return Merge{}, err
	}
	if err := k.named("successor", m.Successor); err != nil {
		return Merge{}, err
	}
	if err := k.examineMerge(m); err != nil {
		return Merge{}, err
	}
	m.Number = uint32(len(k.merges) + 1)
	m.SetAt, m.ChangedAt, m.Undone = at, at, false
	return m, r.putMerge(ctx, m)
}

// examineMerge holds a merge of two structures against those in force and against what the registry knows of both.
func (k *known) examineMerge(m Merge) error {
	if other, merged := k.identity.merges[m.Structure]; merged {
		return refuse(CodeMerged, "structure: %q is merged into %q from %s on already: undo that first (vigie unmerge %s)",
			m.Structure, other.Successor, other.From, m.Structure)
	}
	for next, goesOn := k.identity.merges[m.Successor]; goesOn; next, goesOn = k.identity.merges[next.Successor] {
		if next.Successor == m.Structure {
			return refuse(CodeCircle, "successor: %q is continued by %q itself, from %s on: undo that first (vigie unmerge %s)",
				next.Structure, m.Structure, next.From, next.Structure)
		}
	}
	if next, ended := k.identity.merges[m.Successor]; ended && next.From <= m.From {
		return refuse(CodeBackwards, "successor: %q is merged into %q from %s on, and continues nothing from %s on: merge %q into %q",
			m.Successor, next.Successor, next.From, m.From, m.Structure, next.Successor)
	}
	for _, before := range k.merges {
		if !before.Undone && before.Successor == m.Structure && m.From <= before.From {
			return refuse(CodeBackwards, "from: %q is merged into %q from %s on, and can't go on there from %s on: give a later day, or undo that first (vigie unmerge %s)",
				before.Structure, m.Structure, before.From, m.From, before.Structure)
		}
	}
	structure, _ := k.structure(m.Structure)
	successor, _ := k.structure(m.Successor)
	switch {
	case m.From < structure.OpenedOn:
		return refuse(CodeBackwards, "from: %q opens on %s only: give that day or a later one", m.Structure, structure.OpenedOn)
	case m.From < successor.OpenedOn:
		return refuse(CodeBackwards, "from: %q opens on %s only: give that day or a later one", m.Successor, successor.OpenedOn)
	case successor.ClosedOn != "" && successor.ClosedOn <= m.From:
		return refuse(CodeBackwards, "successor: %q is closed from %s on: give an earlier day, or correct its record", m.Successor, successor.ClosedOn)
	}
	return nil
}

// Unmerge has a structure go on for itself again. successor is the one that continues it, or "". The error may be a Refusal.
func (r *Registry) Unmerge(ctx context.Context, structure, successor string) (Merge, error) {
	k, at, end, err := r.begin(ctx)
	if err != nil {
		return Merge{}, err
	}
	defer end()
	m, is := k.identity.merges[clean(structure)]
	if !is {
		return Merge{}, refuse(CodeNone, "%q is merged into no structure: %s", shorten(structure, maxID), inForce(k.identity.merges))
	}
	if successor = clean(successor); successor != "" && successor != m.Successor {
		return Merge{}, refuse(CodeNone, "%q is merged into %q, not into %q: name that one, or none", m.Structure, m.Successor, shorten(successor, maxID))
	}
	m.ChangedAt, m.Undone = at, true
	return m, r.putMerge(ctx, m)
}

// putMerge adds the present state of a merge.
func (r *Registry) putMerge(ctx context.Context, m Merge) error {
	from, err := date(m.From)
	if err != nil {
		return err
	}
	err = r.insert(ctx, insertMergesSQL, 1, func(b driver.Batch, _ int) error {
		return b.Append(m.Number, m.Structure, m.Successor, from, m.Why, m.SetAt, m.Undone, m.ChangedAt)
	})
	if err != nil {
		return fmt.Errorf("keep the merge: %w", err)
	}
	return nil
}

func scanMerge(scan func(...any) error) (m Merge, err error) {
	var from time.Time
	err = scan(&m.Number, &m.Structure, &m.Successor, &from, &m.Why, &m.SetAt, &m.Undone, &m.ChangedAt)
	m.From = from.Format(time.DateOnly)
	m.SetAt, m.ChangedAt = m.SetAt.UTC(), m.ChangedAt.UTC()
	return m, err
}
