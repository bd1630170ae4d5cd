package dashboard

import (
	"context"

	"vigie/editions/cells"
)

type protectionData struct {
	Title string
	Cells string // the closed list
}

// protection says in plain words how people are protected.
func (d *Dashboard) protection(_ context.Context, v *view) (*page, error) {
	data := protectionData{Title: v.t("protection.title"), Cells: cells.Text()}
	return &page{template: "protection", title: data.Title, data: data}, nil
}
