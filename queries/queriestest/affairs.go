package queriestest

import (
	"testing"

	"vigie/queries/oracle"
)

// insertAffairs puts what the committee keeps in the place of what is there.
func (w Warehouse) insertAffairs(t testing.TB, a oracle.Affairs) {
	t.Helper()
	for _, table := range []string{"plan_measure", "body", "structure_membership", "animator", "campaign_snapshot"} {
		w.run(t, "TRUNCATE TABLE "+table)
	}
	var measures, bodies, structures, animators, campaigns [][]any
	for _, x := range a.Measures {
		measures = append(measures, []any{x.Code, day(x.Due), steps(x.Statuses), x.Imported})
	}
	for _, x := range a.Actors {
		kind := "member"
		if x.External {
			kind = "external"
		}
		if x.Structure {
			structures = append(structures, []any{x.Code, steps(x.Stages), x.Imported})
		} else {
			bodies = append(bodies, []any{x.Code, kind, steps(x.Stages), x.Imported})
		}
	}
	for _, x := range a.Animators {
		animators = append(animators, []any{x.Territory, x.Address, day(x.From), optionalDay(x.To), x.Imported})
	}
	for _, x := range a.Campaigns {
		campaigns = append(campaigns, []any{x.Code, optionalDay(x.Starts), number(x.Target), number(x.Candidates), number(x.Engaged), number(x.Active), x.Imported})
	}
	w.insert(t, "INSERT INTO plan_measure (code, due, statuses, imported_at)", measures)
	w.insert(t, "INSERT INTO body (code, kind, stages, imported_at)", bodies)
	w.insert(t, "INSERT INTO structure_membership (structure, stages, imported_at)", structures)
	w.insert(t, "INSERT INTO animator (territory, address, from_day, to_day, imported_at)", animators)
	w.insert(t, "INSERT INTO campaign_snapshot (code, starts_on, target, candidates, engaged, active, imported_at)", campaigns)
}

// steps are rows of tuples.
func steps(all []oracle.Dated) [][]any {
	rows := [][]any{}
	for _, s := range all {
		rows = append(rows, []any{day(s.Day), s.What})
	}
	return rows
}
