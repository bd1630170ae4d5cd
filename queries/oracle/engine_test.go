package oracle_test

import (
	"context"
	"flag"
	"fmt"
	"testing"

	"vigie/queries/engine"
	"vigie/queries/oracle"
	"vigie/queries/queriestest"
)

// perHistory is how many questions a history is asked about each indicator.
var perHistory = flag.Int("questions", 1, "questions about each indicator in a history")

// TestEngine holds the engine to the oracle over random histories, which come through the real collector step by step.
func TestEngine(t *testing.T) {
	w := queriestest.Open(t)
	compare(t, *perHistory, func(t *testing.T) answerer {
		return &running{t: t, warehouse: w}
	})
}

// running is the engine over a network of its own.
type running struct {
	t         *testing.T
	warehouse queriestest.Warehouse
	network   *queriestest.Network
	runner    *engine.Runner
}

func (r *running) Take(ctx context.Context, now oracle.Step) error {
	if r.network == nil {
		r.network = r.warehouse.Network(r.t, queriestest.RegistryOf(now.History))
		r.runner = r.network.Runner(r.t)
	} else {
		r.network.SetRegistry(r.t, queriestest.RegistryOf(now.History))
	}
	r.network.Receive(r.t, now.History, now.Fresh)
	return r.runner.Refresh(ctx)
}

func (r *running) Ask(ctx context.Context, questions []oracle.Question) (all []map[string]oracle.Figure, err error) {
	asked := make([]engine.Question, len(questions))
	for i, q := range questions {
		asked[i] = questionOf(q)
	}
	answers, err := r.runner.AskAll(ctx, asked)
	for i, answer := range answers {
		figures, twice := figuresOf(answer)
		if twice != nil {
			return nil, fmt.Errorf("%s: %w", questions[i], twice)
		}
		all = append(all, figures)
	}
	return all, err
}

// figuresOf are the figures of an answer by key.
func figuresOf(answer engine.Answer) (map[string]oracle.Figure, error) {
	figures := make(map[string]oracle.Figure, len(answer.Figures))
	for _, f := range answer.Figures {
		if _, twice := figures[f.Key]; twice {
			return nil, fmt.Errorf("two figures for %s", f.Key)
		}
		figures[f.Key] = oracle.Figure{Value: f.Value, Numerator: f.Numerator, Denominator: f.Denominator, Parts: f.Parts, Status: f.Status}
	}
	return figures, nil
}

// questionOf is a question as the engine takes it.
func questionOf(q oracle.Question) engine.Question {
	return engine.Question{Indicator: q.Indicator, From: q.From.String(), To: q.To.String(), AsOf: q.AsOf.String(), By: q.By,
		Territories: q.Territories, Filters: q.Filters}
}
