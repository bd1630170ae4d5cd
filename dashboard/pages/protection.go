package pages

import (
	"context"

	"vigie/dashboard/view"
	"vigie/editions/cells"
)

// Protection says in plain words how people are protected.
type Protection struct{}

// Ask asks nothing.
func (*Protection) Ask(context.Context, *Request) error { return nil }

// Build shows the closed list of cells.
func (*Protection) Build(r *Request) view.Page {
	title := r.T("protection.title")
	return view.Page{Title: title, Data: struct{ Title, Cells string }{title, cells.Text()}}
}
