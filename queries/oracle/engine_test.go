package oracle_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/event"
	"vigie/queries/engine"
	"vigie/queries/oracle"
	"vigie/queries/queriestest"
)

// perHistory is how many questions a history is asked about each indicator.
var perHistory = flag.Int("questions", 2, "questions about each indicator in a history")

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
		r.network = r.warehouse.Network(r.t, registryOf(now.History))
		r.runner = r.network.Runner(r.t)
	} else {
		r.network.SetRegistry(r.t, registryOf(now.History))
	}
	for _, batch := range batches(now.Fresh) {
		var raw [][]byte
		for _, e := range batch {
			text, err := json.Marshal(e)
			if err != nil {
				return err
			}
			raw = append(raw, text)
		}
		space := batch[0].Source
		if given, ok := now.Spaces[space]; ok {
			space = given
		}
		r.network.Send(r.t, space, raw...)
	}
	return r.runner.Refresh(ctx)
}

// batches are events of one source each and without an id twice.
func batches(events []event.Event) (all [][]event.Event) {
	for _, e := range events {
		last := len(all) - 1
		if last < 0 || all[last][0].Source != e.Source || slices.ContainsFunc(all[last], func(other event.Event) bool { return other.ID == e.ID }) {
			all = append(all, nil)
			last++
		}
		all[last] = append(all[last], e)
	}
	return all
}

func (r *running) Ask(ctx context.Context, questions []oracle.Question) (all []map[string]oracle.Figure, err error) {
	asked := make([]engine.Question, len(questions))
	for i, q := range questions {
		asked[i] = questionOf(q)
	}
	answers, err := r.runner.AskAll(ctx, asked)
	for i, answer := range answers {
		figures := make(map[string]oracle.Figure, len(answer.Figures))
		for _, f := range answer.Figures {
			if _, twice := figures[f.Key]; twice {
				return nil, fmt.Errorf("%s: two figures for %s", questions[i], f.Key)
			}
			figures[f.Key] = oracle.Figure{Value: f.Value, Numerator: f.Numerator, Denominator: f.Denominator, Parts: f.Parts, Status: f.Status}
		}
		all = append(all, figures)
	}
	return all, err
}

// questionOf is a question as the engine takes it.
func questionOf(q oracle.Question) engine.Question {
	return engine.Question{Indicator: q.Indicator, From: q.From.String(), To: q.To.String(), AsOf: q.AsOf.String(), By: q.By,
		Territories: q.Territories, Filters: q.Filters}
}

// registryOf is the registry of a history.
func registryOf(h oracle.History) (r queriestest.Registry) {
	for _, x := range h.Territories {
		r.Territories = append(r.Territories, queriestest.Territory{Code: x.Code, Name: x.Code, Parent: x.Parent, Population: uint32(x.Population)})
	}
	for _, x := range h.Groups {
		r.Groups = append(r.Groups, queriestest.Group{Code: x.Code, Members: x.Members})
	}
	for _, x := range h.Snapshots {
		r.Snapshots = append(r.Snapshots, queriestest.Snapshot{
			Structure: x.Structure, Territory: x.Territory, Imported: x.Imported, Updated: dayOf(x.Updated), Opened: optionalDay(x.Opened), Closed: optionalDay(x.Closed),
			Services: x.Services, Fees: x.Fees, AccessModes: x.AccessModes, HoursKnown: x.HoursKnown, Evening: uint16(x.Evening), Weekend: uint16(x.Weekend),
			ClosedMonths: months(x.ClosedMonths),
		})
	}
	for _, x := range h.Exclusions {
		r.Exclusions = append(r.Exclusions, queriestest.Exclusion{Source: x.Source, Structure: x.Structure, From: dayOf(x.From), To: dayOf(x.To)})
	}
	return r
}

func dayOf(d event.Day) time.Time {
	if d == 0 {
		return time.Time{}
	}
	return d.Time()
}

func optionalDay(d event.Day) *time.Time {
	if d == 0 {
		return nil
	}
	at := d.Time()
	return &at
}

func months(numbers []int) (all []uint8) {
	for _, n := range numbers {
		all = append(all, uint8(n))
	}
	return all
}
