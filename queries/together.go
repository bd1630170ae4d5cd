package queries

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"
)

// answers takes from memory what has been asked before in this state of the data, and asks the warehouse for the rest.
func (r *Runner) answers(ctx context.Context, m moment, questions []Question) ([]Answer, error) {
	all := make([]asked, len(questions))
	answers := make(map[string]Answer, len(questions))
	var open []asked
	for i, q := range questions {
		a, err := r.check(q, m.scope)
		if err != nil {
			return nil, err
		}
		all[i] = a
		key := a.key()
		if _, twice := answers[key]; twice {
			continue
		}
		answer, known := r.kept.get(m.tables.state.Number, a, time.Now())
		answer.RefreshedAt = m.tables.refreshed() // nothing has come since it was computed
		answers[key] = answer
		if known {
			r.metrics.cache.WithLabelValues("hit").Inc()
			continue
		}
		r.metrics.cache.WithLabelValues("miss").Inc()
		open = append(open, a)
	}
	if len(open) > 0 {
		found, err := r.inquire(ctx, open, m)
		if err != nil {
			return nil, err
		}
		for i, a := range open {
			answers[a.key()] = found[i]
		}
	}
	result := make([]Answer, len(questions))
	for i, a := range all {
		result[i] = answers[a.key()]
	}
	return result, nil
}

// inquire has the warehouse asked. Whoever asks the same meanwhile waits for the same computation, which therefore outlives
// the first asker.
func (r *Runner) inquire(ctx context.Context, open []asked, m moment) ([]Answer, error) {
	var key strings.Builder
	fmt.Fprint(&key, m.tables.state.Number)
	for _, a := range open {
		fmt.Fprintf(&key, " %s", a.key())
	}
	return jointly(ctx, &r.asking, key.String(), func(ctx context.Context) ([]Answer, error) {
		answers, err := r.compute(ctx, open, m)
		if err != nil {
			return nil, err
		}
		for i, a := range open {
			r.kept.put(m.tables.state.Number, entry{asked: a, answer: answers[i], at: time.Now()})
		}
		return answers, nil
	})
}

// prepare answers what was asked lately from a state of the data that is about to take the place of another, so that those who come
// back find it. Where the registry has changed questions may mean something else.
func (r *Runner) prepare(ctx context.Context, before, tables held) {
	defer r.memory.only(tables.state)
	s, of := r.lastScope()
	if of != before.state.Registry || of != tables.state.Registry {
		return
	}
	now := time.Now()
	entries := r.kept.since(now.Add(-preparedFor), now.Add(-preparedLonger), maxPrepared)
	open := make([]asked, len(entries))
	for i, one := range entries {
		open[i] = one.asked
	}
	answers, err := r.compute(ctx, open, moment{tables, s})
	if err != nil {
		return // what hinders it is met again by those who ask
	}
	for i := range entries {
		entries[i].answer = answers[i]
	}
	r.kept.put(tables.state.Number, entries...)
}

// compute asks the warehouse.
func (r *Runner) compute(ctx context.Context, open []asked, m moment) ([]Answer, error) {
	pieces := make([][]*piece, len(open))
	var inquiries []*inquiry
	together := make(map[way]*inquiry)
	for i, a := range open {
		pieces[i] = a.pieces(m)
		for _, p := range pieces[i] {
			way := p.from.way()
			one := together[way]
			if one == nil {
				one = &inquiry{way: way}
				if inquiries = append(inquiries, one); way != byItsFile {
					together[way] = one
				}
			}
			one.pieces = append(one.pieces, p)
		}
	}
	// What takes longest begins first.
	slices.SortStableFunc(inquiries, func(a, b *inquiry) int { return cmp.Compare(a.way, b.way) })
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(maxQueries)
	for _, one := range inquiries {
		asking.Go(func() error { return r.run(ctx, one, m) })
	}
	if err := asking.Wait(); err != nil {
		return nil, err
	}
	answers := make([]Answer, len(open))
	for i, a := range open {
		answers[i] = a.answer(a.joined(pieces[i]), m)
	}
	return answers, nil
}

// way is how questions are answered, what takes longest first.
type way int

const (
	byItsFile  way = iota // by the indicator's own file, each by itself
	byNetwork             // from the registry, and what structures did
	byMeasures            // added up from measures
)

// inquiry is pieces of questions that are answered from the same few rows, or one that its indicator's own file answers.
type inquiry struct {
	way    way
	pieces []*piece
}

// run finds the rows of an inquiry's pieces.
func (r *Runner) run(ctx context.Context, one *inquiry, m moment) (err error) {
	begun := time.Now()
	switch one.way {
	case byItsFile:
		p := one.pieces[0]
		p.rows, err = query[row](ctx, r, p.parameters(m.tables.state), p.indicator.SQL)
	case byNetwork:
		err = r.local(ctx, one.pieces, m)
	case byMeasures:
		err = r.added(ctx, one.pieces, m)
	}
	took := time.Since(begun)
	var indicators []string
	for _, p := range one.pieces {
		indicators = append(indicators, p.indicator.ID)
	}
	indicators = unique(indicators)
	for _, id := range indicators {
		r.metrics.seconds.WithLabelValues(id).Observe(took.Seconds())
		if err != nil {
			r.metrics.errors.WithLabelValues(id).Inc()
		}
	}
	if took > slow {
		r.log.Warn("slow figures", "indicators", indicators, "by", one.pieces[0].by, "took", took)
	}
	if err != nil {
		return fmt.Errorf("compute %s: %w", strings.Join(indicators, ", "), err)
	}
	return nil
}

// answer makes the answer of the rows that the warehouse gave.
func (a asked) answer(rows []row, m moment) Answer {
	answer := Answer{
		Indicator: a.indicator.ID, DefinitionVersion: a.indicator.DefinitionVersion, Unit: a.indicator.Unit,
		From: a.from.Format(time.DateOnly), To: a.to.Format(time.DateOnly), AsOf: a.asOf.Format(time.DateOnly),
		RefreshedAt: m.tables.refreshed(), By: a.by, Filters: a.given, Status: StatusNoData,
		Figures: a.figures(rows, m.scope), Notes: a.notes(),
	}
	for _, f := range answer.Figures {
		if f.Status == StatusOK {
			answer.Status = StatusOK
		}
	}
	return answer
}

// query runs a statement that answers rows.
func query[R any](ctx context.Context, r *Runner, parameters map[string]string, sql string) (rows []R, err error) {
	select {
	case r.places <- struct{}{}:
		defer func() { <-r.places }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(parameters), clickhouse.WithSettings(clickhouse.Settings{
		"max_execution_time": maxSeconds,
		// Compiling takes longer than any of these queries runs.
		"compile_expressions": 0, "compile_aggregate_expressions": 0,
		"use_index_for_in_with_subqueries_max_values": maxSearched,
	}))
	err = r.warehouse.Conn().Select(ctx, &rows, sql)
	return rows, err
}
