package oracle

import (
	"cmp"
	"slices"
)

// effective are the rows that count: of a source's id the first received; of a source's record the highest revision, then the latest
// day, and nothing once it is retracted; of those, what no exclusion sets aside. Where two edits of a record have both in common a
// hash decides that nobody can foresee: histories have no such edits.
func (h History) effective() []row {
	type name struct{ source, id string }
	received, retracted, latest := map[name]bool{}, map[name]bool{}, map[name]row{}
	for _, e := range h.Events {
		r := h.read(e)
		if received[name{r.source, r.id}] {
			continue
		}
		received[name{r.source, r.id}] = true
		record := name{r.source, r.record}
		if r.kind == retraction {
			retracted[record] = true
			continue
		}
		if other, ok := latest[record]; !ok || cmp.Or(cmp.Compare(r.revision, other.revision), cmp.Compare(r.day, other.day)) > 0 {
			latest[record] = r
		}
	}
	var rows []row
	for record, r := range latest {
		if !retracted[record] && !h.excluded(r) {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.source, b.source), cmp.Compare(a.id, b.id))
	})
	return rows
}

func (h History) excluded(r row) bool {
	return slices.ContainsFunc(h.Exclusions, func(x Exclusion) bool {
		return x.Source == r.source && (x.Structure == "" || slices.Contains(r.line, x.Structure)) && x.From <= r.day && r.day < x.To
	})
}

// standing are the declarations that count: of a structure, month and project the one of the highest revision, then of the largest
// numbers, and none where an event of the structure and month tells the same.
func standing(rows []row) []row {
	type subject struct {
		structure, project string
		month              any
	}
	best := map[subject]row{}
	for _, r := range rows {
		if r.kind != declaration || overlapped(r, rows) {
			continue
		}
		s := subject{r.structure, r.project, monthOf(r.day)}
		if other, ok := best[s]; !ok || cmp.Or(cmp.Compare(r.revision, other.revision),
			cmp.Compare(r.heads, other.heads), cmp.Compare(r.people, other.people)) > 0 {
			best[s] = r
		}
	}
	var kept []row
	for _, r := range best {
		kept = append(kept, r)
	}
	return kept
}

// overlapped tells whether events of the same structure and month set a declaration aside.
func overlapped(declared row, rows []row) bool {
	return slices.ContainsFunc(rows, func(r row) bool {
		return r.kind != declaration && r.structure == declared.structure && monthOf(r.day) == monthOf(declared.day)
	})
}
