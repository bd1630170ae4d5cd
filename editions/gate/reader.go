// Package gate answers protected readers: from what is published alone, under the closed list's rules of what may be shown. What renders
// takes its Answer, which nothing else can make.
package gate

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/queries/places"
	"vigie/warehouse"
)

// kept is how many editions are held in memory: the latest, that of the last meeting, and one that somebody looks back at.
const kept = 3

// Reader reads editions. It is safe for concurrent use.
type Reader struct {
	warehouse *warehouse.Warehouse
	store     store.Store
	list      *cells.List
	catalogue *indicator.Catalogue
	forms     map[string]form

	mu       sync.Mutex
	changes  uint64
	known    bool
	editions []store.Edition
	dates    []store.Date
	registry *places.Snapshot
	loaded   []*Publication             // the one that was used last is the first
	open     map[time.Time][]Registered // by the first day after a window: what was open on its last day
}

// NewReader makes a Reader. It reads nothing before the first question.
func NewReader(w *warehouse.Warehouse, catalogue *indicator.Catalogue) (*Reader, error) {
	list, err := cells.Read(catalogue)
	if err != nil {
		return nil, err
	}
	return &Reader{warehouse: w, store: store.New(w), list: list, catalogue: catalogue, forms: formsOf(list, catalogue)}, nil
}

// Editions are all editions, the first one first.
func (r *Reader) Editions(ctx context.Context) ([]store.Edition, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.look(ctx)
	return slices.Clone(r.editions), err
}

// look reads which editions there are, where the warehouse has changed.
func (r *Reader) look(ctx context.Context) error {
	changes, counted := r.warehouse.Changes()
	if r.known && counted && changes == r.changes {
		return nil
	}
	editions, err := r.store.Editions(ctx)
	if err != nil {
		return err
	}
	dates, err := r.store.Dates(ctx)
	if err != nil {
		return err
	}
	registry, err := places.Read(ctx, r.warehouse.Conn())
	if err != nil {
		return err
	}
	r.editions, r.dates, r.registry, r.changes, r.known = editions, dates, registry, changes, true
	r.open = make(map[time.Time][]Registered)
	return nil
}

// Read gives what is published as of an edition; 0 is the latest. The error is NothingPublishedError where there is none, and a Refusal
// where there is no such edition.
func (r *Reader) Read(ctx context.Context, number uint32) (*Publication, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.look(ctx); err != nil {
		return nil, err
	}
	if len(r.editions) == 0 {
		return nil, NothingPublishedError{}
	}
	if number == 0 {
		number = r.editions[len(r.editions)-1].Number
	}
	at := slices.IndexFunc(r.editions, func(e store.Edition) bool { return e.Number == number })
	if at < 0 {
		return nil, Refusal{Code: RefusedEdition, Field: "edition", Given: fmt.Sprint(number), Choices: numbersOf(r.editions)}
	}
	for i, p := range r.loaded {
		if p.Edition.Number == number {
			r.loaded = slices.Insert(slices.Delete(r.loaded, i, i+1), 0, p)
			if p.registry != r.registry {
				p = p.under(r.registry, r.dates)
				r.loaded[0] = p
			}
			return p, nil
		}
	}
	p, err := r.load(ctx, r.editions[:at+1], store.AreasOf(r.editions))
	if err != nil {
		return nil, err
	}
	r.loaded = slices.Insert(r.loaded, 0, p)
	r.loaded = r.loaded[:min(len(r.loaded), kept)]
	return p, nil
}

// numbersOf are the latest editions' numbers.
func numbersOf(editions []store.Edition) (numbers []string) {
	for _, e := range editions[max(0, len(editions)-12):] {
		numbers = append(numbers, fmt.Sprint(e.Number))
	}
	return numbers
}

func (r *Reader) load(ctx context.Context, editions []store.Edition, held store.Areas) (*Publication, error) {
	p := &Publication{
		Edition: editions[len(editions)-1], list: r.list, catalogue: r.catalogue, forms: r.forms, numbers: newNumbers(), windows: make(map[period.Window]store.Window),
		pairs: make(pairs), held: held,
	}
	for _, w := range store.Latest(editions) {
		p.windows[w.Window] = w
		p.latest = append(p.latest, w)
	}
	if err := r.store.Cells(ctx, p.Edition.Number, func(c store.Cell) {
		c.Value = r.list.Told(c.Component, c.Value)
		p.numbers.add(c)
		p.pairs.add(c)
	}); err != nil {
		return nil, err
	}
	p.pairs.sort()
	return p.under(r.registry, r.dates), nil
}
