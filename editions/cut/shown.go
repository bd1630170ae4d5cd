package cut

import (
	"cmp"
	"slices"

	"vigie/editions/cells"
	"vigie/editions/store"
)

// Share is how many cells of one kind would be shown.
type Share struct {
	// Page is the pillar of the indicators that the cells are of; Areas, Windows and Field say of what kind they are.
	Page, Areas, Windows, Field string
	Cells, Shown                int
}

// SharesShown tells, of some cells that count people or what they did, by page and kind, how many would be shown: which larger areas or longer
// windows would show more can be read from it, and no value.
func (c *Cutter) SharesShown(published []store.Cell) []Share {
	pages := make(map[string]string)
	for _, i := range c.Catalogue.All() {
		for _, component := range i.Components {
			pages[component.Name] = i.Pillar
		}
	}
	values := make(map[cells.Cell]float64, len(published))
	for _, cell := range published {
		values[cell.Cell] = cell.Value
	}
	shares := make(map[Share]*Share)
	for _, cell := range published {
		page, counts := pages[cell.Component]
		kinds := cells.PublishedKinds(cell.Window)
		if !counts || len(kinds) == 0 {
			continue
		}
		of := Share{Page: page, Areas: cell.Area.Kind, Windows: kinds[0], Field: cell.Field}
		if shares[of] == nil {
			one := of
			shares[of] = &one
		}
		shares[of].Cells++
		if c.List.Shows(cell.Cell, func(other cells.Cell) float64 { return values[other] }) {
			shares[of].Shown++
		}
	}
	all := make([]Share, 0, len(shares))
	for _, share := range shares {
		all = append(all, *share)
	}
	slices.SortFunc(all, func(a, b Share) int {
		return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(a.Areas, b.Areas), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Windows, b.Windows))
	})
	return all
}
