package queries

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"golang.org/x/sync/errgroup"
)

// inquiry is questions that are answered from the same few rows, or one that its own statement answers, at once or month by month.
type inquiry struct {
	key   string // equal for inquiries that have the same answers
	from  source // where measures are read; of no scope: they are not
	asked []asked
}

// answers takes from memory what has been asked before in this state of the data, and asks the warehouse for the rest.
func (r *Runner) answers(ctx context.Context, m moment, questions []Question) ([]Answer, error) {
	all := make([]asked, len(questions))
	answers := make(map[string]Answer, len(questions))
	var inquiries []*inquiry
	open := make(map[string]*inquiry) // by what their questions have in common
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
		answer, known := r.kept.get(m.tables.state.Number, key)
		answer.RefreshedAt = m.tables.refreshed() // nothing has come since it was computed
		answers[key] = answer
		if known {
			r.metrics.cache.WithLabelValues("hit").Inc()
			continue
		}
		r.metrics.cache.WithLabelValues("miss").Inc()
		common := key
		from := a.measured(m.tables.state)
		if from.scope != "" {
			common = fmt.Sprintf("%q %s", from, a.asOf.Format(time.DateOnly))
		}
		one := open[common]
		if one == nil {
			one = &inquiry{key: fmt.Sprint(m.tables.state.Number), from: from}
			open[common] = one
			inquiries = append(inquiries, one)
		}
		one.key += " " + key
		one.asked = append(one.asked, a)
	}
	found := make([]map[string]Answer, len(inquiries))
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(maxQueries)
	for i, one := range inquiries {
		asking.Go(func() (err error) {
			found[i], err = r.inquire(ctx, one, m)
			return err
		})
	}
	if err := asking.Wait(); err != nil {
		return nil, err
	}
	for _, some := range found {
		for key, answer := range some {
			answers[key] = answer
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
func (r *Runner) inquire(ctx context.Context, one *inquiry, m moment) (map[string]Answer, error) {
	computing := r.asking.DoChan(one.key, func() (any, error) {
		return r.compute(context.WithoutCancel(ctx), one, m)
	})
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case result := <-computing:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(map[string]Answer), nil
	}
}

// compute asks the warehouse and keeps the answers.
func (r *Runner) compute(ctx context.Context, one *inquiry, m moment) (map[string]Answer, error) {
	begun := time.Now()
	first := one.asked[0]
	var rows [][]row
	var err error
	switch {
	case one.from.scope == ofNetwork:
		rows, err = r.local(ctx, one, m)
	case one.from.scope != "":
		rows, err = r.added(ctx, one, m)
	default:
		rows, err = r.general(ctx, first, m.tables.state)
	}
	took := time.Since(begun)
	r.metrics.seconds.WithLabelValues(first.indicator.ID).Observe(took.Seconds())
	if took > slow {
		r.log.Warn("slow figures", "indicator", first.indicator.ID, "by", first.by, "took", took)
	}
	if err != nil {
		r.metrics.errors.WithLabelValues(first.indicator.ID).Inc()
		return nil, fmt.Errorf("compute %s: %w", first.indicator.ID, err)
	}
	answers := make(map[string]Answer, len(one.asked))
	for i, a := range one.asked {
		answer := a.answer(rows[i], m)
		r.kept.put(m.tables.state.Number, a.key(), answer)
		answers[a.key()] = answer
	}
	return answers, nil
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

// general runs an indicator's own statement, once or month by month.
func (r *Runner) general(ctx context.Context, a asked, tables state) ([][]row, error) {
	if !a.monthByMonth() {
		rows, err := query[row](ctx, r, a.parameters(tables), a.indicator.SQL)
		return [][]row{rows}, err
	}
	months := a.months()
	rows := make([]row, len(months))
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(maxQueries)
	for i, month := range months {
		rows[i].Key = month.month.Format("2006-01")
		asking.Go(func() error {
			totals, err := query[row](ctx, r, a.of(month).parameters(tables), a.indicator.SQL)
			if err == nil && len(totals) > 0 {
				totals[0].Key = rows[i].Key
				rows[i] = totals[0]
			}
			return err
		})
	}
	return [][]row{rows}, asking.Wait()
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

// part is one period of a question.
type part struct {
	by       string
	from, to time.Time
}

// parts are those of a question: one, or the total of each of its months.
func (a asked) parts() []part {
	if a.by != "month" {
		return []part{{a.by, a.from, a.to}}
	}
	var parts []part
	for _, month := range a.months() {
		parts = append(parts, part{KeyTotal, month.from, month.to})
	}
	return parts
}
