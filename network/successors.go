package network

import (
	"cmp"
	"fmt"

	"vigie/network/national"
)

// successors are the records that may take the place of what is known under their ids. One that says of itself that it is older than what is known
// changes nothing; one that agrees in nothing with what is known is of another thing that happens to bear the same id, and is refused. Both are told.
func (k *known) successors(report *Report, structures []Structure) (kept []Structure) {
	for _, s := range structures {
		known, found := k.structure(s.ID)
		switch {
		case found && otherThing(known, s):
			report.Refused++
			report.Add(Fault{ID: s.ID, Field: "id", Reason: fmt.Sprintf(
				"it is already the id of another structure, %s in %s (source: %s), and name, pivot, source and commune all differ: give this one an id of "+
					"its own, or where it is that one, moved and renamed, the same source (--source, where the file has none)",
				known.Name, known.Commune, cmp.Or(known.Origin, "none"))})
		case found && s.UpdatedOn != "" && s.UpdatedOn < known.UpdatedOn:
			report.Unchanged++
			report.Add(Fault{ID: s.ID, Field: "date_maj", Kept: true, Warned: true, Reason: fmt.Sprintf(
				"%s is older than the %s of the record that is known: that one stays", s.UpdatedOn, known.UpdatedOn)})
		default:
			kept = append(kept, s)
		}
	}
	return kept
}

// otherThing tells whether two records of one id have nothing in common by which a structure is known. A local id belongs to its source, so one
// source is one thing, and where neither names any, the other marks decide.
func otherThing(a, b Structure) bool {
	return a.Pivot != b.Pivot && national.Fold(a.Name) != national.Fold(b.Name) && national.Fold(a.Commune) != national.Fold(b.Commune) &&
		(a.Origin != b.Origin || a.Origin == "")
}
