package queriestest

import (
	"testing"
	"time"

	"vigie/event"
	"vigie/queries/oracle"
)

// insertRegistered puts what is registered in the place of what is there.
func (w Warehouse) insertRegistered(t testing.TB, r oracle.Registered) {
	t.Helper()
	w.empty(t, "call_snapshot", "project_snapshot", "need_rate_snapshot", "age_structure_snapshot")
	var calls, projects, rates, ages [][]any
	for _, x := range r.Calls {
		calls = append(calls, []any{x.Code, x.Code, amounts(x.Funders), int64(0), x.Imported})
	}
	for _, x := range r.Projects {
		stages := [][]any{}
		if x.Stage != "" {
			stages = append(stages, []any{"submitted", day(1)}, []any{x.Stage, day(2)})
		}
		payments := [][]any{}
		for _, p := range x.Payments {
			payments = append(payments, []any{day(p.Day), p.Cents, p.Funder})
		}
		var target *uint32
		if x.Target != nil {
			target = new(uint32(*x.Target))
		}
		projects = append(projects, []any{x.Code, x.Call, x.Structure, stages, new(x.Granted), payments, amounts(x.CoFunders),
			optionalDay(x.Starts), optionalDay(x.Ends), target, x.Territories, x.Imported})
	}
	for _, x := range r.Rates {
		rates = append(rates, []any{x.Territory, uint16(x.Year), x.Rate, "a source", x.Imported})
	}
	for _, x := range r.Ages {
		groups := [][]any{}
		for _, g := range x.Groups {
			to := uint8(255)
			if g.To >= 0 {
				to = uint8(g.To)
			}
			groups = append(groups, []any{uint8(g.From), to, uint32(g.Residents)})
		}
		ages = append(ages, []any{x.Territory, uint16(x.Year), groups, "a census", x.Imported})
	}
	w.insert(t, "INSERT INTO call_snapshot (code, title, funders, budget, imported_at)", calls)
	w.insert(t, "INSERT INTO project_snapshot (code, call, structure, stages, granted, payments, cofunders, starts_on, ends_on, target_people, territories, imported_at)", projects)
	w.insertAffairs(t, r.Affairs)
	w.insert(t, "INSERT INTO need_rate_snapshot (territory, year, rate, source, imported_at)", rates)
	w.insert(t, "INSERT INTO age_structure_snapshot (territory, year, groups, source, imported_at)", ages)
}

// amounts are rows of tuples.
func amounts(all []oracle.Amount) [][]any {
	rows := [][]any{}
	for _, a := range all {
		rows = append(rows, []any{a.Of, a.Cents})
	}
	return rows
}

func day(d event.Day) time.Time { return d.Time() }
