package queriestest

import "testing"

// insertIdentity puts in which ids are one structure's, and which structure continues which.
func (w Warehouse) insertIdentity(t testing.TB, r Registry) {
	t.Helper()
	var aliases, merges [][]any
	for i, x := range r.Aliases {
		aliases = append(aliases, []any{uint32(i + 1), x.Alias, x.Structure, "a test", now, x.Removed, now})
	}
	for i, x := range r.Merges {
		merges = append(merges, []any{uint32(i + 1), x.Structure, x.Successor, x.From, "a test", now, x.Undone, now})
	}
	w.insert(t, "INSERT INTO structure_alias (number, alias, structure, why, set_at, removed, changed_at)", aliases)
	w.insert(t, "INSERT INTO structure_merge (number, structure, successor, from_day, why, set_at, undone, changed_at)", merges)
}
