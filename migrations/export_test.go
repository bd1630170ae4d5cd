package migrations

import (
	"context"

	"vigie/warehouse"
)

// RunTo is Run, up to a version.
func RunTo(ctx context.Context, w *warehouse.Warehouse, version int64) error {
	p, err := open(ctx, w)
	if err != nil {
		return err
	}
	defer p.close()
	if err := w.Conn().Exec(ctx, p.create); err != nil {
		return err
	}
	_, err = p.goose.UpTo(ctx, version)
	return err
}
