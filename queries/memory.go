package queries

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/singleflight"
)

// memory holds what was read of single layers of the derived tables, as long as the present state is made of them: what a layer
// holds never changes. After a refresh, so, only the correction is read again. It is safe for concurrent use.
type memory struct {
	mu      sync.Mutex
	layers  map[uint64]*remembered
	reading singleflight.Group
	facts   *facts
	about   uint64 // the number of the state whose facts they are
}

// remembered is what is held of a layer: rows by what was asked, and how many numbers they are in all.
type remembered struct {
	rows    map[string]any
	numbers int
}

// memorable is a row that tells how many numbers it holds.
type memorable interface{ size() int }

// only forgets the layers that a state is not made of.
func (m *memory) only(s state) {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.layers, func(layer uint64, _ *remembered) bool { return !slices.Contains(s.layers(), layer) })
	if m.about != s.Number {
		m.facts = nil
	}
}

// factsOf gives what structures did, as a state of the data has it; nil: it has not been worked out.
func (m *memory) factsOf(s state) *facts {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.about != s.Number {
		return nil
	}
	return m.facts
}

// keepFacts keeps what structures did, as a state of the data has it, in the place of what an earlier one had.
func (m *memory) keepFacts(s state, f *facts) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.about <= s.Number {
		m.facts, m.about = f, s.Number
	}
}

// recall gives what is kept of a layer under a name.
func recall[R memorable](m *memory, layer uint64, name string) ([]R, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known, ok := m.layers[layer]
	if !ok {
		return nil, false
	}
	rows, ok := known.rows[name].([]R)
	return rows, ok
}

// keep keeps rows of a layer under a name. Where that is too much, everything else is forgotten.
func keep[R memorable](m *memory, layer uint64, name string, rows []R) {
	numbers := 0
	for _, r := range rows {
		numbers += r.size()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	all := numbers
	for _, known := range m.layers {
		all += known.numbers
	}
	if all > maxNumbers {
		clear(m.layers)
	}
	if m.layers[layer] == nil {
		m.layers[layer] = &remembered{rows: make(map[string]any)}
	}
	m.layers[layer].rows[name] = rows
	m.layers[layer].numbers += numbers
}

// once gives the rows of a statement about a layer, which is run where they are not in memory. Whoever wants the same meanwhile waits
// for the same run. The rows are shared: their reader must not change them.
func once[R memorable](ctx context.Context, r *Runner, layer uint64, statement string, parameters map[string]string) ([]R, error) {
	name := fmt.Sprintf("%s %q", statement, parameters) // fmt sorts the keys of a map
	if rows, ok := recall[R](&r.memory, layer, name); ok {
		return rows, nil
	}
	return jointly(ctx, &r.memory.reading, fmt.Sprint(layer, " ", name), func(ctx context.Context) ([]R, error) {
		rows, err := query[R](ctx, r, ofLayer(layer, parameters), measuresSQL(statement))
		if err == nil {
			keep(&r.memory, layer, name, rows)
		}
		return rows, err
	})
}

// jointly runs what several ask for at the same time once. It goes on where one of them gives up.
func jointly[R any](ctx context.Context, runs *singleflight.Group, name string, read func(context.Context) ([]R, error)) ([]R, error) {
	run := runs.DoChan(name, func() (any, error) { return read(context.WithoutCancel(ctx)) })
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case result := <-run:
		rows, _ := result.Val.([]R)
		return rows, result.Err
	}
}

// series are the numbers of a measure of a key, as migrations/0012_measures.sql has them; months are those of days since 1970-01-01.
type series struct {
	Measure string  `ch:"measure"`
	Key     string  `ch:"key"`
	Days    uint8   `ch:"days"`
	Months  numbers `ch:"months"`
	Since   numbers `ch:"since"`
	Numbers numbers `ch:"numbers"`
}

func (s series) size() int { return 3 * len(s.Numbers) }

// in is what a series adds up to in a period of whole months.
func (s series) in(period bounds) (sum int64) {
	for i, number := range s.Numbers {
		if s.Months[i] >= period.first && s.Since[i] < period.until {
			sum += number
		}
	}
	return sum
}

// series gives the series of some measures of a source in a layer. Those that are not in memory are read in one statement.
func (r *Runner) series(ctx context.Context, layer uint64, from source, measures []string) ([]series, error) {
	name := func(measure string) string { return fmt.Sprintf("%q %s", from, measure) }
	var all []series
	var missing []string
	for _, measure := range measures {
		known, ok := recall[series](&r.memory, layer, name(measure))
		if !ok {
			missing = append(missing, measure)
		}
		all = append(all, known...)
	}
	if len(missing) == 0 {
		return all, nil
	}
	read, err := jointly(ctx, &r.memory.reading, fmt.Sprint(layer, " ", name(strings.Join(missing, " "))), func(ctx context.Context) ([]series, error) {
		rows, err := query[series](ctx, r, ofLayer(layer, map[string]string{
			"scope": from.scope, "keys": arrayLiteral(from.keys), "measures": arrayLiteral(missing),
		}), measuresSQL("series"))
		if err != nil {
			return nil, err
		}
		apart := make(map[string][]series)
		for _, s := range rows {
			apart[s.Measure] = append(apart[s.Measure], s)
		}
		for _, measure := range missing {
			keep(&r.memory, layer, name(measure), apart[measure])
		}
		return rows, nil
	})
	return append(all, read...), err
}

// ofLayer are the parameters of a statement about one layer.
func ofLayer(layer uint64, parameters map[string]string) map[string]string {
	all := maps.Clone(parameters)
	all["layer"] = fmt.Sprint(layer)
	return all
}
