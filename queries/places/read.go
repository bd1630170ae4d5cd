package places

import (
	"context"
	"embed"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"golang.org/x/sync/errgroup"
)

//go:embed *.sql
var files embed.FS

// Read reads the registry as it is now.
func Read(ctx context.Context, conn driver.Conn) (*Snapshot, error) {
	var territories []Territory
	var groups []Group
	var structures []Structure
	var titles []Title
	var codes []struct {
		Code string `ch:"code"`
	}
	// To plan these statements takes longer than to run them: they are planned side by side.
	reading, ctx := errgroup.WithContext(ctx)
	for _, read := range []struct {
		name string
		into any
	}{{"territories", &territories}, {"groups", &groups}, {"structures", &structures}, {"titles", &titles}, {"rough", &codes}} {
		statement, err := files.ReadFile(read.name + ".sql")
		if err != nil {
			panic(err) // the files are built in
		}
		reading.Go(func() error {
			if err := conn.Select(ctx, read.into, string(statement)); err != nil {
				return fmt.Errorf("read the %s of the registry: %w", read.name, err)
			}
			return nil
		})
	}
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	rough := make([]string, len(codes))
	for i, c := range codes {
		rough[i] = c.Code
	}
	return New(territories, groups, structures, rough).WithTitles(titles), nil
}
